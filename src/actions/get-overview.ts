import type { Cloud } from '../core/cloud.ts'
import type { LibraryTotals, TypeTotals } from '../core/ports/totals.ts'
import type { RelationKind } from '../core/relation-kind.ts'
import type { Reader } from '../core/store.ts'
import { kindsOf } from './relation-kinds.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export interface Overview {
  readonly totals: LibraryTotals
  readonly types: readonly TypeTotals[]
  readonly kinds: readonly { readonly kind: RelationKind; readonly relations: number }[]
  /** How much there was at the end of each of the last days, oldest first; `at`: the day's beginning, in Unix milliseconds. */
  readonly days: readonly (LibraryTotals & { readonly at: number })[]
}

/** How much an environment has, and how that grew. Costs the days, types and kinds that there are, and not the assets. */
export async function getOverview(reader: Reader, cloud: Cloud, days: number): Promise<Overview> {
  const { totals } = reader
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const first = today - (days - 1) * DAY_MS
  let standing = await totals.at(cloud.id, first - DAY_MS)
  const changes = new Map((await totals.days(cloud.id, first)).map((day) => [day.at, day]))
  const history = Array.from({ length: days }, (_, i) => {
    const at = first + i * DAY_MS
    const change = changes.get(at)
    if (change) standing = sumOf(standing, change)
    return { ...standing, at }
  })
  const counts = await totals.byKind(cloud.id)
  const kinds = await kindsOf(reader, cloud)
  return {
    totals: standing,
    types: await totals.byType(cloud.id),
    kinds: kinds.all.map((kind) => ({ kind, relations: counts.get(kind.no) ?? 0 })),
    days: history,
  }
}

const sumOf = (a: LibraryTotals, b: LibraryTotals): LibraryTotals => ({
  assets: a.assets + b.assets,
  bytes: a.bytes + b.bytes,
  derived: a.derived + b.derived,
  relations: a.relations + b.relations,
})
