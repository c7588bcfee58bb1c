import type { Asset } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { type DetailedRelatedAsset, RELATED_PAGE_SIZE, type RelatedAsset } from '../core/relation.ts'
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

export interface RelatedPage {
  readonly related: DetailedRelatedAsset[]
  /** How many relations the asset has, in all and under each label that it has any under. */
  readonly total: number
  readonly counts: ReadonlyMap<number, number>
  readonly nextCursor?: string
}

/** Where the plain relations end, which are listed first. */
const AFTER_PLAIN = { label: RELATED_LABEL, position: '~', no: 0 }

/**
 * As `listRelated`, of every kind, of every one but the plain one (`typed`), or of these labels; label by label, with all
 * that is said of each relation.
 */
export async function listRelatedInDetail(
  reader: Reader,
  cloud: Cloud,
  asset: Asset,
  page: {
    readonly labels: readonly number[] | 'typed' | undefined
    readonly limit: number
    readonly cursor: string | undefined
  },
): Promise<RelatedPage> {
  const { labels, limit, cursor } = page
  const scope = `related in detail ${asset.no} ${labels ?? ''}`
  const [label, position, no] = cursor === undefined ? [] : decodeCursor(cloud, scope, cursor)
  const after = label === undefined ? undefined : { label: Number(label), position: String(position), no: Number(no) }
  const start = after ?? (labels === 'typed' ? AFTER_PLAIN : undefined)
  const rows = await reader.relations.page(cloud.id, asset.no, {
    ...(Array.isArray(labels) && { labels }),
    ...(start && { after: start }),
    limit: limit + 1,
  })
  const counts = (await reader.relations.counts(cloud.id, [asset.no])).get(asset.no) ?? new Map<number, number>()
  const related = rows.slice(0, limit)
  const last = related.at(-1)
  const isLast = !last || rows.length <= limit
  return {
    related,
    total: [...counts.values()].reduce((sum, n) => sum + n, 0),
    counts,
    ...(!isLast && { nextCursor: encodeCursor(cloud, scope, [last.label, last.position, last.no]) }),
  }
}
