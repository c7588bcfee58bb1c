import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../core/errors.ts'
import type { Client } from './client.ts'

const DEFAULT_RETRY_MS = 2000

/** The data of each event, for ever: after a lost connection it goes on behind the last one. */
export async function* serverEvents(client: Client, path: string): AsyncGenerator<string> {
  let lastId: string | undefined
  let retryMs = DEFAULT_RETRY_MS
  for (let connected = false; ; ) {
    try {
      const response = await client.open('/api/v1', 'GET', path, {
        headers: { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) },
      })
      connected = true
      for await (const { id, event, data, retry } of eventsOf(response.body)) {
        lastId = id ?? lastId
        retryMs = retry ?? retryMs
        if (event === 'error') throw new AppError('invalid', JSON.parse(data).message)
        if (data !== '') yield data
      }
    } catch (error) {
      // A stream that breaks off is a TypeError; a server that starts anew isn't there for a while.
      const isLost = error instanceof TypeError || (error instanceof AppError && error.code === 'unavailable')
      if (!connected || !isLost) throw error
    }
    await sleep(retryMs)
  }
}

interface ServerEvent {
  id?: string
  event?: string
  data: string
  retry?: number
}

/** As https://html.spec.whatwg.org/multipage/server-sent-events.html has it, for servers that end lines with \n. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop()!
    for (const block of blocks) yield parseEvent(block)
  }
}

function parseEvent(block: string): ServerEvent {
  const event: ServerEvent = { data: '' }
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (field === 'id' || field === 'event') event[field] = value
    else if (field === 'data') event.data += value
    else if (field === 'retry') event.retry = Number(value)
  }
  return event
}
