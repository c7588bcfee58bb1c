import { feedCursor, feedPosition, readFeed } from '../../actions/follow-history.ts'
import { kindsOf } from '../../actions/relation-kinds.ts'
import { AppError } from '../../core/errors.ts'
import { type Call, operation } from '../operation.ts'
import { EVENT_STREAM, EVENT_STREAM_TYPE, RETRY_MS } from '../streams.ts'
import { changeAnswer } from './history-answer.ts'

/** Changes that are read at once. */
const PAGE_SIZE = 50

export const historyEvents = operation({
  name: 'history_events',
  summary: 'All changes as server-sent events, from now on or from a cursor; each has its cursor as its ID',
  method: 'GET',
  paths: ['/history/events'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      cursor: {
        type: 'string',
        description:
          'From where to go on: the ID of an event, or next_cursor of /history/feed. A Last-Event-ID goes first',
      },
      from: { type: 'string', enum: ['start', 'end'], default: 'end', description: 'Where to begin without a cursor' },
    },
  },
  answerTypes: [EVENT_STREAM_TYPE],
  async handle(call, { cursor, from = 'end' }) {
    const reader = call.library.store.read
    const position = await feedPosition(reader, call.cloud, call.lastEventId ?? cursor, from)
    // What can't be gone on from is told as an error of this call.
    await readFeed(reader, call.cloud, position, 1)
    return {
      status: 200,
      body: call.streams.open(call.cloud.id, (next) => eventsOf(call, position, next)),
      headers: EVENT_STREAM,
    }
  },
})

async function* eventsOf(
  { library, cloud, isStillLetIn }: Call,
  from: string,
  next: () => Promise<'changed' | 'idle' | 'over'>,
): AsyncGenerator<string> {
  const reader = library.store.read
  yield `retry: ${RETRY_MS}\nid: ${feedCursor(cloud, from)}\n\n`
  for (let position = from, hasMore = true; ; ) {
    if (!hasMore) {
      const wake = await next()
      if (wake === 'over' || !(await isStillLetIn())) return
      if (wake === 'idle') yield ': nothing new\n\n'
    }
    try {
      const page = await readFeed(reader, cloud, position, PAGE_SIZE)
      const kinds = await kindsOf(reader, cloud)
      for (const change of page.changes) {
        yield `id: ${feedCursor(cloud, change.position)}\nevent: change\ndata: ${JSON.stringify(changeAnswer(kinds, change))}\n\n`
      }
      ;({ position, hasMore } = page)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // Whoever was so slow that the log was forgotten meanwhile.
      return yield `event: error\ndata: ${JSON.stringify({ code: error.code, message: error.message })}\n\n`
    }
  }
}
