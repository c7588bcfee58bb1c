import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import {
  checkDetails,
  MAX_RELATIONS_PER_CALL,
  type RelateOutcome,
  type Relation,
  type RelationRef,
  type UnrelateOutcome,
} from '../core/relation.ts'
import type { Kinds } from '../core/relation-kind.ts'
import type { Writer } from '../core/store.ts'
import { addRelations, type RelationItem, removeRelations, resolveTargets } from './relation-items.ts'
import { kindsOf } from './relation-kinds.ts'
import { writeOrTry } from './try-out.ts'

/** A relation as people name it: assets by either identifier, the kind by the name that it has from the first one's side. */
export interface NamedRelation {
  readonly from: string
  readonly to: string
  readonly kind: string
}

/** With what is said of it, as seen from the asset named first. */
export type WantedRelation = NamedRelation & RelationParts

/** What there is of a relation beside its ends and kind. */
type RelationParts = Partial<Omit<Relation, keyof RelationRef>>

type KindProblem = 'unknown_kind' | 'retired_kind'
export type RelateManyOutcome = RelateOutcome | KindProblem
export type UnrelateManyOutcome = UnrelateOutcome | 'unknown_kind'

/**
 * Relates pairs, each by a kind of its own, both ways and in one transaction, with an outcome for each in their order.
 * Throws `invalid` for more than a call may have, and for details that can't be kept. `dryRun`: as `writeOrTry`.
 */
export async function relateMany(
  library: Library,
  caller: Caller,
  relations: readonly WantedRelation[],
  dryRun = false,
): Promise<RelateManyOutcome[]> {
  checkCount(relations)
  for (const [i, relation] of relations.entries()) checkDetails(relation, `relations[${i}].`)
  return writeOrTry(library.store, dryRun, async (tx) => {
    const kinds = await kindsOf(tx, caller.cloud)
    const problemOf = ({ kind }: NamedRelation): KindProblem | undefined => {
      const found = kinds.byName(kind)
      return found ? (found.kind.retired ? 'retired_kind' : undefined) : 'unknown_kind'
    }
    return withItems(tx, caller, kinds, relations, problemOf, (items) =>
      addRelations(tx, library.limits, caller, items),
    )
  })
}

/** As `relateMany`: removes both directions. */
export async function unrelateMany(
  library: Library,
  caller: Caller,
  relations: readonly NamedRelation[],
): Promise<UnrelateManyOutcome[]> {
  checkCount(relations)
  return library.store.write(async (tx) => {
    const kinds = await kindsOf(tx, caller.cloud)
    const problemOf = ({ kind }: NamedRelation) => (kinds.byName(kind) ? undefined : ('unknown_kind' as const))
    return withItems(tx, caller, kinds, relations, problemOf, (items) => removeRelations(tx, caller, items))
  })
}

/** Does the work with the relations that have no problem of their own, and joins the outcomes in their order. */
async function withItems<Problem extends string, Outcome extends string>(
  tx: Writer,
  caller: Caller,
  kinds: Kinds,
  relations: readonly WantedRelation[],
  problemOf: (relation: NamedRelation) => Problem | undefined,
  work: (items: RelationItem[]) => Promise<Outcome[]>,
): Promise<(Problem | Outcome)[]> {
  const problems = relations.map(problemOf)
  const sound = relations.filter((_, i) => problems[i] === undefined)
  const outcomes = (await work(await itemsOf(tx, caller, kinds, sound))).values()
  return problems.map((problem) => problem ?? outcomes.next().value!)
}

/** Each from its subject. Throws `invalid` for a kind that there isn't. */
export async function itemsOf(
  tx: Writer,
  { cloud }: Caller,
  kinds: Kinds,
  relations: readonly WantedRelation[],
): Promise<RelationItem[]> {
  const names = [...new Set(relations.flatMap(({ from, to }) => [from, to]))]
  const targets = await resolveTargets(tx, cloud, names)
  const target = new Map(names.map((name, i) => [name, targets[i]!]))
  return relations.map(({ from, to, kind: name, ...details }) => {
    const { kind, end } = kinds.named(name)
    const [one, other] = [target.get(from)!, target.get(to)!]
    return end === 'subject'
      ? { from: one, to: other, kind: kind.no, details }
      : { from: other, to: one, kind: kind.no, details: turned(details) }
  })
}

/** As seen from the other side. */
function turned({ fromVersion, toVersion, fromPosition, toPosition, ...parts }: RelationParts): RelationParts {
  return {
    ...parts,
    ...(toVersion !== undefined && { fromVersion: toVersion }),
    ...(fromVersion !== undefined && { toVersion: fromVersion }),
    ...(toPosition !== undefined && { fromPosition: toPosition }),
    ...(fromPosition !== undefined && { toPosition: fromPosition }),
  }
}

export function checkCount(relations: readonly unknown[]): void {
  if (relations.length > 0 && relations.length <= MAX_RELATIONS_PER_CALL) return
  throw invalid(
    `relations takes 1 to ${MAX_RELATIONS_PER_CALL} items, got ${relations.length}: split them over several calls`,
  )
}
