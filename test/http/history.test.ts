import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoggedChange } from '../../src/http/api/contract.ts'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const get = async (path: string, status = 200): Promise<Json> => {
  const reply = await relata.api('GET', path)
  expect([path, reply.status]).toEqual([path, status])
  return reply.body
}
const changes = async (query: string): Promise<LoggedChange[]> => (await get(`/history?${query}`)).changes
const relate = (from: string, ...to: string[]) =>
  relata.admin('POST', `/resources/related_assets/raw/upload/${from}`, {
    assets_to_relate: to.map((id) => `raw/upload/${id}`),
  })
const unrelate = (from: string, ...to: string[]) =>
  relata.admin('DELETE', `/resources/related_assets/raw/upload/${from}`, {
    assets_to_unrelate: to.map((id) => `raw/upload/${id}`),
  })
const named = (id: string) => `asset=${encodeURIComponent(`raw/upload/${id}`)}`
const types = (list: readonly LoggedChange[]) => list.map(({ type }) => type)

test('tells who related what and when, newest first, of one asset and of all', async () => {
  const before = new Date().toISOString()
  const [dog] = [await relata.asset('h-dog'), await relata.asset('h-cat'), await relata.asset('h-bird')]
  const related = await relate('h-dog', 'h-cat', 'h-bird')
  await unrelate('h-dog', 'h-cat')
  const [last, one, ...rest] = await changes(named('h-dog'))
  expect(types([last!, one!, ...rest])).toEqual(['unrelate', 'relate', 'upload'])
  expect(one).toMatchObject({
    call: related.headers.get('x-request-id'),
    actor: relata.apiKey,
    assets_count: 3,
    relations_count: 2,
    relations: [
      { from: { asset_id: dog.asset_id, public_id: 'h-dog' }, to: { public_id: 'h-cat' }, kind: 'related' },
      { to: { public_id: 'h-bird', resource_type: 'raw', type: 'upload' } },
    ],
  })
  expect(one!.assets.map(({ public_id }) => public_id)).toEqual(['h-dog', 'h-cat', 'h-bird'])
  expect(one!.at >= before && one!.at <= last!.at && last!.at <= new Date().toISOString()).toBe(true)
  expect(types(await changes(named('h-bird')))).toEqual(['relate', 'upload'])
  expect(types(await changes(`asset=${dog.asset_id}`))).toEqual(['unrelate', 'relate', 'upload'])
  expect(types(await changes('limit=5'))).toEqual(['unrelate', 'relate', 'upload', 'upload', 'upload'])
})

test('answers all that one call changed', async () => {
  for (const id of ['c-a', 'c-b']) await relata.asset(id, { tags: 'c' })
  const { headers } = await relata.admin('DELETE', '/resources/raw/upload?prefix=c-')
  const call = headers.get('x-request-id')!
  const body = await get(`/history/${call}`)
  expect(body).toMatchObject({ call, undone_by: [], changes: [{ call, type: 'delete', assets_count: 2 }] })
  expect(body.next_cursor).toBeUndefined()
  await get('/history/none', 404)
  const reply = await relata.admin('GET', '/ping')
  await get(`/history/${reply.headers.get('x-request-id')}`, 404)
})

test('filters by actor, type and time, together too', async () => {
  await relata.asset('f-a')
  await relata.asset('f-b')
  // In no millisecond in which anything was changed before.
  await sleep(2)
  const start = new Date().toISOString()
  await relate('f-a', 'f-b')
  await unrelate('f-a', 'f-b')
  const since = `since=${start}`
  expect(types(await changes(since))).toEqual(['unrelate', 'relate'])
  expect(types(await changes(`${since}&type=relate`))).toEqual(['relate'])
  expect(types(await changes(`${named('f-b')}&type=upload&actor=${relata.apiKey}`))).toEqual(['upload'])
  expect(await changes(`${since}&actor=nobody`)).toEqual([])
  expect(await changes(`${since}&until=${start}`)).toEqual([])
  expect(types(await changes(`${named('f-a')}&until=${start}`))).toEqual(['upload'])
  const [unrelated, related] = await changes(since)
  expect(
    types(await changes(`since=${related!.at}&until=${new Date(Date.parse(unrelated!.at) + 1).toISOString()}`)),
  ).toEqual(['unrelate', 'relate'])
})

test('pages never miss a change or tell one twice, with filters too', async () => {
  await relata.asset('p-hub')
  for (let i = 0; i < 7; i++) {
    await relata.asset(`p-${i}`)
    await relate('p-hub', `p-${i}`)
  }
  for (const query of [named('p-hub'), `${named('p-hub')}&type=relate`, 'since=2020-01-01']) {
    const all = await changes(`${query}&limit=500`)
    const paged: LoggedChange[] = []
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page: Json = await get(`/history?${query}&limit=3${next && `&cursor=${next}`}`)
      expect(page.changes.length).toBeLessThanOrEqual(3)
      paged.push(...page.changes)
      next = page.next_cursor
    }
    expect(paged).toEqual(all)
  }
})

test('what is deleted has a history, by its ID for good', async () => {
  const { asset_id } = await relata.asset('d-1')
  await relata.admin('DELETE', '/resources/raw/upload?public_ids[]=d-1')
  expect(types(await changes(`asset=${asset_id}`))).toEqual(['delete', 'upload'])
  expect(types(await changes(named('d-1')))).toEqual(['delete', 'upload'])
  await relata.asset('d-1')
  expect(types(await changes(named('d-1')))).toEqual(['upload'])
  const short = await startTestRelata({ trashDays: 0 })
  const gone = await short.asset('x')
  await short.admin('DELETE', '/resources/raw/upload?public_ids[]=x')
  const found = await short.api('GET', `/history?asset=${gone.asset_id}`)
  expect(types(found.body.changes)).toEqual(['delete', 'upload'])
  expect((await short.api('GET', '/history?asset=raw/upload/x')).status).toBe(404)
  await short.stop()
})

test('words and names are told as they were and as they are', async () => {
  await relata.asset('w-1', { tags: 'a,b' })
  await relata.admin('POST', '/resources/raw/upload/w-1', { tags: 'b,c', display_name: 'New' })
  const [update] = await changes(named('w-1'))
  expect(update!.updates).toMatchObject([
    { asset: { public_id: 'w-1' }, before: { tags: ['a', 'b'] }, after: { tags: ['b', 'c'], display_name: 'New' } },
  ])
})

test('the feed tells every change once, and goes on from its cursor', async () => {
  const start = await get('/history/feed?from=end')
  expect(start).toEqual({ changes: [], has_more: false, next_cursor: expect.any(String) })
  await relata.asset('feed-1')
  await relata.asset('feed-2')
  const next = (cursor: string, limit = 50) => get(`/history/feed?cursor=${cursor}&limit=${limit}`)
  const first = await next(start.next_cursor, 1)
  expect([types(first.changes), first.has_more]).toEqual([['upload'], true])
  const second = await next(first.next_cursor)
  expect([second.changes[0].assets[0].public_id, second.has_more]).toEqual(['feed-2', false])
  expect(await next(second.next_cursor)).toEqual({ changes: [], has_more: false, next_cursor: second.next_cursor })
  const all = await get('/history/feed?limit=500')
  expect(all.changes.at(-1).assets[0].public_id).toBe('feed-2')
})

test.each([
  ['/history?asset=image/upload/', /asset/],
  ['/history?type=none', /type/],
  ['/history?since=yesterday', /since.*ISO 8601/],
  ['/history?until=2026-13-45', /until/],
  ['/history?limit=0', /limit/],
  ['/history?limit=501', /limit/],
  ['/history?cursor=abc', /cursor/i],
  ['/history?colour=red', /colour/],
  ['/history/feed?cursor=abc', /cursor/i],
  ['/history/feed?from=middle', /from/],
  ['/history/events?cursor=abc', /cursor/i],
  ['/history/abc?cursor=abc', /cursor/i],
])('%s is refused, and said why', async (path, message) => {
  const { error } = await get(path, 400)
  expect(error).toMatchObject({ code: 'invalid', message: expect.stringMatching(message) })
})

test('a cursor is good for the listing and the environment that it was given out for', async () => {
  const { next_cursor } = await get('/history?limit=1')
  await get(`/history?cursor=${next_cursor}`)
  await get(`/history?type=upload&cursor=${next_cursor}`, 400)
  await get(`/history/feed?cursor=${next_cursor}`, 400)
  const other = await relata.addCloud('elsewhere')
  expect((await relata.api('GET', `/history?cursor=${next_cursor}`, undefined, other)).status).toBe(400)
  expect((await relata.api('GET', '/history', undefined, other)).body.changes).toEqual([])
  expect((await relata.api('GET', '/history', undefined, { ...other, apiSecret: 'wrong' })).status).toBe(401)
})
