import { deleteAssets } from '../../actions/delete-assets.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { ok, operation } from '../operation.ts'
import { deliveryType, publicId, resourceType } from './schemas.ts'

export const destroy = operation({
  name: 'destroy',
  summary: 'Deletes an asset, with its relations',
  method: 'POST',
  paths: ['/{resource_type}/destroy'],
  api: 'upload',
  input: {
    type: 'object',
    properties: { resource_type: resourceType, type: { ...deliveryType, default: 'upload' }, public_id: publicId },
    required: ['resource_type', 'public_id'],
  },
  async handle(call, input) {
    const ref = {
      resourceType: input.resource_type,
      type: input.type ?? 'upload',
      publicId: checkPublicId(input.public_id),
    }
    const [deleted] = await deleteAssets(call.library, call, [ref])
    return ok({ result: deleted ? 'ok' : 'not found' })
  },
})
