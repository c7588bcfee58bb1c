import { listAssets } from '../../actions/list-assets.ts'
import { type Asset, DELIVERY_TYPES, type DeliveryType, RESOURCE_TYPES, type ResourceType } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import { tagTerm } from '../../core/terms.ts'
import { type Answer, type Call, ok } from '../operation.ts'
import { type Shown, shownOf } from './listed-asset.ts'
import { cursor } from './schemas.ts'
import type { TextOrList } from './wire.ts'

const DEFAULT_RESULTS = 10
const MAX_RESULTS = 500
/** Assets named one by one in a call. */
export const MAX_IDS = 1000

/** `@cloudinary/asset-management` joins lists by commas; the other SDKs send brackets, and then a comma is part of an ID. */
export function listedIds(ids: TextOrList): readonly string[] {
  const list = typeof ids === 'string' ? ids.split(',') : ids
  if (list.length > MAX_IDS) throw invalid(`A call takes at most ${MAX_IDS} IDs, got ${list.length}`)
  return list
}

export const maxResults = { type: 'integer', minimum: 1, maximum: MAX_RESULTS, default: DEFAULT_RESULTS } as const

export const paging = {
  direction: {
    type: 'string',
    enum: ['asc', 'desc', '1', '-1'],
    default: 'desc',
    description: 'Oldest or newest first; a listing by prefix is always by public ID',
  },
  max_results: maxResults,
  next_cursor: cursor,
} as const

export interface Paging {
  readonly direction?: string
  readonly max_results?: number
  readonly next_cursor?: string
}

export const limitOf = ({ max_results }: Paging): number => max_results ?? DEFAULT_RESULTS

export interface Selection {
  readonly resource_type?: ResourceType
  readonly type?: DeliveryType
  readonly prefix?: string
  readonly tag?: string
}

/** The part of the library that a listing, or a deletion, is about. Without a type it is about every type. */
export const selection = ({ resource_type, type, prefix, tag }: Selection) => ({
  resourceTypes: resource_type ? [resource_type] : RESOURCE_TYPES,
  types: type ? [type] : DELIVERY_TYPES,
  ...(prefix !== undefined && { prefix }),
  ...(tag !== undefined && { term: tagTerm(tag) }),
})

/** A page of a listing; `narrowed` is what else it is of than `selection` says. */
export async function listPage(
  call: Call,
  input: Selection & Paging & Shown,
  narrowed: { readonly term?: string; readonly since?: number } = {},
): Promise<Answer & { readonly body: { resources: object[]; next_cursor: string | undefined } }> {
  const show = shownOf(input)
  const { assets, nextCursor } = await listAssets(
    call.library.store.read,
    call.cloud,
    {
      ...selection(input),
      ...narrowed,
      direction: input.direction === 'asc' || input.direction === '1' ? 'asc' : 'desc',
      limit: limitOf(input),
    },
    input.next_cursor,
  )
  return { status: 200, body: { resources: await show(call, assets), next_cursor: nextCursor } }
}

/** Those of the assets that there are. */
export async function foundOnly(call: Call, assets: readonly (Asset | undefined)[], input: Shown): Promise<Answer> {
  const found = assets.filter((asset) => asset !== undefined)
  return ok({ resources: await shownOf(input)(call, found) })
}
