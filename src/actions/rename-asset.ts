import { type Asset, type AssetRef, type DeliveryType, formatRef, keyOf, newVersion, refOf } from '../core/asset.ts'
import { type Editable, updateOf } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import { parentFolder } from '../core/folder.ts'
import type { Library } from '../core/library.ts'
import { checkPublicId } from '../core/public-id.ts'
import type { Writer } from '../core/store.ts'
import { removeAssets } from './delete-assets.ts'
import { type AssetEdits, checkEdits, checkMetadataEdits } from './edit-assets.ts'
import { notFound } from './get-asset.ts'
import { checkUnprotected } from './protected-assets.ts'

export interface NewName {
  readonly publicId: string
  readonly type?: DeliveryType
  /** Whether an asset that has the new name already is deleted for it. */
  readonly overwrite: boolean
  /** Whether it is even if a relation protects it. */
  readonly force?: boolean | undefined
}

/**
 * Gives an asset another public ID, or delivery type; its asset ID and its relations stay. Throws `not_found`, and
 * `conflict` if the name is taken, `invalid` if by an asset that is protected.
 */
export async function renameAsset(
  library: Library,
  caller: Caller,
  from: AssetRef,
  { publicId, type, overwrite, force }: NewName,
  edits: AssetEdits,
): Promise<Asset> {
  const { cloud } = caller
  const to: AssetRef = { ...from, type: type ?? from.type, publicId: checkPublicId(publicId) }
  const edit = checkEdits(edits)
  const { after, unneeded } = await library.store.write(async (tx) => {
    const [before, inTheWay] = await tx.assets.claim(cloud.id, [from, to])
    if (!before) throw notFound(from)
    const replaced = inTheWay?.no === before.no ? undefined : inTheWay
    if (replaced && !overwrite) {
      throw new AppError(
        'conflict',
        `to_public_id (${formatRef(to)}) already exists: choose another, or pass overwrite=true`,
      )
    }
    const inItsPlace = replaced ? [replaced] : []
    await checkUnprotected(tx, cloud, inItsPlace, force)
    const unneeded = await removeAssets(tx, caller, inItsPlace, library.retention)
    const editMetadata = await checkMetadataEdits(tx, caller, edits)
    const edited = {
      ...edit(before),
      ...editMetadata(before),
      ...(library.folderMode === 'fixed' && { assetFolder: parentFolder(to.publicId) }),
    }
    return { after: await giveName(tx, caller, before, to, edited, replaced), unneeded }
  })
  await library.blobs.remove(unneeded)
  return after
}

/** Gives a claimed asset a name that is free, in place of one that had it if there was one, and logs that. */
export async function giveName(
  tx: Writer,
  caller: Caller,
  before: Asset,
  to: AssetRef,
  edited: Partial<Editable>,
  replaced?: Asset,
): Promise<Asset> {
  const after = { ...before, ...to, ...edited, version: newVersion(before, replaced), updatedAt: Date.now() }
  await tx.assets.replace(caller.cloud.id, before, after)
  await tx.changes.add(caller, { type: 'rename', asset: keyOf(after), from: refOf(before) })
  const update = updateOf(before, edited)
  if (update) await tx.changes.add(caller, { type: 'update', updates: [{ asset: keyOf(after), ...update }] })
  return after
}
