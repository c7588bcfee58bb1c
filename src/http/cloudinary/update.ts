import { updateAsset } from '../../actions/update-asset.ts'
import { type Operation, ok, operation } from '../operation.ts'
import { assetInPath, assetPath } from './asset-path.ts'
import { labels } from './schemas.ts'
import { assetDetails, parseLabels } from './wire.ts'

/** The SDKs address an asset by its reference with POST, Cloudinary's OpenAPI by its ID with PUT. */
export const update = operation({
  name: 'update',
  summary: 'Changes tags, context, display name or asset folder; what is not given stays',
  method: 'POST',
  paths: ['/resources/{resource_type}/{type}/{public_id+}'],
  api: 'admin',
  input: { type: 'object', properties: { ...assetPath.properties, ...labels } },
  async handle(call, input) {
    const asset = await updateAsset(call.library, call, assetInPath(input), parseLabels(input))
    return ok(assetDetails(call, asset))
  },
})

export const updateByAssetId: Operation = {
  ...update,
  name: 'update_by_asset_id',
  method: 'PUT',
  paths: ['/resources/{asset_id}'],
}
