import { getAssets } from '../../actions/get-asset.ts'
import { listAssets } from '../../actions/list-assets.ts'
import { type Asset, DELIVERY_TYPES, type DeliveryType, RESOURCE_TYPES, type ResourceType } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { tagTerm } from '../../core/terms.ts'
import { type Call, ok, operation } from '../operation.ts'
import { cursor, deliveryType, resourceType } from './schemas.ts'
import { listedAsset, type TextOrList } from './wire.ts'

const DEFAULT_RESULTS = 10
const MAX_RESULTS = 500
/** Assets named one by one in a call. */
export const MAX_IDS = 1000

const ids = {
  type: ['string', 'array'],
  items: { type: 'string' },
  description: 'A list, or text with commas',
} as const

/** `@cloudinary/asset-management` joins lists by commas; the other SDKs send brackets, and then a comma is part of an ID. */
function listedIds(ids: TextOrList): readonly string[] {
  const list = typeof ids === 'string' ? ids.split(',') : ids
  if (list.length > MAX_IDS) throw invalid(`A listing takes at most ${MAX_IDS} IDs, got ${list.length}`)
  return list
}

const shown = {
  tags: { type: 'boolean', description: 'Whether each asset has its tags' },
  context: { type: 'boolean', description: 'Whether each asset has its context' },
} as const

const paging = {
  direction: {
    type: 'string',
    enum: ['asc', 'desc', '1', '-1'],
    description: 'By time of creation; newest first by default',
  },
  max_results: { type: 'integer', minimum: 1, maximum: MAX_RESULTS, default: DEFAULT_RESULTS },
  next_cursor: cursor,
} as const

interface ListInput {
  readonly resource_type?: ResourceType
  readonly type?: DeliveryType
  readonly prefix?: string
  readonly tag?: string
  readonly direction?: string
  readonly max_results?: number
  readonly next_cursor?: string
  readonly tags?: boolean
  readonly context?: boolean
}

/** The part of the library that a listing, or a deletion, is about. Without a type it is about every type. */
export const selection = ({
  resource_type,
  type,
  prefix,
  tag,
}: Pick<ListInput, 'resource_type' | 'type' | 'prefix' | 'tag'>) => ({
  resourceTypes: resource_type ? [resource_type] : RESOURCE_TYPES,
  types: type ? [type] : DELIVERY_TYPES,
  ...(prefix !== undefined && { prefix }),
  ...(tag !== undefined && { term: tagTerm(tag) }),
})

async function list(call: Call, input: ListInput) {
  const { assets, nextCursor } = await listAssets(
    call.library.store.read,
    call.cloud,
    {
      ...selection(input),
      direction: input.direction === 'asc' || input.direction === '1' ? 'asc' : 'desc',
      limit: input.max_results ?? DEFAULT_RESULTS,
    },
    input.next_cursor,
  )
  return ok({ resources: assets.map((asset) => listedAsset(call, asset, input)), next_cursor: nextCursor })
}

const foundOnly = (call: Call, assets: readonly (Asset | undefined)[], input: ListInput) =>
  ok({ resources: assets.filter((asset) => asset !== undefined).map((asset) => listedAsset(call, asset, input)) })

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
      public_ids: ids,
      ...shown,
      ...paging,
    },
  },
  async handle(call, input) {
    if (!input.public_ids) return list(call, input)
    const { resource_type = 'image', type = 'upload' } = input
    const refs = listedIds(input.public_ids).map((id) => ({
      resourceType: resource_type,
      type,
      publicId: checkPublicId(id),
    }))
    return foundOnly(call, await getAssets(call.library.store.read, call.cloud, refs), input)
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
    properties: { asset_ids: ids, ...shown },
    required: ['asset_ids'],
  },
  async handle(call, input) {
    const identifiers = listedIds(input.asset_ids).map((assetId) => ({ assetId }))
    return foundOnly(call, await getAssets(call.library.store.read, call.cloud, identifiers), input)
  },
})

export const resourcesByTag = operation({
  name: 'resources_by_tag',
  summary: 'Lists the assets of a resource type that have a tag, newest first',
  method: 'GET',
  paths: ['/resources/{resource_type}/tags/{tag+}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { resource_type: resourceType, tag: { type: 'string' }, ...shown, ...paging },
    required: ['resource_type', 'tag'],
  },
  handle: list,
})
