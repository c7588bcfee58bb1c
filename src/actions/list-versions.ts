import type { Asset, AssetIdentifier } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Reader } from '../core/store.ts'
import { type FileVersion, MAX_LISTED_VERSIONS, type TrashedAsset } from '../core/version.ts'
import { notFound } from './get-asset.ts'

/** Deleted assets of one public ID whose versions are listed, the last ones. */
const MAX_DELETED = 20

/** The asset, or one that was deleted and has backups. Throws `not_found`. */
export async function getAssetOrDeleted(
  reader: Reader,
  cloud: Cloud,
  identifier: AssetIdentifier,
): Promise<Asset | TrashedAsset> {
  const [asset] = await reader.assets.find(cloud.id, [identifier])
  if (asset) return asset
  const [deleted] = await reader.trash.list(cloud.id, identifier, 1)
  if (!deleted?.isBackedUp) throw notFound(identifier)
  return deleted
}

/**
 * The backups from which a restore by this identifier can choose, oldest first: by asset ID those of the asset, by
 * public ID also those of deleted assets that had it.
 */
export async function listVersions(
  reader: Reader,
  cloud: Cloud,
  identifier: AssetIdentifier,
  asset: Asset,
): Promise<FileVersion[]> {
  const deleted = 'assetId' in identifier ? [] : await reader.trash.list(cloud.id, identifier, MAX_DELETED)
  const assetIds = new Set([asset, ...deleted].map(({ assetId }) => assetId))
  return reader.versions.list(cloud.id, [...assetIds], MAX_LISTED_VERSIONS)
}

/** A backup of an asset. Throws `not_found`. */
export async function getVersion(
  reader: Reader,
  cloud: Cloud,
  assetId: string,
  versionId: string,
): Promise<FileVersion> {
  const [version] = await reader.versions.find(cloud.id, [versionId])
  if (version?.assetId !== assetId) {
    throw new AppError('not_found', `Resource not found - ${assetId} has no backup with the version_id ${versionId}`)
  }
  return version
}
