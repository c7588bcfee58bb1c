import type { LoggedChange } from '../core/change.ts'
import { timeOfPosition } from '../core/clock.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { AppError } from '../core/errors.ts'
import type { Reader } from '../core/store.ts'

const SCOPE = 'feed'

/** Where one stands in the log: as kept by whoever reads on from there, however much later. */
export const feedCursor = (cloud: Cloud, position: string): string => encodeCursor(cloud, SCOPE, [position])

/** The place that a cursor means; without one, the start of what is kept, or the end of it. */
export async function feedPosition(
  reader: Reader,
  cloud: Cloud,
  cursor: string | undefined,
  from: 'start' | 'end',
): Promise<string> {
  if (cursor !== undefined) return (decodeCursor(cloud, SCOPE, cursor) as [string])[0]
  const { swept, last } = await reader.changes.marks(cloud.id)
  return from === 'start' || last < swept ? swept : last
}

export interface FeedPage {
  readonly changes: LoggedChange[]
  readonly hasMore: boolean
  /** From where to read on. */
  readonly position: string
}

/**
 * What was logged after a position, oldest first: every change once, also those that were under way when the page before
 * was read. Throws `conflict` where some of that is no longer kept.
 */
export async function readFeed(reader: Reader, cloud: Cloud, after: string, limit: number): Promise<FeedPage> {
  const { changes, hasMore } = await reader.changes.page(cloud.id, { after, direction: 'asc', limit })
  // Looked at last: what was forgotten meanwhile is noticed.
  const { swept } = await reader.changes.marks(cloud.id)
  if (after < swept) {
    throw new AppError(
      'conflict',
      `The history is kept from ${new Date(timeOfPosition(swept)).toISOString()} on, and this cursor is from before: read what is there anew, then go on without a cursor`,
    )
  }
  return { changes, hasMore, position: changes.at(-1)?.position ?? after }
}
