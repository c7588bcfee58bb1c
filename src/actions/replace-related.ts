import { type AssetIdentifier, type AssetKey, formatIdentifier, keyOf } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { RelationEdit } from '../core/ports/relations.ts'
import { MAX_RELATIONS_PER_CALL, type RelatedAsset } from '../core/relation.ts'
import { labelOf, RELATED_NAME } from '../core/relation-kind.ts'
import { logEdits } from './edit-relations.ts'
import { notFound } from './get-asset.ts'
import { RelatedList } from './related-list.ts'
import { addRelations, type RelationItem, removeRelations, resolveTargets, type Target } from './relation-items.ts'
import { kindsOf } from './relation-kinds.ts'
import { writeOrTry } from './try-out.ts'

export type ReplaceOutcome =
  | ('related' | 'kept' | 'repeated' | 'self' | 'not_found' | 'malformed')
  | ('limit_reached' | 'retired_kind')

export interface RelatedReplacement {
  readonly subject: AssetIdentifier
  /** Named from its side. */
  readonly kind: string | undefined
  readonly items: readonly string[]
  readonly dryRun: boolean
}

export interface Replacement {
  /** Of each item, in their order. */
  readonly outcomes: ReplaceOutcome[]
  /** Those that were related and aren't in the list. */
  readonly removed: RelatedAsset[]
  /** Whether those that are kept stand in another order than before. */
  readonly reordered: boolean
}

/**
 * Makes the list that an asset has of a kind (named from its side) the given one, in that order: relates what is new,
 * unrelates what isn't in it, and keeps the rest with all that is said of it. What is wrong with one item doesn't keep
 * the others from it. Throws `not_found` if the asset doesn't exist, `too_large` where it has more relations than a call
 * can change.
 */
export async function replaceRelated(
  library: Library,
  caller: Caller,
  { subject, kind: kindName, items, dryRun }: RelatedReplacement,
): Promise<Replacement> {
  const { cloud } = caller
  return writeOrTry(library.store, dryRun, async (tx) => {
    const { kind, end } = (await kindsOf(tx, cloud)).named(kindName ?? RELATED_NAME)
    const [own, ...targets] = await resolveTargets(tx, cloud, [formatIdentifier(subject), ...items])
    if (own === undefined || typeof own === 'string') throw notFound(subject)
    const before = await tx.relations.list(cloud.id, own.no, labelOf(kind.no, end), {
      limit: MAX_RELATIONS_PER_CALL + 1,
    })
    if (before.length > MAX_RELATIONS_PER_CALL) {
      throw new AppError(
        'too_large',
        `A list of more than ${MAX_RELATIONS_PER_CALL} is not replaced in one call: add to it and remove from it instead`,
      )
    }
    const list = new RelatedList(tx, cloud.id, own.no, kind.no, end)
    const itemOf = (other: Target): RelationItem =>
      end === 'subject' ? { from: own, to: other, kind: kind.no } : { from: other, to: own, kind: kind.no }
    const were = new Set(before.map(({ no }) => no))
    const planned = planOf(own, targets)
    const wanted = planned.filter((target) => typeof target !== 'string')
    const stays = new Set(wanted.map(({ no }) => no))
    const removed = before.filter(({ no }) => !stays.has(no))
    await removeRelations(tx, caller, removed.map(itemOf))
    const fresh = wanted.filter(({ no }) => !were.has(no))
    const added = kind.retired ? [] : await addRelations(tx, library.limits, caller, fresh.map(itemOf))
    const refused = new Set(fresh.filter((_, i) => kind.retired || added[i] === 'limit_reached').map(({ no }) => no))
    const listed = wanted.filter(({ no }) => !refused.has(no))
    const edits = await orderOf(list, listed)
    await tx.relations.edit(cloud.id, edits)
    await logEdits(tx, caller, [keyOf(own), ...listed.map(keyOf)], edits)
    const outcomes = planned.map((target): ReplaceOutcome => {
      if (typeof target === 'string') return target
      if (refused.has(target.no)) return kind.retired ? 'retired_kind' : 'limit_reached'
      return were.has(target.no) ? 'kept' : 'related'
    })
    return { outcomes, removed, reordered: isReordered(before, listed) }
  })
}

/** Each item as an asset to be in the list, or why it can't be. */
function planOf(
  own: AssetKey,
  targets: readonly Target[],
): (AssetKey | 'self' | 'repeated' | Extract<Target, string>)[] {
  const seen = new Set([own.no])
  return targets.map((target) => {
    if (typeof target === 'string') return target
    if (target.no === own.no) return 'self'
    if (seen.has(target.no)) return 'repeated'
    seen.add(target.no)
    return target
  })
}

/** The edits that put a list in this order: the positions that are in it go round, and none is made. */
async function orderOf(list: RelatedList, assets: readonly AssetKey[]): Promise<RelationEdit[]> {
  const found = await list.claim(assets.map(({ no }) => no))
  const positions = found.flatMap((relation) => (relation ? [list.entry(relation).position] : [])).sort()
  if (positions.length < assets.length) return []
  const edits = await list.moves(new Map(assets.map(({ no }, i) => [no, positions[i]!])))
  return edits.filter(({ before, after }) => list.entry(before).position !== list.entry(after).position)
}

/** Whether what is kept stands in another order than before. */
function isReordered(before: readonly AssetKey[], after: readonly AssetKey[]): boolean {
  const were = new Map(before.map(({ no }, i) => [no, i]))
  const places = after.flatMap(({ no }) => were.get(no) ?? [])
  return places.some((place, i) => i > 0 && place < places[i - 1]!)
}
