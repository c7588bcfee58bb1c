import { getAssets } from '../../actions/get-asset.ts'
import { RESOURCE_TYPES } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { ok, operation } from '../operation.ts'
import { shown } from './listed-asset.ts'
import { foundOnly, listedIds, listPage, paging } from './listing.ts'
import { deliveryType, idList, resourceType } from './schemas.ts'

/** Any way of writing a time that JavaScript reads: the SDKs send ISO 8601, or as HTTP has it. */
function parseTime(name: string, text: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time)) {
    throw invalid(`Invalid value for ${name} - ${JSON.stringify(text.slice(0, 100))}: expected a time in ISO 8601`)
  }
  return time
}

export const resources = operation({
  name: 'resources',
  summary: 'Lists assets, newest first; with prefix, by public ID; with public_ids, just those',
  method: 'GET',
  paths: ['/resources', '/resources/{resource_type}', '/resources/{resource_type}/{type}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      resource_type: resourceType,
      type: deliveryType,
      prefix: { type: 'string', description: 'What the public ID begins with' },
      public_ids: idList,
      start_at: { type: 'string', description: 'Only assets created at this time or later (ISO 8601)' },
      ...shown,
      ...paging,
    },
  },
  async handle(call, input) {
    const { resource_type = 'image', type = 'upload', start_at, prefix } = input
    if (input.public_ids) {
      const refs = listedIds(input.public_ids).map((id) => ({
        resourceType: resource_type,
        type,
        publicId: checkPublicId(id),
      }))
      return foundOnly(call, await getAssets(call.library.store.read, call.cloud, refs), input)
    }
    if (start_at !== undefined && prefix !== undefined) {
      throw invalid('start_at goes by time and prefix by public ID: pass one of them')
    }
    const { body } = await listPage(
      call,
      input,
      start_at === undefined ? {} : { since: parseTime('start_at', start_at) },
    )
    // The SDKs' `resource_types` asks for the bare path.
    return ok(input.resource_type ? body : { resource_types: RESOURCE_TYPES, ...body })
  },
})

export const resourcesByAssetIds = operation({
  name: 'resources_by_asset_ids',
  summary: 'The assets with these IDs, in their order; IDs of none are passed over',
  method: 'GET',
  paths: ['/resources/by_asset_ids'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { asset_ids: idList, ...shown },
    required: ['asset_ids'],
  },
  async handle(call, input) {
    const identifiers = listedIds(input.asset_ids).map((assetId) => ({ assetId }))
    return foundOnly(call, await getAssets(call.library.store.read, call.cloud, identifiers), input)
  },
})
