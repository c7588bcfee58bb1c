import { keyOf } from '../core/asset.ts'
import { type LoggedRelation, stateOf } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Rekinded } from '../core/ports/parked-relations.ts'
import { ofOtherKind, type RelationRef, type TurnedKind } from '../core/relation.ts'
import { isDirected, type Kinds, labelOf, RELATED_KIND, type RelationKind } from '../core/relation-kind.ts'
import type { Writer } from '../core/store.ts'
import { keyOfRef } from './relation-items.ts'
import { getKind, kindsOf, updateKind } from './relation-kinds.ts'
import { rekindRules } from './relation-rules.ts'

/** Relations that get their new kind in one transaction, and in one call. */
const AT_ONCE = 500
const MAX_MERGED = 10_000

export interface Merged {
  /** Relations that have the other kind now. */
  readonly merged: number
  /** The call by which the log has it, and by which it is undone: the same for all that it takes. */
  readonly call: string
  /** With which it goes on, where more are left of the first kind. */
  readonly nextCursor?: string
}

/**
 * Makes relations of one kind into ones of another, and retires the first; its relations keep their places and all that is
 * said of them, but for those that both kinds were already between, of which the other kind's stays. So do rules. Either name
 * tells the direction. Does up to 10,000 in a call, and goes on by a cursor. Throws `not_found`, and `invalid` for kinds that can't be merged.
 */
export async function mergeKinds(
  library: Library,
  caller: Caller,
  name: string,
  into: string,
  cursor?: string,
): Promise<Merged> {
  const { cloud } = caller
  const kinds = await kindsOf(library.store.read, cloud)
  const [from, to] = [getKind(kinds, name), getKind(kinds, into)]
  if (from.no === to.no) throw invalid(`${name} and ${into} are names of one kind: name another one to merge it into`)
  if (from.no === RELATED_KIND) throw invalid(`${name} is the kind of relations that are made without one: it stays`)
  if (to.retired) throw invalid(`${into} is retired: bring it back first`)
  if (!isDirected(from.no) && isDirected(to.no)) {
    throw invalid(`${name} is symmetric and ${into} is not: nothing says which of two assets would be which`)
  }
  const turned = isDirected(to.no) && kinds.named(name).end !== kinds.named(into).end
  checkProtection(kinds, from, to, turned)
  const scope = `merge ${from.no} ${to.no} ${turned}`
  const call = cursor === undefined ? caller.requestId : String(decodeCursor(cloud, scope, cursor)[0])
  const merging = { ...caller, requestId: call }
  if (!from.retired) await updateKind(library, merging, from.name, { retired: true })
  await library.store.write((tx) => rekindRules(tx, merging, from.no, to.no))
  let merged = 0
  while (merged < MAX_MERGED) {
    const n = await library.store.write((tx) => mergeSome(tx, merging, from.no, { kind: to.no, turned }))
    merged += n
    if (n === 0) return { merged, call }
  }
  return { merged, call, nextCursor: encodeCursor(cloud, scope, [call]) }
}

/** Nobody is to find out by what is deleted that nothing protects it any more. */
function checkProtection(kinds: Kinds, from: RelationKind, to: RelationKind, turned: boolean): void {
  const ends = ['subject', 'object'] as const
  const ofOther = turned ? ends.toReversed() : ends
  const { protectedLabels } = kinds
  const isKept = (kind: RelationKind, end: (typeof ends)[number]) => protectedLabels.has(labelOf(kind.no, end))
  if (!ends.some((end, i) => isKept(from, end) && !isKept(to, ofOther[i]!))) return
  throw invalid(
    `${from.name} protects assets from being deleted that ${to.name} would not: give ${to.name} the same protection first, or take it from ${from.name} (protects)`,
  )
}

async function mergeSome(tx: Writer, caller: Caller, from: number, to: TurnedKind): Promise<number> {
  const { id } = caller.cloud
  // Those that wait for a deleted asset first, so that what is found next has both ends.
  const waiting = await tx.parkedRelations.rekind(id, from, to, AT_ONCE)
  const merged = waiting.length > 0 ? waiting : await rekind(tx, id, from, to)
  await logMerged(tx, caller, merged)
  return merged.length
}

async function rekind(tx: Writer, cloudId: number, from: number, to: TurnedKind): Promise<Rekinded[]> {
  const removed = await tx.relations.remove(cloudId, await tx.relations.ofKind(cloudId, from, AT_ONCE))
  const wanted = removed.map((relation) => ofOtherKind(relation, to))
  const added = await tx.relations.find(cloudId, await tx.relations.add(cloudId, wanted))
  const now = new Map(added.flatMap((relation) => (relation ? [[keyOfRef(relation), relation]] : [])))
  return removed.map((before, i) => {
    const after = now.get(keyOfRef(wanted[i]!))
    // Two may become the same one, as either of them was.
    return after && now.delete(keyOfRef(after)) ? { before, after } : { before }
  })
}

/** As any others that are removed and added, so that the past of either asset, and an undo, know of it. */
async function logMerged(tx: Writer, caller: Caller, merged: readonly Rekinded[]): Promise<void> {
  const nos = new Set(merged.flatMap(({ before }) => [before.from, before.to]))
  const names = await tx.past.names(caller.cloud.id, [...nos])
  // Those that wait for an asset which is gone for good are nobody's any more.
  const told = merged.filter(({ before: { from, to } }) => names.has(from) && names.has(to))
  const log = async (type: 'unrelate' | 'relate', relations: LoggedRelation[]) => {
    if (relations.length === 0) return
    await tx.changes.add(caller, { type, assets: [...names.values()].map(keyOf), relations, failed: 0 })
  }
  await log(
    'unrelate',
    told.map(({ before }) => ({ ...refOf(before), before: stateOf(before) })),
  )
  await log(
    'relate',
    told.flatMap(({ after }) => (after ? [{ ...refOf(after), after: stateOf(after) }] : [])),
  )
}

const refOf = ({ from, to, kind }: RelationRef): RelationRef => ({ from, to, kind })
