import { relateBySearch } from '../../actions/relate-by-search.ts'
import { MAX_RELATIONS_PER_CALL } from '../../core/relation.ts'
import { ok, operation } from '../operation.ts'
import { relationResults, relationResultsSchema } from './bulk-answer.ts'
import { MESSAGES } from './relations.ts'
import { asset, dryRun, kindName } from './schemas.ts'
import { cursor, parseNames } from './walk-params.ts'

export const bySearchSchema = {
  ...relationResultsSchema,
  properties: {
    ...relationResultsSchema.properties,
    total: { type: 'integer', description: 'How many assets the search finds, in all pages together' },
    next_cursor: { type: 'string', description: 'Where there is more: goes on with the rest' },
    dry_run: { type: 'boolean' },
  },
  required: [...relationResultsSchema.required, ...(['total', 'dry_run'] as const)],
} as const

export const relateBySearchOperation = operation({
  name: 'relate_by_search',
  summary: 'Relates an asset to what a search finds, newest first; itself is passed over',
  method: 'POST',
  paths: ['/relations/by-search'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      asset,
      expression: { type: 'string', description: 'As of search: tags:shirt AND uploaded_at>1d' },
      kind: { ...kindName, description: 'How the kind is called from the side of `asset`. Left out: related' },
      limit: { type: 'integer', minimum: 1, maximum: MAX_RELATIONS_PER_CALL, default: 100 },
      cursor,
      dry_run: dryRun,
    },
    required: ['asset', 'expression'],
  },
  output: bySearchSchema,
  async handle(call, { asset, expression, kind, limit = 100, cursor, dry_run = false }) {
    const [identifier] = parseNames('asset', [asset])
    const { relations, outcomes, total, nextCursor } = await relateBySearch(call.library, call, {
      ...{ asset: identifier!, expression, kind, limit, cursor, dryRun: dry_run },
    })
    return ok({
      ...relationResults(relations, outcomes, MESSAGES),
      ...{ total, next_cursor: nextCursor, dry_run },
    })
  },
})
