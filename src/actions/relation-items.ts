import { type AssetIdentifier, type AssetKey, keyOf, parseAssetIdentifier, parseAssetName } from '../core/asset.ts'
import { stateOf } from '../core/change.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import type { Limits } from '../core/library.ts'
import type { RelateOutcome, Relation, RelationRef, UnrelateOutcome } from '../core/relation.ts'
import { isDirected } from '../core/relation-kind.ts'
import type { Writer } from '../core/store.ts'
import { notFound } from './get-asset.ts'

/** An asset, or why there is none under that name. */
export type Target = AssetKey | 'malformed' | 'not_found'

/** A relation as an item of a call names it. */
export interface RelationItem {
  readonly from: Target
  readonly to: Target
  readonly kind: number
  /** What is said of it, and of one that comes back also where it stood, and since when. */
  readonly details?: Partial<Omit<Relation, keyof RelationRef>>
}

/** The asset that each of these names, bare or whole, held until the transaction ends; one query for each form of identifier. */
export async function resolveTargets(tx: Writer, cloud: Cloud, items: readonly string[]): Promise<Target[]> {
  const parsed = items.map(parseAssetName)
  const found = await tx.assets.hold(
    cloud.id,
    parsed.filter((identifier) => identifier !== undefined),
  )
  const next = found.values()
  return parsed.map((identifier) => (identifier ? (next.next().value ?? 'not_found') : 'malformed'))
}

/** Relations of one asset with each that the items name. Throws `not_found` if the one doesn't exist. */
export async function resolveStar(
  tx: Writer,
  cloud: Cloud,
  subject: AssetIdentifier,
  items: readonly string[],
  kind: number,
): Promise<RelationItem[]> {
  const parsed = items.map(parseAssetIdentifier)
  const wellFormed = parsed.filter((identifier) => identifier !== undefined)
  const [from, ...found] = await tx.assets.hold(cloud.id, [subject, ...wellFormed])
  if (!from) throw notFound(subject)
  const next = found.values()
  return parsed.map((identifier) => {
    const to = identifier ? (next.next().value ?? 'not_found') : 'malformed'
    return { from, to, kind }
  })
}

/** Adds relations, with an outcome for each item in their order, and logs those that are new. */
export async function addRelations(
  tx: Writer,
  limits: Limits,
  caller: Caller,
  items: readonly RelationItem[],
): Promise<RelateOutcome[]> {
  const refs = items.map(refOfItem)
  const full = await overLimit(tx, caller.cloud, refs, limits.maxRelations)
  const wanted = refs.map((ref) => (typeof ref === 'string' || full.has(keyOfRef(ref)) ? undefined : ref))
  const added = await tx.relations.add(
    caller.cloud.id,
    wanted.flatMap((ref, i) => (ref ? [{ ...ref, ...items[i]!.details }] : [])),
  )
  const isNew = new Set(added.map(keyOfRef))
  const outcomes = refs.map((ref): RelateOutcome => {
    if (typeof ref === 'string') return ref
    if (full.has(keyOfRef(ref))) return 'limit_reached'
    // Of items that name the same relation, the first is told that it is new.
    return isNew.delete(keyOfRef(ref)) ? 'related' : 'already_related'
  })
  if (added.length > 0) {
    const isDetailed = items.some(({ details }) => details && Object.values(details).some((value) => value != null))
    const states = isDetailed ? await tx.relations.find(caller.cloud.id, added) : []
    await tx.changes.add(caller, {
      type: 'relate',
      assets: assetsOf(items, added),
      relations: added.map((ref, i) => (states[i] ? { ...ref, after: stateOf(states[i]) } : ref)),
      failed: outcomes.filter((outcome) => outcome !== 'related' && outcome !== 'already_related').length,
    })
  }
  return outcomes
}

/** Removes relations, with an outcome for each item in their order, and logs those that are gone. */
export async function removeRelations(
  tx: Writer,
  caller: Caller,
  items: readonly RelationItem[],
): Promise<UnrelateOutcome[]> {
  const refs = items.map(refOfItem)
  const removed = await tx.relations.remove(
    caller.cloud.id,
    refs.filter((ref) => typeof ref !== 'string'),
  )
  const isGone = new Set(removed.map(keyOfRef))
  const outcomes = refs.map((ref): UnrelateOutcome => {
    if (typeof ref === 'string') return ref
    return isGone.delete(keyOfRef(ref)) ? 'unrelated' : 'not_related'
  })
  if (removed.length > 0) {
    await tx.changes.add(caller, {
      type: 'unrelate',
      assets: assetsOf(items, removed),
      relations: removed.map(({ from, to, kind, ...state }) => ({
        ...{ from, to, kind },
        before: stateOf({ from, to, kind, ...state }),
      })),
      failed: outcomes.filter((outcome) => outcome !== 'unrelated').length,
    })
  }
  return outcomes
}

/** The relation of an item, or why there can't be one. */
export function refOfItem({ from, to, kind }: RelationItem): RelationRef | 'malformed' | 'not_found' | 'self' {
  if (typeof from === 'string') return from
  if (typeof to === 'string') return to
  return from.no === to.no ? 'self' : { from: from.no, to: to.no, kind }
}

/** The same for a symmetric relation from either side. */
export const keyOfRef = ({ from, to, kind }: RelationRef): string =>
  isDirected(kind) || from < to ? `${from} ${to} ${kind}` : `${to} ${from} ${kind}`

/** The assets of these relations, each once, in the order of the items. */
export function assetsOf(
  items: readonly Pick<RelationItem, 'from' | 'to'>[],
  relations: readonly RelationRef[],
): AssetKey[] {
  const nos = new Set(relations.flatMap(({ from, to }) => [from, to]))
  const assets = new Map<number, AssetKey>()
  for (const { from, to } of items) {
    for (const asset of [from, to]) {
      if (typeof asset !== 'string' && nos.has(asset.no) && !assets.has(asset.no)) assets.set(asset.no, keyOf(asset))
    }
  }
  return [...assets.values()]
}

/** Which of the relations would give one of their assets more than are allowed. */
async function overLimit(
  tx: Writer,
  cloud: Cloud,
  refs: readonly (RelationRef | string)[],
  limit: number | null,
): Promise<Set<string>> {
  const over = new Set<string>()
  const wanted = refs.filter((ref) => typeof ref !== 'string')
  if (limit === null || wanted.length === 0) return over
  const there = await tx.relations.find(cloud.id, wanted)
  const counts = await tx.relations.counts(cloud.id, [...new Set(wanted.flatMap(({ from, to }) => [from, to]))])
  const room = new Map<number, number>()
  const roomOf = (no: number) =>
    room.get(no) ?? limit - [...(counts.get(no)?.values() ?? [])].reduce((a, b) => a + b, 0)
  const seen = new Set<string>()
  for (const [i, ref] of wanted.entries()) {
    const key = keyOfRef(ref)
    if (there[i] || seen.has(key)) continue
    seen.add(key)
    if (roomOf(ref.from) <= 0 || roomOf(ref.to) <= 0) over.add(key)
    else for (const no of [ref.from, ref.to]) room.set(no, roomOf(no) - 1)
  }
  return over
}
