import { keyOf } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { Writer } from '../core/store.ts'
import type { FileVersion, TrashedAsset } from '../core/version.ts'
import { notFound } from './get-asset.ts'

/**
 * Deletes backups of an asset, for good; answers the IDs of those that there were. The asset keeps the file that it has.
 * One in the trash takes on its latest backup instead of a file that was deleted, and goes with the last one of them.
 * Throws `not_found`.
 */
export async function deleteVersions(
  library: Library,
  caller: Caller,
  assetId: string,
  versionIds: readonly string[],
): Promise<Set<string>> {
  const { cloud } = caller
  const { removed, unneeded } = await library.store.write(async (tx) => {
    const [present] = await tx.assets.claim(cloud.id, [{ assetId }])
    const deleted = present ? undefined : await tx.trash.claim(cloud.id, assetId)
    const asset = present ?? deleted
    if (!asset) throw notFound({ assetId })
    const removed = await tx.versions.remove(cloud.id, assetId, [...new Set(versionIds)])
    if (deleted && removed.length > 0) await settleInTrash(tx, cloud.id, deleted, removed)
    if (removed.length > 0) {
      const removedIds = removed.map(({ versionId }) => versionId)
      await tx.changes.add(caller, { type: 'delete_versions', asset: keyOf(asset), versionIds: removedIds })
    }
    const blobs = removed.map(({ blob }) => blob)
    const used = await tx.assets.blobsInUse(cloud.id, blobs)
    return { removed, unneeded: blobs.filter((blob) => !used.has(blob)) }
  })
  await library.blobs.remove(unneeded)
  return new Set(removed.map(({ versionId }) => versionId))
}

async function settleInTrash(
  tx: Writer,
  cloudId: number,
  deleted: TrashedAsset,
  removed: readonly FileVersion[],
): Promise<void> {
  const [latest] = await tx.versions.list(cloudId, [deleted.assetId], 1)
  const isFileGone = removed.some(({ blob }) => blob === deleted.blob)
  if (isFileGone && !latest) {
    await tx.parkedRelations.drop(cloudId, [deleted.no])
    await tx.trash.remove(cloudId, [deleted.no])
    return
  }
  const file = isFileGone ? latest : undefined
  await tx.trash.replace(cloudId, { ...deleted, ...file, isBackedUp: latest !== undefined })
}
