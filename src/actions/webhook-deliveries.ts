import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Delivery, DeliveryState, DeliverySummary, Trigger } from '../core/notification.ts'
import type { Reader } from '../core/store.ts'

/** What was sent to receivers, or is to be, newest first. */
export async function listDeliveries(
  reader: Reader,
  cloud: Cloud,
  { state, limit, cursor }: { state: DeliveryState | undefined; limit: number; cursor: string | undefined },
): Promise<{ deliveries: DeliverySummary[]; nextCursor?: string }> {
  const scope = `deliveries ${state ?? ''}`
  const [before] = cursor === undefined ? [] : (decodeCursor(cloud, scope, cursor) as [string])
  const found = await reader.deliveries.list(cloud.id, {
    limit: limit + 1,
    ...(state && { state }),
    ...(before !== undefined && { before }),
  })
  const deliveries = found.slice(0, limit)
  const last = deliveries.at(-1)
  if (!last || found.length <= limit) return { deliveries }
  return { deliveries, nextCursor: encodeCursor(cloud, scope, [last.position]) }
}

/** Throws `not_found`. */
export async function getDelivery(reader: Reader, cloud: Cloud, id: string): Promise<Delivery> {
  const found = await reader.deliveries.get(cloud.id, id)
  if (found) return found
  throw new AppError(
    'not_found',
    `There is no delivery ${JSON.stringify(id.slice(0, 100))}: it may have been forgotten by now. GET /webhooks/deliveries lists those that are kept`,
  )
}

/**
 * Sends once more what was sent, or given up, or waits for its next attempt, as soon as its receiver is free. Throws
 * `not_found`; `conflict` where the trigger that it was for is there no more.
 */
export function resendDelivery({ store }: Library, cloud: Cloud, id: string): Promise<Delivery> {
  return store.write(async (tx) => {
    const { receiver } = await getDelivery(tx, cloud, id)
    const isGone = !receiver.includes(':') && !(await tx.definitions.get<Trigger>(cloud.id, 'trigger', receiver))
    if (isGone) throw new AppError('conflict', 'Its webhook was deleted: make one of that URL for what is to come')
    await tx.deliveries.resend(cloud.id, id)
    // Where nobody is told of anything any more, nothing would be sent either.
    await tx.deliveries.follow(cloud.id)
    return getDelivery(tx, cloud, id)
  })
}
