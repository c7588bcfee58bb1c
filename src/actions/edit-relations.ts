import type { AssetKey } from '../core/asset.ts'
import { stateOf } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { RelationEdit } from '../core/ports/relations.ts'
import { checkDetails, problemOfDetails, type RelationDetails } from '../core/relation.ts'
import type { Writer } from '../core/store.ts'
import { checkCount, itemsOf, type NamedRelation } from './relate-many.ts'
import { assetsOf, keyOfRef, type RelationItem, refOfItem, type Target } from './relation-items.ts'
import { kindsOf } from './relation-kinds.ts'

export type EditOutcome =
  | ('changed' | 'unchanged' | 'not_related' | 'self' | 'unknown_kind' | 'invalid')
  | Extract<Target, string>

/** What is to be said of a relation from now on; what is left out stays as it is. */
export type RelationChange = NamedRelation & Partial<RelationDetails>

/**
 * Changes what is said of relations, in one transaction, with an outcome for each in their order: `invalid` is what doesn't
 * fit to what is there. Throws `invalid` for more than a call may have, and for details that can't be kept in any case.
 */
export async function editManyRelations(
  library: Library,
  caller: Caller,
  changes: readonly RelationChange[],
): Promise<EditOutcome[]> {
  checkCount(changes)
  for (const [i, { endMs, ...change }] of changes.entries()) {
    // An end alone is that of a start which may be there.
    checkDetails(change.startMs == null ? change : { ...change, endMs: endMs ?? null }, `relations[${i}].`)
  }
  return library.store.write(async (tx) => {
    const kinds = await kindsOf(tx, caller.cloud)
    const known = changes.filter(({ kind }) => kinds.byName(kind))
    const items = await itemsOf(tx, caller, kinds, known)
    const refs = items.map(refOfItem)
    const claimed = await tx.relations.claim(
      caller.cloud.id,
      refs.filter((ref) => typeof ref !== 'string'),
    )
    const found = claimed.values()
    const edits = new Map<string, RelationEdit>()
    const outcomes = items.map(({ details }, i): EditOutcome => {
      const ref = refs[i]!
      if (typeof ref === 'string') return ref
      const before = found.next().value
      if (!before) return 'not_related'
      // A later item of the same relation goes on from the earlier one, which may have named it from its other side.
      const earlier = edits.get(keyOfRef(ref))
      if (earlier && earlier.after.from !== ref.from) return 'unchanged'
      const now = earlier?.after ?? before
      const after = { ...now, ...details }
      if (problemOfDetails(after)) return 'invalid'
      if (JSON.stringify(after) === JSON.stringify(now)) return 'unchanged'
      edits.set(keyOfRef(ref), { before, after })
      return 'changed'
    })
    await writeEdits(tx, caller, items, [...edits.values()])
    const next = outcomes.values()
    return changes.map(({ kind }) => (kinds.byName(kind) ? next.next().value! : 'unknown_kind'))
  })
}

/** Changes claimed relations, which these items name, and logs that. */
export async function writeEdits(
  tx: Writer,
  caller: Caller,
  items: readonly RelationItem[],
  edits: readonly RelationEdit[],
): Promise<void> {
  await tx.relations.edit(caller.cloud.id, edits)
  const relations = edits.map(({ after }) => after)
  await logEdits(tx, caller, assetsOf(items, relations), edits)
}

/** `assets`: those of the relations, first the one that the call was about. */
export async function logEdits(
  tx: Writer,
  caller: Caller,
  assets: readonly AssetKey[],
  edits: readonly RelationEdit[],
): Promise<void> {
  if (edits.length === 0) return
  await tx.changes.add(caller, {
    type: 'edit_relations',
    assets,
    relations: edits.map(({ before, after }) => {
      const { from, to, kind } = after
      return { from, to, kind, before: stateOf(before), after: stateOf(after) }
    }),
    failed: 0,
  })
}
