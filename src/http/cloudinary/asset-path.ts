import type { AssetIdentifier, DeliveryType, ResourceType } from '../../core/asset.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { deliveryType, publicId, resourceType } from './schemas.ts'

/** The two addresses of an asset in the Admin API: by its ID, and by its reference. */
export const assetPath = {
  paths: ['/resources/{asset_id}', '/resources/{resource_type}/{type}/{public_id+}'],
  properties: {
    asset_id: { type: 'string', description: '32 hex digits' },
    resource_type: resourceType,
    type: deliveryType,
    public_id: publicId,
  },
} as const

/** The router has seen to it that one of the two is complete. */
export function assetInPath(input: {
  readonly asset_id?: string
  readonly resource_type?: ResourceType
  readonly type?: DeliveryType
  readonly public_id?: string
}): AssetIdentifier {
  if (input.resource_type && input.type && input.public_id !== undefined) {
    return { resourceType: input.resource_type, type: input.type, publicId: checkPublicId(input.public_id) }
  }
  return { assetId: input.asset_id! }
}
