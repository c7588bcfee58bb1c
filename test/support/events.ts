import http from 'node:http'

export interface ServerEvent {
  readonly id?: string
  readonly event?: string
  readonly data?: string
  readonly retry?: string
  /** The text of a comment. */
  readonly ''?: string
}

export interface EventStream {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  /** The next event, waited for; undefined at the end of the stream. */
  next(): Promise<ServerEvent | undefined>
  /** What the next change was about, comments passed over. */
  nextChange(): Promise<{ id: string; change: ReturnType<typeof JSON.parse> }>
  /** Whether the server has ended it as it should; waits for its end. */
  ended(): Promise<boolean>
  close(): void
}

/** Opens a stream of server-sent events over a connection of its own, and reads it as it comes. */
export function openEvents(url: string, headers: Record<string, string>): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers, agent: false }, (response) => {
      const events = parseEvents(response)
      const next = async () => {
        const { value, done } = await events.next()
        return done ? undefined : value
      }
      resolve({
        status: response.statusCode!,
        headers: response.headers,
        next,
        async nextChange() {
          for (;;) {
            const event = await next()
            if (!event) throw new Error('The stream has ended')
            if (event.event === 'change') return { id: event.id!, change: JSON.parse(event.data!) }
          }
        },
        async ended() {
          try {
            while (await next());
          } catch {}
          return response.complete
        },
        close: () => request.destroy(),
      })
    })
    request.on('error', reject)
  })
}

async function* parseEvents(response: http.IncomingMessage): AsyncGenerator<ServerEvent> {
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop()!
    for (const block of blocks) {
      yield Object.fromEntries(
        block.split('\n').map((line) => {
          const colon = line.indexOf(':')
          return [line.slice(0, colon), line.slice(colon + 1).trim()]
        }),
      )
    }
  }
}
