import type { AssetCard } from '../core/asset.ts'
import type { PositionClock } from '../core/clock.ts'
import type { RelatedAsset } from '../core/relation.ts'
import type { RelatedPageQuery, RelationWriter } from '../core/store.ts'
import { assetColumns } from './assets.ts'
import type { Connection, RowLocks } from './engine.ts'
import {
  ascending,
  bothEnds,
  type CountChanges,
  Counters,
  END_KEY,
  endsOf,
  RELATION_KEY,
  type RelationKey,
  type RelationRow,
  relationKey,
  tally,
} from './relation-rows.ts'
import { empty, join, keyList, lockedBy, rowList, sortedByKey, sql } from './sql.ts'

/** The columns of a card; the type sees to it that none is missing. */
const CARD_FIELDS = Object.keys({
  no: true,
  assetId: true,
  resourceType: true,
  type: true,
  publicId: true,
  version: true,
  format: true,
  bytes: true,
  width: true,
  height: true,
  durationMicros: true,
  displayName: true,
  assetFolder: true,
  createdAt: true,
} satisfies Record<keyof AssetCard, true>) as (keyof AssetCard)[]

export const CARD = assetColumns('asset', CARD_FIELDS)

export class RelationQueries implements RelationWriter {
  readonly #db: Connection
  readonly #clock: PositionClock
  readonly #locks: RowLocks
  readonly #counters: Counters

  constructor(db: Connection, clock: PositionClock, locks: RowLocks, counterSlots: number) {
    this.#db = db
    this.#clock = clock
    this.#locks = locks
    this.#counters = new Counters(db, counterSlots)
  }

  list(cloudId: number, assetNo: number, label: number, { after, limit }: RelatedPageQuery): Promise<RelatedAsset[]> {
    const onward = after ? sql`and (e.position, e.to_no) > (${after.position}, ${after.no})` : empty
    return this.#db.all<RelatedAsset>(sql`
      select ${CARD}, e.position as "position", e.created_at as "relatedAt"
      from relation_end e join asset on asset.cloud_id = e.cloud_id and asset.asset_no = e.to_no
      where e.cloud_id = ${cloudId} and e.from_no = ${assetNo} and e.label = ${label} ${onward}
      order by e.position, e.to_no limit ${limit}`)
  }

  async count(cloudId: number, assetNos: readonly number[], label: number): Promise<number[]> {
    if (assetNos.length === 0) return []
    const keys = assetNos.map((no) => [cloudId, no, label])
    const rows = await this.#db.all<{ no: number; n: number }>(sql`
      select asset_no as "no", cast(sum(n) as bigint) as "n" from relation_count
      where (cloud_id, asset_no, label) in ${keyList(['integer', 'integer', 'integer'], keys)} group by asset_no`)
    const counts = new Map(rows.map(({ no, n }) => [no, n]))
    return assetNos.map((no) => counts.get(no) ?? 0)
  }

  async among(cloudId: number, subjectNo: number, objectNos: readonly number[], kind: number): Promise<Set<number>> {
    if (objectNos.length === 0) return new Set()
    const keys = objectNos.map((no) => relationKey(cloudId, subjectNo, no, kind))
    const rows = await this.#db.all<{ a: number; b: number }>(sql`
      select a_no as "a", b_no as "b" from relation
      where (cloud_id, a_no, b_no, kind) in ${keyList(RELATION_KEY, keys)}`)
    return others(subjectNo, rows)
  }

  async add(cloudId: number, subjectNo: number, objectNos: readonly number[], kind: number): Promise<Set<number>> {
    if (objectNos.length === 0) return new Set()
    const now = Date.now()
    const rows = objectNos.map((no) => {
      const position = this.#clock.next()
      return [...relationKey(cloudId, subjectNo, no, kind), position, position, now] as const
    })
    const added = await this.#db.all<RelationRow>(sql`
      insert into relation (cloud_id, a_no, b_no, kind, a_position, b_position, created_at) ${rowList(sortedByKey(rows))}
      on conflict (cloud_id, a_no, b_no, kind) do nothing
      returning a_no as "a", b_no as "b", kind as "kind", a_position as "aPosition", b_position as "bPosition"`)
    if (added.length === 0) return new Set()
    const ends = sortedByKey(bothEnds(cloudId, added))
    await this.#db.run(sql`
      insert into relation_end (cloud_id, from_no, label, position, to_no, created_at)
      ${rowList(ends.map((end) => [...end, now]))}`)
    await this.#counters.add(cloudId, tally(ends, 1))
    return others(subjectNo, added)
  }

  async remove(cloudId: number, subjectNo: number, objectNos: readonly number[], kind: number): Promise<Set<number>> {
    if (objectNos.length === 0) return new Set()
    const removed = await this.#erase(
      cloudId,
      objectNos.map((no) => relationKey(cloudId, subjectNo, no, kind)),
    )
    await this.#counters.add(cloudId, tally(bothEnds(cloudId, removed), -1))
    return others(subjectNo, removed)
  }

  async clear(cloudId: number, assetNos: readonly number[]): Promise<void> {
    if (assetNos.length === 0) return
    const changes: CountChanges = new Map()
    for (const from of assetNos.toSorted(ascending)) {
      for await (const ends of endsOf(this.#db, 'relation_end', cloudId, from)) {
        const keys = ends.map(({ to, label }) => relationKey(cloudId, from, to, Math.floor(label / 2)))
        tally(bothEnds(cloudId, await this.#erase(cloudId, keys)), -1, changes)
      }
    }
    // All at the end and in one order: a long deletion must not hold counters while it waits for others.
    await this.#counters.add(cloudId, changes)
    await this.#db.run(sql`delete from relation_count where cloud_id = ${cloudId} and asset_no in (${join(assetNos)})`)
  }

  /** Removes relations with both ends; counting them off is the caller's. Keys of relations that aren't there are passed over. */
  async #erase(cloudId: number, keys: RelationKey[]): Promise<RelationRow[]> {
    const erased = await this.#db.all<RelationRow>(sql`
      delete from relation where (cloud_id, a_no, b_no, kind) in (
        select cloud_id, a_no, b_no, kind from relation
        where (cloud_id, a_no, b_no, kind) in ${keyList(RELATION_KEY, keys)}
        ${lockedBy('cloud_id, a_no, b_no, kind', this.#locks.claim)})
      returning a_no as "a", b_no as "b", kind as "kind", a_position as "aPosition", b_position as "bPosition"`)
    if (erased.length === 0) return []
    await this.#db.run(sql`
      delete from relation_end where (cloud_id, from_no, label, position, to_no)
        in ${keyList(END_KEY, bothEnds(cloudId, erased))}`)
    return erased
  }
}

const others = (subjectNo: number, pairs: readonly { a: number; b: number }[]): Set<number> =>
  new Set(pairs.map(({ a, b }) => (a === subjectNo ? b : a)))
