import { type AssetIdentifier, type AssetKey, formatIdentifier, fullNameOf } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { ListEntry } from '../core/ports/relations.ts'
import { positionBetween, positionsBetween } from '../core/position.ts'
import { MAX_TO_MOVE } from '../core/relation.ts'
import { logEdits } from './edit-relations.ts'
import { RelatedList } from './related-list.ts'
import { assetsOf, resolveStar, type Target } from './relation-items.ts'
import { kindsOf } from './relation-kinds.ts'

export type MoveOutcome = 'changed' | 'not_related' | Extract<Target, string>

/** Where related assets are put in a list: at one of its ends, or next to one of them, which is named as the others are. */
export type Place = 'first' | 'last' | { readonly before: string } | { readonly after: string }

/** Entries on either side of a spot that are given new positions where it has no room left; twice as many until that is enough. */
const SPREAD = 32
const MAX_SPREAD = 4096

/**
 * Puts assets that one is related to elsewhere in its list of that kind, in the order given, with an outcome for each. The
 * other sides' lists stay as they are. Throws `not_found` for the asset, `invalid` where what they are to be put next to
 * isn't in the list.
 */
export async function moveRelated(
  library: Library,
  caller: Caller,
  subject: AssetIdentifier,
  kindName: string,
  items: readonly string[],
  place: Place,
): Promise<MoveOutcome[]> {
  if (items.length === 0 || items.length > MAX_TO_MOVE) {
    throw invalid(`assets takes 1 to ${MAX_TO_MOVE} items, got ${items.length}: split them over several calls`)
  }
  const anchorName = typeof place === 'string' ? undefined : 'before' in place ? place.before : place.after
  return library.store.write(async (tx) => {
    const { kind, end } = (await kindsOf(tx, caller.cloud)).named(kindName)
    const names = anchorName === undefined ? items : [...items, anchorName]
    const resolved = await resolveStar(tx, caller.cloud, subject, names.map(fullNameOf), kind.no)
    const asset = resolved[0]!.from as AssetKey
    const list = new RelatedList(tx, caller.cloud.id, asset.no, kind.no, end)
    const targets = resolved.map(({ to }) => to)
    const related = await list.claim(targets.map((to) => (typeof to === 'string' ? asset.no : to.no)))
    const anchor = anchorName === undefined ? undefined : related[items.length]
    if (anchorName !== undefined && !anchor) {
      throw invalid(
        `${anchorName.slice(0, 300)} is not related to ${formatIdentifier(subject)} as ${kindName}: name one that is, or first or last`,
      )
    }
    const nos = new Set(
      related
        .slice(0, items.length)
        .flatMap((relation) => (relation && relation !== anchor ? [list.entry(relation).no] : [])),
    )
    nos.delete(anchor ? list.entry(anchor).no : asset.no)
    const positions = await placed(list, [...nos], place, anchor && list.entry(anchor))
    const edits = await list.moves(positions)
    await tx.relations.edit(caller.cloud.id, edits)
    // Others around them may have got new positions, but stand where they stood.
    const moved = edits.filter(({ after }) => nos.has(list.entry(after).no))
    const assets = assetsOf(
      resolved,
      moved.map(({ after }) => after),
    )
    await logEdits(tx, caller, assets, moved)
    return targets
      .map((to, i) => (typeof to === 'string' ? to : related[i] ? 'changed' : 'not_related'))
      .slice(0, items.length)
  })
}

/** New positions of these, in their order, and of others where there was no room for them. */
async function placed(
  list: RelatedList,
  nos: readonly number[],
  place: Place,
  anchor: ListEntry | undefined,
): Promise<Map<number, string>> {
  const side = place === 'first' || (typeof place === 'object' && 'after' in place) ? 'after' : 'before'
  // The spot is between `anchor`, or an end of the list, and the nearest on the other side of it.
  const [near] = await list.others(side === 'after' || !anchor ? side : 'before', anchor, nos, 1)
  const [lower, upper] = side === 'after' ? [anchor, near] : [near, anchor]
  // With nothing behind them, they stand last.
  if (!upper) return new Map(nos.map((no) => [no, list.nextPosition()]))
  const positions = steps(lower?.position, upper.position, nos, side === 'after' ? 'upper' : 'lower')
  if (positions) return positions
  for (let size = SPREAD; size <= MAX_SPREAD; size *= 2) {
    const below = lower ? [lower, ...(await list.others('before', lower, nos, size))] : []
    const above = [upper, ...(await list.others('after', upper, nos, size))]
    const [from, to] = [below[size], above[size]]
    const row = [
      ...below
        .slice(0, size)
        .map(({ no }) => no)
        .reverse(),
      ...nos,
      ...above.slice(0, size).map(({ no }) => no),
    ]
    const spread = positionsBetween(from?.position, to?.position ?? list.nextPosition(), row.length)
    if (spread) return new Map(row.map((no, i) => [no, spread[i]!]))
  }
  throw new Error('No room in a list')
}

/** One after the other, beginning next to the neighbour that is leaned to. */
function steps(
  lower: string | undefined,
  upper: string,
  nos: readonly number[],
  leaning: 'lower' | 'upper',
): Map<number, string> | undefined {
  const positions = new Map<number, string>()
  for (const no of leaning === 'lower' ? nos : nos.toReversed()) {
    const position = positionBetween(lower, upper, leaning)
    if (position === undefined) return undefined
    positions.set(no, position)
    if (leaning === 'lower') lower = position
    else upper = position
  }
  return positions
}
