import { NO_DETAILS, type Relation, type RelationDetails } from '../core/relation.ts'
import { isDirected } from '../core/relation-kind.ts'
import type { RelationRow } from './relation-rows.ts'
import { raw } from './sql.ts'

/** As the database has it: JSON as text. */
export interface StoredRelation extends RelationRow {
  createdAt: number
  note: string | null
  metadata: string | null
  aVersion: string | null
  bVersion: string | null
  startMs: number | null
  endMs: number | null
  rule: string | null
}

/** What is selected of a relation beside an asset's card. */
export type StoredDetails = Omit<StoredRelation, 'b' | 'kind' | 'aPosition' | 'bPosition' | 'createdAt'>

const DETAILS = `note as "note", metadata as "metadata", a_version as "aVersion", b_version as "bVersion",
  start_ms as "startMs", end_ms as "endMs", rule as "rule"`
/** What is selected of a relation. */
export const RELATION = raw(`a_no as "a", b_no as "b", kind as "kind", a_position as "aPosition",
  b_position as "bPosition", created_at as "createdAt", ${DETAILS}`)
/** What is selected of a relation `r` beside the card of an asset. */
export const RELATION_DETAILS = raw(`r.a_no as "a", ${DETAILS.replace(/\w+ as/g, 'r.$&')}`)

const PLAIN = 'cloud_id, a_no, b_no, kind, a_position, b_position, created_at'
/** What is written of relations of which nothing is said, which are most. */
export const PLAIN_COLUMNS = raw(PLAIN)
export const DETAIL_COLUMNS = raw(`${PLAIN}, note, metadata, a_version, b_version, start_ms, end_ms, rule`)

type Written = Omit<Relation, keyof RelationDetails> & Partial<RelationDetails>

export const hasDetails = (relation: Written): boolean =>
  (Object.keys(NO_DETAILS) as (keyof RelationDetails)[]).some((name) => relation[name] != null)

export function plainValues(cloudId: number, { from, to, kind, ...relation }: Written) {
  const { fromPosition, toPosition, createdAt } = relation
  return isDirected(kind) || from < to
    ? [cloudId, from, to, kind, fromPosition, toPosition, createdAt]
    : [cloudId, to, from, kind, toPosition, fromPosition, createdAt]
}

export function valuesOf(cloudId: number, relation: Written): (string | number | null)[] {
  const { from, to, kind, note, metadata, fromVersion = null, toVersion = null, startMs, endMs, rule } = relation
  const versions = isDirected(kind) || from < to ? [fromVersion, toVersion] : [toVersion, fromVersion]
  return [
    ...plainValues(cloudId, relation),
    ...[note ?? null, metadata ? JSON.stringify(metadata) : null, ...versions],
    ...[startMs ?? null, endMs ?? null, rule ?? null],
  ]
}

/** A relation as it is seen from one of its assets; a directed one has one way alone. */
export function seenFrom(from: number, row: StoredRelation): Relation {
  const { a, b, kind, aPosition, bPosition, aVersion, bVersion, metadata, ...rest } = row
  const details = { ...rest, kind, metadata: metadata === null ? null : JSON.parse(metadata) }
  return a === from || isDirected(kind)
    ? {
        ...details,
        from: a,
        to: b,
        fromPosition: aPosition,
        toPosition: bPosition,
        fromVersion: aVersion,
        toVersion: bVersion,
      }
    : {
        ...details,
        from: b,
        to: a,
        fromPosition: bPosition,
        toPosition: aPosition,
        fromVersion: bVersion,
        toVersion: aVersion,
      }
}
