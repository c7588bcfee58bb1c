import type { AssetCard } from '../core/asset.ts'
import type { PositionClock } from '../core/clock.ts'
import type {
  DetailedPageQuery,
  ListEntry,
  NeighbourQuery,
  RelatedPageQuery,
  RelationEdit,
  RelationWriter,
} from '../core/ports/relations.ts'
import type { DetailedRelatedAsset, NewRelation, RelatedAsset, Relation, RelationRef } from '../core/relation.ts'
import { labelOf } from '../core/relation-kind.ts'
import { assetColumns } from './assets.ts'
import type { Connection, RowLocks } from './engine.ts'
import {
  DETAIL_COLUMNS,
  hasDetails,
  PLAIN_COLUMNS,
  plainValues,
  RELATION,
  RELATION_DETAILS,
  type StoredDetails,
  type StoredRelation,
  seenFrom,
  valuesOf,
} from './relation-columns.ts'
import {
  ascending,
  bothEnds,
  type CountChanges,
  Counters,
  END_KEY,
  type EndKey,
  endsOf,
  keyOfEnd,
  RELATION_KEY,
  type RelationKey,
  relationKey,
  tally,
} from './relation-rows.ts'
import { empty, join, keyList, lockedBy, raw, rowList, type Sql, sortedByKey, sql } from './sql.ts'
import { dismiss } from './suggestions.ts'
import type { Totals } from './totals.ts'

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
  pages: true,
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

  constructor(db: Connection, clock: PositionClock, locks: RowLocks, counterSlots: number, totals: Totals) {
    this.#db = db
    this.#clock = clock
    this.#locks = locks
    this.#counters = new Counters(db, counterSlots, totals)
  }

  list(cloudId: number, assetNo: number, label: number, { after, limit }: RelatedPageQuery): Promise<RelatedAsset[]> {
    const onward = after ? sql`and (e.position, e.to_no) > (${after.position}, ${after.no})` : empty
    return this.#db.all<RelatedAsset>(sql`
      select ${CARD}, e.position as "position", e.created_at as "relatedAt"
      from relation_end e join asset on asset.cloud_id = e.cloud_id and asset.asset_no = e.to_no
      where e.cloud_id = ${cloudId} and e.from_no = ${assetNo} and e.label = ${label} ${onward}
      order by e.position, e.to_no limit ${limit}`)
  }

  async page(
    cloudId: number,
    assetNo: number,
    { labels, after, limit }: DetailedPageQuery,
  ): Promise<DetailedRelatedAsset[]> {
    if (!labels) {
      const onward = after
        ? sql`and (e.label, e.position, e.to_no) > (${after.label}, ${after.position}, ${after.no})`
        : empty
      return this.#page(cloudId, assetNo, sql`${onward} order by e.label, e.position, e.to_no limit ${limit}`)
    }
    const found: DetailedRelatedAsset[] = []
    // One range each: a list of labels would be sorted before anything of it is answered.
    for (const label of labels.toSorted(ascending)) {
      if (found.length === limit) break
      if (after && label < after.label) continue
      const onward =
        after && label === after.label ? sql`and (e.position, e.to_no) > (${after.position}, ${after.no})` : empty
      const range = sql`and e.label = ${label} ${onward} order by e.position, e.to_no limit ${limit - found.length}`
      found.push(...(await this.#page(cloudId, assetNo, range)))
    }
    return found
  }

  async counts(cloudId: number, assetNos: readonly number[]): Promise<Map<number, Map<number, number>>> {
    if (assetNos.length === 0) return new Map()
    const rows = await this.#db.all<{ no: number; label: number; n: number }>(sql`
      select asset_no as "no", label as "label", cast(sum(n) as bigint) as "n" from relation_count
      where cloud_id = ${cloudId} and asset_no in (${join([...assetNos])})
      group by asset_no, label having sum(n) > 0 order by asset_no, label`)
    return new Map(
      [...Map.groupBy(rows, ({ no }) => no)].map(([no, of]) => [no, new Map(of.map(({ label, n }) => [label, n]))]),
    )
  }

  find(cloudId: number, relations: readonly RelationRef[]): Promise<(Relation | undefined)[]> {
    return this.#find(cloudId, relations, empty)
  }

  claim(cloudId: number, relations: readonly RelationRef[]): Promise<(Relation | undefined)[]> {
    return this.#find(cloudId, relations, lockedBy('cloud_id, a_no, b_no, kind', this.#locks.claim))
  }

  async ofKind(cloudId: number, kind: number, limit: number): Promise<Relation[]> {
    // Not by =, from which SQLite concludes that the condition of the index is of no use to it.
    const rows = await this.#db.all<StoredRelation>(sql`
      select ${RELATION} from relation
      where cloud_id = ${cloudId} and kind between ${kind} and ${kind} and kind > 0 limit ${limit}`)
    return rows.map((row) => seenFrom(row.a, row))
  }

  neighbours(
    cloudId: number,
    assetNo: number,
    label: number,
    { side, of, limit }: NeighbourQuery,
  ): Promise<ListEntry[]> {
    const [is, order] = side === 'before' ? [raw('<'), raw('desc')] : [raw('>'), raw('asc')]
    return this.#db.all<ListEntry>(sql`
      select position as "position", to_no as "no" from relation_end
      where cloud_id = ${cloudId} and from_no = ${assetNo} and label = ${label}
        ${of ? sql`and (position, to_no) ${is} (${of.position}, ${of.no})` : empty}
      order by position ${order}, to_no ${order} limit ${limit}`)
  }

  async add(cloudId: number, relations: readonly NewRelation[]): Promise<RelationRef[]> {
    if (relations.length === 0) return []
    const now = Date.now()
    const wanted = relations.map((relation) => {
      const position = this.#clock.next()
      return { fromPosition: position, toPosition: position, createdAt: now, ...relation }
    })
    const isPlain = !wanted.some(hasDetails)
    const rows = wanted.map((relation) => (isPlain ? plainValues(cloudId, relation) : valuesOf(cloudId, relation)))
    const added = await this.#db.all<
      Pick<StoredRelation, 'a' | 'b' | 'kind' | 'aPosition' | 'bPosition' | 'createdAt'>
    >(
      sql`insert into relation (${isPlain ? PLAIN_COLUMNS : DETAIL_COLUMNS}) ${rowList(sortedByKey(rows))}
      on conflict (cloud_id, a_no, b_no, kind) do nothing
      returning a_no as "a", b_no as "b", kind as "kind", a_position as "aPosition", b_position as "bPosition",
        created_at as "createdAt"`,
    )
    if (added.length === 0) return []
    const ends = added.flatMap((row) => bothEnds(cloudId, [row]).map((end) => [...end, row.createdAt] as const))
    await this.#insertEnds(ends)
    await this.#counters.add(cloudId, tally(bothEnds(cloudId, added), 1))
    return asNamed(cloudId, relations, added)
      .filter((found) => found !== undefined)
      .map(([ref]) => ref)
  }

  async remove(cloudId: number, relations: readonly RelationRef[]): Promise<Relation[]> {
    if (relations.length === 0) return []
    const removed = await this.#erase(
      cloudId,
      relations.map((relation) => relationKey(cloudId, relation)),
    )
    await this.#counters.add(cloudId, tally(bothEnds(cloudId, removed), -1))
    const byRule = removed.filter(({ rule }) => rule !== null)
    await dismiss(
      this.#db,
      cloudId,
      byRule.map(({ a, b }) => [a, b]),
    )
    return asNamed(cloudId, relations, removed)
      .filter((found) => found !== undefined)
      .map(([ref, row]) => seenFrom(ref.from, row))
  }

  nextPosition(): string {
    return this.#clock.next()
  }

  async edit(cloudId: number, edits: readonly RelationEdit[]): Promise<void> {
    if (edits.length === 0) return
    const moved = edits.filter(
      ({ before, after }) => before.fromPosition !== after.fromPosition || before.toPosition !== after.toPosition,
    )
    await this.#db.run(sql`
      insert into relation (${DETAIL_COLUMNS}) ${rowList(sortedByKey(edits.map(({ after }) => valuesOf(cloudId, after))))}
      on conflict (cloud_id, a_no, b_no, kind) do update set
        a_position = excluded.a_position, b_position = excluded.b_position, note = excluded.note,
        metadata = excluded.metadata, a_version = excluded.a_version, b_version = excluded.b_version,
        start_ms = excluded.start_ms, end_ms = excluded.end_ms, rule = excluded.rule`)
    if (moved.length === 0) return
    const left = moved.flatMap(({ before, after }) => differingEnds(cloudId, before, after))
    const reached = moved.flatMap(({ before, after }) =>
      differingEnds(cloudId, after, before).map((end) => [...end, after.createdAt] as const),
    )
    await this.#db.run(
      sql`delete from relation_end where (cloud_id, from_no, label, position, to_no) in ${keyList(END_KEY, left)}`,
    )
    await this.#insertEnds(reached)
  }

  async clear(cloudId: number, assetNos: readonly number[]): Promise<void> {
    if (assetNos.length === 0) return
    const changes: CountChanges = new Map()
    for (const from of assetNos.toSorted(ascending)) {
      for await (const ends of endsOf(this.#db, 'relation_end', cloudId, from)) {
        const keys = ends.map((end) => keyOfEnd(cloudId, from, end))
        tally(bothEnds(cloudId, await this.#erase(cloudId, keys)), -1, changes)
      }
    }
    // All at the end and in one order: a long deletion must not hold counters while it waits for others.
    await this.#counters.add(cloudId, changes)
    await this.#db.run(sql`delete from relation_count where cloud_id = ${cloudId} and asset_no in (${join(assetNos)})`)
  }

  /** `range`: which of the asset's ends, their order and their number. */
  async #page(cloudId: number, assetNo: number, range: Sql): Promise<DetailedRelatedAsset[]> {
    const rows = await this.#db.all<RelatedAsset & StoredDetails & { label: number; versionId: string }>(sql`
      select ${CARD}, asset.version_id as "versionId", e.position as "position", e.created_at as "relatedAt",
        e.label as "label", ${RELATION_DETAILS}
      from relation_end e
      join asset on asset.cloud_id = e.cloud_id and asset.asset_no = e.to_no
      join relation r on r.cloud_id = e.cloud_id and r.kind = e.label / 2
        and r.a_no = ${A_OF_END} and r.b_no = e.from_no + e.to_no - ${A_OF_END}
      where e.cloud_id = ${cloudId} and e.from_no = ${assetNo} ${range}`)
    return rows.map(({ a, aVersion, bVersion, metadata, ...row }) => ({
      ...row,
      metadata: metadata === null ? null : JSON.parse(metadata),
      ownVersion: a === assetNo ? aVersion : bVersion,
      otherVersion: a === assetNo ? bVersion : aVersion,
    }))
  }

  async #find(cloudId: number, relations: readonly RelationRef[], lock: Sql): Promise<(Relation | undefined)[]> {
    if (relations.length === 0) return []
    const keys = relations.map((relation) => relationKey(cloudId, relation))
    const rows = await this.#db.all<StoredRelation>(sql`
      select ${RELATION} from relation where (cloud_id, a_no, b_no, kind) in ${keyList(RELATION_KEY, keys)} ${lock}`)
    const found = new Map(rows.map((row) => [nameOf(keyOf(cloudId, row)), row]))
    return relations.map((ref, i) => {
      const row = found.get(nameOf(keys[i]!))
      return row && seenFrom(ref.from, row)
    })
  }

  async #insertEnds(ends: (readonly [...EndKey, createdAt: number])[]): Promise<void> {
    await this.#db.run(sql`
      insert into relation_end (cloud_id, from_no, label, position, to_no, created_at) ${rowList(sortedByKey(ends))}`)
  }

  /** Removes relations with both ends; counting them off is the caller's. Keys of relations that aren't there are passed over. */
  async #erase(cloudId: number, keys: RelationKey[]): Promise<StoredRelation[]> {
    const erased = await this.#db.all<StoredRelation>(sql`
      delete from relation where (cloud_id, a_no, b_no, kind) in (
        select cloud_id, a_no, b_no, kind from relation
        where (cloud_id, a_no, b_no, kind) in ${keyList(RELATION_KEY, keys)}
        ${lockedBy('cloud_id, a_no, b_no, kind', this.#locks.claim)})
      returning ${RELATION}`)
    if (erased.length === 0) return []
    await this.#db.run(sql`
      delete from relation_end where (cloud_id, from_no, label, position, to_no)
        in ${keyList(END_KEY, bothEnds(cloudId, erased))}`)
    return erased
  }
}

/** The asset that is `a` in the relation of an end `e`. */
export const A_OF_END = raw(
  '(case when e.label % 2 = 1 then e.to_no when e.label / 2 % 2 = 1 or e.from_no < e.to_no then e.from_no else e.to_no end)',
)

const keyOf = (cloudId: number, { a, b, kind }: Pick<StoredRelation, 'a' | 'b' | 'kind'>): RelationKey => [
  cloudId,
  a,
  b,
  kind,
]

/** The key as one text, within its cloud. */
const nameOf = ([, a, b, kind]: RelationKey): string => `${a} ${b} ${kind}`

/** For each relation, in the order and from the side that it was named, its row if there is one; each row once. */
function asNamed<Row extends Pick<StoredRelation, 'a' | 'b' | 'kind'>>(
  cloudId: number,
  relations: readonly RelationRef[],
  rows: readonly Row[],
): ([RelationRef, Row] | undefined)[] {
  const left = new Map(rows.map((row) => [nameOf(keyOf(cloudId, row)), row]))
  return relations.map(({ from, to, kind }) => {
    const key = nameOf(relationKey(cloudId, { from, to, kind }))
    const row = left.get(key)
    left.delete(key)
    return row && [{ from, to, kind }, row]
  })
}

/** The ends of a relation that stand elsewhere in the other one. */
const differingEnds = (cloudId: number, { from, to, kind, ...one }: Relation, other: Relation): EndKey[] => [
  ...(one.fromPosition === other.fromPosition
    ? []
    : [[cloudId, from, labelOf(kind, 'subject'), one.fromPosition, to] satisfies EndKey]),
  ...(one.toPosition === other.toPosition
    ? []
    : [[cloudId, to, labelOf(kind, 'object'), one.toPosition, from] satisfies EndKey]),
]
