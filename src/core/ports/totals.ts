import type { Asset } from '../asset.ts'

export interface LibraryTotals {
  readonly assets: number
  /** Of the originals. */
  readonly bytes: number
  /** Files made from them. */
  readonly derived: number
  readonly relations: number
}

/** By how much the totals changed on a day (UTC). */
export interface DayTotals extends LibraryTotals {
  /** Its beginning, in Unix milliseconds. */
  readonly at: number
}

export interface TypeTotals extends Pick<Asset, 'resourceType' | 'type'> {
  readonly assets: number
  readonly bytes: number
}

/** How much there is in an environment, as what changed it counted; nothing is counted anew. */
export interface TotalReader {
  /** At the end of the day (UTC) of a time in Unix milliseconds; cost grows with the days alone. */
  at(cloudId: number, at: number): Promise<LibraryTotals>
  /** The days from that of a time on, oldest first; a day on which nothing changed may be left out. */
  days(cloudId: number, since: number): Promise<DayTotals[]>
  byType(cloudId: number): Promise<TypeTotals[]>
  /** Relations by the number of their kind. */
  byKind(cloudId: number): Promise<Map<number, number>>
}
