import { updateAsset } from '../../actions/update-asset.ts'
import { type Operation, ok, operation } from '../operation.ts'
import { assetInPath, assetPath } from './asset-path.ts'
import { derivedOf } from './derived.ts'
import { analyses, labels, parseEdits, refuseAnalyses, state } from './edit-params.ts'
import { moderationStatus, notificationUrl } from './schemas.ts'
import { assetDetails } from './wire.ts'

/** The SDKs address an asset by its reference with POST, Cloudinary's OpenAPI by its ID with PUT. */
export const update = operation({
  name: 'update',
  summary: 'Changes what is said of an asset: its words, metadata, access and review; what is not given stays',
  method: 'POST',
  paths: ['/resources/{resource_type}/{type}/{public_id+}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      ...assetPath.properties,
      ...labels,
      ...state,
      moderation_status: moderationStatus,
      ...analyses,
      ...notificationUrl,
    },
  },
  async handle(call, input) {
    refuseAnalyses(input)
    const asset = await updateAsset(call.library, call, assetInPath(input), parseEdits(input))
    const backups = await call.library.store.read.versions.bytes(call.cloud.id, [asset.assetId])
    return ok({ ...assetDetails(call, asset, backups.get(asset.assetId)), ...(await derivedOf(call, asset, {})) })
  },
})

export const updateByAssetId: Operation = {
  ...update,
  name: 'update_by_asset_id',
  method: 'PUT',
  paths: ['/resources/{asset_id}'],
}
