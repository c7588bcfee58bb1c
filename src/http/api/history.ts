import { feedCursor, feedPosition, readFeed } from '../../actions/follow-history.ts'
import { catchUp } from '../../actions/index-history.ts'
import { listActors } from '../../actions/list-actors.ts'
import { getCall, isLookedUp, listHistory } from '../../actions/list-history.ts'
import { kindsOf } from '../../actions/relation-kinds.ts'
import { undoableOf } from '../../actions/undoable-changes.ts'
import { CHANGE_TYPES, type LoggedChange } from '../../core/change.ts'
import type { Cloud } from '../../core/cloud.ts'
import type { Reader } from '../../core/store.ts'
import { ok, operation } from '../operation.ts'
import { reading } from '../reading.ts'
import { assetParam } from './asset-param.ts'
import { changeAnswer, changeSchema } from './history-answer.ts'
import { timeParam, timeSchema } from './time-param.ts'

const MAX_CHANGES = 500
/** Of each list of a change, in a list of changes. */
const MAX_ITEMS_LISTED = 100

const limit = { type: 'integer', minimum: 1, maximum: MAX_CHANGES, default: 50 } as const
const cursor = { type: 'string', description: 'next_cursor of the page before' } as const
const changes = { type: 'array', items: changeSchema } as const
const call = {
  type: 'string',
  maxLength: 200,
  description: 'The X-Request-Id that the call was answered with',
} as const

/** Changes, and whether each can be taken back. */
async function listedAnswer(reader: Reader, cloud: Cloud, changes: readonly LoggedChange[], most?: number) {
  const kinds = await kindsOf(reader, cloud)
  const isUndoable = await undoableOf(reader, cloud, changes)
  return changes.map((change) => ({ ...changeAnswer(kinds, change, most), undoable: isUndoable(change) }))
}

export const history = reading({
  name: 'history',
  summary: 'Who changed what and when, newest first',
  method: 'GET',
  paths: ['/history'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      asset: { type: 'string', description: 'An asset ID, of a deleted asset too, or resource_type/type/public_id' },
      actor: { type: 'string', maxLength: 200, description: 'An API key, user:NAME or rule:NAME' },
      type: { type: 'string', enum: CHANGE_TYPES },
      since: { ...timeSchema, description: 'From this time on, in ISO 8601' },
      until: { ...timeSchema, description: 'Before this time' },
      limit,
      cursor,
    },
  },
  output: {
    type: 'object',
    properties: {
      changes: { ...changes, description: `At most ${MAX_ITEMS_LISTED} assets and relations of each are listed` },
      next_cursor: { type: 'string', description: 'There where more may follow, be the page short or empty' },
    },
    required: ['changes'],
  },
  async beforeReading({ library, cloud }, input) {
    if (isLookedUp(input)) await catchUp(library.store, cloud)
  },
  async handle({ library, cloud }, input) {
    const { changes, nextCursor } = await listHistory(library.store.read, cloud, {
      asset: input.asset === undefined ? undefined : assetParam('asset', input.asset),
      actor: input.actor,
      type: input.type,
      since: timeParam('since', input.since),
      until: timeParam('until', input.until),
      limit: input.limit ?? limit.default,
      cursor: input.cursor,
    })
    return ok({
      changes: await listedAnswer(library.store.read, cloud, changes, MAX_ITEMS_LISTED),
      next_cursor: nextCursor,
    })
  },
})

export const historyOfCall = reading({
  name: 'history_call',
  summary: 'All that one call changed, in its order',
  method: 'GET',
  paths: ['/history/{call}'],
  api: 'relata',
  input: { type: 'object', properties: { call, limit, cursor }, required: ['call'] },
  output: {
    type: 'object',
    properties: {
      call: { type: 'string' },
      changes,
      undone_by: { type: 'array', items: { type: 'string' }, description: 'Calls that took it back' },
      next_cursor: { type: 'string' },
    },
    required: ['call', 'changes', 'undone_by'],
  },
  beforeReading: ({ library, cloud }) => catchUp(library.store, cloud),
  async handle({ library, cloud }, { call, ...page }) {
    const { changes, undoneBy, nextCursor } = await getCall(library.store.read, cloud, call, {
      limit: page.limit ?? limit.default,
      cursor: page.cursor,
    })
    return ok({
      call,
      changes: await listedAnswer(library.store.read, cloud, changes),
      undone_by: undoneBy,
      next_cursor: nextCursor,
    })
  },
})

export const historyActors = operation({
  name: 'history_actors',
  summary: 'Whoever changed something that the history still has, in the order of their names',
  method: 'GET',
  paths: ['/history/actors'],
  api: 'relata',
  input: { type: 'object', properties: { limit: { ...limit, default: MAX_CHANGES }, cursor } },
  output: {
    type: 'object',
    properties: {
      actors: { type: 'array', items: { type: 'string' }, description: 'For the filter by actor' },
      next_cursor: { type: 'string' },
    },
    required: ['actors'],
  },
  async handle({ library, cloud }, { limit = MAX_CHANGES, cursor }) {
    const { actors, nextCursor } = await listActors(library, cloud, { limit, cursor })
    return ok({ actors: [...actors], next_cursor: nextCursor })
  },
})

export const historyFeed = reading({
  name: 'history_feed',
  summary:
    'All changes, oldest first, each once, for whoever follows them: next_cursor is always there, to ask again with',
  method: 'GET',
  paths: ['/history/feed'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      cursor: { type: 'string', description: 'next_cursor of the answer before, however old' },
      from: {
        type: 'string',
        enum: ['start', 'end'],
        default: 'start',
        description: 'Without a cursor: where to begin, at the oldest change that is kept, or at what comes next',
      },
      limit,
    },
  },
  output: {
    type: 'object',
    properties: {
      changes,
      next_cursor: { type: 'string' },
      has_more: { type: 'boolean', description: 'Whether to ask again at once' },
    },
    required: ['changes', 'next_cursor', 'has_more'],
  },
  async handle({ library, cloud }, input) {
    const reader = library.store.read
    const after = await feedPosition(reader, cloud, input.cursor, input.from ?? 'start')
    const { changes, hasMore, position } = await readFeed(reader, cloud, after, input.limit ?? limit.default)
    const kinds = await kindsOf(reader, cloud)
    return ok({
      changes: changes.map((change) => changeAnswer(kinds, change)),
      next_cursor: feedCursor(cloud, position),
      has_more: hasMore,
    })
  },
})
