import type { AssetKey } from '../core/asset.ts'
import { stateOf } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { Relation } from '../core/relation.ts'
import type { DirectedKind } from '../core/relation-kind.ts'
import { kindToRelateBy } from './kind-to-relate-by.ts'
import { checkCount, itemsOf, type NamedRelation } from './relate-many.ts'
import { addRelations, keyOfRef, type RelationItem, refOfItem, removeRelations, type Target } from './relation-items.ts'
import { kindsOf } from './relation-kinds.ts'

export type ChangeKindOutcome =
  | ('changed' | 'unchanged' | 'already_of_kind' | 'not_related' | 'self' | 'unknown_kind')
  | Extract<Target, string>

/**
 * Makes relations ones of another kind, or of the other direction, with all that is said of them, last in both lists and in
 * one transaction; with an outcome for each in their order. Where the two are related by the other kind already, both stay.
 * Throws `invalid` for more than a call may have, and for a kind that nothing is related by.
 */
export async function changeKinds(
  library: Library,
  caller: Caller,
  relations: readonly NamedRelation[],
  into: string,
): Promise<ChangeKindOutcome[]> {
  checkCount(relations)
  const { cloud } = caller
  return library.store.write(async (tx) => {
    const kinds = await kindsOf(tx, cloud)
    const wanted = kindToRelateBy(kinds, into)
    const known = relations.filter(({ kind }) => kinds.byName(kind))
    const items = await itemsOf(tx, caller, kinds, known)
    const refs = items.map(refOfItem)
    const sound = refs.filter((ref) => typeof ref !== 'string')
    const claimed = (await tx.relations.claim(cloud.id, sound)).values()
    const present = refs.map((ref) => (typeof ref === 'string' ? undefined : claimed.next().value))
    const after = items.map((item, i) => {
      const relation = present[i]
      return relation && ofKind(item, kinds.named(known[i]!.kind), wanted, relation)
    })
    const there = await tx.relations.find(
      cloud.id,
      after.flatMap((item) => (item ? [refOf(item)] : [])),
    )
    // What an item has taken or left is nothing that a later one could.
    const taken = new Set(there.flatMap((relation) => (relation ? [keyOfRef(relation)] : [])))
    const gone = new Set<string>()
    const outcomes = refs.map((ref, i): ChangeKindOutcome => {
      if (typeof ref === 'string') return ref
      const other = after[i]
      if (!other || gone.has(keyOfRef(ref))) return 'not_related'
      const key = keyOfRef(refOf(other))
      if (key === keyOfRef(ref)) return 'unchanged'
      if (taken.has(key)) return 'already_of_kind'
      taken.add(key)
      gone.add(keyOfRef(ref))
      return 'changed'
    })
    const isChanged = (_: unknown, i: number) => outcomes[i] === 'changed'
    await removeRelations(tx, caller, items.filter(isChanged))
    await addRelations(
      tx,
      library.limits,
      caller,
      after.filter(isChanged).filter((item) => item !== undefined),
    )
    const next = outcomes.values()
    return relations.map(({ kind }) => (kinds.byName(kind) ? next.next().value! : 'unknown_kind'))
  })
}

type SoundItem = RelationItem & { readonly from: AssetKey; readonly to: AssetKey }

const refOf = ({ from, to, kind }: SoundItem) => ({ from: from.no, to: to.no, kind })

/** The same by another kind, as its name says it from the side of the asset that was named first. */
function ofKind(item: RelationItem, named: DirectedKind, wanted: DirectedKind, relation: Relation): SoundItem {
  const { from, to } = item as SoundItem
  const isTurned = named.end !== wanted.end
  const { fromPosition, toPosition, fromVersion, toVersion, ...said } = stateOf(relation)
  const [subject, object] = isTurned ? [to, from] : [from, to]
  const versions = relation.from === subject.no ? [fromVersion, toVersion] : [toVersion, fromVersion]
  return {
    from: subject,
    to: object,
    kind: wanted.kind.no,
    details: {
      ...said,
      ...(versions[0] !== undefined && { fromVersion: versions[0] }),
      ...(versions[1] !== undefined && { toVersion: versions[1] }),
    },
  }
}
