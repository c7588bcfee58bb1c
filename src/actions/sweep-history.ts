import { positionAt } from '../core/clock.ts'
import type { Library } from '../core/library.ts'
import { DELIVERY_DAYS } from '../core/notification.ts'
import type { Store } from '../core/store.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Deliveries, and changes, of one transaction: a change has many rows. */
const DELIVERIES_AT_ONCE = 1000
const CHANGES_AT_ONCE = 200

/** How much is kept of what was changed in each environment; null: all of it. */
export interface HistoryBounds {
  readonly days: number | null
  readonly bytes: number | null
}

/**
 * Forgets what was logged more than so many days ago, and the oldest of what is more than so many bytes, though never
 * what is still to be made into deliveries; and what was sent a week ago. What could not be sent in all the time that
 * the history is kept is given up.
 */
export async function sweepHistory({ store }: Library, { days, bytes }: HistoryBounds): Promise<void> {
  const now = Date.now()
  const old = positionAt(days === null ? 0 : now - days * DAY_MS)
  const sent = positionAt(now - DELIVERY_DAYS * DAY_MS)
  const clouds = await store.read.clouds.list()
  const followed = new Map((await store.read.deliveries.followed()).map(({ cloudId, position }) => [cloudId, position]))
  for (const { id } of clouds) {
    const read = followed.get(id) ?? positionAt(now + DAY_MS)
    while ((await sweepChanges(store, id, [read, old].toSorted()[0]!)) > 0);
    if (bytes !== null) await boundSize(store, id, bytes, read)
    while ((await sweepDeliveries(store, id, sent, old)) === DELIVERIES_AT_ONCE);
  }
}

/** How large the log is, is known of what is indexed of it. */
async function boundSize(store: Store, cloudId: number, bytes: number, before: string): Promise<void> {
  while ((await store.write((tx) => tx.changes.index(cloudId, CHANGES_AT_ONCE))) > 0);
  while ((await store.read.changes.marks(cloudId)).bytes > bytes) {
    if ((await sweepChanges(store, cloudId, before)) === 0) return
  }
}

const sweepChanges = (store: Store, cloudId: number, before: string): Promise<number> =>
  store.write((tx) => tx.changes.sweep(cloudId, before, CHANGES_AT_ONCE))

const sweepDeliveries = (store: Store, cloudId: number, sent: string, old: string): Promise<number> =>
  store.write((tx) => tx.deliveries.sweep(cloudId, sent, old, DELIVERIES_AT_ONCE))
