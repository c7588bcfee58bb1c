import type { AssetCard } from './asset.ts'

/** Cloudinary's limit on assets to relate in one call. */
export const MAX_TO_RELATE = 10
export const MAX_TO_UNRELATE = 1000
/** Related assets in one answer; more are fetched with a cursor. */
export const RELATED_PAGE_SIZE = 100

/** What became of one item of a relate call. */
export type RelateOutcome = 'related' | 'already_related' | 'not_found' | 'malformed' | 'self' | 'limit_reached'

/** What became of one item of an unrelate call. */
export type UnrelateOutcome = 'unrelated' | 'not_related' | 'not_found' | 'malformed' | 'self'

/** An item as it was named in the call, and what became of it. */
export interface ItemResult<Outcome> {
  readonly item: string
  readonly outcome: Outcome
}

export interface RelatedAsset extends AssetCard {
  /** Where it stands in this asset's list: text that sorts by its bytes. */
  readonly position: string
  /** Unix milliseconds. */
  readonly relatedAt: number
}
