import { replaceRelated } from '../../actions/replace-related.ts'
import { MAX_RELATIONS_PER_CALL } from '../../core/relation.ts'
import { ok, operation } from '../operation.ts'
import { pointerAnswer, pointerSchema } from './asset-answer.ts'
import { assetResults, assetResultsSchema } from './bulk-answer.ts'
import { MESSAGES } from './relations.ts'
import { asset, dryRun, kindName } from './schemas.ts'
import { parseNames } from './walk-params.ts'

export const replacedSchema = {
  type: 'object',
  properties: {
    ...assetResultsSchema.properties,
    removed: { type: 'array', items: pointerSchema, description: 'Those that were related and are not in the list' },
    reordered: { type: 'boolean', description: 'Whether those that are kept stand in another order than before' },
    dry_run: { type: 'boolean' },
  },
  required: [...assetResultsSchema.required, ...(['removed', 'reordered', 'dry_run'] as const)],
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
    return ok({ ...assetResults(assets, outcomes, PROBLEMS), removed: removed.map(pointerAnswer), reordered, dry_run })
  },
})

const PROBLEMS = {
  ...MESSAGES,
  not_found: 'there is no such asset',
  repeated: 'it stands in the list before: an asset is related once by a kind',
}
