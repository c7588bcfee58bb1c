import { positionAt } from '../core/clock.ts'
import type { Library } from '../core/library.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** How long it is kept what was sent to whom. */
const DELIVERY_DAYS = 7
/** Rows of one transaction. */
const CHUNK_SIZE = 1000

/**
 * Forgets what was logged more than so many days ago (null: nothing), though never what is still to be made into
 * deliveries, and what was sent a week ago. What could not be sent in all that time is given up.
 */
export async function sweepHistory({ store }: Library, historyDays: number | null): Promise<void> {
  const now = Date.now()
  const old = positionAt(historyDays === null ? 0 : now - historyDays * DAY_MS)
  const sent = positionAt(now - DELIVERY_DAYS * DAY_MS)
  const clouds = await store.read.clouds.list()
  const followed = new Map((await store.read.deliveries.followed()).map(({ cloudId, position }) => [cloudId, position]))
  for (const { id } of clouds) {
    const read = followed.get(id)
    const before = read !== undefined && read < old ? read : old
    await inChunks(() => store.write((tx) => tx.changes.sweep(id, before, CHUNK_SIZE)))
    await inChunks(() => store.write((tx) => tx.deliveries.sweep(id, sent, old, CHUNK_SIZE)))
  }
}

async function inChunks(sweep: () => Promise<number>): Promise<void> {
  while ((await sweep()) === CHUNK_SIZE);
}
