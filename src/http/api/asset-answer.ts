import type { AssetCard, AssetKey } from '../../core/asset.ts'
import type { Cloud } from '../../core/cloud.ts'
import { deliveryPath, time } from '../cloudinary/wire.ts'
import type { Call } from '../operation.ts'

const names = {
  asset_id: { type: 'string' },
  resource_type: { type: 'string', enum: ['image', 'video', 'raw'] },
  type: { type: 'string', enum: ['upload', 'private', 'authenticated'] },
  public_id: { type: 'string' },
} as const

/** An asset that is only pointed to. */
export const pointerSchema = {
  type: 'object',
  properties: names,
  required: ['asset_id', 'public_id', 'resource_type', 'type'],
} as const

/** An asset as it stands in lists. What a file doesn't have is left out. */
export const assetSchema = {
  type: 'object',
  properties: {
    ...names,
    display_name: { type: 'string' },
    folder: { type: 'string', description: 'Its path; empty at the root' },
    format: { type: 'string' },
    bytes: { type: 'integer' },
    width: { type: 'integer' },
    height: { type: 'integer' },
    duration: { type: 'number', description: 'In seconds' },
    pages: { type: 'integer', description: 'Of a document; of an animation, its frames' },
    created_at: { type: 'string' },
    version: { type: 'integer' },
    url: {
      type: 'string',
      description: 'Path of the original on this server, which a session opens whatever its type',
    },
    thumbnail: {
      type: 'string',
      description:
        'Path of a picture of it, likewise: put the most pixels of its longer side where {size} stands. Left out where it has none',
    },
  },
  required: [
    ...(['asset_id', 'resource_type', 'type', 'public_id', 'display_name', 'folder', 'bytes'] as const),
    ...(['created_at', 'version', 'url'] as const),
  ],
} as const

export function assetAnswer({ cloud }: Pick<Call, 'cloud'>, asset: AssetCard) {
  return {
    ...pointerAnswer(asset),
    display_name: asset.displayName,
    folder: asset.assetFolder,
    format: asset.format ?? undefined,
    bytes: asset.bytes,
    width: asset.width ?? undefined,
    height: asset.height ?? undefined,
    duration: asset.durationMicros === null ? undefined : asset.durationMicros / 1_000_000,
    pages: asset.pages ?? undefined,
    created_at: time(asset.createdAt),
    version: asset.version,
    url: deliveryPath(cloud, asset, '', extensionOf(asset)),
    thumbnail: thumbnailOf(cloud, asset),
  }
}

export const pointerAnswer = ({ assetId, publicId, resourceType, type }: AssetKey) => ({
  asset_id: assetId,
  resource_type: resourceType,
  type,
  public_id: publicId,
})

export const extensionOf = ({ resourceType, format }: AssetCard): string | null =>
  resourceType === 'raw' ? null : format

/**
 * A video's is its first frame, a document's its first page. The transformation is spelled as the server itself does, and
 * the extension is that of the original, which is never taken for a part of another public ID.
 */
function thumbnailOf(cloud: Cloud, asset: AssetCard): string | undefined {
  const isSeen = asset.resourceType !== 'raw' && asset.width !== null && asset.height !== null
  if (!isSeen) return undefined
  // Of an animation one frame: all of them are many times as much to make, and to look at.
  const frame = asset.resourceType === 'image' && (asset.pages ?? 1) > 1 ? ',pg_1' : ''
  return deliveryPath(cloud, asset, `c_limit,f_webp,h_{size}${frame},w_{size}/`, extensionOf(asset))
}
