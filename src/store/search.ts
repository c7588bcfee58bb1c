import { NO_COLOR } from '../core/color.ts'
import type { Folder, PathRange } from '../core/folder.ts'
import type { AssetPage } from '../core/ports/assets.ts'
import type { FolderPageQuery } from '../core/ports/folders.ts'
import type {
  LaidOutPage,
  LayoutQuery,
  RangedColumn,
  SearchQuery,
  SearchReader,
  TallyColumn,
  TallyRange,
} from '../core/ports/search.ts'
import type { Condition, SearchColumn } from '../core/search/condition.ts'
import { lowest, type SortColumn, type SortKey, sortValue } from '../core/search/sort.ts'
import { LONGEST, SHAPES_PER_DOUBLE, SQUARE } from '../core/shape.ts'
import { type AssetRow, assetColumns, fromRow } from './assets.ts'
import type { Connection } from './engine.ts'
import { FOLDER_COLUMNS } from './folders.ts'
import { degreeOf } from './graph.ts'
import { expressionOf, isEnsured, type SearchRange, searchRanges } from './search-ranges.ts'
import { empty, join, raw, type Sql, sql } from './sql.ts'

const ALL = assetColumns('asset')

/** Sorted by an index, so that a page can be read in order, and no further than it goes. */
const SORTED: ReadonlySet<SortColumn> = new Set([
  ...(['createdAt', 'uploadedAt', 'updatedAt', 'publicId', 'displayName', 'bytes'] as const),
])

/** The byte of an asset's shape (core/shape.ts) as two hex digits: functions that write those are called differently. */
const SHAPE = (() => {
  const digits = Array.from({ length: LONGEST + 1 }, (_, byte) => byte.toString(16).padStart(2, '0')).join('')
  const ratio = '(cast(asset.width as double precision) / asset.height)'
  const steps = `cast(round(${SHAPES_PER_DOUBLE / Math.LN2} * ln(${ratio})) as integer)`
  const byte = (test: string, bound: number) => `when ${steps} ${test} ${bound - SQUARE} then ${bound} `
  return raw(`case when asset.width > 0 and asset.height > 0
    then substr('${digits}', 1 + 2 * (case ${byte('<', 1)} ${byte('>', LONGEST)} else ${SQUARE} + ${steps} end), 2) else '00' end`)
})()

/** How far into each range is counted to find the smallest: no further than that one goes, if it is short. */
const FEW = 200
/**
 * A range of an index with more assets than this is not fetched for a page of them: a walk in the wanted order finds a
 * page sooner.
 */
const MANY = 10_000

/** Of more ranges than this, the others are not looked at. */
const MAX_RANGES = 20

/** Searches, each from the smallest index range that has all that it asks for, with the rest of it checked asset by asset. */
export class SearchQueries implements SearchReader {
  readonly #db: Connection
  readonly #many: number

  constructor(db: Connection, many = MANY) {
    this.#db = db
    this.#many = many
  }

  async page(cloudId: number, { where, sort, after, limit }: SearchQuery): Promise<AssetPage> {
    if (limit === 0) return { assets: [] }
    const order = orderOf(cloudId, sort)
    const degree = order.find(({ column }) => column === 'relations')?.expression
    const rows = await this.#db.all<AssetRow & { degree?: number }>(sql`
      select ${ALL} ${degree ? sql`, ${degree} as "degree"` : empty} from ${await this.#source(cloudId, where, walkedBy(order))}
        ${after ? sql`and ${isAfter(order, after)}` : empty}
      order by ${join(order.map(({ expression, direction }) => sql`${expression} ${raw(direction)}`))} limit ${limit + 1}`)
    const assets = rows.slice(0, limit).map(({ degree: _, ...row }) => fromRow(row))
    const last = assets.at(-1)
    if (rows.length <= limit || !last) return { assets }
    const value = (column: SortColumn) => (column === 'relations' ? rows[limit - 1]!.degree! : sortValue(last, column))
    return { assets, end: [...sort.map(({ column }) => value(column)), last.no] }
  }

  /** Put together where it is read: of a library of any size, no more leaves the database than its pages. */
  async layout(cloudId: number, { where, sort, limit, step }: LayoutQuery): Promise<LaidOutPage[]> {
    const order = orderOf(cloudId, sort)
    const ordered = join(order.map(({ expression, direction }) => sql`${expression} ${raw(direction)}`))
    const keys = order.map((_, i) => raw(`k${i}`))
    // Else SQLite would take it for a fraction.
    const whole = sql`cast(${step} as bigint)`
    const last = keys.map((key) => sql`max(case when i % ${whole} = ${step - 1} then ${key} end) as ${key}`)
    const rows = await this.#db.all<Record<string, string | number | null> & { ratios: string; colors: string }>(sql`
      with r0 as (
        select row_number() over (order by ${ordered}) - 1 as i, ${SHAPE} as shape,
          coalesce(asset.color, ${NO_COLOR}) as color,
          ${join(order.map(({ expression }, i) => sql`${expression} as ${keys[i]!}`))}
        from ${await this.#source(cloudId, where, walkedBy(order))} order by ${ordered} limit ${limit})
      select i / ${whole} as page, string_agg(shape, '' order by i) as "ratios",
        string_agg(color, '' order by i) as "colors", ${join(last)} from r0
      group by page order by page`)
    return rows.map(({ ratios, colors, ...row }) => {
      const end = order.map((_, i) => row[`k${i}`]!)
      return { ratios: Buffer.from(ratios, 'hex'), colors, ...(end.at(-1) !== null && { end }) }
    })
  }

  folders(cloudId: number, { after, limit }: FolderPageQuery, range?: PathRange): Promise<Folder[]> {
    // One bound alone, so that every planner begins there.
    const start = after === undefined ? sql`path >= ${range?.from ?? ''}` : sql`path > ${after}`
    return this.#db.all<Folder>(sql`
      select ${FOLDER_COLUMNS} from folder
      where cloud_id = ${cloudId} and ${start} ${range ? sql`and path < ${range.below}` : empty}
      order by path limit ${limit}`)
  }

  async count(cloudId: number, where: Condition): Promise<number> {
    const rows = await this.#db.all<{ n: number }>(
      sql`select count(*) as n from ${await this.#counted(cloudId, where)}`,
    )
    return rows[0]!.n
  }

  async tally(cloudId: number, where: Condition, column: TallyColumn): Promise<Record<string, number>> {
    const value = expressionOf(column)
    const rows = await this.#db.all<{ key: string; n: number }>(sql`
      select ${value} as key, count(*) as n from ${await this.#source(cloudId, where)} and ${value} is not null
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
      sql`select ${join(counts)} from ${await this.#source(cloudId, where)}`,
    )
    return Object.fromEntries(ranges.map(({ key }, i) => [key, rows[0]![`n${i}`]!]))
  }

  /** `walked`: the column of an index that has the order that is wanted. */
  async #source(cloudId: number, where: Condition, walked?: SearchColumn): Promise<Sql> {
    const ranges = searchRanges(cloudId, where).slice(0, MAX_RANGES)
    // Where there is no choice, nothing is counted.
    const range = ranges.length === 1 && !walked ? { ...ranges[0]!, size: 0 } : await this.#smallest(ranges)
    return walked && range && range.size > this.#many
      ? assetsWhere(cloudId, where, undefined, walked)
      : assetsWhere(cloudId, where, range, walked)
  }

  /** As `#source`, where nothing of the assets is wanted but their number. */
  async #counted(cloudId: number, where: Condition): Promise<Sql> {
    const ranges = searchRanges(cloudId, where).slice(0, MAX_RANGES)
    const [only] = ranges
    if (ranges.length === 1 && isEnsured(where, only!)) return sql`(${distinct(only!)}) r1`
    const range = await this.#smallest(ranges)
    if (!range) return assetsWhere(cloudId, where)
    if (isEnsured(where, range)) return sql`(${distinct(range)}) r1`
    const together = { ensures: new Set(ranges.flatMap(({ ensures }) => [...ensures])) }
    if (range.size <= this.#many || !isEnsured(where, together)) return assetsWhere(cloudId, where, range)
    const each = ranges.map(({ rows }, i) => sql`select asset_no from (${rows}) r${raw(String(i))}`)
    return sql`(${join(each, ' intersect ')}) r1`
  }

  /** The range to begin with, and how long it is, up to one more than what is many. */
  async #smallest(ranges: readonly SearchRange[]): Promise<(SearchRange & { size: number }) | undefined> {
    if (ranges.length === 0) return undefined
    for (const limit of [FEW, this.#many]) {
      const counts = ranges.map(
        ({ rows }, i) => sql`(select count(*) from (${rows} limit ${limit + 1}) r${raw(String(i))}) as ${raw(`n${i}`)}`,
      )
      const [sizes] = await this.#db.all<Record<string, number>>(sql`select ${join(counts)}`)
      const smallest = ranges
        .map((range, i) => ({ ...range, size: sizes![`n${i}`]! }))
        .reduce((best, range) => (range.size < best.size ? range : best))
      if (smallest.size <= limit || limit === this.#many) return smallest
    }
    return undefined
  }
}

/** What stands after `from`, up to and with the conditions. */
function assetsWhere(cloudId: number, where: Condition, range?: SearchRange, walked?: SearchColumn): Sql {
  const isTrue = truth(where, { cloudId, ensures: range?.ensures ?? new Set(), walked })
  if (!range) return sql`asset where asset.cloud_id = ${cloudId} and ${isTrue}`
  return sql`(${distinct(range)}) r1 cross join asset
    where asset.cloud_id = ${cloudId} and asset.asset_no = r1.asset_no and ${isTrue}`
}

const distinct = ({ rows, repeats }: SearchRange): Sql =>
  repeats ? sql`select distinct asset_no from (${rows}) r0` : rows

interface Checking {
  readonly cloudId: number
  /** What needn't be checked. */
  readonly ensures: ReadonlySet<Condition>
  /** The column in whose order assets are looked at. */
  readonly walked: SearchColumn | undefined
}

/**
 * Whether it is true of the asset at hand. Never null, so that `not` is right about what has no value.
 */
function truth(condition: Condition, checking: Checking): Sql {
  if (isEnsured(condition, checking)) return TRUE
  if ('all' in condition) return combined(condition.all, ' and ', checking)
  // What is ensured is ensured of all of it.
  if ('any' in condition) return combined(condition.any, ' or ', { ...checking, ensures: new Set() })
  if ('not' in condition) return sql`not ${truth(condition.not, { ...checking, ensures: new Set() })}`
  const { cloudId, walked } = checking
  if ('column' in condition) {
    const { column, is, value } = condition
    const found = expressionOf(column)
    // As an expression, it leads no planner to another index than that of the order.
    const compared = column === walked ? found : sql`coalesce(${found}, ${found})`
    return sql`(${found} is not null and ${compared} ${raw(is)} ${value})`
  }
  if ('relatedTo' in condition) return relatedTruth(cloudId, condition.relatedTo)
  if ('relations' in condition) return countTruth(cloudId, condition)
  if ('termsFrom' in condition) {
    // Read once, where looking through it for each asset would cost its length each time.
    return sql`asset.asset_no in (select t.asset_no from asset_term t
      where t.cloud_id = ${cloudId} and t.term >= ${condition.termsFrom} and t.term < ${condition.below})`
  }
  if (condition.terms.length === 0) return FALSE
  // Within a case, so that no planner makes a join of it: of many, it would think for longer than they take.
  return sql`case when exists (select 1 from asset_term t where t.cloud_id = ${cloudId} and t.term in (${join(condition.terms)})
    and t.resource_type = asset.resource_type and t.type = asset.type
    and t.created_at = asset.created_at and t.asset_no = asset.asset_no) then 1 else 0 end = 1`
}

/** By the key of the relation, from either side: however many relations those have, none is read but theirs with the asset. */
function relatedTruth(cloudId: number, others: readonly number[]): Sql {
  if (others.length === 0) return FALSE
  const list = join([...others])
  return sql`case
    when exists (select 1 from relation r where r.cloud_id = ${cloudId} and r.a_no = asset.asset_no and r.b_no in (${list}))
      or exists (select 1 from relation r where r.cloud_id = ${cloudId} and r.b_no = asset.asset_no and r.a_no in (${list}))
    then 1 else 0 end = 1`
}

function countTruth(cloudId: number, { relations, is, value }: Extract<Condition, { relations: unknown }>): Sql {
  const label = relations === 'all' ? empty : sql`and c.label = ${relations}`
  return sql`(select coalesce(sum(c.n), 0) from relation_count c
    where c.cloud_id = ${cloudId} and c.asset_no = asset.asset_no ${label}) ${raw(is)} ${value}`
}

const TRUE = raw('1 = 1')
const FALSE = raw('1 = 0')

const combined = (conditions: readonly Condition[], word: string, checking: Checking): Sql =>
  conditions.length === 0
    ? FALSE
    : sql`(${join(
        conditions.map((part) => truth(part, checking)),
        word,
      )})`

interface Ordered {
  readonly column: SortColumn | 'no'
  readonly expression: Sql
  readonly direction: 'asc' | 'desc'
}

/** Databases differ in where they sort nulls, so none are sorted; the key, at the end, decides between equals. */
function orderOf(cloudId: number, sort: readonly SortKey[]): Ordered[] {
  const keys = sort.map(({ column, direction }) => {
    if (column === 'relations') return { column, expression: degreeOf(cloudId, raw('asset.asset_no')), direction }
    const value = expressionOf(column)
    const expression = SORTED.has(column) ? value : sql`coalesce(${value}, ${raw(lowest(column) === '' ? "''" : '-1')})`
    return { column, expression, direction }
  })
  return [...keys, { column: 'no', expression: raw('asset.asset_no'), direction: sort.at(-1)?.direction ?? 'desc' }]
}

const walkedBy = ([first, ...rest]: readonly Ordered[]): SearchColumn | undefined =>
  rest.length === 1 && SORTED.has(first!.column as SearchColumn) ? (first!.column as SearchColumn) : undefined

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
