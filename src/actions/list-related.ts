import type { Asset } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { RELATED_PAGE_SIZE, type RelatedAsset } from '../core/relation.ts'
import { RELATED_LABEL } from '../core/relation-kind.ts'
import type { Reader } from '../core/store.ts'

/**
 * A page of what an asset is related to, in the list's own order. What is related during the whole of a paging is seen
 * exactly once, whatever is related and unrelated meanwhile.
 */
export async function listRelated(
  reader: Reader,
  cloud: Cloud,
  asset: Asset,
  cursor: string | undefined,
): Promise<{ related: RelatedAsset[]; nextCursor?: string }> {
  const scope = `related ${asset.no}`
  const [position, no] = cursor === undefined ? [] : decodeCursor(cloud, scope, cursor)
  const rows = await reader.relations.list(cloud.id, asset.no, RELATED_LABEL, {
    ...(position !== undefined && { after: { position: String(position), no: Number(no) } }),
    limit: RELATED_PAGE_SIZE + 1,
  })
  const related = rows.slice(0, RELATED_PAGE_SIZE)
  const last = related.at(-1)
  if (!last || rows.length <= RELATED_PAGE_SIZE) return { related }
  return { related, nextCursor: encodeCursor(cloud, scope, [last.position, last.no]) }
}
