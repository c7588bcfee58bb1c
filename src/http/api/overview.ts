import { getOverview } from '../../actions/get-overview.ts'
import { DELIVERY_TYPES, RESOURCE_TYPES } from '../../core/asset.ts'
import { isDirected } from '../../core/relation-kind.ts'
import { ok, operation } from '../operation.ts'

const MAX_DAYS = 3660
const whole = { type: 'integer' } as const
const amounts = {
  assets: whole,
  bytes: { type: 'integer', description: 'Of the originals' },
  relations: whole,
} as const

export const overviewSchema = {
  type: 'object',
  properties: {
    totals: {
      type: 'object',
      properties: { ...amounts, derived: { type: 'integer', description: 'Files that were made from assets' } },
      required: ['assets', 'bytes', 'relations', 'derived'],
    },
    types: {
      type: 'array',
      description: 'Those that there are assets of',
      items: {
        type: 'object',
        properties: {
          resource_type: { type: 'string', enum: RESOURCE_TYPES },
          type: { type: 'string', enum: DELIVERY_TYPES },
          assets: whole,
          bytes: amounts.bytes,
        },
        required: ['resource_type', 'type', 'assets', 'bytes'],
      },
    },
    kinds: {
      type: 'array',
      description: 'All kinds that the environment has, as list_kinds orders them',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          inverse: { type: 'string' },
          directed: { type: 'boolean' },
          retired: { type: 'boolean' },
          relations: whole,
        },
        required: ['name', 'inverse', 'directed', 'retired', 'relations'],
      },
    },
    days: {
      type: 'array',
      description: 'What there was in all at the end of each day (UTC), oldest first; the last one is today so far',
      items: {
        type: 'object',
        properties: { date: { type: 'string', description: 'YYYY-MM-DD' }, ...amounts },
        required: ['date', 'assets', 'bytes', 'relations'],
      },
    },
  },
  required: ['totals', 'types', 'kinds', 'days'],
} as const

export const overview = operation({
  name: 'overview',
  summary: 'How much there is, of which types and kinds, and how it grew day by day',
  method: 'GET',
  paths: ['/overview'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      days: { type: 'integer', minimum: 1, maximum: MAX_DAYS, default: 90, description: 'How many days back' },
    },
  },
  output: overviewSchema,
  async handle({ library, cloud }, { days = 90 }) {
    const found = await getOverview(library.store.read, cloud, days)
    return ok({
      totals: found.totals,
      types: found.types.map(({ resourceType, ...type }) => ({ resource_type: resourceType, ...type })),
      kinds: found.kinds.map(({ kind: { no, name, inverse, retired }, relations }) => ({
        ...{ name, inverse, directed: isDirected(no), retired, relations },
      })),
      days: found.days.map(({ at, assets, bytes, relations }) => ({
        ...{ date: new Date(at).toISOString().slice(0, 10), assets, bytes, relations },
      })),
    })
  },
})
