import type { AssetCard } from '../core/asset.ts'
import type { PositionClock } from '../core/clock.ts'
import type { RelatedAsset } from '../core/relation.ts'
import type { RelatedPageQuery, RelationWriter } from '../core/store.ts'
import { assetColumns } from './assets.ts'
import type { Connection, RowLocks } from './engine.ts'
import { empty, groupsOf, join, keyList, lockedBy, rowList, sortedByKey, sql } from './sql.ts'

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

const CARD = assetColumns('asset', CARD_FIELDS)

interface RelationRow {
  a: number
  b: number
  kind: number
  aPosition: string
  bPosition: string
}

const RELATION_KEY = ['integer', 'integer', 'integer', 'integer'] as const
const END_KEY = ['integer', 'integer', 'integer', 'text', 'integer'] as const

type RelationKey = [cloudId: number, a: number, b: number, kind: number]
type EndKey = [cloudId: number, from: number, label: number, position: string, to: number]

/** Rows in one statement of those that may have many: few enough that nobody waits for it. */
const ENDS_AT_ONCE = 500

/** The key of a symmetric relation, whichever side it is seen from. */
const relationKey = (cloudId: number, x: number, y: number, kind: number): RelationKey =>
  x < y ? [cloudId, x, y, kind] : [cloudId, y, x, kind]

/** The keys of both ends of each relation. A symmetric kind has one label for both. */
const bothEnds = (cloudId: number, relations: readonly RelationRow[]): EndKey[] =>
  relations.flatMap(({ a, b, kind, aPosition, bPosition }): EndKey[] => [
    [cloudId, a, 2 * kind, aPosition, b],
    [cloudId, b, 2 * kind, bPosition, a],
  ])

export class RelationQueries implements RelationWriter {
  readonly #db: Connection
  readonly #clock: PositionClock
  readonly #locks: RowLocks
  readonly #counterSlots: number

  constructor(db: Connection, clock: PositionClock, locks: RowLocks, counterSlots: number) {
    this.#db = db
    this.#clock = clock
    this.#locks = locks
    this.#counterSlots = counterSlots
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
    await this.#addToCounts(cloudId, tally(ends, 1))
    return others(subjectNo, added)
  }

  async remove(cloudId: number, subjectNo: number, objectNos: readonly number[], kind: number): Promise<Set<number>> {
    if (objectNos.length === 0) return new Set()
    const removed = await this.#erase(
      cloudId,
      objectNos.map((no) => relationKey(cloudId, subjectNo, no, kind)),
    )
    await this.#addToCounts(cloudId, tally(bothEnds(cloudId, removed), -1))
    return others(subjectNo, removed)
  }

  async clear(cloudId: number, assetNos: readonly number[]): Promise<void> {
    if (assetNos.length === 0) return
    const changes: CountChanges = new Map()
    for (const from of assetNos) {
      for await (const ends of this.#endsOf(cloudId, from)) {
        const keys = ends.map(({ to, label }) => relationKey(cloudId, from, to, Math.floor(label / 2)))
        tally(bothEnds(cloudId, await this.#erase(cloudId, keys)), -1, changes)
      }
    }
    // All at the end and in one order: a long deletion must not hold counters while it waits for others.
    await this.#addToCounts(cloudId, changes)
    await this.#db.run(sql`delete from relation_count where cloud_id = ${cloudId} and asset_no in (${join(assetNos)})`)
  }

  /** The ends that start from an asset, in groups. Each begins past the one before, not to wade through what was removed. */
  async *#endsOf(cloudId: number, from: number): AsyncGenerator<{ label: number; position: string; to: number }[]> {
    let onward = empty
    for (;;) {
      const ends = await this.#db.all<{ label: number; position: string; to: number }>(sql`
        select label as "label", position as "position", to_no as "to" from relation_end
        where cloud_id = ${cloudId} and from_no = ${from} ${onward}
        order by label, position, to_no limit ${ENDS_AT_ONCE}`)
      const last = ends.at(-1)
      if (!last) return
      yield ends
      onward = sql`and (label, position, to_no) > (${last.label}, ${last.position}, ${last.to})`
    }
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

  async #addToCounts(cloudId: number, changes: CountChanges): Promise<void> {
    for (const group of groupsOf(inOrder(changes), ENDS_AT_ONCE)) {
      const rows = group.map(([label, no, n]) => {
        const slot = this.#counterSlots === 1 ? 0 : Math.floor(Math.random() * this.#counterSlots)
        return [cloudId, no, label, slot, n]
      })
      await this.#db.run(sql`
        insert into relation_count (cloud_id, asset_no, label, slot, n) ${rowList(rows)}
        on conflict (cloud_id, asset_no, label, slot) do update set n = relation_count.n + excluded.n`)
    }
  }
}

/** What is added to the counters of assets, by label and asset number. */
type CountChanges = Map<number, Map<number, number>>

/** Adds one for each end, or takes one off, to the counter of the asset that it starts from. */
function tally(ends: readonly EndKey[], one: 1 | -1, changes: CountChanges = new Map()): CountChanges {
  for (const [, from, label] of ends) {
    const ofLabel = changes.get(label) ?? new Map<number, number>()
    changes.set(label, ofLabel.set(from, (ofLabel.get(from) ?? 0) + one))
  }
  return changes
}

/** Everybody counts in this order, so that two transactions can't block each other. */
const inOrder = (changes: CountChanges): [label: number, no: number, n: number][] =>
  [...changes.keys()].sort(ascending).flatMap((label) => {
    const ofLabel = changes.get(label)!
    return [...ofLabel.keys()].sort(ascending).map((no): [number, number, number] => [label, no, ofLabel.get(no)!])
  })

const ascending = (a: number, b: number): number => a - b

const others = (subjectNo: number, pairs: readonly { a: number; b: number }[]): Set<number> =>
  new Set(pairs.map(({ a, b }) => (a === subjectNo ? b : a)))
