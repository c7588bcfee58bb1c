import { createTrigger, deleteTrigger, listTriggers, updateTrigger } from '../../actions/manage-triggers.ts'
import type { Definition } from '../../core/definition.ts'
import { EVENT_TYPES, type Trigger } from '../../core/notification.ts'
import { ok, operation } from '../operation.ts'
import { nextCursor, pageOf, shortListParams } from './short-list.ts'

const id = { type: 'string', maxLength: 100, description: 'The ID of the webhook' } as const
const time = { type: 'string', description: 'ISO 8601' } as const
const properties = {
  url: { type: 'string', maxLength: 2000, description: 'An http or https URL' },
  event: { type: 'string', enum: EVENT_TYPES, description: 'What it is notified of' },
  additive: {
    type: 'boolean',
    default: false,
    description: 'Whether it is notified also of what a call has a notification_url of its own for',
  },
} as const

export const webhookSchema = {
  type: 'object',
  properties: { id, ...properties, created_at: time, updated_at: time },
  required: ['id', 'url', 'event', 'additive', 'created_at', 'updated_at'],
} as const

const webhookAnswer = ({ name, body, createdAt, updatedAt }: Definition<Trigger>) => ({
  ...{ id: name, url: body.uri, event: body.eventType, additive: body.additive },
  created_at: new Date(createdAt).toISOString(),
  updated_at: new Date(updatedAt).toISOString(),
})

export const webhooks = operation({
  name: 'webhooks',
  summary: 'The URLs that are notified of events, oldest first: what Cloudinary calls triggers',
  method: 'GET',
  paths: ['/webhooks'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: shortListParams },
  output: {
    type: 'object',
    properties: { webhooks: { type: 'array', items: webhookSchema }, next_cursor: nextCursor },
    required: ['webhooks'],
  },
  async handle(call, input) {
    const triggers = await listTriggers(call.library.store.read, call.cloud)
    const { page, next_cursor } = pageOf(call, 'webhooks', triggers, ({ name }) => name, input)
    return ok({ webhooks: page.map(webhookAnswer), next_cursor })
  },
})

export const createWebhook = operation({
  name: 'create_webhook',
  summary: 'Notifies a URL of every event of a type, from now on',
  method: 'POST',
  paths: ['/webhooks'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties, required: ['url', 'event'] },
  output: webhookSchema,
  async handle(call, { url, event, additive = false }) {
    return ok(webhookAnswer(await createTrigger(call.library, call, { uri: url, eventType: event, additive }, 'url')))
  },
})

export const updateWebhook = operation({
  name: 'update_webhook',
  summary: 'Changes a webhook. What waits to be sent goes to its new URL',
  method: 'PATCH',
  paths: ['/webhooks/{id}'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: { id, ...properties }, required: ['id'] },
  output: webhookSchema,
  async handle(call, { id, url, event, additive }) {
    const changes = {
      ...(url !== undefined && { uri: url }),
      ...(event !== undefined && { eventType: event }),
      ...(additive !== undefined && { additive }),
    }
    return ok(webhookAnswer(await updateTrigger(call.library, call, id, changes, 'url')))
  },
})

export const deleteWebhook = operation({
  name: 'delete_webhook',
  summary: 'Stops notifying a URL; what still waits to be sent is given up',
  method: 'DELETE',
  paths: ['/webhooks/{id}'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: { id }, required: ['id'] },
  output: { type: 'object', properties: { deleted: id }, required: ['deleted'] },
  async handle(call, { id }) {
    await deleteTrigger(call.library, call, id)
    return ok({ deleted: id })
  },
})
