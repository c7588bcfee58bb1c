import type { Asset } from './asset.ts'
import type { LoggedChange } from './change.ts'
import type { ApiKey, Credentials } from './cloud.ts'

/** What receivers can be told of, by Cloudinary's names; `all` is any of the others. */
export const EVENT_TYPES = [
  'all',
  'upload',
  'eager',
  'delete',
  'restore_asset_version',
  'rename',
  'move',
  'resource_display_name_changed',
  'resource_tags_changed',
  'resource_context_changed',
  'resource_metadata_changed',
  'access_control_changed',
  'moderation',
  'related_assets',
  'create_folder',
  'delete_folder',
  'move_or_rename_asset_folder',
  'error',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** A URL that is notified of every event of a type: a definition of kind `trigger`, whose name is a random ID. */
export interface Trigger {
  readonly uri: string
  readonly eventType: EventType
  /** Whether it is notified also of what a call asks to be told to a URL of its own. */
  readonly additive: boolean
  /** Where in the log it was created: what stands before is not told to it. */
  readonly since: string
}

/** Different URLs among an environment's triggers, as Cloudinary limits them. */
export const MAX_TRIGGER_URIS = 30
export const MAX_TRIGGERS = MAX_TRIGGER_URIS * EVENT_TYPES.length

/** A notification on its way to one receiver. */
export interface NewDelivery {
  /** The trigger's ID; for a URL that a call named, its origin. Each receiver has a queue of its own. */
  readonly receiver: string
  /** Where it goes. A trigger's may change until it is sent. */
  readonly uri: string
  readonly eventType: EventType
  /** JSON of an object. */
  readonly body: string
}

/** A failed attempt is `pending` until there is no further one. */
export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** How long it is kept what was sent to whom, and what was given up. */
export const DELIVERY_DAYS = 7

export interface Delivery extends NewDelivery {
  /** Its name, and where it stands among the others: text that sorts by its bytes. */
  readonly position: string
  readonly state: DeliveryState
  readonly attempts: number
  /** Unix milliseconds of the next attempt; null once there is none. */
  readonly dueAt: number | null
  /** Of the last answer, where there was one. */
  readonly status: number | null
  /** Why the last attempt failed. */
  readonly error: string | null
  /** The beginning of the last answer, where there was one. */
  readonly answer: string | null
  /** Unix milliseconds. */
  readonly createdAt: number
}

/** Without what may be long. */
export type DeliverySummary = Omit<Delivery, 'body' | 'answer'>

/** What became of an attempt, and where it went. */
export type Attempt = Pick<Delivery, 'uri' | 'state' | 'dueAt' | 'status' | 'error' | 'answer'>

export interface Notification {
  readonly eventType: Exclude<EventType, 'all'>
  readonly body: Readonly<Record<string, unknown>>
}

/** How changes are told, in the words of the edge that has them. */
export interface NotificationWords {
  /** IDs of the assets that are told of with more than their names. */
  assetsShown(change: LoggedChange): string[]
  /** `assets` are those of `assetsShown` that are there, by their IDs. */
  notificationsOf(
    credentials: Credentials,
    change: LoggedChange,
    assets: ReadonlyMap<string, Asset>,
  ): readonly Notification[]
  /** The body as it is sent now, and the headers that show where it comes from. */
  signed(body: string, apiKey: ApiKey): { readonly headers: Readonly<Record<string, string>>; readonly body: string }
}

/** Waits before the second attempt, the third, and so on, with none after the last: about 21 hours in all. */
export const RETRY_DELAYS_MS: readonly number[] = [10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600].map(
  (seconds) => seconds * 1000,
)
