import { replaceRelated } from '../../actions/replace-related.ts'
import { MAX_RELATIONS_PER_CALL } from '../../core/relation.ts'
import { ok, operation } from '../operation.ts'
import { pointerAnswer, pointerSchema } from './asset-answer.ts'
import { MESSAGES } from './relations.ts'
import { asset, dryRun, kindName } from './schemas.ts'
import { parseNames } from './walk-params.ts'

const result = {
  type: 'object',
  properties: {
    asset,
    outcome: { type: 'string', description: 'related, kept, or what was wrong with it' },
    message: { type: 'string' },
  },
  required: ['asset', 'outcome'],
} as const

export const replacedSchema = {
  type: 'object',
  properties: {
    results: { type: 'array', items: result, description: 'Of each asset of the list, in their order' },
    removed: { type: 'array', items: pointerSchema, description: 'Those that were related and are not in the list' },
    added: { type: 'integer' },
    kept: { type: 'integer' },
    reordered: { type: 'boolean', description: 'Whether those that are kept stand in another order than before' },
    failed: { type: 'integer' },
    dry_run: { type: 'boolean' },
  },
  required: ['results', 'removed', 'added', 'kept', 'reordered', 'failed', 'dry_run'],
} as const

export const replaceRelatedOperation = operation({
  name: 'replace_related',
  summary: `Makes the list that an asset has of a kind the given one, in its order: at most ${MAX_RELATIONS_PER_CALL} before and after`,
  method: 'PUT',
  paths: ['/related'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      asset: { ...asset, description: 'Whose list it is: other kinds stay as they are' },
      kind: { ...kindName, description: 'How the kind is called from the side of `asset`. Left out: related' },
      assets: { type: 'array', items: asset, maxItems: MAX_RELATIONS_PER_CALL },
      dry_run: dryRun,
    },
    required: ['asset', 'assets'],
  },
  output: replacedSchema,
  async handle(call, { asset, kind, assets, dry_run = false }) {
    const [subject] = parseNames('asset', [asset])
    const { outcomes, removed, reordered } = await replaceRelated(call.library, call, {
      ...{ subject: subject!, kind, items: assets, dryRun: dry_run },
    })
    const results = assets.map((asset, i) => {
      const outcome = outcomes[i]!
      return { asset, outcome, message: outcome === 'related' || outcome === 'kept' ? undefined : PROBLEMS[outcome] }
    })
    return ok({
      results,
      removed: removed.map(pointerAnswer),
      added: outcomes.filter((outcome) => outcome === 'related').length,
      kept: outcomes.filter((outcome) => outcome === 'kept').length,
      reordered,
      failed: results.filter(({ message }) => message !== undefined).length,
      dry_run,
    })
  },
})

const PROBLEMS = {
  ...MESSAGES,
  not_found: 'there is no such asset',
  repeated: 'it stands in the list before: an asset is related once by a kind',
}
