import { listHubs } from '../../actions/list-hubs.ts'
import { listUnrelated } from '../../actions/list-unrelated.ts'
import { ok } from '../operation.ts'
import { reading } from '../reading.ts'
import { assetAnswer, assetSchema } from './asset-answer.ts'
import { cursor, direction, kindNames, pageLimit } from './walk-params.ts'

export const unrelatedSchema = {
  type: 'object',
  properties: { assets: { type: 'array', items: assetSchema }, next_cursor: { type: 'string' } },
  required: ['assets'],
} as const

export const unrelatedAssets = reading({
  name: 'unrelated_assets',
  summary:
    'Assets without a relation, newest first. Where few are so, a page may have fewer, and a cursor all the same',
  method: 'GET',
  paths: ['/assets/unrelated'],
  api: 'relata',
  input: { type: 'object', properties: { kinds: kindNames, limit: pageLimit, cursor } },
  output: unrelatedSchema,
  async handle(call, { kinds, limit = pageLimit.default, cursor }) {
    const { assets, nextCursor } = await listUnrelated(call.library.store.read, call.cloud, { kinds, limit, cursor })
    return ok({ assets: assets.map((asset) => assetAnswer(call, asset)), next_cursor: nextCursor })
  },
})

export const hubsSchema = {
  type: 'object',
  properties: {
    hubs: {
      type: 'array',
      items: {
        type: 'object',
        properties: { asset: assetSchema, relations: { type: 'integer', description: 'How many it has' } },
        required: ['asset', 'relations'],
      },
    },
    next_cursor: { type: 'string' },
  },
  required: ['hubs'],
} as const

export const hubs = reading({
  name: 'hubs',
  summary: 'Assets with the most relations',
  method: 'GET',
  paths: ['/assets/hubs'],
  api: 'relata',
  input: { type: 'object', properties: { kinds: kindNames, direction, limit: pageLimit, cursor } },
  output: hubsSchema,
  async handle(call, input) {
    const { hubs, nextCursor } = await listHubs(call.library.store.read, call.cloud, {
      kinds: input.kinds,
      direction: input.direction ?? direction.default,
      limit: input.limit ?? pageLimit.default,
      cursor: input.cursor,
    })
    return ok({
      hubs: hubs.map(({ asset, relations }) => ({ asset: assetAnswer(call, asset), relations })),
      next_cursor: nextCursor,
    })
  },
})
