import type { Caller } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { RelationEdit } from '../core/ports/relations.ts'
import { problemOfDetails, type Relation } from '../core/relation.ts'
import { isDirected, type Kinds } from '../core/relation-kind.ts'
import type { Writer } from '../core/store.ts'
import { writeEdits } from './edit-relations.ts'
import { itemsOf, type RelateManyOutcome, type WantedRelation } from './relate-many.ts'
import { addRelations, keyOfRef, type RelationItem, refOfItem } from './relation-items.ts'
import { addKind, describeFirstKind, kindsOf, type NewKind } from './relation-kinds.ts'
import { writeOrTry } from './try-out.ts'

/** What becomes of a line that has nothing wrong with it. */
export type ImportOutcome = 'related' | 'changed' | 'unchanged'

/** What is wrong with a line: as with a relation of any other call, or what the error says. */
export type ImportProblem = Exclude<RelateManyOutcome, 'related' | 'already_related'> | AppError

export interface BatchResult {
  /** For each relation, in their order. */
  readonly outcomes: (ImportOutcome | ImportProblem)[]
  /** For each kind that the file tells of: whether it was made, or what was wrong with it. */
  readonly kinds: ReadonlyMap<string, 'created' | 'there' | AppError>
}

/**
 * Relates what isn't, and makes of the rest what the lines say, in one transaction. A line says nothing of what it leaves
 * out. What is wrong with one doesn't keep the others from it.
 */
export function importBatch(
  library: Library,
  caller: Caller,
  relations: readonly WantedRelation[],
  declared: ReadonlyMap<string, NewKind>,
  dryRun: boolean,
): Promise<BatchResult> {
  return writeOrTry(library.store, dryRun, async (tx) => {
    const kindResults = await declareKinds(tx, caller, declared)
    const kinds = await kindsOf(tx, caller.cloud)
    const problems = relations.map(({ kind }) => problemOfKind(kinds, kind, kindResults.get(kind)))
    const sound = relations.filter((_, i) => !problems[i])
    const next = (
      await importItems(tx, library, caller, await itemsOf(tx, caller, kinds, sound), retiredFor(kinds, declared))
    ).values()
    return { outcomes: problems.map((problem) => problem ?? next.next().value!), kinds: kindResults }
  })
}

/** Makes the kinds that aren't there; those that are stay what they are here. */
async function declareKinds(
  tx: Writer,
  caller: Caller,
  declared: ReadonlyMap<string, NewKind>,
): Promise<Map<string, 'created' | 'there' | AppError>> {
  const results = new Map<string, 'created' | 'there' | AppError>()
  if (declared.size === 0) return results
  let kinds = await kindsOf(tx, caller.cloud)
  for (const [name, kind] of declared) {
    const known = kinds.byName(name)
    if (known && isDirected(known.kind.no) !== ((kind.inverse ?? name) !== name)) {
      results.set(
        name,
        new AppError(
          'conflict',
          `${name} is another kind here: ${isDirected(known.kind.no) ? 'it has a direction' : 'it is symmetric'}`,
        ),
      )
    } else if (known) {
      if (known.end === 'subject') await describeFirstKind(tx, caller, kinds, known.kind, kind)
      results.set(name, 'there')
    } else {
      const result = await made(() => addKind(tx, caller, kinds, kind))
      if (result === 'created') kinds = await kindsOf(tx, caller.cloud)
      results.set(name, result)
    }
  }
  return results
}

/** Names are checked before anything is written. */
async function made(add: () => Promise<unknown>): Promise<'created' | AppError> {
  try {
    await add()
    return 'created'
  } catch (error) {
    if (error instanceof AppError && (error.code === 'conflict' || error.code === 'invalid')) return error
    throw error
  }
}

function problemOfKind(kinds: Kinds, name: string, result: string | AppError | undefined): ImportProblem | undefined {
  if (result instanceof AppError) return result
  return kinds.byName(name) ? undefined : 'unknown_kind'
}

/** Kinds by which nothing new is related: retired ones, unless the file itself has them as such. */
function retiredFor(kinds: Kinds, declared: ReadonlyMap<string, NewKind>): Set<number> {
  return new Set(
    kinds.all
      .filter(
        ({ retired, name, inverse }) => retired && !declared.get(name)?.retired && !declared.get(inverse)?.retired,
      )
      .map(({ no }) => no),
  )
}

async function importItems(
  tx: Writer,
  library: Library,
  caller: Caller,
  items: readonly RelationItem[],
  retired: ReadonlySet<number>,
): Promise<(ImportOutcome | ImportProblem)[]> {
  const refs = items.map(refOfItem)
  const named = refs.filter((ref) => typeof ref !== 'string')
  const claimed = await tx.relations.claim(caller.cloud.id, named)
  const there = claimed.values()
  const edits = new Map<string, RelationEdit>()
  const fresh: RelationItem[] = []
  const planned = refs.map((ref, i): ImportOutcome | ImportProblem => {
    if (typeof ref === 'string') return ref
    const before = there.next().value
    if (!before) {
      if (retired.has(ref.kind)) return 'retired_kind'
      fresh.push(items[i]!)
      return 'related'
    }
    return edited(edits, before, items[i]!.details ?? {})
  })
  const added = (await addRelations(tx, library.limits, caller, fresh)).values()
  await writeEdits(tx, caller, items, [...edits.values()])
  return planned.map((outcome) => {
    if (outcome !== 'related') return outcome
    const became = added.next().value!
    return became === 'already_related' ? 'unchanged' : became
  })
}

/** Notes the edit that a line asks of a relation which is there, if it asks any. A later line goes on from an earlier one. */
function edited(
  edits: Map<string, RelationEdit>,
  before: Relation,
  details: RelationItem['details'],
): ImportOutcome | AppError {
  const key = keyOfRef(before)
  const earlier = edits.get(key)
  // Of a symmetric kind the earlier line may have named the other side first: the later one then waits for the next run.
  const now = earlier && earlier.after.from === before.from ? earlier.after : before
  const after = { ...now, ...details, createdAt: now.createdAt }
  const problem = problemOfDetails(after)
  if (problem) return problem
  if (JSON.stringify(after) === JSON.stringify(now)) return 'unchanged'
  if (earlier && now === before)
    return new AppError('conflict', 'A line before names the same relation from its other side: say it once')
  edits.set(key, { before: earlier?.before ?? before, after })
  return 'changed'
}
