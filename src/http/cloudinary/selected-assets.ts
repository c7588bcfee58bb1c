import { isListed, listAssets } from '../../actions/list-assets.ts'
import type { Asset, AssetIdentifier, DeliveryType, ResourceType } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import { checkPublicId } from '../../core/public-id.ts'
import type { Call } from '../operation.ts'
import { listedIds, selection } from './listing.ts'
import { cursor, idList, resourceType } from './schemas.ts'
import type { TextOrList } from './wire.ts'

/** Assets changed by one call by prefix or tag; the rest is for the next call, with the cursor. */
const BATCH = 1000

/** How a call of the Admin API says which assets it is about. */
export const selected = {
  resource_type: resourceType,
  public_ids: idList,
  prefix: { type: 'string', minLength: 1 },
  tag: { type: 'string', minLength: 1 },
  next_cursor: cursor,
} as const

export interface SelectedParams {
  readonly resource_type: ResourceType
  readonly public_ids?: TextOrList
  readonly prefix?: string
  readonly tag?: string
  readonly next_cursor?: string
}

export interface SelectedPage {
  readonly identifiers: readonly AssetIdentifier[]
  /** Whether an asset is still one of those, as it is when it is changed. */
  readonly isMeant: (asset: Asset) => boolean
  readonly nextCursor?: string
}

/** The assets of these delivery types that a call is about, or the next of them. */
export async function selectAssets(
  call: Call,
  { public_ids, next_cursor, ...input }: SelectedParams,
  types: readonly DeliveryType[],
): Promise<SelectedPage> {
  if ([public_ids, input.prefix, input.tag].filter((way) => way !== undefined).length !== 1) {
    throw invalid('Say which assets are meant by exactly one of public_ids, prefix and tag')
  }
  if (public_ids !== undefined) {
    const { resource_type: resourceType } = input
    const ids = listedIds(public_ids).map(checkPublicId)
    const identifiers = ids.flatMap((publicId) => types.map((type) => ({ resourceType, type, publicId })))
    return { identifiers, isMeant: () => true }
  }
  const query = { ...selection(input), types, direction: 'desc', limit: BATCH } as const
  const { assets, nextCursor } = await listAssets(call.library.store.read, call.cloud, query, next_cursor)
  const identifiers = assets.map(({ assetId }) => ({ assetId }))
  return { identifiers, isMeant: isListed(query), ...(nextCursor !== undefined && { nextCursor }) }
}
