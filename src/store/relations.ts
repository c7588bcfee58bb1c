import type { AssetCard } from '../core/asset.ts'
import type { PositionClock } from '../core/clock.ts'
import type { RelatedAsset } from '../core/relation.ts'
import type { RelatedPageQuery, RelationWriter } from '../core/store.ts'
import { assetColumns } from './assets.ts'
import type { Connection } from './engine.ts'
import { empty, join, keyList, rowList, sortedByKey, sql } from './sql.ts'

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

/** The key of a symmetric relation, whichever side it is seen from. */
const relationKey = (cloudId: number, x: number, y: number, kind: number): [number, number, number, number] =>
  x < y ? [cloudId, x, y, kind] : [cloudId, y, x, kind]

/** The keys of both ends of a relation. A symmetric kind has one label for both. */
function endKeys(cloudId: number, { a, b, kind, aPosition, bPosition }: RelationRow) {
  const label = 2 * kind
  return [
    [cloudId, a, label, aPosition, b],
    [cloudId, b, label, bPosition, a],
  ] as const
}

export class RelationQueries implements RelationWriter {
  readonly #db: Connection
  readonly #clock: PositionClock
  readonly #counterSlots: number

  constructor(db: Connection, clock: PositionClock, counterSlots: number) {
    this.#db = db
    this.#clock = clock
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
    const ends = added.flatMap((relation) => endKeys(cloudId, relation).map((key) => [...key, now] as const))
    await this.#db.run(sql`
      insert into relation_end (cloud_id, from_no, label, position, to_no, created_at) ${rowList(sortedByKey(ends))}`)
    await this.#addToCounts(ends, 1)
    return others(subjectNo, added)
  }

  async remove(cloudId: number, subjectNo: number, objectNos: readonly number[], kind: number): Promise<Set<number>> {
    if (objectNos.length === 0) return new Set()
    const removed = await this.#erase(
      cloudId,
      objectNos.map((no) => relationKey(cloudId, subjectNo, no, kind)),
    )
    return others(subjectNo, removed)
  }

  async clear(cloudId: number, assetNos: readonly number[], limit: number): Promise<number> {
    if (assetNos.length === 0) return 0
    const ends = await this.#db.all<{ from: number; to: number; label: number }>(sql`
      select from_no as "from", to_no as "to", label as "label" from relation_end
      where cloud_id = ${cloudId} and from_no in (${join(assetNos)}) limit ${limit}`)
    if (ends.length > 0) {
      const keys = ends.map(({ from, to, label }) => relationKey(cloudId, from, to, Math.floor(label / 2)))
      await this.#erase(cloudId, keys)
      return ends.length
    }
    await this.#db.run(sql`delete from relation_count where cloud_id = ${cloudId} and asset_no in (${join(assetNos)})`)
    return 0
  }

  /** Removes relations with both ends, and counts them off. Keys of relations that aren't there are passed over. */
  async #erase(cloudId: number, keys: [number, number, number, number][]): Promise<RelationRow[]> {
    const erased = await this.#db.all<RelationRow>(sql`
      delete from relation where (cloud_id, a_no, b_no, kind) in ${keyList(RELATION_KEY, sortedByKey(keys))}
      returning a_no as "a", b_no as "b", kind as "kind", a_position as "aPosition", b_position as "bPosition"`)
    if (erased.length === 0) return []
    const ends = sortedByKey(erased.flatMap((relation) => [...endKeys(cloudId, relation)]))
    await this.#db.run(sql`
      delete from relation_end where (cloud_id, from_no, label, position, to_no) in ${keyList(END_KEY, ends)}`)
    await this.#addToCounts(ends, -1)
    return erased
  }

  /** Adds one for each end, or takes one off, to the counter of the asset that it starts from. */
  async #addToCounts(ends: readonly (readonly [number, number, number, ...unknown[]])[], sign: 1 | -1): Promise<void> {
    const changes = new Map<string, [number, number, number, number, number]>()
    for (const [cloudId, no, label] of ends) {
      const key = `${no} ${label}`
      const slot = this.#counterSlots === 1 ? 0 : Math.floor(Math.random() * this.#counterSlots)
      const row = changes.get(key) ?? changes.set(key, [cloudId, no, label, slot, 0]).get(key)!
      row[4] += sign
    }
    await this.#db.run(sql`
      insert into relation_count (cloud_id, asset_no, label, slot, n) ${rowList(sortedByKey([...changes.values()]))}
      on conflict (cloud_id, asset_no, label, slot) do update set n = relation_count.n + excluded.n`)
  }
}

const others = (subjectNo: number, pairs: readonly { a: number; b: number }[]): Set<number> =>
  new Set(pairs.map(({ a, b }) => (a === subjectNo ? b : a)))
