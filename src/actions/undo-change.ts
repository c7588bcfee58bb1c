import { type AssetKey, formatRef, keyOf, refOf } from '../core/asset.ts'
import { type AssetUpdate, type Change, type Editable, isForGood, type LoggedChange } from '../core/change.ts'
import { assetsOf } from '../core/change-refs.ts'
import type { Caller } from '../core/cloud.ts'
import { parentFolder } from '../core/folder.ts'
import type { Library } from '../core/library.ts'
import { changedMetadata } from '../core/metadata.ts'
import type { Writer } from '../core/store.ts'
import { editAssets } from './edit-assets.ts'
import { readMetadataFields } from './metadata-fields.ts'
import { giveName } from './rename-asset.ts'
import { bringBack } from './restore-assets.ts'
import { undoKindChange, undoRuleChange, undoSearchChange } from './undo-definitions.ts'
import { undoRelationChange } from './undo-relations.ts'
import { deleteAgain, putFileBack } from './undo-restore.ts'

export type UndoOutcome =
  | 'undone'
  /** It is as it was before. */
  | 'already'
  /** Somebody has changed it since: it is left as it is. */
  | 'changed_since'
  /** An asset was deleted, or a deleted one is gone for good. */
  | 'asset_gone'
  | 'name_taken'
  | 'limit_reached'
  /** A kind of relation keeps the asset from being deleted again. */
  | 'protected'
  /** What can't be taken back: uploads, folders, keys, webhooks, links, what was deleted for good. */
  | 'not_undoable'

export interface UndoResult {
  readonly type: Change['type']
  readonly outcome: UndoOutcome
  readonly asset?: AssetKey
  readonly relation?: { readonly from: AssetKey; readonly to: AssetKey; readonly kind: number }
  readonly pair?: { readonly from: AssetKey; readonly to: AssetKey }
  /** The name of a kind of relations. */
  readonly kind?: string
  /** The name of a rule. */
  readonly rule?: string
  /** The name of a saved search. */
  readonly search?: string
  /** Those of an update, or of a kind, that have this outcome; the file of an asset that has got back an earlier one. */
  readonly fields?: readonly string[]
}

export interface Undone {
  readonly undone: UndoResult[]
  /** Blobs of assets that are in the trash again. */
  readonly hidden: readonly string[]
}

/** Takes one change back, in a transaction, and logs what that changes. */
export async function undoChange(tx: Writer, library: Library, caller: Caller, change: LoggedChange): Promise<Undone> {
  const { type } = change
  if (isForGood(change)) {
    const [asset] = assetsOf(change)
    return shown([{ type, outcome: 'not_undoable', ...(asset && { asset }) }])
  }
  switch (change.type) {
    case 'relate':
    case 'unrelate':
    case 'edit_relations':
      return shown(await undoRelationChange(tx, library.limits, caller, change))
    case 'update':
      return shown(await undoUpdates(tx, library, caller, change.updates))
    case 'rename':
      return shown([{ type, asset: change.asset, outcome: await nameBack(tx, library, caller, change) }])
    case 'delete':
      return shown(await bringAllBack(tx, library, caller, change))
    case 'restore':
      return change.fromTrash ? deleteAgain(tx, library, caller, change) : shown(await putFileBack(tx, caller, change))
    case 'dismiss':
    case 'undismiss':
      return shown(await dismissOrNot(tx, caller, change))
    case 'kind':
      return shown(await undoKindChange(tx, caller, change))
    case 'rule':
      return shown(await undoRuleChange(tx, caller, change))
    case 'saved_search':
      return shown(await undoSearchChange(tx, caller, change))
  }
}

const shown = (undone: UndoResult[]): Undone => ({ undone, hidden: [] })

type Of<Type extends Change['type']> = LoggedChange & { type: Type }

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Field by field: those that were changed since are left, and the others put back. */
async function undoUpdates(
  tx: Writer,
  { folderMode }: Library,
  caller: Caller,
  updates: readonly AssetUpdate[],
): Promise<UndoResult[]> {
  const { id } = caller.cloud
  const found = await tx.assets.claim(
    id,
    updates.map(({ asset: { assetId } }) => ({ assetId })),
  )
  const fields = updates.some(({ before }) => before.metadata) ? await readMetadataFields(tx, id) : new Map()
  const results: UndoResult[] = []
  const edits = new Map<number, Partial<Editable>>()
  for (const [i, { asset: named, before, after }] of updates.entries()) {
    const asset = found[i]
    if (!asset) {
      results.push({ type: 'update', asset: named, outcome: 'asset_gone' })
      continue
    }
    // Where folders are a part of names, they go with these.
    const names = (Object.keys(after) as (keyof Editable)[]).filter(
      (name) => name !== 'assetFolder' || folderMode === 'dynamic',
    )
    const byOutcome = Map.groupBy(names, (name): UndoOutcome => {
      if (isSame(asset[name], after[name])) return 'undone'
      return isSame(asset[name], before[name]) ? 'already' : 'changed_since'
    })
    for (const [outcome, of] of byOutcome) results.push({ type: 'update', asset: keyOf(asset), fields: of, outcome })
    const back: Partial<Editable> = Object.fromEntries(
      (byOutcome.get('undone') ?? []).map((name) => [name, before[name]]),
    )
    edits.set(asset.no, {
      ...back,
      // But for values of fields that are gone by now, or take them no more.
      ...(back.metadata && { metadata: changedMetadata(fields, back.metadata, { set: {}, removed: new Set() }, true) }),
    })
  }
  const present = found.filter((asset) => asset !== undefined)
  await editAssets(tx, caller, present, (asset) => edits.get(asset.no) ?? {})
  return results
}

async function nameBack(
  tx: Writer,
  { folderMode }: Library,
  caller: Caller,
  { asset: { assetId, ...to }, from }: Of<'rename'>,
): Promise<UndoOutcome> {
  const [asset, inTheWay] = await tx.assets.claim(caller.cloud.id, [{ assetId }, from])
  if (!asset) return 'asset_gone'
  if (formatRef(asset) === formatRef(from)) return 'already'
  if (formatRef(asset) !== formatRef(to)) return 'changed_since'
  if (inTheWay) return 'name_taken'
  const folder = folderMode === 'fixed' ? { assetFolder: parentFolder(from.publicId) } : {}
  await giveName(tx, caller, asset, from, folder)
  return 'undone'
}

async function bringAllBack(
  tx: Writer,
  library: Library,
  caller: Caller,
  { assets, at }: Of<'delete'>,
): Promise<UndoResult[]> {
  const results: UndoResult[] = []
  const back: AssetKey[] = []
  for (const asset of assets) {
    const outcome = await bringOneBack(tx, library, caller, asset.assetId, at)
    results.push({ type: 'delete', asset: keyOf(asset), outcome })
    if (outcome === 'undone') back.push(keyOf(asset))
  }
  if (back.length > 0) await tx.changes.add(caller, { type: 'restore', assets: back, fromTrash: true })
  return results
}

/** Unlike a restore that was asked for, it takes no name from an asset that has got it since. */
async function bringOneBack(
  tx: Writer,
  library: Library,
  caller: Caller,
  assetId: string,
  deletedUntil: number,
): Promise<UndoOutcome> {
  const { id } = caller.cloud
  const deleted = await tx.trash.claim(id, assetId)
  if (!deleted) return (await tx.assets.find(id, [{ assetId }]))[0] ? 'already' : 'asset_gone'
  if (deleted.deletedAt > deletedUntil) return 'changed_since'
  const [inTheWay] = await tx.assets.find(id, [refOf(deleted)])
  if (inTheWay) return 'name_taken'
  await bringBack(tx, caller, deleted, undefined, library)
  return 'undone'
}

async function dismissOrNot(
  tx: Writer,
  caller: Caller,
  { type, assets, pairs }: Of<'dismiss' | 'undismiss'>,
): Promise<UndoResult[]> {
  const opposite = type === 'dismiss' ? 'undismiss' : 'dismiss'
  const found = await tx.assets.hold(
    caller.cloud.id,
    assets.map(({ assetId }) => ({ assetId })),
  )
  const there = new Set(found.flatMap((asset) => (asset ? [asset.no] : [])))
  const open = pairs.filter((pair) => pair.every((no) => there.has(no)))
  const changed = await tx.suggestions[opposite](caller.cloud.id, open)
  if (changed.length > 0) await tx.changes.add(caller, { type: opposite, assets, pairs: changed })
  const byPair = new Set(changed.map(String))
  const byNo = new Map(assets.map((asset) => [asset.no, asset]))
  return pairs.map((pair) => {
    const outcome = open.includes(pair) ? (byPair.has(String(pair)) ? 'undone' : 'already') : 'asset_gone'
    return { type, pair: { from: byNo.get(pair[0])!, to: byNo.get(pair[1])! }, outcome }
  })
}
