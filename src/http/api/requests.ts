import type { Cloud } from '../../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../../core/cursor.ts'
import { type Call, ok, operation } from '../operation.ts'
import { MAX_REQUESTS, type RequestLog, type SeenRequest } from '../request-log.ts'
import { EVENT_STREAM, EVENT_STREAM_TYPE, RETRY_MS } from '../streams.ts'
import { nextCursor, shortListParams } from './short-list.ts'

const text = { type: 'string' } as const
const KINDS = ['admin', 'upload', 'relata', 'delivery'] as const
const kind = {
  type: 'string',
  enum: KINDS,
  description: "Cloudinary's Admin or Upload API, our own API, or the delivery of a file",
} as const

const fromPage = { type: 'boolean', description: "Whether the library's own page sent it, with a session" } as const

export const requestSchema = {
  type: 'object',
  properties: {
    id: { type: 'integer', description: 'Grows with each request' },
    request_id: { type: 'string', description: 'As its X-Request-Id said; of a change, the call in the history' },
    at: { type: 'string', description: 'When it was answered, in ISO 8601' },
    ...{ kind, method: text },
    path: { type: 'string', description: 'Without the query and without signatures' },
    operation: { type: 'string', description: 'As /openapi.json names it; not there for deliveries' },
    status: { type: 'integer' },
    ms: { type: 'number', description: 'Milliseconds until all was sent' },
    caller: { type: 'string', description: 'An API key, user:NAME, or anonymous' },
    error: { type: 'string', description: 'What the caller was told' },
    from_page: fromPage,
  },
  required: ['id', 'request_id', 'at', 'kind', 'method', 'path', 'status', 'ms', 'caller', 'from_page'],
} as const

const requestAnswer = ({ no, requestId, at, caller = 'anonymous', fromPage, ...seen }: SeenRequest) => ({
  ...{ id: no, request_id: requestId, at: new Date(at).toISOString(), ...seen, caller, from_page: fromPage },
})

export const requests = operation({
  name: 'requests',
  summary: `The last requests of this environment, newest first, deliveries too, but those that ask for requests; up to ${MAX_REQUESTS} of programs, and as many of the library's own page, are kept in memory, since the server started`,
  method: 'GET',
  paths: ['/requests'],
  api: 'relata',
  access: 'admin',
  isHidden: true,
  input: {
    type: 'object',
    properties: {
      kind,
      from_page: fromPage,
      limit: { type: 'integer', minimum: 1, maximum: MAX_REQUESTS, default: MAX_REQUESTS },
      cursor: shortListParams.cursor,
    },
  },
  output: {
    type: 'object',
    properties: { requests: { type: 'array', items: requestSchema }, next_cursor: nextCursor },
    required: ['requests'],
  },
  async handle({ requestLog, cloud }, { kind, from_page, limit = MAX_REQUESTS, cursor }) {
    const below = cursor === undefined ? Number.POSITIVE_INFINITY : Number(decodeCursor(cloud, 'requests', cursor)[0])
    const found = requestLog
      .list(cloud.name)
      .filter(
        (seen) =>
          seen.no < below &&
          (kind === undefined || seen.kind === kind) &&
          (from_page === undefined || seen.fromPage === from_page),
      )
    const page = found.slice(-limit).reverse()
    const next_cursor = found.length > limit ? encodeCursor(cloud, 'requests', [page.at(-1)!.no]) : undefined
    return ok({ requests: page.map(requestAnswer), next_cursor })
  },
})

export const requestEvents = operation({
  name: 'request_events',
  summary: 'The requests of this environment as server-sent events, from now on, or after the ID of an event',
  method: 'GET',
  paths: ['/requests/events'],
  api: 'relata',
  access: 'admin',
  isHidden: true,
  input: {
    type: 'object',
    properties: {
      after: {
        type: 'integer',
        minimum: 0,
        description: 'An ID, as far as its next are kept. A Last-Event-ID goes first',
      },
    },
  },
  answerTypes: [EVENT_STREAM_TYPE],
  async handle({ requestLog, requestStreams, cloud, lastEventId, isStillLetIn }, { after }) {
    const from = /^\d{1,16}$/.test(lastEventId ?? '') ? Number(lastEventId) : (after ?? requestLog.last)
    return {
      status: 200,
      body: requestStreams.open(cloud.id, (next) => eventsOf(requestLog, cloud, from, next, isStillLetIn)),
      headers: EVENT_STREAM,
    }
  },
})

async function* eventsOf(
  log: RequestLog,
  { name }: Cloud,
  from: number,
  next: () => Promise<'changed' | 'idle' | 'over'>,
  isStillLetIn: Call['isStillLetIn'],
): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\nid: ${from}\n\n`
  for (let last = from; ; ) {
    const found = log.list(name, last)
    for (const seen of found) yield `id: ${seen.no}\nevent: request\ndata: ${JSON.stringify(requestAnswer(seen))}\n\n`
    last = found.at(-1)?.no ?? last
    const wake = await next()
    if (wake === 'over' || !(await isStillLetIn())) return
    if (wake === 'idle') yield ': nothing new\n\n'
  }
}
