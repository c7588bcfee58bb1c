import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_DRAWN_ASSETS, MAX_STARTS } from '../../src/core/walk.ts'
import type { Groups, Hubs, Path, RelationsAmong, UnrelatedAssets, Walk } from '../../src/http/api/contract.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
const ids = new Map<string, string>()
const name = (publicId: string) => `raw/upload/${publicId}`
const nameOf = (assetId: string) => [...ids].find(([, id]) => id === assetId)?.[0]

async function relate(from: string, ...to: string[]): Promise<void> {
  const body = { assets_to_relate: to.map(name) }
  const answer = await relata.admin('POST', `/resources/related_assets/${name(from)}`, body)
  if (answer.status !== 200) throw new Error(answer.text)
}

async function post<Answer>(path: string, body: object): Promise<Answer> {
  const answer = await relata.api('POST', path, body)
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.body
}

/** A film and what belongs to it, a pair beside, and two that are alone. */
beforeAll(async () => {
  relata = await startTestRelata()
  for (const publicId of ['film', 'poster', 'script', 'photo', 'logo', 'left', 'right', 'alone', 'lonely'])
    ids.set(publicId, (await relata.asset(publicId)).asset_id)
  await relate('film', 'poster', 'script')
  await relate('photo', 'poster')
  await relate('logo', 'photo', 'script')
  await relate('left', 'right')
})
afterAll(() => relata.stop())

const found = ({ assets }: Walk) => assets.map(({ asset, distance }) => [asset.public_id, distance])

test('walks from an asset, the nearest first, and says by which relation each was come to', async () => {
  const walked = await post<Walk>('/walk', { from: [name('film')] })
  expect(found(walked)).toEqual([
    ['poster', 1],
    ['script', 1],
    ['photo', 2],
    ['logo', 2],
  ])
  expect(walked.assets[2]).toEqual({
    asset: expect.objectContaining({ asset_id: ids.get('photo'), resource_type: 'raw', bytes: 1 }),
    distance: 2,
    via: { from: ids.get('poster'), to: ids.get('photo'), kind: 'related' },
  })
  expect(walked.from).toEqual([{ asset_id: ids.get('film'), public_id: 'film', resource_type: 'raw', type: 'upload' }])
  expect(walked).toMatchObject({ truncated: [] })
  expect(walked).not.toHaveProperty('relations')
})

test('walks from several assets at once, which are named in either way', async () => {
  const walked = await post<Walk>('/walk', { from: [ids.get('left'), name('film'), name('left')], steps: 1 })
  expect(found(walked)).toEqual([
    ['right', 1],
    ['poster', 1],
    ['script', 1],
  ])
})

test('goes on page by page', async () => {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page: Walk = await post('/walk', { from: [name('film')], steps: 9, limit: 2, cursor })
    pages.push(page.assets.map(({ asset }) => asset.public_id))
    cursor = page.next_cursor
  } while (cursor)
  expect(pages).toEqual([
    ['poster', 'script'],
    ['photo', 'logo'],
  ])
})

test('says which limit it met', async () => {
  const walked = await post<Walk>('/walk', { from: [name('film')], steps: 9, max_assets: 3 })
  expect([walked.assets.length, walked.truncated]).toEqual([3, ['assets']])
})

test('answers what a drawing needs: all relations among the assets', async () => {
  const { relations } = await post<Walk>('/walk', { from: [name('film')], relations: true })
  const pairs = relations!.map(({ from, to }) => [nameOf(from), nameOf(to)].sort().join(' '))
  expect(pairs.sort()).toEqual(['film poster', 'film script', 'logo photo', 'logo script', 'photo poster'])
})

test('tells why two assets belong together', async () => {
  const path = await post<Path>('/path', { from: [name('poster')], to: [name('logo')] })
  expect(path.assets.map(({ public_id }) => public_id)).toEqual(['poster', 'photo', 'logo'])
  expect(path.relations).toEqual([
    { from: ids.get('poster'), to: ids.get('photo'), kind: 'related' },
    { from: ids.get('photo'), to: ids.get('logo'), kind: 'related' },
  ])
  const nearest = await post<Path>('/path', { from: [name('left'), name('film')], to: [name('photo'), name('right')] })
  expect(nearest.assets.map(({ public_id }) => public_id)).toEqual(['left', 'right'])
  const none = { found: false, assets: [], relations: [], truncated: [] }
  expect(await post<Path>('/path', { from: [name('film')], to: [name('left')] })).toEqual(none)
  expect(await post<Path>('/path', { from: [name('poster')], to: [name('logo')], steps: 1 })).toEqual(none)
  const itself = await post<Path>('/path', { from: [name('film')], to: [ids.get('film')] })
  expect([itself.found, itself.assets.length, itself.relations]).toEqual([true, 1, []])
})

test('tells which assets are connected', async () => {
  const all = await post<Groups>('/groups', {})
  expect(all.groups.map(({ size, of }) => [size, of])).toEqual([
    [5, []],
    [2, []],
  ])
  expect(all).not.toHaveProperty('next_cursor')
  const given = [name('right'), name('alone'), name('logo'), name('left')]
  const some = await post<Groups>('/groups', { assets: given, members: 1 })
  expect(some.groups.map(({ assets, size, of }) => [assets[0]!.public_id, size, of.map(nameOf)])).toEqual([
    ['right', 2, ['right', 'left']],
    ['alone', 1, ['alone']],
    ['logo', 5, ['logo']],
  ])
  const first = await post<Groups>('/groups', { limit: 1 })
  const second = await post<Groups>('/groups', { limit: 1, cursor: first.next_cursor })
  expect([...first.groups, ...second.groups]).toEqual(all.groups)
})

test('lists assets without a relation, and those with the most', async () => {
  const unrelated: UnrelatedAssets = (await relata.api('GET', '/assets/unrelated')).body
  expect(unrelated.assets.map(({ public_id }) => public_id)).toEqual(['lonely', 'alone'])
  const page: UnrelatedAssets = (await relata.api('GET', '/assets/unrelated?limit=1')).body
  const next = await relata.api('GET', `/assets/unrelated?limit=1&cursor=${page.next_cursor}`)
  expect(next.body.assets).toMatchObject([{ public_id: 'alone' }])
  const hubs: Hubs = (await relata.api('GET', '/assets/hubs?limit=6')).body
  expect(hubs.hubs.map(({ asset, relations }) => [asset.public_id, relations])).toEqual([
    ['film', 2],
    ['poster', 2],
    ['script', 2],
    ['photo', 2],
    ['logo', 2],
    ['left', 1],
  ])
  const last: Hubs = (await relata.api('GET', `/assets/hubs?limit=6&cursor=${hubs.next_cursor}`)).body
  expect(last).toEqual({ hubs: [expect.objectContaining({ relations: 1 })] })
})

const film = () => [name('film')]
test.each([
  ['no start', '/walk', () => ({}), 400, 'Missing required parameter - from'],
  ['an empty list of starts', '/walk', () => ({ from: [] }), 400, 'from takes at least 1 items, got 0'],
  ['too many starts', '/walk', () => ({ from: Array(MAX_STARTS + 1).fill('ab') }), 400, 'from takes at most 100 items'],
  ['a start that is no name', '/walk', () => ({ from: ['fi?lm'] }), 400, 'Invalid value for from[0] - "fi?lm"'],
  ['an unknown start', '/walk', () => ({ from: [...film(), name('none')] }), 404, 'Resource not found - none'],
  ['a bare name that no image has', '/walk', () => ({ from: ['film'] }), 404, 'Resource not found - film'],
  ['no steps', '/walk', () => ({ from: film(), steps: 0 }), 400, 'Invalid value for steps - 0'],
  ['too many steps', '/walk', () => ({ from: film(), steps: 101 }), 400, 'Invalid value for steps - 101'],
  ['half a step', '/walk', () => ({ from: film(), steps: 1.5 }), 400, 'Must be a whole number'],
  [
    'an unknown kind',
    '/walk',
    () => ({ from: film(), kinds: ['friend'] }),
    400,
    'There is no kind of relation "friend"',
  ],
  ['no kind at all', '/walk', () => ({ from: film(), kinds: [] }), 400, 'kinds takes at least 1'],
  [
    'an unknown direction',
    '/walk',
    () => ({ from: film(), direction: 'up' }),
    400,
    'Must be one of: outgoing, incoming',
  ],
  ['too large a page', '/walk', () => ({ from: film(), limit: 1001 }), 400, 'Invalid value for limit - 1001'],
  ['too much time', '/walk', () => ({ from: film(), max_ms: 60_000 }), 400, 'Invalid value for max_ms'],
  ['a made-up cursor', '/walk', () => ({ from: film(), cursor: 'AAAA' }), 400, 'Invalid cursor'],
  ['an unknown parameter', '/walk', () => ({ from: film(), depth: 2 }), 400, 'Unknown parameter - depth'],
  ['a list of lists', '/walk', () => ({ from: [film()] }), 400, 'from[0]'],
  ['half a path', '/path', () => ({ from: film() }), 400, 'Missing required parameter - to'],
  [
    'a path to what is not there',
    '/path',
    () => ({ from: film(), to: ['abcdef'] }),
    404,
    'Resource not found - abcdef',
  ],
  ['groups of an unknown asset', '/groups', () => ({ assets: [name('none')] }), 404, 'Resource not found - none'],
  ['a negative page', '/groups', () => ({ limit: -1 }), 400, 'Invalid value for limit - -1'],
])('%s is refused', async (_, path, body, status, message) => {
  const answer = await relata.api('POST', path, body())
  expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
})

test.each([
  ['/assets/unrelated?limit=0', 'Invalid value for limit - 0'],
  ['/assets/unrelated?kinds=friend', 'There is no kind of relation "friend"'],
  ['/assets/unrelated?cursor=x', 'Invalid cursor'],
  ['/assets/hubs?limit=many', 'Invalid value for limit - "many"'],
  ['/assets/hubs?direction=down', 'Must be one of'],
  ['/assets/hubs?cursor=x', 'Invalid cursor'],
])('%s is refused', async (path, message) => {
  const answer = await relata.api('GET', path)
  expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining(message)])
})

test('a cursor is taken back for the same walk alone', async () => {
  const { next_cursor: cursor } = await post<Walk>('/walk', { from: film(), limit: 1 })
  for (const other of [{ from: [name('left')] }, { from: film(), steps: 3 }, { from: film(), direction: 'incoming' }]) {
    const answer = await relata.api('POST', '/walk', { ...other, limit: 1, cursor })
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining('Invalid cursor')])
  }
})

test('tells all relations among assets that are known already, each once and the subject first', async () => {
  const among = await post<RelationsAmong>('/relations/among', {
    assets: [...['film', 'poster', 'photo', 'left', 'nothing'].map(name), ids.get('logo')],
  })
  const pairs = among.relations.map(({ from, to, kind }) => [[nameOf(from), nameOf(to)].sort().join(' '), kind])
  expect(pairs.sort()).toEqual([
    ['film poster', 'related'],
    ['logo photo', 'related'],
    ['photo poster', 'related'],
  ])
  expect(among).toMatchObject({ truncated: [], not_found: [name('nothing')] })
})

test('refuses to draw more assets than a picture holds', async () => {
  const assets = Array.from({ length: MAX_DRAWN_ASSETS + 1 }, (_, i) => name(`asset-${i}`))
  const { status, body } = await relata.api('POST', '/relations/among', { assets })
  expect(status).toBe(400)
  expect(body.error.message).toContain(String(MAX_DRAWN_ASSETS))
})
