import { type Asset, type AssetIdentifier, formatRef, keyOf, newVersion, refOf } from '../core/asset.ts'
import type { RestoredFile } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import { randomHex32 } from '../core/ids.ts'
import type { Library } from '../core/library.ts'
import { changedMetadata } from '../core/metadata.ts'
import type { Writer } from '../core/store.ts'
import { type FileVersion, fileOf, MAX_LISTED_VERSIONS, type TrashedAsset } from '../core/version.ts'
import { removeAssets } from './delete-assets.ts'
import { readMetadataFields } from './metadata-fields.ts'
import { protectionOf } from './protected-assets.ts'

/** Deleted assets of one public ID among which a version is looked for. */
const MAX_OF_ONE_NAME = 100

export interface RestoreItem {
  readonly identifier: AssetIdentifier
  /** Which of its files; without one, a deleted asset comes back as it was, and another gets its latest backup. */
  readonly versionId?: string | undefined
}

export type RestoreResult =
  | { readonly outcome: 'restored'; readonly asset: Asset }
  /** There is no such backup, or no such asset in the trash. */
  | { readonly outcome: 'no_backup' }
  /** Another asset has its public ID, and could not be restored itself if it were deleted for this one. */
  | { readonly outcome: 'name_taken'; readonly name: string }
  /** Another asset has its public ID, and is protected by relations. */
  | { readonly outcome: 'name_protected'; readonly name: string }

/**
 * Restores deleted assets, with all that they had, and files that assets had before. A relation comes back when both its
 * ends are there, where it stood. An asset that has got the public ID meanwhile is deleted for the one that comes back;
 * nothing is lost by a restore. One result for each item, in their order, and a transaction: whoever restores several at
 * once holds nobody up with the first who waits for the second.
 */
export async function restoreAssets(
  library: Library,
  caller: Caller,
  items: readonly RestoreItem[],
): Promise<RestoreResult[]> {
  const results: RestoreResult[] = []
  for (const item of items) {
    results.push(
      await library.store.write(async (tx) => {
        const { result, changed, fromTrash, file } = await restoreItem(tx, caller, item, library)
        if (changed && result.outcome === 'restored') {
          await tx.changes.add(caller, {
            type: 'restore',
            assets: [keyOf(result.asset)],
            fromTrash,
            ...(file && { file }),
          })
        }
        return result
      }),
    )
  }
  return results
}

interface Restored {
  readonly result: RestoreResult
  readonly changed: boolean
  readonly fromTrash: boolean
  readonly file?: RestoredFile | undefined
}

const unchanged = (result: RestoreResult): Restored => ({ result, changed: false, fromTrash: false })
const NO_BACKUP = unchanged({ outcome: 'no_backup' })

async function restoreItem(tx: Writer, caller: Caller, item: RestoreItem, library: Library): Promise<Restored> {
  const { id } = caller.cloud
  const { identifier, versionId } = item
  const [version] = versionId === undefined ? [] : await tx.versions.find(id, [versionId])
  const assetId = version ? version.assetId : await whichAsset(tx, id, item)
  if (assetId === undefined) return NO_BACKUP
  const [present] = await tx.assets.claim(id, [{ assetId }])
  const asset = present ?? (await tx.trash.claim(id, assetId))
  if (!asset || !answersTo(asset, identifier)) return NO_BACKUP
  if (!version && versionId !== undefined && versionId !== asset.versionId) return NO_BACKUP
  if (!present) return bringBack(tx, caller, asset as TrashedAsset, version, library)
  if (versionId === present.versionId) return unchanged({ outcome: 'restored', asset: present })
  const file = version ?? (await tx.versions.list(id, [assetId], 1))[0]
  return file ? putBack(tx, id, present, file) : NO_BACKUP
}

/** By a public ID, the asset that has it, else the last one that had it; a version may be the file of an earlier one. */
async function whichAsset(
  tx: Writer,
  cloudId: number,
  { identifier, versionId }: RestoreItem,
): Promise<string | undefined> {
  if ('assetId' in identifier) return identifier.assetId
  const [present] = await tx.assets.find(cloudId, [identifier])
  if (present && (versionId ?? present.versionId) === present.versionId) return present.assetId
  const deleted = await tx.trash.list(cloudId, identifier, MAX_OF_ONE_NAME)
  return deleted.find((asset) => (versionId ?? asset.versionId) === asset.versionId)?.assetId
}

const answersTo = (asset: Asset, identifier: AssetIdentifier): boolean =>
  'assetId' in identifier ? asset.assetId === identifier.assetId : formatRef(asset) === formatRef(identifier)

/** Brings a deleted asset back that the transaction has claimed; logging that is the caller's. */
export async function bringBack(
  tx: Writer,
  caller: Caller,
  deleted: TrashedAsset,
  version: FileVersion | undefined,
  { retention }: Library,
): Promise<Restored> {
  const { id } = caller.cloud
  const was = await asItWas(tx, id, deleted)
  const [inTheWay] = await tx.assets.claim(id, [refOf(was)])
  if (inTheWay) {
    const isSafe = retention.trashMs > 0 || (await tx.versions.owners(id, [inTheWay.assetId])).size > 0
    if (!isSafe) return unchanged({ outcome: 'name_taken', name: formatRef(was) })
    const protections = await protectionOf(tx, caller.cloud, [inTheWay])
    if (protections.size > 0) return unchanged({ outcome: 'name_protected', name: formatRef(was) })
    await removeAssets(tx, caller, [inTheWay], retention)
  }
  const asset = version ? await withFile(tx, id, was, version) : was
  await tx.parkedRelations.bringBack(id, was.no)
  await tx.trash.remove(id, [was.no])
  // At the end: from here on, everybody who adds or removes an asset waits.
  await tx.assets.insert(id, asset)
  return { result: { outcome: 'restored', asset }, changed: true, fromTrash: true }
}

/** But for values of metadata fields that were deleted meanwhile, or take such a value no more. */
async function asItWas(tx: Writer, cloudId: number, deleted: TrashedAsset): Promise<Asset> {
  const { deletedAt: _, isBackedUp: __, ...asset } = deleted
  if (Object.keys(asset.metadata).length === 0) return asset
  const fields = await readMetadataFields(tx, cloudId)
  return { ...asset, metadata: changedMetadata(fields, asset.metadata, { set: {}, removed: new Set() }, true) }
}

/** Gives an asset that the transaction has claimed another of its files; logging that is the caller's. */
export async function putBack(tx: Writer, cloudId: number, present: Asset, file: FileVersion): Promise<Restored> {
  const asset = await withFile(tx, cloudId, present, file)
  if (asset === present) return unchanged({ outcome: 'restored', asset })
  await tx.assets.replace(cloudId, present, asset)
  const kept = await tx.versions.list(cloudId, [present.assetId], MAX_LISTED_VERSIONS)
  const before = kept.find(({ blob }) => blob === present.blob)?.versionId
  return {
    result: { outcome: 'restored', asset },
    changed: true,
    fromTrash: false,
    file: before === undefined ? undefined : { before, after: asset.versionId },
  }
}

/**
 * The asset with another of its files, under a version of its own: a versioned URL never means two files. The file that
 * it has becomes a backup, if it isn't one.
 */
async function withFile(tx: Writer, cloudId: number, asset: Asset, file: FileVersion): Promise<Asset> {
  if (file.blob === asset.blob) return asset
  const kept = await tx.versions.backups(cloudId, [asset.blob])
  if (kept.size === 0) await tx.versions.add(cloudId, [fileOf(asset)])
  const now = Date.now()
  const version = newVersion(asset)
  return { ...asset, ...file, version, versionId: randomHex32(), uploadedAt: now, updatedAt: now }
}
