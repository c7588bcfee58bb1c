import {
  updateTrigger as changeTrigger,
  createTrigger,
  deleteTrigger,
  listTriggers,
} from '../../actions/manage-triggers.ts'
import type { Cloud } from '../../core/cloud.ts'
import type { Definition } from '../../core/definition.ts'
import { EVENT_TYPES, type Trigger } from '../../core/notification.ts'
import { ok, operation } from '../operation.ts'
import { time } from './wire.ts'

const eventType = { type: 'string', enum: EVENT_TYPES, description: 'What the URL is notified of' } as const
const id = { type: 'string', description: 'The ID of the trigger' } as const

const triggerAnswer = (cloud: Cloud, { name, body, createdAt, updatedAt }: Definition<Trigger>) => ({
  id: name,
  product_environment_id: cloud.name,
  uri_type: 'webhook',
  uri: body.uri,
  event_type: body.eventType,
  additive: body.additive,
  created_at: time(createdAt),
  updated_at: time(updatedAt),
})

export const triggers = operation({
  name: 'triggers',
  summary: 'Lists the URLs that are notified of events (webhooks)',
  method: 'GET',
  paths: ['/triggers'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { event_type: eventType } },
  async handle({ library, cloud }, input) {
    const found = await listTriggers(library.store.read, cloud, input.event_type)
    return ok({ triggers: found.map((trigger) => triggerAnswer(cloud, trigger)), total: found.length })
  },
})

export const addTrigger = operation({
  name: 'create_trigger',
  summary: 'Notifies a URL of every event of a type',
  method: 'POST',
  paths: ['/triggers'],
  api: 'admin',
  access: 'admin',
  input: {
    type: 'object',
    properties: {
      uri: { type: 'string', description: 'An http or https URL' },
      event_type: eventType,
      additive: {
        type: 'boolean',
        default: false,
        description: 'Whether it is notified also of what a call has a notification_url of its own for',
      },
    },
    required: ['uri', 'event_type'],
  },
  statuses: [201],
  async handle(call, { uri, event_type, additive = false }) {
    const created = await createTrigger(call.library, call, { uri, eventType: event_type, additive })
    return { status: 201, body: triggerAnswer(call.cloud, created) }
  },
})

export const updateTrigger = operation({
  name: 'update_trigger',
  summary: 'Gives a trigger another URL',
  method: 'PUT',
  paths: ['/triggers/{id}'],
  api: 'admin',
  access: 'admin',
  input: {
    type: 'object',
    properties: { id, new_uri: { type: 'string', description: 'An http or https URL' } },
    required: ['id', 'new_uri'],
  },
  handle: async (call, input) =>
    ok(triggerAnswer(call.cloud, await changeTrigger(call.library, call, input.id, { uri: input.new_uri }))),
})

export const removeTrigger = operation({
  name: 'delete_trigger',
  summary: 'Stops notifying a URL; what still waits to be sent is given up',
  method: 'DELETE',
  paths: ['/triggers/{id}'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { id }, required: ['id'] },
  async handle(call, input) {
    await deleteTrigger(call.library, call, input.id)
    return ok({ message: 'ok' })
  },
})
