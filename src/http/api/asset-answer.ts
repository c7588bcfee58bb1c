import type { AssetCard, AssetKey } from '../../core/asset.ts'
import { assetCard, type Linking } from '../cloudinary/wire.ts'

const names = {
  asset_id: { type: 'string' },
  public_id: { type: 'string' },
  resource_type: { type: 'string' },
  type: { type: 'string' },
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
    format: { type: 'string' },
    version: { type: 'integer' },
    created_at: { type: 'string' },
    bytes: { type: 'integer' },
    width: { type: 'integer' },
    height: { type: 'integer' },
    duration: { type: 'number', description: 'In seconds' },
    asset_folder: { type: 'string' },
    display_name: { type: 'string' },
    url: { type: 'string' },
    secure_url: { type: 'string' },
  },
  required: [
    ...(['asset_id', 'public_id', 'resource_type', 'type', 'version', 'created_at', 'bytes'] as const),
    ...(['display_name', 'url', 'secure_url'] as const),
  ],
} as const

export const assetAnswer = (call: Linking, asset: AssetCard) => assetCard(call, asset)

export const pointerAnswer = ({ assetId, publicId, resourceType, type }: AssetKey) => ({
  asset_id: assetId,
  public_id: publicId,
  resource_type: resourceType,
  type,
})
