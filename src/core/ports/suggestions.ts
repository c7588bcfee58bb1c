import type { Asset } from '../asset.ts'
import type { TermRange } from '../looks.ts'
import type { Pair } from '../suggestion.ts'

export interface TermEntry {
  readonly term: string
  readonly no: number
}

/** An asset that is related to one that another is related to as well. */
export interface SharedNeighbour {
  readonly no: number
  /** The one that both are related to, and how many relations that has. */
  readonly by: number
  readonly relations: number
}

export interface SharedNeighbourQuery {
  /** As many of an asset's relations are looked at, the first of its lists. */
  readonly maxNeighbours: number
  /** What has more relations says nothing about those that share it. */
  readonly maxRelations: number
}

/** What may belong together. Read off the main thread, at a cost that grows with the limits and not with the library. */
export interface SuggestionReader {
  /** For each of these terms, in their order, assets that have it, up to `limit`. */
  withTerms(cloudId: number, terms: readonly string[], limit: number): Promise<number[][]>
  /** The terms in these ranges with the assets that have them: of each range the first ones, about `limit`, and of all no more than that each. */
  inRanges(cloudId: number, ranges: readonly TermRange[], limit: number): Promise<TermEntry[]>
  sharedNeighbours(cloudId: number, no: number, query: SharedNeighbourQuery): Promise<SharedNeighbour[]>
  /** Which of the others are related to it already, by any kind, or were dismissed with it. */
  settled(cloudId: number, no: number, others: readonly number[]): Promise<Set<number>>
  /** Those that there are, in no order. */
  assets(cloudId: number, nos: readonly number[]): Promise<Asset[]>
}

export interface SuggestionWriter extends SuggestionReader {
  /** Never again are these suggested; answers those that weren't dismissed before, the smaller number first. */
  dismiss(cloudId: number, pairs: readonly Pair[]): Promise<Pair[]>
  /** They may be suggested again; answers those that were dismissed, the smaller number first. */
  undismiss(cloudId: number, pairs: readonly Pair[]): Promise<Pair[]>
  /** Drops all that was dismissed of assets that are gone for good. */
  forget(cloudId: number, nos: readonly number[]): Promise<void>
  /**
   * Gives up to so many assets the terms that they would have if they were uploaded now; answers whether more are left, of
   * those that were there before the schema was brought up to date.
   */
  renewTerms(limit: number): Promise<boolean>
}
