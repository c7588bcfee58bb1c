import type { Asset, AssetCard, AssetRef } from '../../core/asset.ts'
import type { Cloud } from '../../core/cloud.ts'
import type { FileVersion } from '../../core/version.ts'
import type { Call } from '../operation.ts'
import { responseSignature, urlSignature } from '../signature.ts'

const DAY_S = 24 * 60 * 60
/** The day that was told last. Making its text takes most of the time, and what is told together is of few days. */
let lastDay = { no: Number.NaN, text: '' }

const twoDigits = (n: number): string => String(n).padStart(2, '0')

/** ISO 8601 to the second, in UTC, as Cloudinary writes times. */
export function time(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const no = Math.floor(seconds / DAY_S)
  if (no !== lastDay.no) lastDay = { no, text: new Date(ms).toISOString().slice(0, 11) }
  const ofDay = seconds - no * DAY_S
  const [hour, minute] = [Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60]
  return `${lastDay.text}${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(ofDay % 60)}Z`
}

/** Leaves a path of plain characters as it is, which is nearly every one. */
const encodePath = (path: string): string =>
  /^[\w\-./~]*$/.test(path) ? path : path.split('/').map(encodeURIComponent).join('/')

/** What an asset is shown with, its delivery URL among it. */
export type Linking = Pick<Call, 'cloud' | 'apiKey' | 'baseUrl' | 'library'>

/**
 * Where the original is delivered. Signed with the caller's secret where its type asks for that, or its access mode, as
 * far as that is known of it.
 */
const deliveryUrl = (call: Linking, asset: AssetCard & Partial<Pick<Asset, 'accessMode'>>): string =>
  transformedUrl(call, asset, '', asset.resourceType === 'raw' ? null : asset.format)

/** Where what a transformation makes of it is delivered; the text may end with a format, as eager ones do. */
export function transformedUrl(
  { cloud, apiKey, baseUrl }: Linking,
  asset: AssetRef & Pick<Asset, 'version'> & Partial<Pick<Asset, 'accessMode'>>,
  transformation: string,
  extension: string | null,
): string {
  const chain = transformation
    .split('/')
    .filter((step) => step.includes('_'))
    .map((step) => `${step}/`)
    .join('')
  const isOpen = asset.type === 'upload' && asset.accessMode !== 'authenticated'
  const signature = isOpen ? '' : `s--${urlSignature(chain + sourceOf(asset, extension), apiKey.secret)}--/`
  return baseUrl + deliveryPath(cloud, asset, signature + chain, extension)
}

const sourceOf = ({ publicId }: AssetRef, extension: string | null): string =>
  encodePath(publicId) + (extension ? `.${extension}` : '')

/** `before`: what stands before the version, with a slash at its end. */
export const deliveryPath = (
  { name }: Cloud,
  asset: AssetRef & Pick<Asset, 'version'>,
  before: string,
  extension: string | null,
): string => `/${name}/${asset.resourceType}/${asset.type}/${before}v${asset.version}/${sourceOf(asset, extension)}`

/**
 * The fields that every answer has of an asset; those that a file doesn't have are left out. `url` and `secure_url` are
 * the same: the address by which this server was reached.
 */
export function assetCard(call: Linking, asset: AssetCard) {
  const url = deliveryUrl(call, asset)
  return {
    asset_id: asset.assetId,
    public_id: asset.publicId,
    format: asset.format ?? undefined,
    version: asset.version,
    resource_type: asset.resourceType,
    type: asset.type,
    created_at: time(asset.createdAt),
    bytes: asset.bytes,
    width: asset.width ?? undefined,
    height: asset.height ?? undefined,
    duration: asset.durationMicros === null ? undefined : asset.durationMicros / 1_000_000,
    [call.library.folderMode === 'fixed' ? 'folder' : 'asset_folder']: asset.assetFolder,
    display_name: asset.displayName,
    url,
    secure_url: url,
  }
}

/** An item of `related_assets`. Which fields it has is a decision of this project's: Cloudinary doesn't say. */
export const relatedAsset = (call: Call, asset: AssetCard & { relatedAt: number }) => ({
  ...assetCard(call, asset),
  status: 'active',
  related_at: time(asset.relatedAt),
})

const ifAny = <Map extends object>(map: Map): Map | undefined => (Object.keys(map).length > 0 ? map : undefined)

export const labelsOf = ({ tags, context, metadata }: Asset) => ({
  tags,
  context: ifAny(context) && { custom: context },
  metadata: ifAny(metadata),
})

/** What is decided about an asset; Cloudinary has the moderation both ways. */
export const stateOf = ({ accessMode, accessControl, moderation }: Asset) => ({
  access_mode: accessMode,
  access_control: accessControl ?? undefined,
  moderation_kind: moderation?.kind,
  moderation_status: moderation?.status,
  moderation: moderation
    ? [{ kind: moderation.kind, status: moderation.status, updated_at: time(moderation.updatedAt) }]
    : undefined,
})

/** What an asset's backups take, where it has any. */
export const backupOf = (bytes: number | undefined) => ({ backup: bytes !== undefined, backup_bytes: bytes ?? 0 })

/** Without what is derived, of which an asset that has just come back has none. */
export const assetDetails = (call: Call, asset: Asset, backupBytes: number | undefined) => ({
  ...assetCard(call, asset),
  ...backupOf(backupBytes),
  status: 'active',
  original_filename: asset.originalFilename || undefined,
  folder: asset.assetFolder,
  pixels: asset.width !== null && asset.height !== null ? asset.width * asset.height : undefined,
  aspect_ratio:
    asset.width !== null && asset.height ? Math.round((1000 * asset.width) / asset.height) / 1000 : undefined,
  etag: asset.etag,
  uploaded_at: time(asset.uploadedAt),
  last_updated: { updated_at: time(asset.updatedAt) },
  ...labelsOf(asset),
  ...stateOf(asset),
  derived: [],
})

/** Of a deleted asset with backups, its SDKs' tests expect no bytes and `placeholder`. */
export const deletedDetails = (call: Call, asset: Asset, backupBytes: number | undefined) => ({
  ...assetDetails(call, asset, backupBytes),
  bytes: 0,
  status: 'deleted',
  placeholder: true,
})

/** A backup, as `versions=true` lists it. Those of a deleted asset that had the same public ID say whose they are. */
export const listedVersion = (file: FileVersion, asset: Asset) => ({
  version_id: file.versionId,
  version: String(file.version),
  format: file.format ?? undefined,
  size: file.bytes,
  time: time(file.uploadedAt),
  restorable: true,
  asset_id: file.assetId === asset.assetId ? undefined : file.assetId,
})

/** The answer to an upload, and to what changes an asset through the Upload API. */
export const uploadedAsset = (call: Linking, asset: Asset) => ({
  ...assetCard(call, asset),
  version_id: asset.versionId,
  signature: responseSignature(asset.publicId, asset.version, call.apiKey.secret),
  pages: asset.pages ?? undefined,
  etag: asset.etag,
  placeholder: false,
  original_filename: asset.originalFilename || undefined,
  ...labelsOf(asset),
  ...stateOf(asset),
  api_key: call.apiKey.key,
})

export type TextOrList = string | readonly string[]

/** Tags come as a list, or as text with commas. */
export const parseTags = (tags: TextOrList): string[] => [tags].flat().flatMap((text) => text.split(','))
