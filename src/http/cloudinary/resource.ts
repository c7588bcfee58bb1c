import { getAsset } from '../../actions/get-asset.ts'
import { listRelated } from '../../actions/list-related.ts'
import { ok, operation } from '../operation.ts'
import { assetInPath, assetPath } from './asset-path.ts'
import { cursor } from './schemas.ts'
import { assetDetails, relatedAsset } from './wire.ts'

export const resource = operation({
  name: 'resource',
  summary: 'Details of an asset, with what it is related to where related=true',
  method: 'GET',
  paths: assetPath.paths,
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      ...assetPath.properties,
      related: { type: 'boolean', description: 'Whether related_assets is answered, 100 at a time' },
      related_next_cursor: cursor,
    },
  },
  async handle(call, input) {
    const { store } = call.library
    const asset = await getAsset(store.read, call.cloud, assetInPath(input))
    const details = assetDetails(call, asset)
    if (!input.related) return ok(details)
    const { related, nextCursor } = await listRelated(store.read, call.cloud, asset, input.related_next_cursor)
    return ok({
      ...details,
      related_assets: related.map((item) => relatedAsset(call, item)),
      related_next_cursor: nextCursor,
    })
  },
})
