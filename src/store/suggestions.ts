import type { Asset } from '../core/asset.ts'
import type { TermRange } from '../core/looks.ts'
import type { SharedNeighbour, SharedNeighbourQuery, SuggestionWriter, TermEntry } from '../core/ports/suggestions.ts'
import type { Pair } from '../core/suggestion.ts'
import { type AssetRow, assetColumns, fromRow, termKeys } from './assets.ts'
import type { Connection } from './engine.ts'
import { groupsOf, join, keyList, raw, rowList, sortedByKey, sql } from './sql.ts'

const ALL = assetColumns('asset')
const ROWS_PER_STATEMENT = 500
/** Ranges that are merged in a statement; SQLite takes 500. */
const RANGES_PER_STATEMENT = 100

/** What reads much goes by the connection that it is given; that of a `Writer` is the transaction's. */
export class SuggestionQueries implements SuggestionWriter {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  /** One index range for each term, cut at the limit. */
  async withTerms(cloudId: number, terms: readonly string[], limit: number): Promise<number[][]> {
    const found = terms.map((): number[] => [])
    for (const group of groupsOf([...terms.entries()], RANGES_PER_STATEMENT)) {
      const ranges = group.map(
        ([i, term]) => sql`select * from (
          select ${raw(String(i))} as "i", asset_no as "no" from asset_term
          where cloud_id = ${cloudId} and term = ${term} limit ${limit}) ${raw(`r${i}`)}`,
      )
      for (const { i, no } of await this.#db.all<{ i: number; no: number }>(join(ranges, ' union all ')))
        found[i]!.push(no)
    }
    return found
  }

  /** Each range ends where it has that many entries, if that is before its end. Many may have the very term of that. */
  async inRanges(cloudId: number, ranges: readonly TermRange[], limit: number): Promise<TermEntry[]> {
    if (ranges.length === 0) return []
    const keys = ranges.map(({ from, before }) => [from, before])
    return this.#db.all<TermEntry>(sql`
      with r0 (lo, hi) as ${keyList(['text', 'text'], keys)}
      select t.term as "term", t.asset_no as "no" from r0 join asset_term t
        on t.cloud_id = ${cloudId} and t.term >= r0.lo and t.term <= coalesce((
          select x.term from asset_term x where x.cloud_id = ${cloudId} and x.term >= r0.lo and x.term < r0.hi
          order by x.term limit 1 offset ${limit - 1}), r0.hi)
      limit ${limit * ranges.length}`)
  }

  sharedNeighbours(
    cloudId: number,
    no: number,
    { maxNeighbours, maxRelations }: SharedNeighbourQuery,
  ): Promise<SharedNeighbour[]> {
    return this.#db.all<SharedNeighbour>(sql`
      with r0 (no) as (select distinct r2.to_no from (
          select to_no from relation_end where cloud_id = ${cloudId} and from_no = ${no}
          order by label, position, to_no limit ${maxNeighbours}) as r2),
        r1 (no, n) as (select r0.no, (
          select cast(sum(c.n) as bigint) from relation_count c
          where c.cloud_id = ${cloudId} and c.asset_no = r0.no) from r0)
      select distinct r1.no as "by", r1.n as "relations", e.to_no as "no"
      from r1 join relation_end e on e.cloud_id = ${cloudId} and e.from_no = r1.no
      where r1.n <= ${maxRelations} and e.to_no <> ${no}`)
  }

  async settled(cloudId: number, no: number, others: readonly number[]): Promise<Set<number>> {
    const settled = new Set<number>()
    for (const group of groupsOf([...new Set(others)], ROWS_PER_STATEMENT)) {
      const keys = group.map((other) => [no, other])
      const rows = await this.#db.all<{ to: number }>(sql`
        with r0 (a, b) as ${keyList(['integer', 'integer'], keys)}
        select r0.b as "to" from r0
        where exists (select 1 from relation r where r.cloud_id = ${cloudId} and r.a_no = r0.a and r.b_no = r0.b)
          or exists (select 1 from relation r where r.cloud_id = ${cloudId} and r.a_no = r0.b and r.b_no = r0.a)
          or exists (select 1 from dismissed d where d.cloud_id = ${cloudId} and d.from_no = r0.a and d.to_no = r0.b)`)
      for (const { to } of rows) settled.add(to)
    }
    return settled
  }

  async assets(cloudId: number, nos: readonly number[]): Promise<Asset[]> {
    const found: Asset[] = []
    for (const group of groupsOf(nos, ROWS_PER_STATEMENT)) {
      const rows = await this.#db.all<AssetRow>(
        sql`select ${ALL} from asset where cloud_id = ${cloudId} and asset_no in (${join([...group])})`,
      )
      found.push(...rows.map(fromRow))
    }
    return found
  }

  dismiss(cloudId: number, pairs: readonly Pair[]): Promise<Pair[]> {
    return dismiss(this.#db, cloudId, pairs)
  }

  async undismiss(cloudId: number, pairs: readonly Pair[]): Promise<Pair[]> {
    if (pairs.length === 0) return []
    const keys = pairs.flatMap(([a, b]) => [
      [cloudId, a, b],
      [cloudId, b, a],
    ])
    const rows = await this.#db.all<{ from: number; to: number }>(sql`
      delete from dismissed where (cloud_id, from_no, to_no) in ${keyList(['integer', 'integer', 'integer'], keys)}
      returning from_no as "from", to_no as "to"`)
    return rows.flatMap(({ from, to }): Pair[] => (from < to ? [[from, to]] : []))
  }

  async forget(cloudId: number, nos: readonly number[]): Promise<void> {
    if (nos.length === 0) return
    const rows = await this.#db.all<{ from: number; to: number }>(sql`
      delete from dismissed where cloud_id = ${cloudId} and from_no in (${join([...nos])})
      returning from_no as "from", to_no as "to"`)
    for (const group of groupsOf(rows, ROWS_PER_STATEMENT)) {
      const keys = group.map(({ from, to }) => [cloudId, to, from])
      await this.#db.run(sql`
        delete from dismissed where (cloud_id, from_no, to_no) in ${keyList(['integer', 'integer', 'integer'], keys)}`)
    }
  }

  async renewTerms(limit: number): Promise<boolean> {
    const [at] = await this.#db.all<{ cloudId: number; after: number }>(
      sql`select cloud_id as "cloudId", after_no as "after" from term_renewal order by cloud_id limit 1`,
    )
    if (!at) return false
    const rows = await this.#db.all<AssetRow>(sql`
      select ${ALL} from asset where cloud_id = ${at.cloudId} and asset_no > ${at.after}
      order by asset_no limit ${limit}`)
    const keys = rows.flatMap((row) => [...termKeys(at.cloudId, fromRow(row)).values()])
    for (const group of groupsOf(keys, ROWS_PER_STATEMENT)) {
      await this.#db.run(sql`
        insert into asset_term ${rowList(group)}
        on conflict (cloud_id, term, resource_type, type, created_at, asset_no) do nothing`)
    }
    const last = rows.at(-1)
    await this.#db.run(
      last && rows.length === limit
        ? sql`update term_renewal set after_no = ${last.no} where cloud_id = ${at.cloudId}`
        : sql`delete from term_renewal where cloud_id = ${at.cloudId}`,
    )
    return true
  }
}

/** Each pair from both sides. */
export async function dismiss(db: Connection, cloudId: number, pairs: readonly Pair[]): Promise<Pair[]> {
  const added: Pair[] = []
  const now = Date.now()
  const sides = new Map(
    pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]).map((side) => [side.join(), side]),
  )
  for (const group of groupsOf(sortedByKey([...sides.values()]), ROWS_PER_STATEMENT)) {
    const rows = await db.all<{ from: number; to: number }>(sql`
        insert into dismissed (cloud_id, from_no, to_no, dismissed_at)
        ${rowList(group.map((side) => [cloudId, ...side, now]))}
        on conflict (cloud_id, from_no, to_no) do nothing returning from_no as "from", to_no as "to"`)
    for (const { from, to } of rows) if (from < to) added.push([from, to])
  }
  return added
}
