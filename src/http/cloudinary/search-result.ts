import type { Asset } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import { filenameOf } from '../../core/public-id.ts'
import { assetCard, type Linking, time } from './wire.ts'

/** What a result has only where it was asked for, by `with_field` or `fields`. */
const ON_REQUEST = {
  tags: (asset: Asset) => asset.tags,
  context: (asset: Asset) => asset.context,
  metadata: (asset: Asset) => asset.metadata,
} as const

/** What each result of a search has. Source: the sample response on Cloudinary's page on the search method. */
function searchedAsset(call: Linking, asset: Asset, backupBytes: number) {
  const { width, height } = asset
  const hasArea = width !== null && height !== null
  return {
    ...assetCard(call, asset),
    folder: asset.assetFolder,
    filename: filenameOf(asset.publicId),
    uploaded_at: time(asset.uploadedAt),
    last_updated: { updated_at: time(asset.updatedAt) },
    backup_bytes: backupBytes,
    aspect_ratio: hasArea && height > 0 ? Number((width / height).toFixed(5)) : undefined,
    pixels: hasArea ? width * height : undefined,
    pages: asset.pages ?? undefined,
    etag: asset.etag,
    status: 'active',
    access_mode: asset.accessMode,
    access_control: asset.accessControl,
    moderation_kind: asset.moderation?.kind,
    moderation_status: asset.moderation?.status,
  }
}

/** Names of what `fields` can choose, beside what is on request: all that any result may have. */
const FIELDS: ReadonlySet<string> = new Set([
  ...['asset_id', 'public_id', 'format', 'version', 'resource_type', 'type', 'created_at', 'bytes', 'width', 'height'],
  ...['duration', 'asset_folder', 'display_name', 'url', 'secure_url', 'folder', 'filename', 'uploaded_at'],
  ...['last_updated', 'backup_bytes', 'aspect_ratio', 'pixels', 'pages', 'etag', 'status', 'access_mode'],
  ...['access_control', 'moderation_kind', 'moderation_status'],
])

export interface Shown {
  readonly with_field: readonly string[]
  /** None: all but what is on request. */
  readonly fields: readonly string[]
}

/** Refuses names of what no result has. */
export function checkShown({ with_field, fields }: Shown): void {
  const onRequest = Object.keys(ON_REQUEST)
  for (const name of with_field)
    if (!onRequest.includes(name) && !FIELDS.has(name))
      throw invalid(`Invalid value for with_field - ${JSON.stringify(name)}. Must be one of: ${onRequest.join(', ')}`)
  for (const name of fields)
    if (!onRequest.includes(name) && !FIELDS.has(name))
      throw invalid(
        `Invalid value for fields - ${JSON.stringify(name)}. Must be one of: ${[...FIELDS, ...onRequest].join(', ')}`,
      )
}

export function searchResult(
  call: Linking,
  asset: Asset,
  backupBytes: number,
  { with_field, fields }: Shown,
): Record<string, unknown> {
  const whole: Record<string, unknown> = searchedAsset(call, asset, backupBytes)
  for (const [name, value] of Object.entries(ON_REQUEST))
    if (with_field.includes(name) || fields.includes(name)) whole[name] = value(asset)
  if (fields.length === 0) return whole
  const wanted = new Set(['asset_id', 'public_id', ...fields, ...with_field])
  return Object.fromEntries(Object.entries(whole).filter(([name]) => wanted.has(name)))
}
