import { type Asset, checkName, type DeliveryType, keyOf, PLAIN_STATE, type ResourceType } from '../core/asset.ts'
import type { StagedBlob } from '../core/blobs.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import { parentFolder } from '../core/folder.ts'
import { randomHex32, randomName } from '../core/ids.ts'
import type { Library } from '../core/library.ts'
import { checkMetadata, newMetadata } from '../core/metadata.ts'
import { checkFolder, checkPublicId, publicIdFromFilename } from '../core/public-id.ts'
import { fileOf } from '../core/version.ts'
import { type AssetEdits, checkEdits } from './edit-assets.ts'
import { readMetadataFields } from './metadata-fields.ts'
import { refuseFolderWhereFixed } from './update-asset.ts'

export interface UploadRequest {
  readonly resourceType: ResourceType | 'auto'
  readonly type: DeliveryType
  /** Without one, the file's name (`useFilename`) or a random one is taken. */
  readonly publicId?: string
  /** Stands before the public ID, with a slash. */
  readonly folder?: string
  readonly useFilename: boolean
  /** Adds random letters to a public ID taken from a file's name. */
  readonly uniqueFilename: boolean
  /** Whether an asset that has this public ID gets the new file, or stays and is answered as it is. */
  readonly overwrite: boolean
  /** Whether the file is kept as a backup, and so is that which it replaces; without it, as the server is set. */
  readonly backup?: boolean
  /** What is said of the asset from the beginning. */
  readonly edits: AssetEdits
}

export interface UploadResult {
  readonly asset: Asset
  readonly outcome: 'created' | 'overwritten' | 'existing'
}

/**
 * Keeps a staged file as an asset. An overwrite keeps the asset's ID and relations, and takes on the new labels.
 * The blob is durable before the row that names it, and what it replaces is removed after, unless it is a backup; whatever fails, no row is
 * without its file. The staged file is used up in any case.
 */
export async function uploadAsset(
  library: Library,
  caller: Caller,
  file: { readonly blob: StagedBlob; readonly name: string },
  request: UploadRequest,
): Promise<UploadResult> {
  const { cloud } = caller
  const { blob } = file
  let kept: string | undefined
  let unneeded: string | undefined
  try {
    const filename = checkName('filename', file.name.replace(/^.*[\\/]/, ''))
    if (blob.bytes === 0) throw invalid('Empty file: the file has no bytes')
    const edit = checkEdits(request.edits)
    refuseFolderWhereFixed(library, request.edits)
    const { resourceType, media } = await library.inspect(blob, request.resourceType, filename)
    const publicId = choosePublicId(request, resourceType, filename)
    kept = unneeded = await blob.keep(cloud.id)
    const no = await library.store.nextAssetNo(cloud.id)
    const isBackup = request.backup ?? library.retention.backup
    const now = Date.now()
    const fresh = {
      ...media,
      resourceType,
      type: request.type,
      publicId,
      versionId: randomHex32(),
      bytes: blob.bytes,
      etag: blob.etag,
      blob: kept,
      originalFilename: filename.replace(/\.[^.]*$/, ''),
      displayName: publicId.replace(/^.*\//, ''),
      assetFolder: library.folderMode === 'fixed' ? parentFolder(publicId) : checkFolder(request.folder ?? ''),
      tags: [],
      context: {},
      metadata: {},
      ...PLAIN_STATE,
      ...edit(PLAIN_STATE),
      uploadedAt: now,
      updatedAt: now,
    }
    const { replaced, ...result } = await library.store.write(async (tx) => {
      const [before] = await tx.assets.claim(cloud.id, [fresh])
      if (before && !request.overwrite) return { asset: before, outcome: 'existing' as const, replaced: fresh.blob }
      const fields = await readMetadataFields(tx, cloud.id)
      const metadata = newMetadata(fields, checkMetadata(fields, request.edits.metadata ?? {}))
      if (!before) {
        const asset = {
          ...fresh,
          metadata,
          no,
          assetId: randomHex32(),
          version: Math.floor(now / 1000),
          createdAt: now,
        }
        await tx.assets.insert(cloud.id, asset)
        if (isBackup) await tx.versions.add(cloud.id, [fileOf(asset)])
        await tx.changes.add(caller, { type: 'upload', asset: keyOf(asset), overwritten: false })
        return { asset, outcome: 'created' as const }
      }
      // Never the same version twice, so that a versioned URL never means two files.
      const version = Math.max(Math.floor(now / 1000), before.version + 1)
      const { no: sameNo, assetId, createdAt } = before
      const asset = { ...fresh, metadata, no: sameNo, assetId, createdAt, version }
      await tx.assets.replace(cloud.id, before, asset)
      const isKept = (await tx.versions.backups(cloud.id, [before.blob])).size > 0
      if (isBackup) await tx.versions.add(cloud.id, [...(isKept ? [] : [before]), asset].map(fileOf))
      await tx.changes.add(caller, { type: 'upload', asset: keyOf(asset), overwritten: true })
      return { asset, outcome: 'overwritten' as const, replaced: isKept || isBackup ? undefined : before.blob }
    })
    unneeded = replaced
    return result
  } finally {
    if (kept === undefined) await blob.discard()
    if (unneeded !== undefined) await library.blobs.remove([unneeded])
  }
}

/** Letters added to a file's name, and the length of a public ID of nothing but random ones, as Cloudinary has them. */
const SUFFIX_LENGTH = 6
const RANDOM_LENGTH = 20

function choosePublicId(request: UploadRequest, resourceType: ResourceType, filename: string): string {
  const folder = checkFolder(request.folder ?? '')
  const prefix = folder === '' ? '' : `${folder}/`
  if (request.publicId !== undefined) return checkPublicId(prefix + request.publicId)
  const dot = filename.lastIndexOf('.')
  const stem = dot > 0 ? filename.slice(0, dot) : filename
  // A raw asset keeps its extension in the public ID: it has no format of its own.
  const extension = resourceType === 'raw' && dot > 0 ? publicIdFromFilename(filename.slice(dot)) : ''
  const name = request.useFilename
    ? publicIdFromFilename(stem) + (request.uniqueFilename ? `_${randomName(SUFFIX_LENGTH)}` : '')
    : randomName(RANDOM_LENGTH)
  return checkPublicId(prefix + name + extension)
}
