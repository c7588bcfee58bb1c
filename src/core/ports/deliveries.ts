import type { Attempt, Delivery, DeliveryState, DeliverySummary, NewDelivery } from '../notification.ts'
import type { FollowedLog } from './changes.ts'

/** What is to be sent next to a receiver. */
export type DeliveryHead = Pick<Delivery, 'receiver' | 'position'> & { readonly dueAt: number }

export interface DeliveryQuery {
  readonly state?: DeliveryState
  /** The position before which the page begins. */
  readonly before?: string
  readonly limit: number
}

export interface DeliveryReader {
  followed(): Promise<FollowedLog[]>
  /** For each receiver that anything is still to be sent to, the first of it. Cost grows with the receivers alone. */
  heads(cloudId: number): Promise<DeliveryHead[]>
  get(cloudId: number, position: string): Promise<Delivery | undefined>
  /** Newest first, sent or not, or those in a state. */
  list(cloudId: number, query: DeliveryQuery): Promise<DeliverySummary[]>
}

export interface DeliveryWriter extends DeliveryReader {
  /**
   * What is logged from here on is to be made into deliveries; nothing changes if it is already. Answers where in the log
   * that is.
   */
  follow(cloudId: number): Promise<string>
  unfollow(cloudId: number): Promise<void>
  /** Adds what the log of a followed cloud was made into, up to a position. */
  advance(cloudId: number, position: string, deliveries: readonly NewDelivery[]): Promise<void>
  attempted(cloudId: number, position: string, attempt: Attempt): Promise<void>
  /** It is to be sent now, with all attempts before it, whatever became of it. */
  resend(cloudId: number, position: string): Promise<void>
  /**
   * Forgets the oldest of what was sent, or given up, before a position, and of what is still to be sent from before
   * another, up to `limit`; answers how many.
   */
  sweep(cloudId: number, settledBefore: string, pendingBefore: string, limit: number): Promise<number>
}
