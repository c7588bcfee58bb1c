import { DELIVERY_TYPES, RESOURCE_TYPES, type ResourceType } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Reader } from '../core/store.ts'
import { tagInTerm, tagTerm, tagTermPrefix } from '../core/terms.ts'

export interface TagQuery {
  /** Without it, of any. */
  readonly resourceType?: ResourceType
  readonly prefix: string
  readonly limit: number
}

/** The tags in use, each once, by their bytes; `cursor` is the `nextCursor` of the page before. */
export async function listTags(
  reader: Reader,
  cloud: Cloud,
  { resourceType, prefix, limit }: TagQuery,
  cursor: string | undefined,
): Promise<{ tags: string[]; nextCursor?: string }> {
  const scope = `tags ${JSON.stringify([resourceType, prefix])}`
  const [after] = cursor === undefined ? [] : (decodeCursor(cloud, scope, cursor) as string[])
  const terms = await reader.assets.terms(cloud.id, {
    prefix: tagTermPrefix(prefix),
    ...(resourceType && { resourceType }),
    limit: limit + 1,
    ...(after !== undefined && { after }),
  })
  const page = terms.slice(0, limit)
  const tags = await Promise.all(page.map((term) => tagInTerm(term) ?? longTag(reader, cloud, resourceType, term)))
  const known = tags.filter((tag) => tag !== undefined)
  return terms.length > limit
    ? { tags: known, nextCursor: encodeCursor(cloud, scope, [page.at(-1)!]) }
    : { tags: known }
}

/** Of a tag so long that its term has only a hash of the rest, an asset that has it knows the whole. */
async function longTag(
  reader: Reader,
  cloud: Cloud,
  resourceType: ResourceType | undefined,
  term: string,
): Promise<string | undefined> {
  const resourceTypes = resourceType ? [resourceType] : RESOURCE_TYPES
  const query = { resourceTypes, types: DELIVERY_TYPES, term, direction: 'desc', limit: 1 } as const
  const { assets } = await reader.assets.list(cloud.id, query)
  return assets[0]?.tags.find((tag) => tagTerm(tag) === term)
}
