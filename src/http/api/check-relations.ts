import { type CheckedRelation, checkRelations } from '../../actions/check-relations.ts'
import { MAX_RELATIONS_PER_CALL } from '../../core/relation.ts'
import { time } from '../cloudinary/wire.ts'
import { ok, operation } from '../operation.ts'
import { asset, kindName } from './schemas.ts'
import { parseNames } from './walk-params.ts'

const relation = {
  type: 'object',
  properties: {
    kind: { type: 'string', description: 'How it is called from the side of `asset`' },
    related_at: { type: 'string' },
    note: { type: 'string' },
    metadata: { type: 'object' },
    start: { type: 'number', description: 'In seconds' },
    end: { type: 'number' },
  },
  required: ['kind', 'related_at'],
} as const

export const checkedSchema = {
  type: 'object',
  properties: {
    results: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          asset,
          outcome: { type: 'string', enum: ['related', 'not_related', 'not_found'] },
          relations: { type: 'array', items: relation, description: 'Each way in which the two are related' },
        },
        required: ['asset', 'outcome', 'relations'],
      },
      description: 'Of each of the others, in their order',
    },
    counts: {
      type: 'object',
      properties: { related: { type: 'integer' }, not_related: { type: 'integer' }, failed: { type: 'integer' } },
      required: ['related', 'not_related', 'failed'],
    },
  },
  required: ['results', 'counts'],
} as const

export const checkRelationsOperation = operation({
  name: 'check_relations',
  summary: `Which of up to ${MAX_RELATIONS_PER_CALL} assets are already related to this one, and how`,
  method: 'POST',
  paths: ['/relations/check'],
  api: 'relata',
  access: 'read',
  input: {
    type: 'object',
    properties: {
      asset,
      assets: { type: 'array', items: asset, minItems: 1, maxItems: MAX_RELATIONS_PER_CALL },
      kind: { ...kindName, description: 'Only this kind, as it is called from the side of `asset`. Left out: all' },
    },
    required: ['asset', 'assets'],
  },
  output: checkedSchema,
  async handle({ library, cloud }, { asset, assets, kind }) {
    const [subject] = parseNames('asset', [asset])
    const checked = await checkRelations(library.store.read, cloud, subject!, parseNames('assets', assets), kind)
    const results = assets.map((asset, i) => {
      const relations = checked[i]?.relations.map(relationAnswer)
      const outcome = !relations ? 'not_found' : relations.length > 0 ? 'related' : 'not_related'
      return { asset, outcome, relations: relations ?? [] }
    })
    const count = (outcome: string) => results.filter((result) => result.outcome === outcome).length
    return ok({
      results,
      counts: { related: count('related'), not_related: count('not_related'), failed: count('not_found') },
    })
  },
})

const relationAnswer = ({ name, createdAt, note, metadata, startMs, endMs }: CheckedRelation) => ({
  kind: name,
  related_at: time(createdAt),
  note: note ?? undefined,
  metadata: metadata ?? undefined,
  start: startMs === null ? undefined : startMs / 1000,
  end: endMs === null ? undefined : endMs / 1000,
})
