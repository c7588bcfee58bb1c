import { renameAsset } from '../../actions/rename-asset.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { ok, operation } from '../operation.ts'
import { labels, parseEdits } from './edit-params.ts'
import { deliveryType, invalidate, notificationUrl, publicId, resourceType } from './schemas.ts'
import { uploadedAsset } from './wire.ts'

export const rename = operation({
  name: 'rename',
  summary: 'Gives an asset another public ID or delivery type; its asset ID and relations stay',
  method: 'POST',
  paths: ['/{resource_type}/rename'],
  api: 'upload',
  input: {
    type: 'object',
    properties: {
      resource_type: resourceType,
      from_public_id: publicId,
      to_public_id: publicId,
      type: { ...deliveryType, default: 'upload' },
      to_type: deliveryType,
      overwrite: { type: 'boolean', default: false, description: 'Whether an asset of the new name is deleted for it' },
      context: labels.context,
      metadata: labels.metadata,
      invalidate,
      ...notificationUrl,
    },
    required: ['resource_type', 'from_public_id', 'to_public_id'],
  },
  async handle(call, input) {
    const asset = await renameAsset(
      call.library,
      call,
      {
        resourceType: input.resource_type,
        type: input.type ?? 'upload',
        publicId: checkPublicId(input.from_public_id),
      },
      {
        publicId: input.to_public_id,
        ...(input.to_type !== undefined && { type: input.to_type }),
        overwrite: input.overwrite ?? false,
      },
      parseEdits(input),
    )
    return ok(uploadedAsset(call, asset))
  },
})
