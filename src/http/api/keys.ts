import { createKey, listKeys, type NewKey, renameKey, revokeKey, rotateKey } from '../../actions/manage-keys.ts'
import { clientUrl, type KeyDescription } from '../../core/cloud.ts'
import type { Library } from '../../core/library.ts'
import { type Call, ok, operation } from '../operation.ts'
import { nextCursor, pageOf, shortListParams } from './short-list.ts'

const HOUR_MS = 60 * 60 * 1000
const MAX_GRACE_HOURS = 30 * 24

const key = { type: 'string', maxLength: 200, description: 'The API key' } as const
const name = { type: 'string', maxLength: 100, description: 'What people call it' } as const
const time = { type: 'string', description: 'ISO 8601' } as const
const properties = {
  key,
  name,
  created_at: time,
  ends_at: { ...time, description: 'Of a key that was rotated: until when it is good' },
  given: {
    type: 'boolean',
    description: 'Whether the server is started with it (CLOUDINARY_URL): it can not end then',
  },
} as const
const required = ['key', 'name', 'created_at', 'given'] as const

export const keySchema = { type: 'object', properties, required } as const

export const newKeySchema = {
  type: 'object',
  properties: {
    ...properties,
    secret: { type: 'string', description: 'Told this one time' },
    cloudinary_url: { type: 'string', description: 'Key and secret as SDKs take them, of this server' },
  },
  required: [...required, 'secret', 'cloudinary_url'],
} as const

const keyAnswer = ({ givenKey }: Library, { key, name, createdAt, endsAt }: KeyDescription) => ({
  ...{ key, name, created_at: new Date(createdAt).toISOString() },
  ...(endsAt !== null && { ends_at: new Date(endsAt).toISOString() }),
  given: key === givenKey,
})

const newKeyAnswer = ({ library, baseUrl, cloud }: Call, made: NewKey) => ({
  ...keyAnswer(library, made),
  secret: made.secret,
  cloudinary_url: clientUrl(baseUrl, cloud.name, made),
})

export const keys = operation({
  name: 'keys',
  summary: 'The API keys in force, oldest first; the first one signs notifications. Secrets are never told',
  method: 'GET',
  paths: ['/keys'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: shortListParams },
  output: {
    type: 'object',
    properties: { keys: { type: 'array', items: keySchema }, next_cursor: nextCursor },
    required: ['keys'],
  },
  async handle(call, input) {
    const found = await listKeys(call.library.store.read, call.cloud)
    const { page, next_cursor } = pageOf(call, 'keys', found, ({ key }) => key, input)
    return ok({ keys: page.map((one) => keyAnswer(call.library, one)), next_cursor })
  },
})

export const createKeyOperation = operation({
  name: 'create_key',
  summary: 'Makes an API key, whose secret is told this one time',
  method: 'POST',
  paths: ['/keys'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: { name } },
  output: newKeySchema,
  handle: async (call, { name = '' }) => ok(newKeyAnswer(call, await createKey(call.library, call, name.trim()))),
})

export const renameKeyOperation = operation({
  name: 'rename_key',
  summary: 'Gives an API key another name',
  method: 'PATCH',
  paths: ['/keys/{key}'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: { key, name }, required: ['key', 'name'] },
  output: keySchema,
  handle: async (call, { key, name }) =>
    ok(keyAnswer(call.library, await renameKey(call.library, call, key, name.trim()))),
})

export const rotateKeyOperation = operation({
  name: 'rotate_key',
  summary:
    'Makes another API key of the same name, whose secret is told this one time, and ends this one after some hours, in which both are good',
  method: 'POST',
  paths: ['/keys/{key}/rotate'],
  api: 'relata',
  access: 'admin',
  input: {
    type: 'object',
    properties: {
      key,
      grace_hours: {
        type: 'number',
        minimum: 0,
        maximum: MAX_GRACE_HOURS,
        default: 24,
        description: 'How long the old one is good; 0: no more',
      },
    },
    required: ['key'],
  },
  output: newKeySchema,
  handle: async (call, { key, grace_hours = 24 }) =>
    ok(newKeyAnswer(call, await rotateKey(call.library, call, key, Math.round(grace_hours * HOUR_MS)))),
})

export const revokeKeyOperation = operation({
  name: 'revoke_key',
  summary:
    'Ends an API key, within a second on all that this server answers. What it has signed, URLs of private assets too, is good no more. The last one stays',
  method: 'POST',
  paths: ['/keys/{key}/revoke'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: { key }, required: ['key'] },
  output: { type: 'object', properties: { revoked: key }, required: ['revoked'] },
  async handle(call, { key }) {
    await revokeKey(call.library, call, key)
    return ok({ revoked: key })
  },
})
