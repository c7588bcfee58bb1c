import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Library } from '../core/library.ts'
import { MAX_WAITING_COUNTED, type TrashedAsset } from '../core/version.ts'

export interface DeletedEntry {
  readonly asset: TrashedAsset
  /** Relations that come back with it, or with the asset at their other end, counted up to `MAX_WAITING_COUNTED`. */
  readonly waiting: number
  /** Unix milliseconds; nothing where it stays until its backups are deleted. */
  readonly purgedAt: number | undefined
}

/** Deleted assets that can be restored, those that were deleted last first. */
export async function listDeleted(
  { store: { read }, retention }: Pick<Library, 'store' | 'retention'>,
  cloud: Cloud,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<{ deleted: DeletedEntry[]; nextCursor?: string }> {
  const scope = 'deleted assets'
  const [deletedAt, no] = cursor === undefined ? [] : (decodeCursor(cloud, scope, cursor) as [number, number])
  const after = deletedAt === undefined || no === undefined ? {} : { after: { deletedAt, no } }
  const found = await read.trash.recent(cloud.id, { ...after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const nos = page.map((asset) => asset.no)
  const waiting = await read.trash.waiting(cloud.id, nos, MAX_WAITING_COUNTED)
  const deleted = page.map((asset) => ({
    asset,
    waiting: waiting.get(asset.no) ?? 0,
    purgedAt: asset.isBackedUp ? undefined : asset.deletedAt + retention.trashMs,
  }))
  const last = page.at(-1)
  if (!last || found.length <= limit) return { deleted }
  return { deleted, nextCursor: encodeCursor(cloud, scope, [last.deletedAt, last.no]) }
}
