import { type Asset, type AssetIdentifier, keyOf } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { Writer } from '../core/store.ts'

/**
 * Deletes assets, and with them their relations from every other side, in one transaction. Answers, for each identifier
 * in their order, the asset that was deleted, or undefined where there was none.
 */
export async function deleteAssets(
  library: Library,
  caller: Caller,
  identifiers: readonly AssetIdentifier[],
): Promise<(Asset | undefined)[]> {
  const found = await library.store.write(async (tx) => {
    const found = await tx.assets.claim(caller.cloud.id, identifiers)
    await removeAssets(
      tx,
      caller,
      found.filter((asset) => asset !== undefined),
    )
    return found
  })
  await library.blobs.remove([...new Set(found.flatMap((asset) => (asset ? [asset.blob] : [])))])
  return found
}

/** Removes the rows of claimed assets, and their relations; the blobs are the caller's, once the transaction is on disk. */
export async function removeAssets(tx: Writer, caller: Caller, assets: readonly Asset[]): Promise<void> {
  const distinct = [...new Map(assets.map((asset) => [asset.no, asset])).values()]
  if (distinct.length === 0) return
  await tx.assets.remove(caller.cloud.id, distinct)
  await tx.relations.clear(
    caller.cloud.id,
    distinct.map((asset) => asset.no),
  )
  await tx.changes.add(caller, { type: 'delete', assets: distinct.map(keyOf) })
}
