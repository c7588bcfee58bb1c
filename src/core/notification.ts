/** What receivers can be told of, by Cloudinary's names; `all` is any of the others. */
export const EVENT_TYPES = [
  'all',
  'upload',
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
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** A URL that is notified of every event of a type: a definition of kind `trigger`, whose name is a random ID. */
export interface Trigger {
  readonly uri: string
  readonly eventType: EventType
  /** Whether it is notified also of what a call asks to be told to a URL of its own. */
  readonly additive: boolean
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
export type DeliveryState = 'pending' | 'delivered' | 'failed'

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
  /** Unix milliseconds. */
  readonly createdAt: number
}

/** What became of an attempt. */
export type Attempt = Pick<Delivery, 'state' | 'dueAt' | 'status' | 'error'>
