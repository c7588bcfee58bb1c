import type { Asset, MediaInfo } from './asset.ts'

/** One file of an asset, kept as a backup: the one that it has, or one that it had. */
export interface FileVersion
  extends MediaInfo,
    Pick<
      Asset,
      | 'assetId'
      | 'version'
      | 'versionId'
      | 'bytes'
      | 'etag'
      | 'blob'
      | 'originalFilename'
      | 'uploadedAt'
      | 'uploadedBy'
      | 'coordinates'
    > {}

export function fileOf(asset: Asset): FileVersion {
  const { assetId, version, versionId, bytes, etag, blob, originalFilename, uploadedAt, uploadedBy } = asset
  const { coordinates, format, width, height, durationMicros, pages, phash, color, origin } = asset
  return {
    ...{ assetId, version, versionId, bytes, etag, blob, originalFilename, uploadedAt, uploadedBy, coordinates },
    ...{ format, width, height, durationMicros, pages, phash, color, origin },
  }
}

/** A deleted asset as it was; it waits to be restored. */
export interface TrashedAsset extends Asset {
  /** Unix milliseconds. */
  readonly deletedAt: number
  /** Whether any of its files is kept as a backup: it then stays until they are deleted. */
  readonly isBackedUp: boolean
}

/** Versions in one answer, the latest ones. */
export const MAX_LISTED_VERSIONS = 500
/** Assets that are restored in one call, and versions that are deleted in one. */
export const MAX_TO_RESTORE = 100
export const MAX_VERSIONS_TO_DELETE = 100
/** Relations that wait for a deleted asset are counted up to this. */
export const MAX_WAITING_COUNTED = 1000
