import { renameAsset } from '../../actions/rename-asset.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { ok, operation } from '../operation.ts'
import { parseEdits } from './edit-params.ts'
import { deliveryType, force, invalidate, notificationUrl, publicId, resourceType } from './schemas.ts'
import { uploadedAsset } from './wire.ts'

const flagOrValue = { type: ['string', 'object', 'boolean'], additionalProperties: true } as const

/** Cloudinary takes these as flags, of whether the answer has them (its SDKs' tests); a value is set. */
const given = (
  name: 'context' | 'metadata',
  value: boolean | string | Readonly<Record<string, unknown>> | undefined,
) => (value === undefined || /^(true|false|1|0)$/.test(String(value)) ? {} : { [name]: value })

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
      force,
      context: { ...flagOrValue, description: 'A value to set; or true, since the answer has it anyway' },
      metadata: { ...flagOrValue, description: 'Values to set; or true, since the answer has them anyway' },
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
        force: input.force,
      },
      parseEdits({ ...given('context', input.context), ...given('metadata', input.metadata) }),
    )
    return ok(uploadedAsset(call, asset))
  },
})
