import type { Asset, AssetRef, DeliveryType, ResourceType } from '../../core/asset.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { type Answer, ok } from '../operation.ts'
import { deliveryType, idList, resourceType } from './schemas.ts'
import type { TextOrList } from './wire.ts'

/** The assets that a command of the Upload API changes. */
export const manyAssets = {
  resource_type: resourceType,
  type: { ...deliveryType, default: 'upload' },
  public_ids: idList,
} as const

export function refsOf(input: {
  readonly resource_type: ResourceType
  readonly type?: DeliveryType
  readonly public_ids: TextOrList
}): AssetRef[] {
  const { public_ids: ids } = input
  return (typeof ids === 'string' ? ids.split(',') : ids).map((publicId) => ({
    resourceType: input.resource_type,
    type: input.type ?? 'upload',
    publicId: checkPublicId(publicId),
  }))
}

/** Names those that there are. */
export const applied = (assets: readonly Asset[]): Answer => ok({ public_ids: assets.map(({ publicId }) => publicId) })
