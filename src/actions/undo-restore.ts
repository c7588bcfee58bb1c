import { type Asset, keyOf } from '../core/asset.ts'
import type { LoggedChange } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { Writer } from '../core/store.ts'
import { removeAssets } from './delete-assets.ts'
import { protectionOf } from './protected-assets.ts'
import { putBack } from './restore-assets.ts'
import type { Undone, UndoOutcome, UndoResult } from './undo-change.ts'

type Restore = LoggedChange & { type: 'restore' }

/** Of a restore that brought back deleted assets. */
export async function deleteAgain(
  tx: Writer,
  { retention }: Library,
  caller: Caller,
  { assets, at }: Restore,
): Promise<Undone> {
  const { id } = caller.cloud
  const found = await tx.assets.claim(
    id,
    assets.map(({ assetId }) => ({ assetId })),
  )
  const backedUp = await tx.versions.owners(
    id,
    assets.map(({ assetId }) => assetId),
  )
  const protections = await protectionOf(
    tx,
    caller.cloud,
    found.filter((asset) => asset !== undefined),
  )
  const outcomes = found.map((asset): UndoOutcome => {
    if (!asset) return 'already'
    if (protections.has(asset.no)) return 'protected'
    if (Math.max(asset.updatedAt, asset.uploadedAt) > at) return 'changed_since'
    // Never for good.
    return retention.trashMs > 0 || backedUp.has(asset.assetId) ? 'undone' : 'not_undoable'
  })
  const again = found.filter((asset, i): asset is Asset => asset !== undefined && outcomes[i] === 'undone')
  await removeAssets(tx, caller, again, retention)
  return {
    undone: assets.map((asset, i) => ({ type: 'restore', asset, outcome: outcomes[i]! })),
    hidden: again.map(({ blob }) => blob),
  }
}

/** Of a restore that gave an asset an earlier file: it has again the one that it had, if that is kept. */
export async function putFileBack(tx: Writer, caller: Caller, { assets, file }: Restore): Promise<UndoResult[]> {
  const { id } = caller.cloud
  const found = await tx.assets.claim(
    id,
    assets.map(({ assetId }) => ({ assetId })),
  )
  const [before] = file ? await tx.versions.find(id, [file.before]) : []
  const results: UndoResult[] = []
  for (const [i, asset] of found.entries()) {
    const result = (outcome: UndoOutcome) =>
      results.push({ type: 'restore', asset: assets[i]!, fields: ['file'], outcome })
    if (!asset) result('asset_gone')
    else if (!file || !before) result('not_undoable')
    else if (asset.blob === before.blob) result('already')
    else if (asset.versionId !== file.after) result('changed_since')
    else {
      const { file: again } = await putBack(tx, id, asset, before)
      await tx.changes.add(caller, {
        type: 'restore',
        assets: [keyOf(asset)],
        fromTrash: false,
        ...(again && { file: again }),
      })
      result('undone')
    }
  }
  return results
}
