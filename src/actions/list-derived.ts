import type { Asset } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Derived } from '../core/derived.ts'
import type { DerivedPageQuery } from '../core/ports/derived.ts'
import type { Reader } from '../core/store.ts'

/** A page of what was made from an asset, oldest first. */
export async function listDerived(
  reader: Reader,
  cloud: Cloud,
  asset: Pick<Asset, 'no'>,
  limit: number,
  cursor: string | undefined,
): Promise<{ derived: Derived[]; nextCursor?: string }> {
  return pageOf(cloud, `derived ${asset.no}`, limit, cursor, (page) =>
    reader.derived.listOfAsset(cloud.id, asset.no, page),
  )
}

/** Pages through any list of derived files, in the order of their making. */
export async function pageOf<Item extends Derived>(
  cloud: Cloud,
  scope: string,
  limit: number,
  cursor: string | undefined,
  list: (page: DerivedPageQuery) => Promise<Item[]>,
): Promise<{ derived: Item[]; nextCursor?: string }> {
  const [createdAt, id] = cursor === undefined ? [] : decodeCursor(cloud, scope, cursor)
  const after = createdAt === undefined ? {} : { after: { createdAt: Number(createdAt), id: String(id) } }
  const rows = await list({ ...after, limit: limit + 1 })
  const derived = rows.slice(0, limit)
  const last = derived.at(-1)
  if (!last || rows.length <= limit) return { derived }
  return { derived, nextCursor: encodeCursor(cloud, scope, [last.createdAt, last.id]) }
}
