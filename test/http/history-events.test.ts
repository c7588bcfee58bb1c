import { afterAll, beforeAll, expect, test } from 'vitest'
import { ChangeStreams } from '../../src/http/streams.ts'
import { openEvents } from '../support/events.ts'
import { basic, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const open = (query = '', headers = {}, server = relata) =>
  openEvents(`${server.url}/api/v1/${server.cloudName}/history/events${query}`, {
    authorization: basic(server),
    ...headers,
  })

test('tells changes as they come', async () => {
  const stream = await open()
  expect([stream.status, stream.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8'])
  expect(await stream.next()).toEqual({ retry: '2000', id: expect.any(String) })
  await relata.asset('e-1')
  await relata.asset('e-2')
  const [one, two] = [await stream.nextChange(), await stream.nextChange()]
  expect([one, two].map(({ change }) => [change.type, change.assets[0].public_id, change.actor])).toEqual([
    ['upload', 'e-1', relata.apiKey],
    ['upload', 'e-2', relata.apiKey],
  ])
  stream.close()
})

test('a client that comes back goes on after the last event that it has seen', async () => {
  const stream = await open()
  await stream.next()
  for (const id of ['r-1', 'r-2', 'r-3']) await relata.asset(id)
  const { id } = await stream.nextChange()
  stream.close()
  const again = await open('', { 'last-event-id': id })
  expect([(await again.nextChange()).change.assets[0].public_id]).toEqual(['r-2'])
  expect((await again.nextChange()).change.assets[0].public_id).toBe('r-3')
  again.close()
  // The same place in the feed.
  const { body } = await relata.api('GET', `/history/feed?cursor=${id}&limit=1`)
  expect(body.changes[0].assets[0].public_id).toBe('r-2')
  const byCursor = await open(`?cursor=${body.next_cursor}`)
  expect((await byCursor.nextChange()).change.assets[0].public_id).toBe('r-3')
  byCursor.close()
  const all = await open('?from=start')
  expect((await all.nextChange()).change.assets[0].public_id).toBe('e-1')
  all.close()
})

test('hears nothing of another environment', async () => {
  const other = await relata.addCloud('events-elsewhere')
  const stream = await openEvents(`${relata.url}/api/v1/${other.cloudName}/history/events`, {
    authorization: basic(other),
  })
  await stream.next()
  await relata.asset('not-theirs')
  const form = new FormData()
  form.append('file', new Blob(['x']))
  form.append('public_id', 'theirs')
  await fetch(`${relata.url}/v1_1/${other.cloudName}/raw/upload`, {
    ...{ method: 'POST', headers: { authorization: basic(other) }, body: form },
  })
  expect((await stream.nextChange()).change.assets[0].public_id).toBe('theirs')
  stream.close()
})

test('so many are open at a time, and whoever leaves makes room', async () => {
  const streams = await Promise.all(Array.from({ length: 50 }, () => open()))
  for (const stream of streams) await stream.next()
  const refused = await open()
  expect(refused.status).toBe(429)
  streams[0]!.close()
  for (let status = 429; status === 429; ) {
    const next = await open()
    status = next.status
    if (status === 200) streams.push(next)
  }
  expect(streams).toHaveLength(51)
  for (const stream of streams) stream.close()
})

test('ends streams as they should when the server stops', async () => {
  const server = await startTestRelata()
  const streams = await Promise.all([open('', {}, server), open('?from=start', {}, server)])
  for (const stream of streams) await stream.next()
  await server.asset('last')
  const stopped = server.stop()
  expect(await Promise.all(streams.map((stream) => stream.ended()))).toEqual([true, true])
  await stopped
})

test('sends a sign of life where nothing happens', async () => {
  const streams = new ChangeStreams({ onChange: () => () => {} }, 1)
  const stream = streams.open(1, async function* (next) {
    for (let wake = ''; wake !== 'over'; yield wake) wake = await next()
  })
  let seen = ''
  for await (const chunk of stream) {
    seen += chunk
    if (seen.startsWith('idleidle')) streams.close()
  }
  expect(seen).toMatch(/^(idle){2,}over$/)
  expect(() => streams.open(1, async function* () {})).toThrow('shutting down')
})
