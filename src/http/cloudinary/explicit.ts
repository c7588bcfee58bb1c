import { updateAsset } from '../../actions/update-asset.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { ok, operation } from '../operation.ts'
import { fileFlags, flaggedFacts } from './asset-flags.ts'
import { checkEager, eagerAnswer, eagerParams } from './eager.ts'
import { analyses, labels, moderation, parseEdits, refuseAnalyses, state } from './edit-params.ts'
import { deliveryType, notificationUrl, publicId, resourceType } from './schemas.ts'
import { uploadedAsset } from './wire.ts'

export const explicit = operation({
  name: 'explicit',
  summary: 'Changes an asset that is there already through the Upload API; what is not given stays',
  method: 'POST',
  paths: ['/{resource_type}/explicit'],
  api: 'upload',
  input: {
    type: 'object',
    properties: {
      resource_type: resourceType,
      type: deliveryType,
      public_id: publicId,
      ...eagerParams,
      ...labels,
      ...state,
      moderation,
      ...fileFlags,
      ...analyses,
      ...notificationUrl,
    },
    required: ['resource_type', 'type', 'public_id'],
  },
  async handle(call, input) {
    refuseAnalyses(input)
    checkEager(call, input)
    const ref = { resourceType: input.resource_type, type: input.type, publicId: checkPublicId(input.public_id) }
    const asset = await updateAsset(call.library, call, ref, parseEdits(input))
    return ok({
      ...uploadedAsset(call, asset),
      ...(await flaggedFacts(call, asset, input)),
      ...(await eagerAnswer(call, asset, input)),
    })
  },
})
