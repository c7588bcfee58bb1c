import type { CountedAsset } from '../../actions/browse-assets.ts'
import type { Asset } from '../../core/asset.ts'
import type { Cloud } from '../../core/cloud.ts'
import { deliveryPath, time } from '../cloudinary/wire.ts'
import type { Call } from '../operation.ts'

const card = {
  asset_id: { type: 'string' },
  resource_type: { type: 'string', enum: ['image', 'video', 'raw'] },
  type: { type: 'string', enum: ['upload', 'private', 'authenticated'] },
  public_id: { type: 'string' },
  display_name: { type: 'string' },
  folder: { type: 'string', description: 'Its path; empty at the root' },
  format: { type: 'string' },
  bytes: { type: 'integer' },
  width: { type: 'integer' },
  height: { type: 'integer' },
  duration: { type: 'number', description: 'In seconds' },
  pages: { type: 'integer', description: 'Of a document; of an animation, its frames' },
  created_at: { type: 'string' },
  updated_at: { type: 'string' },
  version: { type: 'integer' },
  tags: { type: 'array', items: { type: 'string' } },
  relations: { type: 'integer', description: 'How many it has, of whatever kind' },
  url: { type: 'string', description: 'Path of the original on this server, which a session opens whatever its type' },
  thumbnail: {
    type: 'string',
    description:
      'Path of a picture of it, likewise: put the most pixels of its longer side where {size} stands. Left out where it has none',
  },
} as const

/** An asset as the library shows it. What a file doesn't have is left out. */
export const cardSchema = {
  type: 'object',
  properties: card,
  required: [
    ...(['asset_id', 'resource_type', 'type', 'public_id', 'display_name', 'folder', 'bytes'] as const),
    ...(['created_at', 'updated_at', 'version', 'tags', 'relations', 'url'] as const),
  ],
} as const

export function cardAnswer({ cloud }: Pick<Call, 'cloud'>, { asset, relations }: CountedAsset) {
  return {
    asset_id: asset.assetId,
    resource_type: asset.resourceType,
    type: asset.type,
    public_id: asset.publicId,
    display_name: asset.displayName,
    folder: asset.assetFolder,
    format: asset.format ?? undefined,
    bytes: asset.bytes,
    width: asset.width ?? undefined,
    height: asset.height ?? undefined,
    duration: asset.durationMicros === null ? undefined : asset.durationMicros / 1_000_000,
    pages: asset.pages ?? undefined,
    created_at: time(asset.createdAt),
    updated_at: time(asset.updatedAt),
    version: asset.version,
    tags: asset.tags,
    relations,
    url: deliveryPath(cloud, asset, '', extensionOf(asset)),
    thumbnail: thumbnailOf(cloud, asset),
  }
}

export const extensionOf = ({ resourceType, format }: Asset): string | null => (resourceType === 'raw' ? null : format)

/**
 * A video's is its first frame, a document's its first page. The transformation is spelled as the server itself does, and
 * the extension is that of the original, which is never taken for a part of another public ID.
 */
function thumbnailOf(cloud: Cloud, asset: Asset): string | undefined {
  const isSeen = asset.resourceType !== 'raw' && asset.width !== null && asset.height !== null
  if (!isSeen) return undefined
  // Of an animation one frame: all of them are many times as much to make, and to look at.
  const frame = asset.resourceType === 'image' && (asset.pages ?? 1) > 1 ? ',pg_1' : ''
  return deliveryPath(cloud, asset, `c_limit,f_webp,h_{size}${frame},w_{size}/`, extensionOf(asset))
}
