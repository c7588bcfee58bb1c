import { findGroups } from '../../actions/find-groups.ts'
import { WalkBudget } from '../../actions/walk-steps.ts'
import { ok } from '../operation.ts'
import { reading } from '../reading.ts'
import { assetAnswer, assetSchema } from './asset-answer.ts'
import { assetNames, cursor, kindNames, maxMs, parseNames, truncated } from './walk-params.ts'

const DEFAULT_GROUPS = 20
const MAX_GROUPS = 100
/** Assets that each group is shown with. */
const DEFAULT_MEMBERS = 10
const MAX_MEMBERS = 100

const groupSchema = {
  type: 'object',
  properties: {
    assets: { type: 'array', items: assetSchema, description: 'The first of them' },
    of: { type: 'array', items: { type: 'string' }, description: 'Asset IDs of those asked for that are in it' },
    size: { type: 'integer', description: 'How many assets are in it, as far as they were counted' },
    truncated: { ...truncated, description: 'Limits that kept it from counting them all' },
  },
  required: ['assets', 'of', 'size', 'truncated'],
} as const

export const groupsSchema = {
  type: 'object',
  properties: { groups: { type: 'array', items: groupSchema }, next_cursor: { type: 'string' } },
  required: ['groups'],
} as const

export const groups = reading({
  name: 'groups',
  summary: 'Connected groups: those that some assets are in, or all. A page may end early; the cursor goes on',
  method: 'POST',
  paths: ['/groups'],
  api: 'relata',
  access: 'read',
  input: {
    type: 'object',
    properties: {
      assets: { ...assetNames, description: `${assetNames.description}; without them, all groups of two and more` },
      kinds: kindNames,
      limit: { type: 'integer', minimum: 1, maximum: MAX_GROUPS, default: DEFAULT_GROUPS },
      members: {
        type: 'integer',
        minimum: 0,
        maximum: MAX_MEMBERS,
        default: DEFAULT_MEMBERS,
        description: 'Assets that each group is shown with; walk has all of them',
      },
      max_ms: maxMs,
      cursor,
    },
  },
  output: groupsSchema,
  async handle(call, input) {
    const { groups, nextCursor } = await findGroups(
      call.library.store.read,
      call.cloud,
      {
        of: input.assets && parseNames('assets', input.assets),
        kinds: input.kinds,
        limit: input.limit ?? DEFAULT_GROUPS,
        members: input.members ?? DEFAULT_MEMBERS,
        cursor: input.cursor,
      },
      new WalkBudget(input.max_ms),
    )
    return ok({
      groups: groups.map(({ assets, of, size, truncated }) => ({
        assets: assets.map((asset) => assetAnswer(call, asset)),
        of: of.map(({ assetId }) => assetId),
        size,
        truncated,
      })),
      next_cursor: nextCursor,
    })
  },
})
