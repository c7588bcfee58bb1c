import type { Asset } from '../../core/asset.ts'
import { asset } from './schemas.ts'

/** What calls for several assets answer: of each, in their order, what became of it. */
export const assetResultsSchema = {
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
    changed: { type: 'integer', description: 'How many were' },
    failed: { type: 'integer' },
  },
  required: ['results', 'changed', 'failed'],
} as const

interface ItemResult {
  readonly outcome: string
  readonly asset?: Asset
  /** Of those that failed. */
  readonly message?: string
}

export function assetResults(names: readonly string[], items: readonly ItemResult[]) {
  const failed = items.filter(({ message }) => message !== undefined).length
  return {
    results: items.map(({ outcome, asset, message }, i) => ({
      asset: names[i]!,
      asset_id: asset?.assetId,
      public_id: asset?.publicId,
      outcome,
      message,
    })),
    changed: items.length - failed,
    failed,
  }
}

export const NO_ASSET = { outcome: 'not_found', message: 'there is no such asset' } as const
