import type { Cloud } from '../../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../../core/cursor.ts'

/** Of lists that can't grow long: all of it is answered, unless a page is asked for. */
export const shortListParams = {
  limit: { type: 'integer', minimum: 1, maximum: 1000, description: 'Left out: all of them' },
  cursor: { type: 'string', description: 'next_cursor of the page before' },
} as const

export const nextCursor = { type: 'string', description: 'Where there are more' } as const

/**
 * A page of a list that was read whole. It goes on behind what the page before ended with, wherever that stands by now; at
 * its place, where it is gone. Throws `invalid` for a cursor of another list.
 */
export function pageOf<Item>(
  { cloud }: { readonly cloud: Cloud },
  list: string,
  items: readonly Item[],
  idOf: (item: Item) => string,
  { limit = items.length, cursor }: { readonly limit?: number; readonly cursor?: string },
): { page: readonly Item[]; next_cursor?: string } {
  const start = cursor === undefined ? 0 : startOf(items.map(idOf), decodeCursor(cloud, list, cursor))
  const end = start + limit
  const page = items.slice(start, end)
  if (end >= items.length) return { page }
  return { page, next_cursor: encodeCursor(cloud, list, [idOf(page.at(-1)!), end - 1]) }
}

function startOf(ids: readonly string[], [id, place]: readonly (string | number)[]): number {
  const found = ids.indexOf(String(id))
  return found < 0 ? Number(place) : found + 1
}
