import { type Asset, type AssetRef, type DeliveryType, parseAssetIdentifier, type ResourceType } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { AssetQuery } from '../core/ports/assets.ts'
import { checkPublicId } from '../core/public-id.ts'
import type { Reader } from '../core/store.ts'
import { tagTerm } from '../core/terms.ts'

/** Assets named in several ways at once: whatever any of them names. */
export interface AssetSelection {
  readonly resourceTypes: readonly ResourceType[]
  readonly type: DeliveryType
  readonly publicIds: readonly string[]
  /** As `resource_type/type/public_id`, whatever the types above say. */
  readonly fullyQualified: readonly string[]
  readonly assetIds: readonly string[]
  readonly tags: readonly string[]
  readonly prefixes: readonly string[]
}

export interface SelectedAssets {
  /** Each once. */
  readonly assets: Asset[]
  /** What was named and isn't there. */
  readonly missing: string[]
  readonly emptyTags: string[]
  readonly emptyPrefixes: string[]
}

const PAGE = 500

/** Throws `too_large` past `limit` assets. */
export async function selectAssets(
  reader: Reader,
  cloud: Cloud,
  selection: AssetSelection,
  limit: number,
): Promise<SelectedAssets> {
  const assets = new Map<string, Asset>()
  const add = (asset: Asset) => {
    assets.set(asset.assetId, asset)
    if (assets.size > limit)
      throw new AppError('too_large', `More than ${limit} assets are selected: narrow it down, or take several calls`)
  }
  const named = namesOf(selection)
  const found = (
    await reader.assets.find(
      cloud.id,
      named.flatMap(({ identifiers }) => identifiers),
    )
  ).values()
  const missing: string[] = []
  for (const { name, identifiers } of named) {
    const those = identifiers.map(() => found.next().value).filter((asset) => asset !== undefined)
    if (those.length === 0) missing.push(name)
    for (const asset of those) add(asset)
  }
  const { resourceTypes, type } = selection
  const empty = async (names: readonly string[], query: (name: string) => Pick<AssetQuery, 'term' | 'prefix'>) => {
    const without: string[] = []
    for (const name of names) {
      const what = { resourceTypes, types: [type], direction: 'desc', limit: PAGE, ...query(name) } as const
      if ((await addListed(reader, cloud, what, add)) === 0) without.push(name)
    }
    return without
  }
  const emptyTags = await empty(selection.tags, (tag) => ({ term: tagTerm(tag) }))
  const emptyPrefixes = await empty(selection.prefixes, (prefix) => ({ prefix }))
  return { assets: [...assets.values()], missing, emptyTags, emptyPrefixes }
}

/** What is named one by one, with all that each name may mean. */
function namesOf({ resourceTypes, type, publicIds, fullyQualified, assetIds }: AssetSelection) {
  const refs = (publicId: string): AssetRef[] => resourceTypes.map((resourceType) => ({ resourceType, type, publicId }))
  return [
    ...publicIds.map((name) => ({ name, identifiers: refs(checkPublicId(name)) })),
    ...assetIds.map((name) => ({ name, identifiers: [{ assetId: name }] })),
    ...fullyQualified.map((name) => {
      const identifier = parseAssetIdentifier(name)
      if (identifier) return { name, identifiers: [identifier] }
      throw invalid(`Invalid fully qualified public ID - ${name.slice(0, 300)}: expected resource_type/type/public_id`)
    }),
  ]
}

/** Answers how many there were. */
async function addListed(
  reader: Reader,
  cloud: Cloud,
  query: AssetQuery,
  add: (asset: Asset) => void,
): Promise<number> {
  let count = 0
  for (let after: AssetQuery['after']; ; ) {
    const { assets, end } = await reader.assets.list(cloud.id, after ? { ...query, after } : query)
    for (const asset of assets) add(asset)
    count += assets.length
    if (!end) return count
    after = end
  }
}
