import type { Readable } from 'node:stream'
import { type ArchiveEntry, type ArchiveFormat, type ArchiveNaming, nameEntries } from '../core/archive.ts'
import type { Asset } from '../core/asset.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { AssetEdits } from './edit-assets.ts'
import { openAsset } from './open-asset.ts'
import { type PackedFile, packArchive } from './pack-archive.ts'
import { uploadAsset } from './upload-asset.ts'

/** The originals of these assets as one archive. Those that are deleted while it is read are left out. */
export const archiveAssets = (
  library: Library,
  cloud: Cloud,
  assets: readonly Asset[],
  format: ArchiveFormat,
  naming: ArchiveNaming,
): Readable => packArchive(format, packedFiles(library, cloud, nameEntries(assets, naming)))

/** Keeps an archive as a raw asset. */
export async function keepArchive(
  library: Library,
  caller: Caller,
  archive: Readable,
  format: ArchiveFormat,
  { publicId, edits }: { readonly publicId: string | undefined; readonly edits: AssetEdits },
): Promise<Asset> {
  const extension = `.${format}`
  const blob = await library.blobs.stage(archive, library.limits.maxUploadBytes)
  const { asset } = await uploadAsset(
    library,
    caller,
    { blob, name: `archive${extension}` },
    {
      resourceType: 'raw',
      type: 'upload',
      ...(publicId !== undefined && { publicId: publicId.endsWith(extension) ? publicId : publicId + extension }),
      useFilename: false,
      uniqueFilename: true,
      overwrite: true,
      edits,
    },
  )
  return asset
}

/** The files of an archive. Those that are deleted while it is read are left out. */
export async function* packedFiles(
  library: Library,
  cloud: Cloud,
  entries: readonly ArchiveEntry[],
): AsyncGenerator<PackedFile> {
  for (const { name, asset } of entries) {
    const opened = await openAsset(library, cloud, asset)
    if (!opened) continue
    const { content, current } = opened
    try {
      yield {
        name,
        bytes: current.bytes,
        content,
        modifiedAt: new Date(current.uploadedAt),
        isCompressed: isCompressed(current),
      }
    } finally {
      content.destroy()
    }
  }
}

/** Formats of pictures and films that are as good as never smaller in an archive. */
const isCompressed = ({ resourceType, format }: Asset): boolean =>
  resourceType !== 'raw' && !['svg', 'bmp', 'tif', 'wav', 'aiff'].includes(format ?? '')
