import type { RelationRef } from '../core/relation.ts'
import { endOfLabel, isDirected, kindOfLabel, labelOf } from '../core/relation-kind.ts'
import type { Connection } from './engine.ts'
import { empty, groupsOf, raw, rowList, sql } from './sql.ts'
import type { Totals } from './totals.ts'

/** A relation as the database has it: of a symmetric kind, the asset of the smaller number is `a`; of a directed one, the subject. */
export interface RelationRow {
  a: number
  b: number
  kind: number
  aPosition: string
  bPosition: string
}

export const RELATION_KEY = ['integer', 'integer', 'integer', 'integer'] as const
export const END_KEY = ['integer', 'integer', 'integer', 'text', 'integer'] as const

export type RelationKey = [cloudId: number, a: number, b: number, kind: number]
export type EndKey = [cloudId: number, from: number, label: number, position: string, to: number]

/** Rows in one statement of those that may have many: few enough that nobody waits for it. */
const ENDS_AT_ONCE = 500

/** The key of a relation, from whichever side a symmetric one is seen. */
export const relationKey = (cloudId: number, { from, to, kind }: RelationRef): RelationKey =>
  isDirected(kind) || from < to ? [cloudId, from, to, kind] : [cloudId, to, from, kind]

/** The key of the relation that an end is of. */
export const keyOfEnd = (cloudId: number, from: number, { label, to }: Pick<End, 'label' | 'to'>): RelationKey => {
  const kind = kindOfLabel(label)
  return relationKey(cloudId, endOfLabel(label) === 'object' ? { from: to, to: from, kind } : { from, to, kind })
}

/** The keys of both ends of each relation. */
export const bothEnds = (cloudId: number, relations: readonly RelationRow[]): EndKey[] =>
  relations.flatMap(({ a, b, kind, aPosition, bPosition }): EndKey[] => [
    [cloudId, a, labelOf(kind, 'subject'), aPosition, b],
    [cloudId, b, labelOf(kind, 'object'), bPosition, a],
  ])

/** One of the two places where a relation is listed. */
export interface End {
  label: number
  position: string
  to: number
}

/**
 * The ends that start from an asset, in groups. Each begins past the one before, not to wade through what was removed.
 */
export async function* endsOf(
  db: Connection,
  table: 'relation_end' | 'parked_end',
  cloudId: number,
  from: number,
): AsyncGenerator<End[]> {
  let onward = empty
  for (;;) {
    const ends = await db.all<End>(sql`
      select label as "label", position as "position", to_no as "to" from ${raw(table)}
      where cloud_id = ${cloudId} and from_no = ${from} ${onward}
      order by label, position, to_no limit ${ENDS_AT_ONCE}`)
    const last = ends.at(-1)
    if (!last) return
    yield ends
    // Nobody else relates an asset whose ends are walked, so that these were the last.
    if (ends.length < ENDS_AT_ONCE) return
    onward = sql`and (label, position, to_no) > (${last.label}, ${last.position}, ${last.to})`
  }
}

/** What is added to the counters of assets, by label and asset number. */
export type CountChanges = Map<number, Map<number, number>>

/** Adds one for each end, or takes one off, to the counter of the asset that it starts from. */
export function tally(ends: readonly EndKey[], one: 1 | -1, changes: CountChanges = new Map()): CountChanges {
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

export const ascending = (a: number, b: number): number => a - b

/** How many relations each asset has, spread over so many slots. */
export class Counters {
  readonly #db: Connection
  readonly #slots: number
  readonly #totals: Totals

  constructor(db: Connection, slots: number, totals: Totals) {
    this.#db = db
    this.#slots = slots
    this.#totals = totals
  }

  async add(cloudId: number, changes: CountChanges): Promise<void> {
    for (const group of groupsOf(inOrder(changes), ENDS_AT_ONCE)) {
      const rows = group.map(([label, no, n]) => {
        const slot = this.#slots === 1 ? 0 : Math.floor(Math.random() * this.#slots)
        return [cloudId, no, label, slot, n]
      })
      await this.#db.run(sql`
        insert into relation_count (cloud_id, asset_no, label, slot, n) ${rowList(rows)}
        on conflict (cloud_id, asset_no, label, slot) do update set n = relation_count.n + excluded.n`)
    }
    const byKind = new Map<number, number>()
    for (const [label, ofLabel] of changes) {
      const kind = kindOfLabel(label)
      for (const n of ofLabel.values()) byKind.set(kind, (byKind.get(kind) ?? 0) + n)
    }
    // Each relation was counted at both its ends.
    for (const [kind, ends] of byKind) this.#totals.addRelations(cloudId, kind, ends / 2)
  }
}
