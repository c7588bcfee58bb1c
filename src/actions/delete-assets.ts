import { type Asset, type AssetIdentifier, keyOf } from '../core/asset.ts'
import type { DeletedAsset } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library, Retention } from '../core/library.ts'
import type { Writer } from '../core/store.ts'
import { isProtected, type Protection, protectionOf } from './protected-assets.ts'

export interface DeleteOptions {
  /** Decides about each asset as it is when it would be deleted: what was read before may not be true any more. */
  readonly isMeant?: (asset: Asset) => boolean
  /** Whether what a relation protects is deleted too. */
  readonly force?: boolean | undefined
}

export type DeleteResult =
  | { readonly outcome: 'deleted'; readonly asset: Asset }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'protected'; readonly asset: Asset; readonly protection: Protection }

const NOT_FOUND: DeleteResult = { outcome: 'not_found' }

/**
 * Deletes assets, in one transaction, and takes them from every other side of their relations. Those that can be
 * restored wait in the trash, and their relations with them. Answers, for each identifier in their order, what became of
 * the asset.
 */
export async function deleteAssets(
  library: Library,
  caller: Caller,
  identifiers: readonly AssetIdentifier[],
  { isMeant = () => true, force = false }: DeleteOptions = {},
): Promise<DeleteResult[]> {
  const { results, deleted, unneeded } = await library.store.write(async (tx) => {
    const claimed = await tx.assets.claim(caller.cloud.id, identifiers)
    const meant = claimed.map((asset) => (asset && isMeant(asset) ? asset : undefined))
    const there = meant.filter((asset) => asset !== undefined)
    const protections = force ? undefined : await protectionOf(tx, caller.cloud, there)
    const results = meant.map((asset): DeleteResult => {
      if (!asset) return NOT_FOUND
      const protection = protections?.get(asset.no)
      return protection ? { outcome: 'protected', asset, protection } : { outcome: 'deleted', asset }
    })
    const deleted = results.flatMap((result) => (result.outcome === 'deleted' ? [result.asset] : []))
    return { results, deleted, unneeded: await removeAssets(tx, caller, deleted, library.retention) }
  })
  await library.blobs.remove(unneeded)
  // Those that wait in the trash are shown to nobody, and their derived files can be made anew.
  await library.derivedFiles.removeAll(deleted.map(({ blob }) => blob))
  return results
}

/** As `deleteAssets`, one asset. Answers whether there was one; throws `invalid` where it is protected. */
export async function deleteAsset(
  library: Library,
  caller: Caller,
  identifier: AssetIdentifier,
  options: DeleteOptions,
): Promise<boolean> {
  const [result] = await deleteAssets(library, caller, [identifier], options)
  if (result!.outcome === 'protected') throw isProtected(result!.asset, result!.protection)
  return result!.outcome === 'deleted'
}

/**
 * Deletes claimed assets, as far as the store goes; whether they are protected is the caller's to ask. Answers the blobs that nobody needs any more: they are the caller's
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
  await tx.suggestions.forget(id, numbersOf(gone))
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
