import type { Folder, PathRange } from '../folder.ts'
import type { Condition } from '../search/condition.ts'
import type { SortKey } from '../search/sort.ts'
import type { AssetPage } from './assets.ts'
import type { FolderPageQuery } from './folders.ts'

/** What may read much, off the main thread. All of it sees what was written before it was asked. */
export interface SearchReader {
  /** Folders of the whole environment, by path; those in a range alone, if there is one, which `after` is in too. */
  folders(cloudId: number, page: FolderPageQuery, range?: PathRange): Promise<Folder[]>
  page(cloudId: number, query: SearchQuery): Promise<AssetPage>
  /** The shapes and colours of what a search finds, page by page, up to `limit` assets. */
  layout(cloudId: number, query: LayoutQuery): Promise<LaidOutPage[]>
  count(cloudId: number, where: Condition): Promise<number>
  /** How many assets have each value; those without one are not counted. */
  tally(cloudId: number, where: Condition, column: TallyColumn): Promise<Record<string, number>>
  /** How many assets have a value in each of these ranges. */
  tallyRanges(
    cloudId: number,
    where: Condition,
    column: RangedColumn,
    ranges: readonly TallyRange[],
  ): Promise<Record<string, number>>
}

export interface SearchQuery {
  readonly where: Condition
  readonly sort: readonly SortKey[]
  /** Where the page before ended: what `AssetPage.end` was. */
  readonly after?: readonly (string | number)[]
  readonly limit: number
}

export interface LayoutQuery extends Omit<SearchQuery, 'after'> {
  /** Assets of a page. */
  readonly step: number
}

export interface LaidOutPage {
  /** A byte for each asset (core/shape.ts). */
  readonly ratios: Buffer
  /** Two characters for each (core/color.ts). */
  readonly colors: string
  /** Where the page ends, of a whole one: what `AssetPage.end` is. */
  readonly end?: readonly (string | number)[]
}

export type TallyColumn = 'format' | 'resourceType' | 'type'

export type RangedColumn = 'bytes' | 'pixels' | 'durationMicros'

export interface TallyRange {
  readonly key: string
  /** Both ends are included; without one, the range is open there. */
  readonly from?: number
  readonly to?: number
}
