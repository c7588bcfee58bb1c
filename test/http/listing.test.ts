import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

const get = (path: string) => relata.admin('GET', path)
const ids = (resources: Json[]): string[] => resources.map(({ public_id }) => public_id)

/** Every page, by the cursors. */
async function pages(path: string): Promise<string[][]> {
  const all: string[][] = []
  let cursor: string | undefined
  do {
    const mark = path.includes('?') ? '&' : '?'
    const { status, body } = await get(cursor === undefined ? path : `${path}${mark}next_cursor=${cursor}`)
    expect(status).toBe(200)
    all.push(ids(body.resources))
    cursor = body.next_cursor
  } while (cursor !== undefined)
  return all
}

describe('listing', () => {
  const made: Json[] = []

  beforeAll(async () => {
    relata = await startTestRelata()
    for (const [publicId, options] of [
      ['b/1', { tags: 'red,round' }],
      ['a/2', { tags: 'red' }],
      ['a/1', { tags: 'red/dark', context: 'k=v' }],
      ['a/1', { type: 'private', tags: 'red' }],
      ['A', {}],
      ['a%'.replace('%', '_'), {}],
      ['a/é', {}],
    ] as const) {
      made.push(await relata.asset(publicId, options))
    }
    const pixel = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
    made.push((await relata.admin('POST', '/image/upload', { file: pixel, public_id: 'a/1', tags: 'red' })).body)
  })
  afterAll(() => relata.stop())

  it('is newest first, or oldest first', async () => {
    const newest = made.map(({ public_id }) => public_id).reverse()
    expect(ids((await get('/resources')).body.resources)).toEqual(newest)
    for (const direction of ['desc', '-1']) {
      expect(ids((await get(`/resources?direction=${direction}`)).body.resources)).toEqual(newest)
    }
    for (const direction of ['asc', '1']) {
      expect(ids((await get(`/resources?direction=${direction}`)).body.resources)).toEqual(newest.toReversed())
    }
    expect((await get('/resources?direction=up')).status).toBe(400)
  })

  it('is of a resource type, and of a delivery type', async () => {
    expect(ids((await get('/resources/image')).body.resources)).toEqual(['a/1'])
    expect(ids((await get('/resources/raw/private')).body.resources)).toEqual(['a/1'])
    expect((await get('/resources/raw')).body.resources).toHaveLength(7)
    expect((await get('/resources/raw?type=upload')).body.resources).toHaveLength(6)
    expect((await get('/resources/video')).body).toEqual({ resources: [] })
  })

  it('by prefix is in the order of public IDs, and takes the prefix literally', async () => {
    expect(ids((await get('/resources/raw/upload?prefix=a/')).body.resources)).toEqual(['a/1', 'a/2', 'a/é'])
    expect(ids((await get('/resources/raw/upload?prefix=a/&direction=desc')).body.resources)).toHaveLength(3)
    expect(ids((await get('/resources/raw/upload?prefix=a_')).body.resources)).toEqual(['a_'])
    expect(ids((await get('/resources/raw/upload?prefix=a%25')).body.resources)).toEqual([])
    expect(ids((await get('/resources/raw/upload?prefix=A')).body.resources)).toEqual(['A'])
    expect(ids((await get('/resources/raw/upload?prefix=a/%C3%A9')).body.resources)).toEqual(['a/é'])
  })

  it('by public IDs, or by asset IDs, is of those that there are, in their order', async () => {
    const byIds = await get('/resources/raw/upload?public_ids[]=b/1&public_ids[]=none&public_ids[]=a/1')
    expect(byIds.body.resources.map(({ asset_id }: Json) => asset_id)).toEqual([made[0].asset_id, made[2].asset_id])
    const wanted = [made[7], made[0]].map(({ asset_id }) => asset_id)
    const query = [...wanted, '0'.repeat(32), 'nonsense'].map((id) => `asset_ids[]=${id}`).join('&')
    const byAssetIds = await get(`/resources/by_asset_ids?${query}`)
    expect(byAssetIds.body.resources.map(({ asset_id }: Json) => asset_id)).toEqual(wanted)
    expect((await get('/resources/by_asset_ids')).status).toBe(400)
  })

  it('by tag takes the whole tag, with slashes too', async () => {
    expect(ids((await get('/resources/raw/tags/red')).body.resources)).toEqual(['a/1', 'a/2', 'b/1'])
    expect(ids((await get('/resources/image/tags/red')).body.resources)).toEqual(['a/1'])
    expect(ids((await get('/resources/raw/tags/red%2Fdark')).body.resources)).toEqual(['a/1'])
    expect(ids((await get('/resources/raw/tags/re')).body.resources)).toEqual([])
  })

  it('shows tags and context only where they are asked for', async () => {
    const [plain] = (await get('/resources/raw/upload?prefix=a/1')).body.resources
    expect(plain).not.toHaveProperty('tags')
    expect(plain).not.toHaveProperty('context')
    const [full] = (await get('/resources/raw/upload?prefix=a/1&tags=true&context=1')).body.resources
    expect(full).toMatchObject({ tags: ['red/dark'], context: { custom: { k: 'v' } } })
  })

  it.each(['/resources', '/resources/raw?direction=asc', '/resources/raw/upload?prefix=a', '/resources/raw/tags/red'])(
    'of %s goes by cursors to the end, each asset once',
    async (path) => {
      const [whole] = await pages(path)
      const mark = path.includes('?') ? '&' : '?'
      for (const size of [1, 2, 3]) {
        const parts = await pages(`${path}${mark}max_results=${size}`)
        expect(parts.flat()).toEqual(whole)
        expect(parts.length).toBe(Math.ceil(whole!.length / size))
      }
    },
  )

  it('refuses a cursor of another listing', async () => {
    const { next_cursor } = (await get('/resources/raw?max_results=1')).body
    expect((await get(`/resources/raw?max_results=3&next_cursor=${next_cursor}`)).body.resources).toHaveLength(3)
    for (const path of ['/resources/image?', '/resources/raw?direction=asc&', '/resources/raw?prefix=a&']) {
      const { status, body } = await get(`${path}next_cursor=${next_cursor}`)
      expect([status, body.error.message.slice(0, 14)]).toEqual([400, 'Invalid cursor'])
    }
  })

  it.each(['0', '501', '-1', '1.5', 'x', ''])('refuses max_results=%s', async (max) => {
    const { status, body } = await get(`/resources?max_results=${max}`)
    expect([status, body.error.message]).toEqual([400, expect.stringContaining('max_results')])
  })

  it('answers 10 unless told how many', async () => {
    for (let i = 0; i < 4; i++) await relata.asset(`more/${i}`)
    const { body } = await get('/resources')
    expect(body.resources).toHaveLength(10)
    expect(body.next_cursor).toEqual(expect.any(String))
    expect((await get('/resources?max_results=500')).body).not.toHaveProperty('next_cursor')
  })
})

describe('deleting', () => {
  beforeAll(async () => {
    relata = await startTestRelata({ trashDays: 0 })
  })
  afterAll(() => relata.stop())

  const remove = (path: string, body?: unknown) => relata.admin('DELETE', path, body)
  const make = async (...publicIds: string[]): Promise<Json[]> => {
    const all = []
    for (const publicId of publicIds) all.push(await relata.asset(publicId, { tags: publicId.split('/')[0] }))
    return all
  }

  it('by public IDs names each as the call did', async () => {
    await make('d/1', 'd/2', 'd/3')
    const { status, body } = await remove('/resources/raw/upload', { public_ids: ['d/1', 'none', 'd/2', 'd/1'] })
    expect([status, body]).toEqual([
      200,
      { deleted: { 'd/1': 'deleted', none: 'not_found', 'd/2': 'deleted' }, partial: false },
    ])
    expect(await relata.publicIds()).toEqual(['d/3'])
    expect((await relata.blobs()).objects).toHaveLength(1)
  })

  it('by prefix, by tag, by asset IDs, and all', async () => {
    await make('e/1', 'e/2', 'f/1', 'f/2', 'g/1')
    const [h] = await make('h')
    expect((await remove('/resources/raw/upload?prefix=e/')).body).toEqual({
      deleted: { 'e/1': 'deleted', 'e/2': 'deleted' },
      partial: false,
    })
    expect(Object.keys((await remove('/resources/raw/tags/f')).body.deleted).sort()).toEqual(['f/1', 'f/2'])
    const missing = '0'.repeat(32)
    const byIds = await remove('/resources', { asset_ids: [h.asset_id, missing] })
    expect(byIds.body.deleted).toEqual({ [h.asset_id]: 'deleted', [missing]: 'not_found' })
    expect(await relata.publicIds()).toEqual(['g/1', 'd/3'])
    await relata.asset('kept', { type: 'private' })
    expect((await remove('/resources/raw/upload', { all: true })).body.partial).toBe(false)
    expect(await relata.publicIds()).toEqual(['kept'])
    expect((await relata.blobs()).objects).toHaveLength(1)
  })

  it('of derived files alone spares the originals', async () => {
    const [asset] = await make('i/1')
    for (const [path, body] of [
      ['/resources/raw/upload', { public_ids: ['i/1'], keep_original: true }],
      ['/resources/raw/upload', { prefix: 'i', keep_original: 'true' }],
      ['/resources/raw/upload', { all: true, keep_original: true }],
      ['/resources/raw/upload', { public_ids: ['i/1'], transformations: 'w_100' }],
      ['/resources/raw/tags/i', { keep_original: true }],
      ['/resources', { asset_ids: [asset.asset_id], keep_original: true }],
    ] as const) {
      const { partial, deleted, deleted_counts } = (await remove(path, body)).body
      expect([partial, new Set(Object.values(deleted))]).toEqual([false, new Set(['deleted'])])
      expect(Object.values(deleted_counts)).toContainEqual({ original: 0, derived: 0 })
    }
    expect(await relata.publicIds()).toContain('i/1')
  })

  it.each([
    {},
    { all: false },
    { public_ids: [] },
    { prefix: '' },
    { prefix: null },
    { public_ids: ['i/1'], all: true },
    { prefix: 'i', all: true },
    { public_ids: Array.from({ length: 1001 }, (_, i) => `n${i}`) },
    { public_ids: ['../x'] },
  ])('without saying what, or saying it twice, is refused: %j', async (body) => {
    const before = await relata.publicIds()
    expect((await remove('/resources/raw/upload', body)).status).toBe(400)
    expect((await remove('/resources', body)).status).toBe(400)
    expect(await relata.publicIds()).toEqual(before)
  })

  it.each([
    '/resources/raw/tags/',
    '/resources/raw/tags/%20',
    '/resources/raw/tags',
    '/resources/raw',
    '/resources/raw/',
  ])('of no tag or type deletes nothing: %s', async (path) => {
    const before = await relata.publicIds()
    const { status, body } = await remove(path, { tag: 'i' })
    if (status === 200) expect(body.deleted).toEqual({})
    expect(await relata.publicIds()).toEqual(before)
  })

  it('does not touch another cloud', async () => {
    const other = await relata.addCloud('other')
    const [asset] = await make('mine')
    const path = `/resources/raw/upload`
    expect((await relata.admin('DELETE', path, { all: true }, other)).body).toEqual({ deleted: {}, partial: false })
    const byId = await relata.admin('DELETE', '/resources', { asset_ids: [asset.asset_id] }, other)
    expect(byId.body.deleted).toEqual({ [asset.asset_id]: 'not_found' })
    expect(await relata.publicIds()).toContain('mine')
  })

  it('more than 1,000 goes on with the cursor', async () => {
    for (let i = 0; i < 1005; i += 67) {
      await Promise.all(Array.from({ length: 67 }, (_, j) => relata.asset(`many/${String(i + j).padStart(4, '0')}`)))
    }
    const first = await remove('/resources/raw/upload', { prefix: 'many/' })
    expect(Object.keys(first.body.deleted)).toHaveLength(1000)
    expect([first.body.partial, typeof first.body.next_cursor]).toEqual([true, 'string'])
    const second = await remove('/resources/raw/upload', { prefix: 'many/', next_cursor: first.body.next_cursor })
    expect(Object.keys(second.body.deleted)).toHaveLength(5)
    expect(second.body).toMatchObject({ partial: false })
    expect(second.body).not.toHaveProperty('next_cursor')
    const { objects } = await relata.blobs()
    expect(objects).toHaveLength((await relata.publicIds()).length)
  })
})
