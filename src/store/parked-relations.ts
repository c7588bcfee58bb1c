import type { ParkedRelationWriter, Rekinded } from '../core/ports/parked-relations.ts'
import { ofOtherKind, type TurnedKind } from '../core/relation.ts'
import { labelOf } from '../core/relation-kind.ts'
import type { Connection, RowLocks } from './engine.ts'
import { DETAIL_COLUMNS, RELATION, type StoredRelation, seenFrom, valuesOf } from './relation-columns.ts'
import {
  ascending,
  bothEnds,
  type CountChanges,
  Counters,
  END_KEY,
  type End,
  type EndKey,
  endsOf,
  keyOfEnd,
  RELATION_KEY,
  type RelationRow,
  tally,
} from './relation-rows.ts'
import { join, keyList, lockedBy, raw, rowList, type Sql, sortedByKey, sql } from './sql.ts'
import type { Totals } from './totals.ts'

/**
 * A relation that waits keeps its row, and with it both positions. Of its ends, that of the asset which was deleted first
 * is parked, so that it is found when that one comes back; if the other is away then, its own end is parked instead.
 */
export class ParkedRelationQueries implements ParkedRelationWriter {
  readonly #db: Connection
  readonly #locks: RowLocks
  readonly #counters: Counters

  constructor(db: Connection, locks: RowLocks, counterSlots: number, totals: Totals) {
    this.#db = db
    this.#locks = locks
    this.#counters = new Counters(db, counterSlots, totals)
  }

  async park(cloudId: number, assetNos: readonly number[]): Promise<void> {
    if (assetNos.length === 0) return
    const changes: CountChanges = new Map()
    for (const from of assetNos.toSorted(ascending)) {
      for await (const ends of endsOf(this.#db, 'relation_end', cloudId, from)) {
        const relations = await this.#relations(cloudId, from, ends)
        const taken = await this.#takeEnds(cloudId, bothEnds(cloudId, relations))
        tally(taken, -1, changes)
        await this.#parkEnds(taken.filter(([, start]) => start === from))
      }
    }
    // All at the end and in one order: a long deletion must not hold counters while it waits for others.
    await this.#counters.add(cloudId, changes)
    await this.#db.run(sql`delete from relation_count where cloud_id = ${cloudId} and asset_no in (${join(assetNos)})`)
  }

  async bringBack(cloudId: number, assetNo: number): Promise<void> {
    const changes: CountChanges = new Map()
    for await (const ends of endsOf(this.#db, 'parked_end', cloudId, assetNo)) {
      const { here, deleted } = await this.#whereabouts(cloudId, [...new Set(ends.map(({ to }) => to))])
      const relations = await this.#relations(cloudId, assetNo, ends)
      const other = ({ a, b }: RelationRow) => (a === assetNo ? b : a)
      const back = relations.filter((relation) => here.has(other(relation)))
      const waiting = relations.filter((relation) => deleted.has(other(relation)))
      const lost = relations.filter((relation) => !here.has(other(relation)) && !deleted.has(other(relation)))
      await this.#unparkEnds(cloudId, assetNo, ends)
      await this.#parkEnds(bothEnds(cloudId, waiting).filter(([, start]) => start !== assetNo))
      await this.#insertEnds(cloudId, back)
      await this.#deleteRelations(cloudId, lost)
      tally(bothEnds(cloudId, back), 1, changes)
    }
    await this.#counters.add(cloudId, changes)
  }

  async rekind(cloudId: number, from: number, to: TurnedKind, limit: number): Promise<Rekinded[]> {
    const rekinded: Rekinded[] = []
    const ends = await this.#db.all<End & { no: number }>(sql`
      select from_no as "no", label as "label", position as "position", to_no as "to" from parked_end
      where cloud_id = ${cloudId} and label in (${labelOf(from, 'subject')}, ${labelOf(from, 'object')}) limit ${limit}`)
    for (const { no, ...end } of ends) {
      const [row] = await this.#relations(cloudId, no, [end])
      await this.#unparkEnds(cloudId, no, [end])
      if (!row) continue
      await this.#deleteRelations(cloudId, [row])
      const before = seenFrom(row.a, row)
      const relation = ofOtherKind(before, to)
      const [after] = await this.#db.all<RelationRow>(sql`
        insert into relation (${DETAIL_COLUMNS}) ${rowList([valuesOf(cloudId, relation)])}
        on conflict (cloud_id, a_no, b_no, kind) do nothing
        returning a_no as "a", b_no as "b", kind as "kind", a_position as "aPosition", b_position as "bPosition"`)
      if (after) await this.#parkEnds(bothEnds(cloudId, [after]).filter(([, start]) => start === no))
      rekinded.push(after ? { before, after: relation } : { before })
    }
    return rekinded
  }

  async drop(cloudId: number, assetNos: readonly number[]): Promise<void> {
    for (const from of assetNos) {
      for await (const ends of endsOf(this.#db, 'parked_end', cloudId, from)) {
        await this.#deleteRelations(cloudId, await this.#relations(cloudId, from, ends))
        await this.#unparkEnds(cloudId, from, ends)
      }
    }
  }

  /** The relations that these ends are of; nobody else changes them. */
  #relations(cloudId: number, from: number, ends: readonly End[]): Promise<StoredRelation[]> {
    const keys = ends.map((end) => keyOfEnd(cloudId, from, end))
    return this.#db.all<StoredRelation>(sql`
      select ${RELATION} from relation where (cloud_id, a_no, b_no, kind) in ${keyList(RELATION_KEY, keys)}
      ${lockedBy('cloud_id, a_no, b_no, kind', this.#locks.claim)}`)
  }

  /** Removes ends, and answers those that were there: somebody else may have parked some meanwhile. */
  async #takeEnds(cloudId: number, keys: readonly EndKey[]): Promise<EndKey[]> {
    if (keys.length === 0) return []
    const taken = await this.#db.all<End & { from: number }>(sql`
      delete from relation_end where (cloud_id, from_no, label, position, to_no) in ${keyList(END_KEY, keys)}
      returning from_no as "from", label as "label", position as "position", to_no as "to"`)
    return taken.map(({ from, label, position, to }) => [cloudId, from, label, position, to])
  }

  async #insertEnds(cloudId: number, relations: readonly StoredRelation[]): Promise<void> {
    if (relations.length === 0) return
    const rows = relations.flatMap((relation) =>
      bothEnds(cloudId, [relation]).map((end) => [...end, relation.createdAt] as const),
    )
    await this.#db.run(sql`
      insert into relation_end (cloud_id, from_no, label, position, to_no, created_at) ${rowList(sortedByKey(rows))}`)
  }

  async #parkEnds(ends: EndKey[]): Promise<void> {
    if (ends.length === 0) return
    await this.#db.run(sql`
      insert into parked_end (cloud_id, from_no, label, position, to_no) ${rowList(sortedByKey(ends))}`)
  }

  async #unparkEnds(cloudId: number, from: number, ends: readonly End[]): Promise<void> {
    const keys = ends.map(({ label, position, to }): EndKey => [cloudId, from, label, position, to])
    await this.#db.run(sql`
      delete from parked_end where (cloud_id, from_no, label, position, to_no) in ${keyList(END_KEY, keys)}`)
  }

  async #deleteRelations(cloudId: number, relations: readonly RelationRow[]): Promise<void> {
    if (relations.length === 0) return
    const keys = relations.map(({ a, b, kind }) => [cloudId, a, b, kind])
    await this.#db.run(sql`
      delete from relation where (cloud_id, a_no, b_no, kind) in ${keyList(RELATION_KEY, keys)}`)
  }

  /** Which of these assets are there, and which are in the trash, until this transaction ends. The others were purged. */
  async #whereabouts(cloudId: number, nos: readonly number[]): Promise<{ here: Set<number>; deleted: Set<number> }> {
    const here = new Set<number>()
    const deleted = new Set<number>()
    const { hold } = this.#locks
    // Again, for those that went from one table to the other between two statements.
    for (let rest = nos; rest.length > 0; ) {
      // The trash first, as whoever restores has begun there, so that two can't block each other by way of a deletion.
      for (const no of await this.#among('deleted_asset', cloudId, rest, hold)) deleted.add(no)
      rest = rest.filter((no) => !deleted.has(no))
      for (const no of await this.#among('asset', cloudId, rest, hold)) here.add(no)
      rest = rest.filter((no) => !here.has(no))
      rest = await this.#known(cloudId, rest)
    }
    return { here, deleted }
  }

  async #among(
    table: 'asset' | 'deleted_asset',
    cloudId: number,
    nos: readonly number[],
    lock: Sql,
  ): Promise<number[]> {
    if (nos.length === 0) return []
    const rows = await this.#db.all<{ no: number }>(sql`
      select asset_no as "no" from ${raw(table)} where cloud_id = ${cloudId} and asset_no in (${join([...nos])})
      ${lockedBy('asset_no', lock)}`)
    return rows.map(({ no }) => no)
  }

  /** Those that are in either table, seen at one moment. */
  async #known(cloudId: number, nos: readonly number[]): Promise<number[]> {
    if (nos.length === 0) return []
    const rows = await this.#db.all<{ no: number }>(sql`
      select asset_no as "no" from asset where cloud_id = ${cloudId} and asset_no in (${join([...nos])})
      union all
      select asset_no as "no" from deleted_asset where cloud_id = ${cloudId} and asset_no in (${join([...nos])})`)
    return rows.map(({ no }) => no)
  }
}
