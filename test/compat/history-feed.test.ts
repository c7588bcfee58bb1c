import { afterAll, beforeAll, expect, test } from 'vitest'
import { basicAuth, type Server, startServer, upload } from './server.ts'

const CLIENTS = 8
const CALLS = 12

let server: Server
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.stop())

interface FeedPage {
  readonly changes: readonly { readonly call: string; readonly type: string }[]
  readonly next_cursor: string
  readonly has_more: boolean
}

const headers = () => ({ authorization: basicAuth(server) })

async function page(cursor: string): Promise<FeedPage> {
  const url = `${server.url}/api/v1/${server.cloud}/history/feed?limit=5${cursor && `&cursor=${cursor}`}`
  return (await (await fetch(url, { headers: headers() })).json()) as FeedPage
}

/** Relates and unrelates; answers the calls that changed something. */
async function client(no: number): Promise<string[]> {
  const calls: string[] = []
  for (let i = 0; i < CALLS; i++) {
    const method = i % 2 === 0 ? 'POST' : 'DELETE'
    const response = await fetch(`${server.url}/api/v1/${server.cloud}/relations`, {
      method,
      headers: { ...headers(), 'content-type': 'application/json' },
      body: JSON.stringify({ relations: [{ from: 'raw/upload/hub', to: `raw/upload/of-${no}` }] }),
    })
    expect(((await response.json()) as { counts: { changed: number } }).counts.changed).toBe(1)
    calls.push(response.headers.get('x-request-id')!)
  }
  return calls
}

test('whoever follows the feed sees each change of eight clients that write at once, once and in order', async () => {
  for (const id of ['hub', ...Array.from({ length: CLIENTS }, (_, i) => `of-${i}`)]) {
    expect((await upload(server, 'raw', Buffer.from('x'), { public_id: id })).status).toBe(200)
  }
  let cursor = (await page('')).next_cursor
  let isOver = false
  const seen: string[] = []
  const follower = (async () => {
    for (;;) {
      const last = isOver
      const { changes, next_cursor, has_more } = await page(cursor)
      cursor = next_cursor
      for (const change of changes) if (change.type !== 'upload') seen.push(change.call)
      if (last && !has_more) return
    }
  })()
  const calls = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => client(i)))
  isOver = true
  await follower
  expect(seen.toSorted()).toEqual(calls.flat().toSorted())
  for (const ofClient of calls) expect(seen.filter((id) => ofClient.includes(id))).toEqual(ofClient)
})
