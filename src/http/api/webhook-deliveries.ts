import { getDelivery, listDeliveries, resendDelivery } from '../../actions/webhook-deliveries.ts'
import { DELIVERY_DAYS, DELIVERY_STATES, type Delivery, type DeliverySummary } from '../../core/notification.ts'
import { ok, operation } from '../operation.ts'

const MAX_DELIVERIES = 200
const id = { type: 'string', maxLength: 100, description: 'The ID of the delivery' } as const
const time = { type: 'string', description: 'ISO 8601' } as const
const text = { type: 'string' } as const
const state = {
  type: 'string',
  enum: DELIVERY_STATES,
  description: 'pending: it waits for its first, or its next attempt; failed: it was given up',
} as const

const properties = {
  ...{ id, created_at: time, event: text, state },
  url: { type: 'string', description: 'Where it was sent to last, or is to be' },
  webhook: { type: 'string', description: 'The ID of the webhook that it is for; not there for a notification_url' },
  attempts: { type: 'integer' },
  status: { type: 'integer', description: 'Of the last answer' },
  error: { type: 'string', description: 'Why the last attempt failed' },
  next_attempt_at: time,
} as const
const required = ['id', 'created_at', 'event', 'state', 'url', 'attempts'] as const

export const deliverySchema = { type: 'object', properties, required } as const

export const deliveryDetailsSchema = {
  type: 'object',
  properties: {
    ...properties,
    body: { type: 'object', description: 'What is sent; signature_key is added as it is' },
    answer: { type: 'string', description: 'The beginning of what the receiver answered last' },
  },
  required: [...required, 'body'],
} as const

const summaryAnswer = (delivery: DeliverySummary) => ({
  id: delivery.position,
  created_at: new Date(delivery.createdAt).toISOString(),
  event: delivery.eventType,
  state: delivery.state,
  url: delivery.uri,
  ...(!delivery.receiver.includes(':') && { webhook: delivery.receiver }),
  attempts: delivery.attempts,
  ...(delivery.status !== null && { status: delivery.status }),
  ...(delivery.error !== null && { error: delivery.error }),
  ...(delivery.dueAt !== null && { next_attempt_at: new Date(delivery.dueAt).toISOString() }),
})

const detailsAnswer = (delivery: Delivery) => ({
  ...summaryAnswer(delivery),
  body: JSON.parse(delivery.body),
  ...(delivery.answer !== null && { answer: delivery.answer }),
})

export const webhookDeliveries = operation({
  name: 'webhook_deliveries',
  summary: `What was sent to webhooks and notification URLs, or is to be, newest first; what was sent, or given up, is kept for ${DELIVERY_DAYS} days`,
  method: 'GET',
  paths: ['/webhooks/deliveries'],
  api: 'relata',
  access: 'admin',
  input: {
    type: 'object',
    properties: {
      state,
      limit: { type: 'integer', minimum: 1, maximum: MAX_DELIVERIES, default: 50 },
      cursor: { type: 'string', description: 'next_cursor of the page before' },
    },
  },
  output: {
    type: 'object',
    properties: { deliveries: { type: 'array', items: deliverySchema }, next_cursor: text },
    required: ['deliveries'],
  },
  async handle({ library, cloud }, { state, limit = 50, cursor }) {
    const { deliveries, nextCursor } = await listDeliveries(library.store.read, cloud, { state, limit, cursor })
    return ok({ deliveries: deliveries.map(summaryAnswer), next_cursor: nextCursor })
  },
})

export const webhookDelivery = operation({
  name: 'webhook_delivery',
  summary: 'What is sent, and what was answered last',
  method: 'GET',
  paths: ['/webhooks/deliveries/{id}'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: { id }, required: ['id'] },
  output: deliveryDetailsSchema,
  handle: async ({ library, cloud }, { id }) => ok(detailsAnswer(await getDelivery(library.store.read, cloud, id))),
})

export const resendDeliveryOperation = operation({
  name: 'resend_delivery',
  summary:
    'Sends it once more, as soon as its receiver is free, and with all attempts anew; of one that waits for its next attempt, at once',
  method: 'POST',
  paths: ['/webhooks/deliveries/{id}/resend'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: { id }, required: ['id'] },
  output: deliveryDetailsSchema,
  async handle({ library, cloud, sendDue }, { id }) {
    const delivery = await resendDelivery(library, cloud, id)
    sendDue(cloud.id)
    return ok(detailsAnswer(delivery))
  },
})
