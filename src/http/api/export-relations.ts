import { Readable } from 'node:stream'
import { exportRelations } from '../../actions/export-relations.ts'
import { operation } from '../operation.ts'
import { CONTENT_TYPES, FORMATS, WRITERS } from './relation-format.ts'

export const exportRelationsOperation = operation({
  name: 'export_relations',
  summary:
    'All relations, as JSON Lines or CSV, for POST /relations/import here or elsewhere: the same relations are the same bytes. No snapshot: what changes meanwhile may be in it or not. CSV has both names of each kind, JSON Lines all that a kind is',
  method: 'GET',
  paths: ['/relations/export'],
  api: 'relata',
  input: { type: 'object', properties: { format: { type: 'string', enum: FORMATS, default: 'jsonl' } } },
  answerTypes: Object.values(CONTENT_TYPES),
  async handle({ library, cloud }, { format = 'jsonl' }) {
    const text = WRITERS[format](exportRelations(library.store.read, cloud))
    return {
      status: 200,
      body: Readable.from(text, { objectMode: false, highWaterMark: 64 * 1024 }),
      headers: {
        'content-type': `${CONTENT_TYPES[format]}; charset=utf-8`,
        'content-disposition': `attachment; filename="relations.${format}"`,
      },
    }
  },
})
