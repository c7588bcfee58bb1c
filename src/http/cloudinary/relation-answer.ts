import { type AssetIdentifier, parseAssetIdentifier } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import type { ItemResult } from '../../core/relation.ts'
import type { Answer, Call } from '../operation.ts'

/** How the outcome of an item is told. Items of status 200 are listed under `success`, the others under `failed`. */
export interface ItemAnswer {
  readonly code: string
  readonly status: number
  readonly message: string
}

const items = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      message: { type: 'string' },
      code: { type: 'string' },
      asset: { type: 'string', description: 'The identifier as it was sent' },
      status: { type: 'integer', description: '200, or why it failed' },
    },
    required: ['message', 'code', 'asset', 'status'],
  },
} as const

/** What all calls answer that relate an asset to others, or part it from them. */
export const RELATION_ANSWER = {
  statuses: [200, 207],
  output: { type: 'object', properties: { failed: items, success: items }, required: ['failed', 'success'] },
} as const

export function pathIdentifier(text: string): AssetIdentifier {
  const identifier = parseAssetIdentifier(text)
  if (identifier) return identifier
  throw invalid(
    `Invalid asset in the path - ${text.slice(0, 300)}: expected an asset ID (hex digits) or resource_type/type/public_id`,
  )
}

/** `{failed, success}`, each in the order of the call. The `asset` of an item is the identifier as it was sent. */
export function relationAnswer<Outcome extends string>(
  call: Call,
  results: readonly ItemResult<Outcome>[],
  answers: Record<Outcome, ItemAnswer>,
): Answer {
  const items = results.map(({ item, outcome }) => {
    const { message, code, status } = answers[outcome]
    return { message, code, asset: item, status }
  })
  const failed = items.filter(({ status }) => status !== 200)
  const success = items.filter(({ status }) => status === 200)
  return { status: failed.length > 0 ? call.partialFailureStatus : 200, body: { failed, success } }
}
