import type { AssetKey } from '../core/asset.ts'
import {
  type LoggedChange,
  type LoggedRelation,
  type RelationChange,
  type RelationState,
  stateOf,
} from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import type { Limits } from '../core/library.ts'
import type { RelationEdit } from '../core/ports/relations.ts'
import { NO_DETAILS, type Relation } from '../core/relation.ts'
import type { Writer } from '../core/store.ts'
import { addRelations, type RelationItem, removeRelations } from './relation-items.ts'
import type { UndoOutcome, UndoResult } from './undo-change.ts'

/** A logged relation with its assets, and the relation as it is by now. */
interface Candidate extends RelationItem {
  readonly from: AssetKey
  readonly to: AssetKey
  readonly logged: LoggedRelation
  readonly present: Relation | undefined
  /** Whether both assets are there. */
  readonly isWhole: boolean
}

/** Takes back what a change did to relations, each as far as it is as that change left it. */
export async function undoRelationChange(
  tx: Writer,
  limits: Limits,
  caller: Caller,
  change: LoggedChange & RelationChange,
): Promise<UndoResult[]> {
  const candidates = await candidatesOf(tx, caller, change)
  const outcomes = candidates.map((candidate) => outcomeOf(change, candidate))
  const undoable = candidates.filter((_, i) => outcomes[i] === 'undone')
  const done = (await undo(tx, limits, caller, change, undoable)).values()
  return candidates.map(({ from, to, kind }, i) => {
    const outcome = outcomes[i] === 'undone' ? done.next().value! : outcomes[i]!
    return { type: change.type, relation: { from, to, kind }, outcome }
  })
}

async function candidatesOf(
  tx: Writer,
  { cloud }: Caller,
  { assets, relations }: RelationChange,
): Promise<Candidate[]> {
  const held = await tx.assets.hold(
    cloud.id,
    assets.map(({ assetId }) => ({ assetId })),
  )
  const here = new Map(held.flatMap((asset) => (asset ? [[asset.no, asset]] : [])))
  const then = new Map(assets.map((asset) => [asset.no, asset]))
  const present = await tx.relations.claim(cloud.id, relations)
  return relations.map((logged, i) => ({
    from: here.get(logged.from) ?? then.get(logged.from)!,
    to: here.get(logged.to) ?? then.get(logged.to)!,
    kind: logged.kind,
    logged,
    present: present[i],
    isWhole: here.has(logged.from) && here.has(logged.to),
  }))
}

function outcomeOf({ type, at }: LoggedChange, { logged, present, isWhole }: Candidate): UndoOutcome {
  // Such a relation may wait for an asset that is in the trash.
  if (!isWhole) return 'asset_gone'
  switch (type) {
    case 'relate':
      if (!present) return 'already'
      return isAsAdded(present, logged, at) ? 'undone' : 'changed_since'
    case 'unrelate':
      if (!present) return 'undone'
      return isSaid(present, logged.before!) ? 'already' : 'changed_since'
    default: {
      if (!present) return 'changed_since'
      const fields = changedFields(logged)
      const has = (state: RelationState) => fields.every((field) => isSame(present[field], fieldOf(state, field)))
      if (has(logged.before!)) return 'already'
      return has(logged.after!) ? 'undone' : 'changed_since'
    }
  }
}

/** In the order of the candidates. */
async function undo(
  tx: Writer,
  limits: Limits,
  caller: Caller,
  { type }: RelationChange,
  candidates: readonly Candidate[],
): Promise<UndoOutcome[]> {
  if (type === 'relate') await removeRelations(tx, caller, candidates)
  else if (type === 'unrelate') {
    const items = candidates.map(({ logged, ...item }) => ({ ...item, details: { ...NO_DETAILS, ...logged.before } }))
    const outcomes = await addRelations(tx, limits, caller, items)
    return outcomes.map((outcome) => (outcome === 'limit_reached' ? outcome : 'undone'))
  } else await editBack(tx, caller, candidates)
  return candidates.map(() => 'undone')
}

async function editBack(tx: Writer, caller: Caller, candidates: readonly Candidate[]): Promise<void> {
  if (candidates.length === 0) return
  const edits = candidates.map(({ logged, present }): RelationEdit => {
    const back = changedFields(logged).map((field) => [field, fieldOf(logged.before!, field)])
    return { before: present!, after: { ...present!, ...Object.fromEntries(back) } }
  })
  await tx.relations.edit(caller.cloud.id, edits)
  await tx.changes.add(caller, {
    type: 'edit_relations',
    assets: [...new Map(candidates.flatMap(({ from, to }) => [from, to]).map((asset) => [asset.no, asset])).values()],
    relations: edits.map(({ before, after }, i) => {
      const { from, to, kind } = candidates[i]!.logged
      return { from, to, kind, before: stateOf(before), after: stateOf(after) }
    }),
    failed: 0,
  })
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

type Field = keyof RelationState

const fieldOf = (state: RelationState, field: Field): unknown => state[field] ?? null

const FIELDS = [...Object.keys(NO_DETAILS), 'fromPosition', 'toPosition'] as Field[]

const changedFields = ({ before, after }: LoggedRelation): Field[] =>
  FIELDS.filter((field) => !isSame(fieldOf(before!, field), fieldOf(after!, field)))

/** Whether the same is said of it, wherever it stands. */
const isSaid = (present: Relation, state: RelationState): boolean =>
  (Object.keys(NO_DETAILS) as Field[]).every((field) => isSame(present[field], fieldOf(state, field)))

/**
 * Whether a relation is the one that was added then, with nothing changed. One of which nothing was said was added at
 * the same place in both lists; had it been removed and added anew, it would be younger than the change.
 */
function isAsAdded(present: Relation, { after }: LoggedRelation, at: number): boolean {
  if (after) return [...FIELDS, 'createdAt' as const].every((field) => isSame(present[field], fieldOf(after, field)))
  const isPlain = Object.keys(NO_DETAILS).every((field) => present[field as Field] === null)
  return isPlain && present.fromPosition === present.toPosition && present.createdAt <= at
}
