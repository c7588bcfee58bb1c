import type { Condition, SearchColumn } from '../core/search/condition.ts'
import { lowest, type SortKey, sortValue } from '../core/search/sort.ts'
import type { AssetPage, RangedColumn, SearchQuery, SearchReader, TallyColumn, TallyRange } from '../core/store.ts'
import { type AssetRow, assetColumns, fromRow } from './assets.ts'
import type { Connection } from './engine.ts'
import { expressionOf, isEnsured, type SearchRange, searchRanges } from './search-ranges.ts'
import { empty, join, raw, type Sql, sql } from './sql.ts'

const ALL = assetColumns('asset')

/** Sorted by an index, so that a page can be read in order, and no further than it goes. */
const SORTED: ReadonlySet<SearchColumn> = new Set([
  ...(['createdAt', 'uploadedAt', 'updatedAt', 'publicId', 'displayName', 'bytes'] as const),
])

/**
 * A range of an index with more assets than this is not fetched for a page of them: a walk in the wanted order finds a
 * page sooner.
 */
const MAX_FETCHED = 10_000

/** Searches, each from the smallest index range that has all that it asks for, with the rest of it checked asset by asset. */
export class SearchQueries implements SearchReader {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  async page(cloudId: number, { where, sort, after, limit }: SearchQuery): Promise<AssetPage> {
    if (limit === 0) return { assets: [] }
    const order = orderOf(sort)
    const rows = await this.#db.all<AssetRow>(sql`
      select ${ALL} from ${await this.#source(cloudId, where, isWalked(order))}
        ${after ? sql`and ${isAfter(order, after)}` : empty}
      order by ${join(order.map(({ expression, direction }) => sql`${expression} ${raw(direction)}`))} limit ${limit + 1}`)
    const assets = rows.slice(0, limit).map(fromRow)
    const last = assets.at(-1)
    if (rows.length <= limit || !last) return { assets }
    return { assets, end: [...sort.map(({ column }) => sortValue(last, column)), last.no] }
  }

  async count(cloudId: number, where: Condition): Promise<number> {
    const range = await this.#smallestRange(cloudId, where, false)
    const source = range && isEnsured(where, range) ? sql`(${distinct(range)}) r1` : assetsWhere(cloudId, where, range)
    const rows = await this.#db.all<{ n: number }>(sql`select count(*) as n from ${source}`)
    return rows[0]!.n
  }

  async tally(cloudId: number, where: Condition, column: TallyColumn): Promise<Record<string, number>> {
    const value = expressionOf(column)
    const rows = await this.#db.all<{ key: string; n: number }>(sql`
      select ${value} as key, count(*) as n from ${await this.#source(cloudId, where, false)} and ${value} is not null
      group by ${value} order by ${value}`)
    return Object.fromEntries(rows.map(({ key, n }) => [key, n]))
  }

  async tallyRanges(
    cloudId: number,
    where: Condition,
    column: RangedColumn,
    ranges: readonly TallyRange[],
  ): Promise<Record<string, number>> {
    const value = expressionOf(column)
    const counts = ranges.map(({ from, to }, i) => {
      const isWithin = [
        sql`${value} is not null`,
        ...(from === undefined ? [] : [sql`${value} >= ${from}`]),
        ...(to === undefined ? [] : [sql`${value} <= ${to}`]),
      ]
      return sql`count(case when ${join(isWithin, ' and ')} then 1 end) as ${raw(`n${i}`)}`
    })
    const rows = await this.#db.all<Record<string, number>>(
      sql`select ${join(counts)} from ${await this.#source(cloudId, where, false)}`,
    )
    return Object.fromEntries(ranges.map(({ key }, i) => [key, rows[0]![`n${i}`]!]))
  }

  /** `walked`: whether an index has the order that is wanted. */
  async #source(cloudId: number, where: Condition, walked: boolean): Promise<Sql> {
    return assetsWhere(cloudId, where, await this.#smallestRange(cloudId, where, walked))
  }

  /** The range of an index to begin with; none if it is better to go through all assets in order. */
  async #smallestRange(cloudId: number, where: Condition, walked: boolean): Promise<SearchRange | undefined> {
    const ranges = searchRanges(cloudId, where)
    if (ranges.length === 0 || (ranges.length === 1 && !walked)) return ranges[0]
    const counts = ranges.map(
      ({ rows }, i) =>
        sql`(select count(*) from (${rows} limit ${MAX_FETCHED + 1}) r${raw(String(i))}) as ${raw(`n${i}`)}`,
    )
    const [sizes] = await this.#db.all<Record<string, number>>(sql`select ${join(counts)}`)
    const size = (i: number) => sizes![`n${i}`]!
    const smallest = ranges.reduce((best, _, i) => (size(i) < size(best) ? i : best), 0)
    return walked && size(smallest) > MAX_FETCHED ? undefined : ranges[smallest]
  }
}

/** What stands after `from`, up to and with the conditions. */
function assetsWhere(cloudId: number, where: Condition, range: SearchRange | undefined): Sql {
  if (!range) return sql`asset where asset.cloud_id = ${cloudId} and ${truth(cloudId, where)}`
  return sql`(${distinct(range)}) r1 cross join asset
    where asset.cloud_id = ${cloudId} and asset.asset_no = r1.asset_no and ${truth(cloudId, where, range)}`
}

const distinct = ({ rows, repeats }: SearchRange): Sql =>
  repeats ? sql`select distinct asset_no from (${rows}) r0` : rows

/**
 * Whether it is true of the asset at hand, without what the range ensures. Never null, so that `not` is right about what
 * has no value.
 */
function truth(cloudId: number, condition: Condition, range: Pick<SearchRange, 'ensures'> = NO_RANGE): Sql {
  if (isEnsured(condition, range)) return TRUE
  if ('all' in condition)
    return combined(
      condition.all.map((part) => truth(cloudId, part, range)),
      ' and ',
    )
  if ('any' in condition)
    return condition.any.length === 0
      ? FALSE
      : combined(
          condition.any.map((part) => truth(cloudId, part)),
          ' or ',
        )
  if ('not' in condition) return sql`not ${truth(cloudId, condition.not)}`
  if ('column' in condition) {
    const value = expressionOf(condition.column)
    return sql`(${value} is not null and ${value} ${raw(condition.is)} ${condition.value})`
  }
  if ('termsFrom' in condition) {
    // Read once, where looking through it for each asset would cost its length each time.
    return sql`asset.asset_no in (select t.asset_no from asset_term t
      where t.cloud_id = ${cloudId} and t.term >= ${condition.termsFrom} and t.term < ${condition.below})`
  }
  if (condition.terms.length === 0) return FALSE
  return sql`exists (select 1 from asset_term t where t.cloud_id = ${cloudId} and t.term in (${join(condition.terms)})
    and t.resource_type = asset.resource_type and t.type = asset.type
    and t.created_at = asset.created_at and t.asset_no = asset.asset_no)`
}

const NO_RANGE = { ensures: new Set<Condition>() }
const TRUE = raw('1 = 1')
const FALSE = raw('1 = 0')

const combined = (conditions: readonly Sql[], word: string): Sql => sql`(${join(conditions, word)})`

interface Ordered {
  readonly column: SearchColumn | 'no'
  readonly expression: Sql
  readonly direction: 'asc' | 'desc'
}

/** Databases differ in where they sort nulls, so none are sorted; the key, at the end, decides between equals. */
function orderOf(sort: readonly SortKey[]): Ordered[] {
  const keys = sort.map(({ column, direction }) => {
    const value = expressionOf(column)
    const expression = SORTED.has(column) ? value : sql`coalesce(${value}, ${raw(lowest(column) === '' ? "''" : '-1')})`
    return { column, expression, direction }
  })
  return [...keys, { column: 'no', expression: raw('asset.asset_no'), direction: sort.at(-1)?.direction ?? 'desc' }]
}

const isWalked = (order: readonly Ordered[]): boolean =>
  order.length === 2 && SORTED.has(order[0]!.column as SearchColumn)

/** Past the place where the page before ended. */
function isAfter(order: readonly Ordered[], after: readonly (string | number)[]): Sql {
  const past = (direction: 'asc' | 'desc') => raw(direction === 'asc' ? '>' : '<')
  const [first] = order
  if (order.every(({ direction }) => direction === first!.direction)) {
    return sql`(${join(order.map(({ expression }) => expression))}) ${past(first!.direction)} (${join([...after])})`
  }
  const steps = order.map(({ expression, direction }, i) => {
    const equal = order.slice(0, i).map((before, j) => sql`${before.expression} = ${after[j]!}`)
    return sql`(${join([...equal, sql`${expression} ${past(direction)} ${after[i]!}`], ' and ')})`
  })
  return sql`(${join(steps, ' or ')})`
}
