import type { Asset } from '../../core/asset.ts'
import { countsOf, countsSchema } from './bulk-answer.ts'
import { asset } from './schemas.ts'

/** What calls for several assets answer: of each, in their order, what became of it. */
export const changedAssetsSchema = {
  type: 'object',
  properties: {
    results: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          asset: { ...asset, description: 'As the call named it' },
          asset_id: { type: 'string' },
          public_id: { type: 'string', description: 'As it is called now' },
          outcome: { type: 'string', description: 'What became of it' },
          message: { type: 'string', description: 'Where it failed: why, and what to do' },
        },
        required: ['asset', 'outcome'],
      },
    },
    counts: countsSchema,
  },
  required: ['results', 'counts'],
} as const

interface ItemResult {
  readonly outcome: string
  readonly asset?: Asset
  /** Of those that failed. */
  readonly message?: string
}

export function changedAssets(names: readonly string[], items: readonly ItemResult[]) {
  const results = items.map(({ outcome, asset, message }, i) => ({
    asset: names[i]!,
    asset_id: asset?.assetId,
    public_id: asset?.publicId,
    outcome,
    message,
  }))
  return { results, counts: countsOf(results) }
}

export const NO_ASSET = { outcome: 'not_found', message: 'there is no such asset' } as const
