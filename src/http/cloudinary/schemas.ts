import { DELIVERY_TYPES, MODERATION_STATUSES, RESOURCE_TYPES } from '../../core/asset.ts'

/** Parameters that several operations share. */
export const resourceType = {
  type: 'string',
  enum: RESOURCE_TYPES,
  description: 'image, video (audio too) or raw (any file)',
} as const

export const deliveryType = { type: 'string', enum: DELIVERY_TYPES, description: 'How the asset is delivered' } as const

export const publicId = { type: 'string', description: 'The public ID, with its folders' } as const

export const identifier = {
  type: 'string',
  description: 'An asset ID (32 hex digits), or resource_type/type/public_id',
} as const

export const textList = { type: 'array', items: { type: 'string' } } as const

export const idList = {
  type: ['string', 'array'],
  items: { type: 'string' },
  description: 'A list, or text with commas',
} as const

export const moderationStatus = { type: 'string', enum: MODERATION_STATUSES } as const

export const cursor = { type: 'string', description: 'next_cursor of the page before' } as const

/** Of what an environment defines for itself. */
export const definitionPaging = {
  max_results: { type: 'integer', minimum: 1, maximum: 500, default: 10 },
  next_cursor: cursor,
} as const

export const nextCursor = ({ nextCursor }: { readonly nextCursor?: string }) =>
  nextCursor === undefined ? {} : { next_cursor: nextCursor }

export const invalidate = {
  type: 'boolean',
  description: 'Taken, and always so: no copies of old files are delivered',
} as const

/** Our own: a kind of relation may keep assets from being deleted. */
export const force = {
  type: 'boolean',
  default: false,
  description: 'Whether an asset that relations protect is deleted too',
} as const

export const notificationUrl = {
  notification_url: { type: 'string', description: 'A URL to be notified of what the call changes' },
} as const
