import { deleteAssets } from '../../actions/delete-assets.ts'
import { deleteDerivedOf } from '../../actions/delete-derived.ts'
import { isListed, listAssets } from '../../actions/list-assets.ts'
import type { Asset, AssetIdentifier, DeliveryType, ResourceType } from '../../core/asset.ts'
import { parseFormattedList } from '../../core/eager.ts'
import { invalid } from '../../core/errors.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { type Answer, type Call, ok, operation } from '../operation.ts'
import { MAX_IDS, selection } from './listing.ts'
import { cursor, deliveryType, force, resourceType, textList } from './schemas.ts'
import type { TextOrList } from './wire.ts'

/** Assets deleted by one call by prefix, tag or all; the rest is for the next call, with the cursor. */
const BATCH = 1000

const derivedOnly = {
  keep_original: { type: 'boolean', description: 'Deletes derived files alone' },
  transformations: {
    type: ['string', 'array'],
    items: { type: 'string' },
    description: 'Deletes files derived by these alone: joined by |, or a list',
  },
} as const

interface DerivedOnly {
  readonly keep_original?: boolean
  readonly transformations?: TextOrList
}

const sparesOriginals = ({ keep_original, transformations }: DerivedOnly): boolean =>
  keep_original === true || transformations !== undefined

interface Deletion extends DerivedOnly {
  readonly force?: boolean
}

/**
 * Under each name, the asset or, as was asked, what is derived of it alone. With `isMeant`, an asset that isn't by the time
 * of its deletion is passed over without a word: nobody named it. One that is protected says so, and the others go.
 */
async function deleteAll(
  call: Call,
  input: Deletion,
  names: readonly string[],
  identifiers: readonly AssetIdentifier[],
  isMeant?: (asset: Asset) => boolean,
): Promise<object> {
  const { library, cloud } = call
  if (!sparesOriginals(input)) {
    const { force } = input
    const results = await deleteAssets(library, call, identifiers, { force, ...(isMeant && { isMeant }) })
    const outcomes = names.map((name, i) => [name, results[i]!.outcome] as const)
    return {
      deleted: Object.fromEntries(isMeant ? outcomes.filter(([, outcome]) => outcome !== 'not_found') : outcomes),
    }
  }
  const transformations =
    input.transformations === undefined
      ? undefined
      : parseFormattedList('transformations', input.transformations).map(({ name }) => name)
  // What the Node SDK makes of a transformation that is an object.
  if (transformations?.length === 0) {
    throw invalid('transformations names none: write each as text, such as w_100,c_fill, or leave it out')
  }
  const counts = await deleteDerivedOf(library, cloud, identifiers, transformations)
  const there = names.flatMap((name, i) =>
    counts[i] === undefined ? [] : [[name, { original: 0, derived: counts[i] }]],
  )
  return {
    deleted: Object.fromEntries(names.map((name, i) => [name, counts[i] === undefined ? 'not_found' : 'deleted'])),
    deleted_counts: Object.fromEntries(there),
  }
}

const deleteNamed = async (
  call: Call,
  input: Deletion,
  names: readonly string[],
  identify: (name: string) => AssetIdentifier,
): Promise<Answer> => ok({ ...(await deleteAll(call, input, names, names.map(identify))), partial: false })

interface Selected extends Deletion {
  readonly resource_type: ResourceType
  readonly type?: DeliveryType
  readonly prefix?: string
  readonly tag?: string
  readonly next_cursor?: string
}

async function deleteSelected(call: Call, input: Selected): Promise<Answer> {
  const query = { ...selection(input), direction: 'desc', limit: BATCH } as const
  const { assets, nextCursor } = await listAssets(call.library.store.read, call.cloud, query, input.next_cursor)
  const names = assets.map(({ publicId }) => publicId)
  const answer = await deleteAll(call, input, names, assets, isListed(query))
  return ok({ ...answer, partial: nextCursor !== undefined, next_cursor: nextCursor })
}

export const deleteResources = operation({
  name: 'delete_resources',
  summary: 'Deletes assets, with their relations: by public_ids, by prefix, or all of a type',
  method: 'DELETE',
  paths: ['/resources/{resource_type}/{type}'],
  api: 'admin',
  deletes: true,
  input: {
    type: 'object',
    properties: {
      resource_type: resourceType,
      type: deliveryType,
      public_ids: { ...textList, minItems: 1, maxItems: MAX_IDS },
      prefix: { type: 'string', minLength: 1 },
      all: { type: 'boolean' },
      next_cursor: cursor,
      force,
      ...derivedOnly,
    },
    required: ['resource_type', 'type'],
  },
  async handle(call, input) {
    const { resource_type, type, public_ids, prefix, all } = input
    if ([public_ids, prefix, all || undefined].filter((way) => way !== undefined).length !== 1) {
      throw invalid('Say what to delete by exactly one of public_ids, prefix and all=true')
    }
    if (!public_ids) return deleteSelected(call, input)
    return deleteNamed(call, input, public_ids, (id) => ({
      resourceType: resource_type,
      type,
      publicId: checkPublicId(id),
    }))
  },
})

export const deleteResourcesByTag = operation({
  name: 'delete_resources_by_tag',
  summary: 'Deletes the assets of a resource type that have a tag, with their relations',
  method: 'DELETE',
  paths: ['/resources/{resource_type}/tags/{tag+}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { resource_type: resourceType, tag: { type: 'string' }, next_cursor: cursor, force, ...derivedOnly },
    required: ['resource_type', 'tag'],
  },
  handle: deleteSelected,
})

export const deleteResourcesByAssetIds = operation({
  name: 'delete_resources_by_asset_ids',
  summary: 'Deletes the assets with these IDs, with their relations',
  method: 'DELETE',
  paths: ['/resources'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { asset_ids: { ...textList, minItems: 1, maxItems: MAX_IDS }, force, ...derivedOnly },
    required: ['asset_ids'],
  },
  async handle(call, input) {
    return deleteNamed(call, input, input.asset_ids, (assetId) => ({ assetId }))
  },
})
