import type { AssetCard } from '../asset.ts'
import type { Hop, Standing } from '../walk.ts'

/**
 * Relations as a graph. It may read much, and runs off the main thread. `labels` are those that relations are followed
 * by; without them, all. Nothing here is related to an asset that isn't there.
 */
export interface GraphReader {
  /** How many relations each asset has, in the order of the numbers; counts no rows. */
  degrees(cloudId: number, assetNos: readonly number[], labels?: readonly number[]): Promise<number[]>
  /**
   * All that these assets are related to, up to `limit`, in one statement: asset by asset as they are given, each in the
   * order of its lists. It reads all their relations, however few are wanted.
   */
  step(cloudId: number, assetNos: readonly number[], query: StepQuery): Promise<Step[]>
  /** A part of what one asset is related to under a label, in the order of its list; however many there are, it reads no more. */
  stepFrom(cloudId: number, assetNo: number, label: number, query: PartQuery): Promise<Step[]>
  /** The labels under which an asset has relations. */
  labelsOf(cloudId: number, assetNo: number): Promise<number[]>
  /** Relations among assets: those that start from one of `assetNos` and lead to one of `among`. Reads all of the former. */
  among(
    cloudId: number,
    assetNos: readonly number[],
    among: readonly number[],
    labels?: readonly number[],
  ): Promise<Hop[]>
  /** The assets that are there, by their numbers. */
  cards(cloudId: number, assetNos: readonly number[]): Promise<Map<number, AssetCard>>
  /**
   * The next assets that have relations, past a number, `look` of them at most. `isFirst`: it has none to an asset with
   * a smaller number.
   */
  related(cloudId: number, query: RelatedQuery): Promise<{ readonly no: number; readonly isFirst: boolean }[]>
  /** Assets without relations, those with the greatest numbers first, among the next `look` below a number. */
  unrelated(cloudId: number, query: UnrelatedQuery): Promise<UnrelatedPage>
  /** Assets with relations, those with the most first, of equals the one with the smallest number. Reads the counts of all. */
  hubs(cloudId: number, query: HubQuery): Promise<Standing[]>
}

export interface StepQuery {
  readonly labels?: readonly number[]
  readonly limit: number
}

export interface PartQuery {
  readonly after?: { readonly position: string; readonly to: number }
  /** By what the relations of the far ends are counted. */
  readonly labels?: readonly number[]
  readonly limit: number
}

/** A hop, with where it stands in the list of the asset that it comes from, and how many relations the far end has. */
export interface Step extends Hop {
  readonly position: string
  readonly degree: number
}

export interface RelatedQuery {
  readonly labels?: readonly number[]
  readonly after: number
  readonly look: number
}

export interface UnrelatedQuery {
  readonly labels?: readonly number[]
  /** Below which number; without it, from the greatest on. */
  readonly before?: number
  readonly look: number
  readonly limit: number
}

export interface UnrelatedPage {
  readonly assets: AssetCard[]
  /** Where the next page begins, if there may be more: what is `before` of that. */
  readonly end?: number
}

export interface HubQuery {
  readonly labels?: readonly number[]
  readonly after?: Standing
  readonly limit: number
}
