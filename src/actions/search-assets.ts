import type { Asset } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { RangedColumn, SearchReader, TallyColumn, TallyRange } from '../core/ports/search.ts'
import { type Condition, conditionOf, EVERYTHING } from '../core/search/condition.ts'
import { ASSET_FIELDS } from '../core/search/fields.ts'
import type { NamedValue } from '../core/search/named.ts'
import { parseSearch } from '../core/search/parse.ts'
import { printSearch } from '../core/search/print.ts'
import type { SortKey } from '../core/search/sort.ts'
import type { Reader } from '../core/store.ts'
import { namesIn } from './search-names.ts'

/** How many assets have each value of a column, or a value in each of some ranges. */
export type Aggregate = { readonly name: string } & (
  | { readonly column: TallyColumn }
  | { readonly column: RangedColumn; readonly ranges: readonly TallyRange[] }
)

export interface AssetSearch {
  readonly expression: string
  readonly sort: readonly SortKey[]
  readonly aggregates: readonly Aggregate[]
  readonly limit: number
  /** The `nextCursor` of the page before, taken back for the same expression and order alone. */
  readonly cursor: string | undefined
}

export interface SearchResult {
  readonly assets: readonly Asset[]
  /** Of all pages together. */
  readonly total: number
  readonly nextCursor?: string
  readonly aggregations?: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** Finds assets by an expression. Throws `invalid` that says where the expression is wrong. */
export async function searchAssets(reader: Reader, cloud: Cloud, request: AssetSearch): Promise<SearchResult> {
  const { sort, limit, cursor } = request
  const named: NamedValue[] = []
  const tree = parseSearch(request.expression, ASSET_FIELDS, (name) => named.push(name))
  const where = tree ? conditionOf(tree, Date.now(), await namesIn(reader, cloud, named)) : EVERYTHING
  const scope = `search ${JSON.stringify([tree ? printSearch(tree) : '', sort])}`
  const after = cursor === undefined ? undefined : decodeCursor(cloud, scope, cursor)
  const counted = request.aggregates.map(async (aggregate) => [
    aggregate.name,
    await countsOf(reader.search, cloud.id, where, aggregate),
  ])
  const [{ assets, end }, ...aggregations] = await Promise.all([
    reader.search.page(cloud.id, { where, sort, limit, ...(after && { after }) }),
    ...counted,
  ])
  // A first page that is the last one has them all.
  const isAll = !after && !end && limit > 0
  return {
    assets,
    total: isAll ? assets.length : await reader.search.count(cloud.id, where),
    ...(end && { nextCursor: encodeCursor(cloud, scope, end) }),
    ...(aggregations.length > 0 && { aggregations: Object.fromEntries(aggregations) }),
  }
}

const countsOf = (
  search: SearchReader,
  cloudId: number,
  where: Condition,
  aggregate: Aggregate,
): Promise<Record<string, number>> =>
  'ranges' in aggregate
    ? search.tallyRanges(cloudId, where, aggregate.column, aggregate.ranges)
    : search.tally(cloudId, where, aggregate.column)
