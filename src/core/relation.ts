import type { AssetCard } from './asset.ts'

/** Cloudinary's limit on assets to relate in one call. */
export const MAX_TO_RELATE = 10
export const MAX_TO_UNRELATE = 1000
/** Related assets in one answer; more are fetched with a cursor. */
export const RELATED_PAGE_SIZE = 100

/** The kind of a relation made without one: plain, symmetric, what Cloudinary's related assets are. */
export const RELATED_KIND = 0
/** Under what a kind's relations are listed, by side. A symmetric kind has the same label on both. */
export const RELATED_LABEL = 2 * RELATED_KIND

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
