import { type Asset, type AssetIdentifier, keyOf } from '../core/asset.ts'
import type { DeletedAsset } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library, Retention } from '../core/library.ts'
import type { Writer } from '../core/store.ts'

/**
 * Deletes assets, in one transaction, and takes them from every other side of their relations. Those that can be
 * restored wait in the trash, and their relations with them. Answers, for each identifier in their order, the asset that
 * was deleted, or undefined where there was none.
 *
 * @param isMeant decides about each asset as it is when it would be deleted: what was read before may not be true any more.
 */
export async function deleteAssets(
  library: Library,
  caller: Caller,
  identifiers: readonly AssetIdentifier[],
  isMeant: (asset: Asset) => boolean = () => true,
): Promise<(Asset | undefined)[]> {
  const { found, unneeded } = await library.store.write(async (tx) => {
    const claimed = await tx.assets.claim(caller.cloud.id, identifiers)
    const found = claimed.map((asset) => (asset && isMeant(asset) ? asset : undefined))
    const there = found.filter((asset) => asset !== undefined)
    return { found, unneeded: await removeAssets(tx, caller, there, library.retention) }
  })
  await library.blobs.remove(unneeded)
  // Those that wait in the trash are shown to nobody, and their derived files can be made anew.
  await library.derivedFiles.removeAll(found.flatMap((asset) => (asset ? [asset.blob] : [])))
  return found
}

/**
 * Deletes claimed assets, as far as the store goes. Answers the blobs that nobody needs any more: they are the caller's
 * to remove, once the transaction is on disk.
 */
export async function removeAssets(
  tx: Writer,
  caller: Caller,
  assets: readonly Asset[],
  retention: Retention,
): Promise<string[]> {
  const { id } = caller.cloud
  const distinct = [...new Map(assets.map((asset) => [asset.no, asset])).values()]
  if (distinct.length === 0) return []
  const backedUp = await tx.versions.owners(
    id,
    distinct.map(({ assetId }) => assetId),
  )
  const stays = ({ assetId }: Asset) => retention.trashMs > 0 || backedUp.has(assetId)
  const gone = distinct.filter((asset) => !stays(asset))
  await tx.relations.clear(id, numbersOf(gone))
  const kept = distinct.filter(stays)
  const deletedAt = Date.now()
  await tx.trash.add(
    id,
    kept.map((asset) => ({ ...asset, deletedAt, isBackedUp: backedUp.has(asset.assetId) })),
  )
  await tx.parkedRelations.park(id, numbersOf(kept))
  // At the end: from here on, everybody who adds or removes an asset waits.
  await tx.assets.remove(id, distinct)
  await tx.changes.add(caller, { type: 'delete', assets: distinct.map(deletedAsset) })
  return gone.map(({ blob }) => blob)
}

const deletedAsset = (asset: Asset): DeletedAsset => {
  const { version, assetFolder, displayName } = asset
  return { ...keyOf(asset), version, assetFolder, displayName }
}

const numbersOf = (assets: readonly Asset[]): number[] => assets.map(({ no }) => no)
