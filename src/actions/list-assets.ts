import type { Asset } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { AssetQuery } from '../core/ports/assets.ts'
import type { Reader } from '../core/store.ts'
import { tagTerm, termsOf } from '../core/terms.ts'

/** A page of the library; `cursor` is the `nextCursor` of the page before, taken back for the same query alone. */
export async function listAssets(
  reader: Reader,
  cloud: Cloud,
  query: Omit<AssetQuery, 'after'>,
  cursor: string | undefined,
): Promise<{ assets: Asset[]; nextCursor?: string }> {
  const { limit: _, ...what } = query
  const scope = `assets ${JSON.stringify(Object.entries(what).sort())}`
  const after = cursor === undefined ? undefined : decodeCursor(cloud, scope, cursor)
  const { assets, end } = await reader.assets.list(cloud.id, after ? { ...query, after } : query)
  return end ? { assets, nextCursor: encodeCursor(cloud, scope, end) } : { assets }
}

/** Whether an asset, as it is by now, is still one that a listing is of. */
export const isListed =
  ({ resourceTypes, types, prefix, term }: Pick<AssetQuery, 'resourceTypes' | 'types' | 'prefix' | 'term'>) =>
  (asset: Asset): boolean =>
    resourceTypes.includes(asset.resourceType) &&
    types.includes(asset.type) &&
    (prefix === undefined || asset.publicId.startsWith(prefix)) &&
    // Nearly always a tag that is still there: all terms of a thousand assets take a while.
    (term === undefined || asset.tags.some((tag) => tagTerm(tag) === term) || termsOf(asset).has(term))
