import type { LoggedChange } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { isDirected, type RelationKind } from '../core/relation-kind.ts'
import { MAX_RULES } from '../core/relation-rule.ts'
import type { Writer } from '../core/store.ts'
import { keepKind, kindsOf } from './relation-kinds.ts'
import { keepRule, listRules } from './relation-rules.ts'
import { keepSearch, listSearches, MAX_SEARCHES } from './saved-searches.ts'
import type { UndoOutcome, UndoResult } from './undo-change.ts'

type Of<Type extends LoggedChange['type']> = LoggedChange & { type: Type }
type Field = Exclude<keyof RelationKind, 'no'>

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Field by field, as of assets. A kind that was made is retired: its number stays given out. */
export async function undoKindChange(tx: Writer, caller: Caller, change: Of<'kind'>): Promise<UndoResult[]> {
  const { after, before = { ...after, retired: true } } = change
  const kinds = await kindsOf(tx, caller.cloud)
  const kind = kinds.byNo(after.no)!
  const outcomeOf = (field: Field): UndoOutcome => {
    if (isSame(kind[field], after[field])) return 'undone'
    return isSame(kind[field], before[field]) ? 'already' : 'changed_since'
  }
  const fields = (Object.keys(after) as (keyof RelationKind)[]).filter(
    (field): field is Field => field !== 'no' && !isSame(before[field], after[field]),
  )
  const outcomes = new Map(fields.map((field) => [field, outcomeOf(field)]))
  const back = (): RelationKind => {
    const undone = fields.filter((field) => outcomes.get(field) === 'undone')
    return { ...kind, ...Object.fromEntries(undone.map((field) => [field, before[field]])) }
  }
  const { name, inverse } = back()
  const isTaken = [name, inverse].some((one) => (kinds.byName(one)?.kind.no ?? kind.no) !== kind.no)
  if (isTaken || isDirected(kind.no) === (name === inverse)) {
    for (const field of ['name', 'inverse'] as const) {
      if (outcomes.get(field) === 'undone') outcomes.set(field, 'name_taken')
    }
  }
  await keepKind(tx, caller, kinds, back())
  const byOutcome = Map.groupBy(fields, (field) => outcomes.get(field)!)
  return [...byOutcome].map(([outcome, of]) => ({ type: 'kind', kind: back().name, fields: of, outcome }))
}

export async function undoRuleChange(tx: Writer, caller: Caller, change: Of<'rule'>): Promise<UndoResult[]> {
  const { name, before } = change
  const outcome = outcomeOfWhole(change, await listRules(tx, caller.cloud), MAX_RULES)
  if (outcome === 'undone') await keepRule(tx, caller, name, before)
  return [{ type: 'rule', rule: name, outcome }]
}

export async function undoSearchChange(tx: Writer, caller: Caller, change: Of<'saved_search'>): Promise<UndoResult[]> {
  const { name, before } = change
  const outcome = outcomeOfWhole(change, await listSearches(tx, caller.cloud), MAX_SEARCHES)
  if (outcome === 'undone') await keepSearch(tx, caller, name, before)
  return [{ type: 'saved_search', search: name, outcome }]
}

/** Of what has a name and is taken back as a whole: `there` are all that are so called by now, of at most so many. */
function outcomeOfWhole(
  { name, before, after }: Of<'rule' | 'saved_search'>,
  there: readonly Definition[],
  most: number,
): UndoOutcome {
  const present = there.find((one) => one.name === name)?.body
  if (isSame(present, before)) return 'already'
  if (!isSame(present, after)) return 'changed_since'
  return !present && there.length >= most ? 'limit_reached' : 'undone'
}
