import type { Readable } from 'node:stream'
import { type ArchiveEntry, type ArchiveFormat, type ArchiveNaming, nameEntries } from '../core/archive.ts'
import type { Asset } from '../core/asset.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { AssetEdits } from './edit-assets.ts'
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

async function* packedFiles(
  library: Library,
  cloud: Cloud,
  entries: readonly ArchiveEntry[],
): AsyncGenerator<PackedFile> {
  for (const { name, asset } of entries) {
    const opened = await open(library, cloud, asset)
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

/** An overwrite may have removed the blob since the row was read: then the row is read once more. */
async function open(
  { blobs, store }: Library,
  cloud: Cloud,
  asset: Asset,
): Promise<{ content: Readable; current: Asset } | undefined> {
  try {
    return { content: await blobs.open(asset.blob), current: asset }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    const [current] = await store.read.assets.find(cloud.id, [{ assetId: asset.assetId }])
    if (!current) return undefined
    if (current.blob === asset.blob) throw error
    return { content: await blobs.open(current.blob), current }
  }
}

/** Formats of pictures and films that are as good as never smaller in an archive. */
const isCompressed = ({ resourceType, format }: Asset): boolean =>
  resourceType !== 'raw' && !['svg', 'bmp', 'tif', 'wav', 'aiff'].includes(format ?? '')
