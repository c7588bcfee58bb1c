import {
  type Asset,
  checkName,
  type DeliveryType,
  keyOf,
  newVersion,
  PLAIN_STATE,
  type ResourceType,
} from '../core/asset.ts'
import { fittingCoordinates } from '../core/asset-state.ts'
import type { StagedBlob } from '../core/blobs.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
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
  /** Stands between folder and public ID, with a slash. */
  readonly publicIdPrefix?: string
  /** Whether the asset folder stands before the public ID instead of `folder`. */
  readonly useAssetFolderAsPublicIdPrefix?: boolean
  readonly useFilename: boolean
  /** Adds random letters to a public ID taken from a file's name. */
  readonly uniqueFilename: boolean
  /** Whether an asset that has this public ID gets the new file, or stays and is answered as it is. */
  readonly overwrite: boolean
  /** Whether the file is kept as a backup, and so is that which it replaces; without it, as the server is set. */
  readonly backup?: boolean
  /** Takes the display name from the file's name. */
  readonly useFilenameAsDisplayName?: boolean
  readonly discardOriginalFilename?: boolean
  /** Formats that are taken, as file extensions; every one without it. */
  readonly allowedFormats?: readonly string[]
  /** The format that is wanted. Files are kept as they are, so that it has to be the file's own. */
  readonly format?: string
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
    checkFormat(request, resourceType, media.format ?? extensionOf(filename))
    const publicId = choosePublicId(request, resourceType, filename)
    kept = unneeded = await blob.keep(cloud.id)
    const no = await library.store.nextAssetNo(cloud.id)
    const isBackup = request.backup ?? library.retention.backup
    const now = Date.now()
    const stated = edit(PLAIN_STATE)
    const fresh = {
      ...media,
      resourceType,
      type: request.type,
      publicId,
      versionId: randomHex32(),
      bytes: blob.bytes,
      etag: blob.etag,
      blob: kept,
      originalFilename: request.discardOriginalFilename ? '' : stemOf(filename),
      displayName: request.useFilenameAsDisplayName ? stemOf(filename) : publicId.replace(/^.*\//, ''),
      assetFolder: library.folderMode === 'fixed' ? parentFolder(publicId) : checkFolder(request.folder ?? ''),
      tags: [],
      context: {},
      metadata: {},
      ...PLAIN_STATE,
      ...stated,
      coordinates: fittingCoordinates(stated.coordinates ?? null, media),
      uploadedAt: now,
      uploadedBy: caller.actor,
      updatedAt: now,
    }
    const { replaced, ...result } = await library.store.write(async (tx) => {
      const [before] = await tx.assets.claim(cloud.id, [fresh])
      if (before && !request.overwrite) return { asset: before, outcome: 'existing' as const, replaced: fresh.blob }
      const fields = await readMetadataFields(tx, cloud.id)
      const metadata = newMetadata(fields, checkMetadata(fields, request.edits.metadata ?? {}))
      if (!before) {
        const [lastOfName] = await tx.trash.list(cloud.id, fresh, 1)
        const asset = {
          ...fresh,
          metadata,
          no,
          assetId: randomHex32(),
          version: newVersion(lastOfName),
          createdAt: now,
        }
        await tx.assets.insert(cloud.id, asset)
        if (isBackup) await tx.versions.add(cloud.id, [fileOf(asset)])
        await tx.changes.add(caller, { type: 'upload', asset: keyOf(asset), overwritten: false })
        return { asset, outcome: 'created' as const }
      }
      const version = newVersion(before)
      const { no: sameNo, assetId, createdAt } = before
      // Who may see it stays as it was decided, unless the call says otherwise.
      const { accessMode = before.accessMode } = request.edits
      const { accessControl } = request.edits.accessControl === undefined ? before : fresh
      const access = { accessMode, accessControl }
      const asset = { ...fresh, ...access, metadata, no: sameNo, assetId, createdAt, version }
      await tx.assets.replace(cloud.id, before, asset)
      const isKept = (await tx.versions.backups(cloud.id, [before.blob])).size > 0
      if (isBackup) await tx.versions.add(cloud.id, [...(isKept ? [] : [before]), asset].map(fileOf))
      await tx.changes.add(caller, { type: 'upload', asset: keyOf(asset), overwritten: true })
      return { asset, outcome: 'overwritten' as const, replaced: isKept || isBackup ? undefined : before.blob }
    })
    unneeded = replaced
    return result
  } catch (error) {
    // Of a disk or a connection that fails, nobody can say whether the row is kept: what is nobody's is swept later.
    if (kept !== undefined && (await mayBeInUse(library, cloud, kept))) unneeded = undefined
    throw error
  } finally {
    if (kept === undefined) await blob.discard()
    if (unneeded !== undefined) await library.blobs.remove([unneeded])
  }
}

const mayBeInUse = ({ store }: Library, { id }: Cloud, blob: string): Promise<boolean> =>
  store.read.assets.blobsInUse(id, [blob]).then(
    (used) => used.has(blob),
    () => true,
  )

/** Letters added to a file's name, and the length of a public ID of nothing but random ones, as Cloudinary has them. */
const SUFFIX_LENGTH = 6
const RANDOM_LENGTH = 20

function choosePublicId(request: UploadRequest, resourceType: ResourceType, filename: string): string {
  const { edits, useAssetFolderAsPublicIdPrefix, publicIdPrefix } = request
  const folder = useAssetFolderAsPublicIdPrefix ? (edits.assetFolder ?? request.folder) : request.folder
  const prefix = [folder, publicIdPrefix]
    .map((path) => checkFolder(path ?? ''))
    .map((path) => (path === '' ? '' : `${path}/`))
    .join('')
  if (request.publicId !== undefined) return checkPublicId(prefix + request.publicId)
  // A raw asset keeps its extension in the public ID: it has no format of its own.
  const extension = extensionOf(filename)
  const ending = resourceType === 'raw' && extension !== '' ? publicIdFromFilename(`.${extension}`) : ''
  const name = request.useFilename
    ? publicIdFromFilename(stemOf(filename)) + (request.uniqueFilename ? `_${randomName(SUFFIX_LENGTH)}` : '')
    : randomName(RANDOM_LENGTH)
  return checkPublicId(prefix + name + ending)
}

/** The end of a name, after its last dot; of a name that only begins with one, nothing. */
const extensionOf = (filename: string): string => /^.+\.([^.]*)$/s.exec(filename)?.[1] ?? ''
const stemOf = (filename: string): string => filename.replace(/(?<=.)\.[^.]*$/s, '')

const ALIASES: Readonly<Record<string, string>> = { jpeg: 'jpg', jpe: 'jpg', tiff: 'tif' }
const formatName = (text: string): string => {
  const name = text.trim().toLowerCase()
  return ALIASES[name] ?? name
}

function checkFormat({ allowedFormats, format }: UploadRequest, resourceType: ResourceType, found: string): void {
  const name = formatName(found)
  if (allowedFormats && !allowedFormats.map(formatName).includes(name)) {
    // In Cloudinary's words: its users look for them.
    throw invalid(
      `${resourceType[0]!.toUpperCase()}${resourceType.slice(1)} file format ${name || '(none)'} not allowed: allowed_formats has ${allowedFormats.join(', ')}`,
    )
  }
  if (format !== undefined && formatName(format) !== name) {
    throw invalid(
      `Invalid format - ${JSON.stringify(format)}: the file is ${name || 'of no known format'}, and files are kept as they are. Leave format out, and deliver it in the format that you need`,
    )
  }
}
