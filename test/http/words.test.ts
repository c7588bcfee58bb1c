import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
})
afterEach(async () => {
  for (const type of ['upload', 'private']) await relata.admin('DELETE', `/resources/raw/${type}`, { all: true })
})
afterAll(() => relata.stop())

const details = async (publicId: string, type = 'upload') =>
  (await relata.admin('GET', `/resources/raw/${type}/${publicId}`)).body

async function refusal(path: string, body: Json): Promise<[number, string]> {
  const { status, body: answer } = await relata.admin('POST', path, body)
  return [status, answer.error?.message]
}

describe('tags', () => {
  const command = (command: string, public_ids: unknown, more: Json = {}) =>
    relata.admin('POST', '/raw/tags', { command, public_ids, ...more })
  const tagsOf = async (...ids: string[]) => Promise.all(ids.map(async (id) => (await details(id)).tags))

  it('are added, removed, replaced and cleared, of those assets that there are', async () => {
    for (const id of ['a', 'b']) await relata.asset(id, { tags: `old,${id}` })
    const added = await command('add', ['b', 'none', 'a', 'b'], { tag: 'new, old,x/y' })
    expect(added.body).toEqual({ public_ids: ['b', 'a'] })
    expect(await tagsOf('a', 'b')).toEqual([
      ['old', 'a', 'new', 'x/y'],
      ['old', 'b', 'new', 'x/y'],
    ])
    await command('remove', 'a,b', { tags: ['new', 'a'] })
    expect(await tagsOf('a', 'b')).toEqual([
      ['old', 'x/y'],
      ['old', 'b', 'x/y'],
    ])
    await command('replace', ['a'], { tag: 'only' })
    await command('remove_all', ['b'])
    expect(await tagsOf('a', 'b')).toEqual([['only'], []])
    expect((await relata.admin('GET', '/resources/raw/tags/old')).body.resources).toEqual([])
    expect((await relata.admin('GET', '/resources/raw/tags/only')).body.resources).toMatchObject([{ public_id: 'a' }])
    expect((await command('add', ['none'], { tag: 'x' })).body).toEqual({ public_ids: [] })
  })

  it('are of one delivery type', async () => {
    await relata.asset('a')
    await relata.asset('a', { type: 'private' })
    await command('add', ['a'], { tag: 'x', type: 'private' })
    expect([(await details('a')).tags, (await details('a', 'private')).tags]).toEqual([[], ['x']])
  })

  it('with set_exclusive are taken from every other asset of the resource type', async () => {
    for (const id of ['a', 'b', 'c']) await relata.asset(id, { tags: 'best,more' })
    await relata.asset('d', { tags: 'best', type: 'private' })
    const gif = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
    await relata.admin('POST', '/image/upload', { file: gif, public_id: 'a', tags: 'best' })
    expect((await command('set_exclusive', ['b'], { tag: 'best' })).body).toEqual({ public_ids: ['b'] })
    const tagged = async (type: string) =>
      (await relata.admin('GET', `/resources/${type}/tags/best`)).body.resources.map(({ public_id }: Json) => public_id)
    expect([await tagged('raw'), await tagged('image')]).toEqual([['b'], ['a']])
    expect(await tagsOf('a', 'b')).toEqual([['more'], ['best', 'more']])
    await relata.admin('DELETE', '/resources/image/upload', { all: true })
  })

  it.each<[string, string, Json, string]>([
    [
      'another command',
      'bogus',
      { tag: 'x' },
      'Invalid command - bogus. Must be one of: add, remove, replace, remove_all',
    ],
    ['no tag', 'add', {}, 'Missing required parameter - tag'],
    ['an empty tag', 'replace', { tag: ' , ' }, 'Missing required parameter - tag'],
    ['a long tag', 'add', { tag: 'x'.repeat(256) }, '256 characters'],
    ['too many tags', 'add', { tag: Array.from({ length: 1001 }, (_, i) => `${i}`) }, 'at most 1000'],
  ])('are refused with %s', async (_, name, body, message) => {
    await relata.asset('a', { tags: 'kept' })
    expect(await refusal('/raw/tags', { command: name, public_ids: ['a'], ...body })).toEqual([
      400,
      expect.stringContaining(message),
    ])
    expect(await tagsOf('a')).toEqual([['kept']])
  })

  it('are refused past the limits of one call', async () => {
    const ids = Array.from({ length: 1001 }, (_, i) => `id${i}`)
    const tag = Array.from({ length: 11 }, (_, i) => `${i}`)
    const tooMany = await refusal('/raw/tags', { command: 'add', public_ids: ids, tag: 'x' })
    expect(tooMany).toEqual([400, expect.stringContaining('at most 1000 IDs, got 1001')])
    const together = await refusal('/raw/tags', { command: 'add', public_ids: ids.slice(0, 1000), tag })
    expect(together).toEqual([400, expect.stringContaining('11 tags for 1000 public IDs')])
    expect(await refusal('/raw/tags', { command: 'add', tag })).toEqual([400, expect.stringContaining('public_ids')])
  })

  it('of the library are listed once each, by prefix, page by page', async () => {
    const long = `long${'x'.repeat(240)}`
    await relata.asset('a', { tags: `red,round,${long}` })
    await relata.asset('b', { tags: 'red,Red,green', type: 'private' })
    const list = async (query: string) => (await relata.admin('GET', `/tags/${query}`)).body
    expect(await list('raw')).toEqual({ tags: ['Red', 'green', long, 'red', 'round'] })
    expect(await list('raw?prefix=r')).toEqual({ tags: ['red', 'round'] })
    expect(await list('raw?prefix=long')).toEqual({ tags: [long] })
    expect(await list('raw?prefix=x')).toEqual({ tags: [] })
    expect(await list('image')).toEqual({ tags: [] })
    const first = await list('raw?max_results=3')
    expect(first).toEqual({ tags: ['Red', 'green', long], next_cursor: expect.any(String) })
    expect(await list(`raw?next_cursor=${first.next_cursor}`)).toEqual({ tags: ['red', 'round'] })
    for (const query of [`raw?prefix=r&next_cursor=${first.next_cursor}`, 'raw?max_results=501', 'film']) {
      expect((await relata.admin('GET', `/tags/${query}`)).status).toBe(400)
    }
  })
})

describe('context', () => {
  const command = (body: Json) => relata.admin('POST', '/raw/context', body)

  it('grows pair by pair, loses pairs without a value, and is removed', async () => {
    for (const id of ['a', 'b']) await relata.asset(id, { context: 'kept=1|gone=2' })
    const { body } = await command({ command: 'add', public_ids: ['a', 'none'], context: 'gone=|new=x\\=y\\|z' })
    expect(body).toEqual({ public_ids: ['a'] })
    expect((await details('a')).context).toEqual({ custom: { kept: '1', new: 'x=y|z' } })
    await command({ command: 'add', public_ids: ['a'], context: { alt: 'A dog' } })
    expect((await details('a')).context.custom).toEqual({ kept: '1', new: 'x=y|z', alt: 'A dog' })
    await command({ command: 'remove_all', public_ids: ['a', 'b'] })
    expect([await details('a'), await details('b')].map(({ context }) => context)).toEqual([undefined, undefined])
  })

  it('is refused where it does not fit', async () => {
    await relata.asset('a')
    for (const [body, message] of [
      [{ command: 'replace', context: 'a=b' }, 'Must be one of: add, remove_all'],
      [{ command: 'add' }, 'Missing required parameter - context'],
      [{ command: 'add', context: 'alone' }, 'expected key=value'],
      [{ command: 'add', context: { k: 'x'.repeat(20_000) } }, 'at most 16384'],
    ] as const) {
      const answer = await refusal('/raw/context', { public_ids: ['a'], ...body })
      expect(answer).toEqual([400, expect.stringContaining(message)])
    }
  })
})

describe('a listing', () => {
  const ids = async (path: string): Promise<string[]> => {
    const { status, body } = await relata.admin('GET', path)
    expect([status, body.error]).toEqual([200, undefined])
    return body.resources.map(({ public_id }: Json) => public_id)
  }

  it('by context takes a key, or a key and a value', async () => {
    await relata.asset('a', { context: 'k=v|other=1' })
    await relata.asset('b', { context: 'k=w=x' })
    await relata.asset('c', { context: 'K=v' })
    expect(await ids('/resources/raw/context?key=k')).toEqual(['b', 'a'])
    expect(await ids('/resources/raw/context?key=k&direction=asc')).toEqual(['a', 'b'])
    expect(await ids('/resources/raw/context?key=k&value=v')).toEqual(['a'])
    expect(await ids('/resources/raw/context?key=k&value=w%3Dx')).toEqual(['b'])
    expect(await ids('/resources/image/context?key=k')).toEqual([])
    expect((await relata.admin('GET', '/resources/raw/context')).status).toBe(400)
    const page = await relata.admin('GET', '/resources/raw/context?key=k&max_results=1&context=true')
    expect(page.body.resources).toMatchObject([{ public_id: 'b', context: { custom: { k: 'w=x' } } }])
    expect(await ids(`/resources/raw/context?key=k&next_cursor=${page.body.next_cursor}`)).toEqual(['a'])
  })

  it('by asset folder is of all types, without subfolders', async () => {
    await relata.asset('a', { asset_folder: 'x/y' })
    await relata.asset('b', { asset_folder: 'x/y', type: 'private' })
    await relata.asset('c', { asset_folder: 'x/y/z' })
    await relata.asset('d')
    expect(await ids('/resources/by_asset_folder?asset_folder=x%2Fy')).toEqual(['b', 'a'])
    expect(await ids('/resources/by_asset_folder?asset_folder=')).toEqual(['d'])
    expect(await ids('/resources/by_asset_folder?asset_folder=none')).toEqual([])
    expect((await relata.admin('GET', '/resources/by_asset_folder')).status).toBe(400)
    expect((await relata.admin('GET', '/resources/by_asset_folder?asset_folder=a%3Fb')).status).toBe(400)
  })

  it('goes back to a time', async () => {
    const { created_at } = await relata.asset('a')
    const later = new Date(Date.parse(created_at) + 3_600_000)
    expect(await ids(`/resources/raw?start_at=${created_at}`)).toEqual(['a'])
    expect(await ids(`/resources/raw?direction=asc&start_at=${later.toISOString()}`)).toEqual([])
    expect(await ids(`/resources/raw?start_at=${encodeURIComponent(later.toUTCString())}`)).toEqual([])
    expect((await relata.admin('GET', '/resources/raw?start_at=yesterday')).status).toBe(400)
    expect((await relata.admin('GET', `/resources/raw/upload?prefix=a&start_at=${created_at}`)).status).toBe(400)
  })

  it.each(['fields=tags&fields=url', 'fields=tags,url', 'fields[]=tags&fields[]=url&context=true'])(
    'has just the fields asked for: %s',
    async (query) => {
      await relata.asset('a', { tags: 'x', context: 'k=v' })
      const { body } = await relata.admin('GET', `/resources/raw/upload?${query}`)
      expect(Object.keys(body.resources[0]).sort()).toEqual(['asset_id', 'folder', 'public_id', 'tags', 'url'])
      const byTag = await relata.admin('GET', `/resources/raw/tags/x?${query}`)
      expect(byTag.body.resources).toEqual(body.resources)
      const byIds = await relata.admin('GET', `/resources/raw/upload?public_ids[]=a&${query}`)
      expect(byIds.body.resources).toEqual(body.resources)
    },
  )

  it('refuses fields that there are not', async () => {
    const { status, body } = await relata.admin('GET', '/resources/raw?fields=tags,colour')
    expect([status, body.error.message]).toEqual([400, expect.stringContaining('"colour". Can be: public_id')])
  })

  it('of everything names the resource types', async () => {
    await relata.asset('a')
    const { body } = await relata.admin('GET', '/resources')
    expect(body).toMatchObject({ resource_types: ['image', 'video', 'raw'], resources: [{ public_id: 'a' }] })
    expect((await relata.admin('GET', '/resources/raw')).body).not.toHaveProperty('resource_types')
  })
})
