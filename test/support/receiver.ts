import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Json } from './relata.ts'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: Json
}

export interface Receiver {
  readonly url: string
  /** All that came, in its order. */
  readonly received: Received[]
  /** Waits until so many came. */
  until(count: number): Promise<Received[]>
  close(): Promise<void>
}

type Answer = number | 'nothing'
/** What is answered, and when: a status, or nothing at all. */
export type Answering = (received: Received, count: number) => Answer | Promise<Answer>

/** A server that takes notifications. */
export async function startReceiver(answering: Answering = () => 200): Promise<Receiver> {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const one = { path: request.url!, headers: request.headers, text: body, body: JSON.parse(body) }
    received.push(one)
    const answer = await answering(one, received.length)
    if (answer !== 'nothing') response.writeHead(answer, { location: '/elsewhere' }).end('thanks')
    for (const look of waiting) look()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return
          waiting.delete(look)
          resolve(received.slice(0, count))
        }
        waiting.add(look)
        look()
      }),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
