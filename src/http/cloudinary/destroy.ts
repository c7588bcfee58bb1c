import { deleteAsset } from '../../actions/delete-assets.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { ok, operation } from '../operation.ts'
import { deliveryType, force, invalidate, notificationUrl, publicId, resourceType } from './schemas.ts'

export const destroy = operation({
  name: 'destroy',
  summary: 'Deletes an asset, with its relations',
  method: 'POST',
  paths: ['/{resource_type}/destroy'],
  api: 'upload',
  deletes: true,
  input: {
    type: 'object',
    properties: {
      resource_type: resourceType,
      type: { ...deliveryType, default: 'upload' },
      public_id: publicId,
      invalidate,
      force,
      ...notificationUrl,
    },
    required: ['resource_type', 'public_id'],
  },
  async handle(call, input) {
    const ref = {
      resourceType: input.resource_type,
      type: input.type ?? 'upload',
      publicId: checkPublicId(input.public_id),
    }
    const deleted = await deleteAsset(call.library, call, ref, { force: input.force })
    return ok({ result: deleted ? 'ok' : 'not found' })
  },
})

/** As Cloudinary's OpenAPI has it, and the SDKs that are made from that. */
export const destroyByAssetId = operation({
  name: 'destroy_by_asset_id',
  summary: 'Deletes an asset by its asset ID, with its relations',
  method: 'POST',
  paths: ['/asset/destroy'],
  api: 'upload',
  deletes: true,
  input: {
    type: 'object',
    properties: { asset_id: { type: 'string', description: '32 hex digits' }, invalidate, force },
    required: ['asset_id'],
  },
  async handle(call, { asset_id, force }) {
    const deleted = await deleteAsset(call.library, call, { assetId: asset_id }, { force })
    return ok({ result: deleted ? 'ok' : 'not found' })
  },
})
