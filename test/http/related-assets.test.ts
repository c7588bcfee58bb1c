import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

let made = 0
/** New assets, so that each test has its own. */
const assets = (count: number, on = relata): Promise<Json[]> =>
  Promise.all(Array.from({ length: count }, () => on.asset(`asset-${++made}`)))

const ref = (asset: Json) => `${asset.resource_type}/${asset.type}/${asset.public_id}`
const relate = (path: string, items: unknown, on = relata) =>
  on.admin('POST', `/resources/related_assets/${path}`, { assets_to_relate: items })
const unrelate = (path: string, items: unknown, on = relata) =>
  on.admin('DELETE', `/resources/related_assets/${path}`, { assets_to_unrelate: items })
const details = async (asset: Json, query = 'related=true', on = relata): Promise<Json> =>
  (await on.admin('GET', `/resources/${asset.asset_id}?${query}`)).body
const relatedIds = async (asset: Json, on = relata): Promise<string[]> =>
  (await details(asset, 'related=true', on)).related_assets.map((item: Json) => item.asset_id)
const codes = (items: Json[]) => items.map(({ asset, code, status }) => [asset, code, status])

describe('relating', () => {
  it('relates in both directions and is not transitive', async () => {
    const [a, b, c] = await assets(3)
    const { status, body } = await relate(ref(a), [ref(b), ref(c)])
    expect(status).toBe(200)
    expect(body).toEqual({
      failed: [],
      success: [b, c].map((other) => ({ message: 'success', code: 'success_ids', asset: ref(other), status: 200 })),
    })
    expect(Object.keys(body)).toEqual(['failed', 'success'])
    expect(await relatedIds(a)).toEqual([b.asset_id, c.asset_id])
    expect(await relatedIds(b)).toEqual([a.asset_id])
    expect(await relatedIds(c)).toEqual([a.asset_id])
  })

  it('takes both forms of identifier on both routes and echoes the one that was sent', async () => {
    const [a, b, c, d] = await assets(4)
    const byRef = await relate(ref(a), [b.asset_id, ref(c)])
    expect(codes(byRef.body.success)).toEqual([
      [b.asset_id, 'success_ids', 200],
      [ref(c), 'success_ids', 200],
    ])
    const byId = await relate(a.asset_id, [ref(b), d.asset_id])
    expect(codes(byId.body.success)).toEqual([
      [ref(b), 'already_exists_ids', 200],
      [d.asset_id, 'success_ids', 200],
    ])
    expect(byId.body.success[0].message).toBe('resource already exists')
    expect(await relatedIds(a)).toEqual([b.asset_id, c.asset_id, d.asset_id])
  })

  it('tells what is wrong with each item and relates the others, in the order of the call', async () => {
    const [a, b, c, d] = await assets(4)
    await relate(ref(a), [ref(d)])
    const missing = '0'.repeat(32)
    const { status, body } = await relate(ref(a), [
      'dog',
      ref(b),
      'raw/upload/none',
      ref(a),
      'sound/upload/x',
      ref(d),
      missing,
      'image/fetch/x',
      ref(c),
      'abc123',
    ])
    expect(status).toBe(200)
    expect(codes(body.failed)).toEqual([
      ['dog', 'invalid_ids', 400],
      ['raw/upload/none', 'non_existing_ids', 404],
      [ref(a), 'invalid_relate_to_self_id', 400],
      ['sound/upload/x', 'invalid_ids', 400],
      [missing, 'non_existing_ids', 404],
      ['image/fetch/x', 'invalid_ids', 400],
      ['abc123', 'non_existing_ids', 404],
    ])
    expect(codes(body.success)).toEqual([
      [ref(b), 'success_ids', 200],
      [ref(d), 'already_exists_ids', 200],
      [ref(c), 'success_ids', 200],
    ])
    expect(body.failed[1].message).toBe('resource does not exist')
    expect(await relatedIds(a)).toEqual([d.asset_id, b.asset_id, c.asset_id])
  })

  it('answers a repeated item, in whichever form, as a call of its own would', async () => {
    const [a, b] = await assets(2)
    const { body } = await relate(ref(a), [ref(b), b.asset_id, ref(b), a.asset_id, ref(a)])
    expect(codes(body.success)).toEqual([
      [ref(b), 'success_ids', 200],
      [b.asset_id, 'already_exists_ids', 200],
      [ref(b), 'already_exists_ids', 200],
    ])
    expect(codes(body.failed)).toEqual([
      [a.asset_id, 'invalid_relate_to_self_id', 400],
      [ref(a), 'invalid_relate_to_self_id', 400],
    ])
    expect(await relatedIds(a)).toEqual([b.asset_id])
  })

  it('refuses 0 and 11 items and writes nothing', async () => {
    const [a, ...others] = await assets(12)
    const many = await relate(ref(a), others.map(ref))
    expect(many.status).toBe(400)
    expect(many.body.error.message).toMatch(/assets_to_relate.*10.*11/)
    const none = await relate(ref(a), [])
    expect(none.status).toBe(400)
    expect(none.body.error.message).toContain('assets_to_relate')
    expect(await relatedIds(a)).toEqual([])
    expect((await relate(ref(a), others.slice(0, 10).map(ref))).body.success).toHaveLength(10)
  })

  it.each([
    ['missing', {}],
    ['null', { assets_to_relate: null }],
  ])('names the field when it is %s', async (_, body) => {
    const [a] = await assets(1)
    const answer = await relata.admin('POST', `/resources/related_assets/${ref(a)}`, body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toBe('Missing required parameter - assets_to_relate')
  })

  it.each([[[null]], [[{}]], [[['x']]], [[true]]])('refuses items that are no text: %j', async (items) => {
    const [a] = await assets(1)
    const answer = await relate(ref(a), items)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain('assets_to_relate[0]')
  })

  it('answers 404 for a source that does not exist', async () => {
    const byRef = await relate('image/upload/folder/none', ['image/upload/x'])
    expect([byRef.status, byRef.body.error.message]).toEqual([404, 'Resource not found - folder/none'])
    const id = 'f'.repeat(32)
    const byId = await relate(id, ['image/upload/x'])
    expect([byId.status, byId.body.error.message]).toEqual([404, `Resource not found - ${id}`])
    expect((await unrelate(id, ['image/upload/x'])).status).toBe(404)
  })

  it.each(['dog', 'image/dog', 'sound/upload/dog', 'image/fetch/dog', 'image/upload/'])(
    'refuses the path %s',
    async (path) => {
      for (const call of [relate, unrelate]) {
        const { status, body } = await call(path, ['image/upload/x'])
        expect(status).toBe(400)
        expect(body.error.message).toContain('Invalid asset in the path')
      }
    },
  )

  it('relates assets of different resource and delivery types', async () => {
    const a = await relata.asset('same-id', { type: 'private' })
    const b = await relata.asset('same-id', { type: 'authenticated' })
    const c = await relata.asset('same-id')
    expect((await relate('raw/private/same-id', [ref(b), ref(c)])).body.success).toHaveLength(2)
    expect(await relatedIds(c)).toEqual([a.asset_id])
  })

  it('gives no access to the assets of another cloud', async () => {
    const other = await relata.addCloud('other-relations')
    const [a] = await assets(1)
    const path = `/resources/related_assets/${a.asset_id}`
    const { status } = await relata.admin('POST', path, { assets_to_relate: [a.asset_id] }, other)
    expect(status).toBe(404)
  })
})

describe('unrelating', () => {
  it('removes both directions and tells each item apart', async () => {
    const [a, b, c] = await assets(3)
    await relate(ref(a), [ref(b)])
    const { status, body } = await unrelate(b.asset_id, [ref(a), ref(c), ref(b), 'raw/upload/none', 'dog', a.asset_id])
    expect(status).toBe(200)
    expect(body.success).toEqual([{ message: 'success', code: 'success_ids', asset: ref(a), status: 200 }])
    expect(codes(body.failed)).toEqual([
      [ref(c), 'relation_does_not_exist_ids', 404],
      [ref(b), 'relation_does_not_exist_ids', 404],
      ['raw/upload/none', 'non_existing_ids', 404],
      ['dog', 'invalid_ids', 400],
      [a.asset_id, 'relation_does_not_exist_ids', 404],
    ])
    expect(await relatedIds(a)).toEqual([])
    expect(await relatedIds(b)).toEqual([])
  })

  it('takes up to 1,000 items', async () => {
    const [a, b] = await assets(2)
    await relate(ref(a), [ref(b)])
    const items = [...Array.from({ length: 1000 }, (_, i) => `image/upload/none-${i}`), ref(b)]
    const many = await unrelate(ref(a), items)
    expect(many.status).toBe(400)
    expect(many.body.error.message).toMatch(/assets_to_unrelate.*1000.*1001/)
    expect(await relatedIds(a)).toEqual([b.asset_id])
    const { body } = await unrelate(ref(a), items.slice(1))
    expect(body.failed).toHaveLength(999)
    expect(body.success).toHaveLength(1)
    expect(await relatedIds(a)).toEqual([])
  })

  it.each([{}, { assets_to_unrelate: null }, { assets_to_unrelate: [] }])('names the field: %j', async (body) => {
    const [a] = await assets(1)
    const answer = await relata.admin('DELETE', `/resources/related_assets/${ref(a)}`, body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain('assets_to_unrelate')
  })
})

describe('settings', () => {
  it('answers 207 for a partial failure where that is set, and 200 for none', async () => {
    const other = await startTestRelata({ partialFailureStatus: 207 })
    try {
      const [a, b] = await assets(2, other)
      expect((await relate(ref(a), [ref(b)], other)).status).toBe(200)
      expect((await relate(ref(a), [ref(b), 'dog'], other)).status).toBe(207)
      expect((await unrelate(ref(a), [ref(b), ref(b)], other)).status).toBe(207)
    } finally {
      await other.stop()
    }
  })

  it('rejects what would pass the most relations of either side', async () => {
    const other = await startTestRelata({ maxRelations: 2 })
    try {
      const [a, b, c, d, e] = await assets(5, other)
      const { body } = await relate(ref(a), [ref(b), ref(c), ref(d), ref(b)], other)
      expect(codes(body.success)).toEqual([
        [ref(b), 'success_ids', 200],
        [ref(c), 'success_ids', 200],
        [ref(b), 'already_exists_ids', 200],
      ])
      expect(codes(body.failed)).toEqual([[ref(d), 'rejected_ids', 403]])
      expect(body.failed[0].message).toContain('RELATA_MAX_RELATIONS')
      const theirs = await relate(ref(e), [ref(a), ref(d)], other)
      expect(codes(theirs.body.failed)).toEqual([[ref(a), 'rejected_ids', 403]])
      await unrelate(ref(a), [ref(b)], other)
      expect((await relate(ref(e), [ref(a)], other)).body.failed).toEqual([])
    } finally {
      await other.stop()
    }
  })
})

describe('reading', () => {
  it('lists nothing unless asked, and [] where there is nothing', async () => {
    const [a] = await assets(1)
    expect(await details(a, '')).not.toHaveProperty('related_assets')
    expect(await details(a, 'related=false')).not.toHaveProperty('related_assets')
    const answer = await details(a)
    expect(answer.related_assets).toEqual([])
    expect(answer).not.toHaveProperty('related_next_cursor')
  })

  it.each(['related=1', 'related=true&max_results=1'])('lists all with %s', async (query) => {
    const [a, b, c] = await assets(3)
    await relate(ref(a), [ref(b), ref(c)])
    expect((await details(a, query)).related_assets).toHaveLength(2)
  })

  it('shows what an asset is', async () => {
    const [a, b] = await assets(2)
    await relate(ref(a), [ref(b)])
    const [item] = (await details(a)).related_assets
    expect(item).toMatchObject({
      asset_id: b.asset_id,
      public_id: b.public_id,
      resource_type: 'raw',
      type: 'upload',
      version: b.version,
      status: 'active',
      bytes: 1,
      created_at: b.created_at,
      url: b.url,
      secure_url: b.secure_url,
    })
    expect(item.related_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })

  it('pages through more than 100, each exactly once whatever comes and goes meanwhile', async () => {
    const [hub, ...others] = await assets(251)
    const [first, late] = await assets(2)
    await relate(ref(hub), [ref(first)])
    for (let i = 0; i < 250; i += 10) await relate(ref(hub), others.slice(i, i + 10).map(ref))

    const seen: string[] = []
    const page = async (cursor?: string) => {
      const query = `related=true${cursor === undefined ? '' : `&related_next_cursor=${cursor}`}`
      const { related_assets, related_next_cursor } = await details(hub, query)
      seen.push(...related_assets.map((item: Json) => item.asset_id))
      return [related_assets.length, related_next_cursor]
    }
    const [firstLength, one] = await page()
    // What was seen goes, the last one of the page too; what was not goes as well; something comes.
    const gone = others[200]
    await unrelate(ref(hub), [ref(first), seen.at(-1)!, ref(gone)])
    await relate(ref(late), [ref(hub)])
    const [secondLength, two] = await page(one)
    const [thirdLength, three] = await page(two)
    expect([firstLength, secondLength, thirdLength, three]).toEqual([100, 100, 51, undefined])
    const expected = [first, ...others.filter((asset) => asset !== gone), late]
    expect(seen).toEqual(expected.map(({ asset_id }) => asset_id))
  })

  it('has no cursor after exactly 100', async () => {
    const [hub, ...others] = await assets(101)
    for (let i = 0; i < 100; i += 10) await relate(ref(hub), others.slice(i, i + 10).map(ref))
    const answer = await details(hub)
    expect(answer.related_assets).toHaveLength(100)
    expect(answer).not.toHaveProperty('related_next_cursor')
  })

  it('refuses a cursor that was changed, or is of another asset or cloud', async () => {
    const [hub, twin, ...others] = await assets(103)
    for (let i = 0; i < 101; i += 10) await relate(ref(hub), others.slice(i, i + 10).map(ref))
    const cursor = (await details(hub)).related_next_cursor
    const at = async (asset: Json, text: string) =>
      relata.admin('GET', `/resources/${asset.asset_id}?related=true&related_next_cursor=${encodeURIComponent(text)}`)
    expect((await at(hub, cursor)).status).toBe(200)
    const tampered = `${cursor.slice(0, 20)}${cursor[20] === 'A' ? 'B' : 'A'}${cursor.slice(21)}`
    for (const wrong of [tampered, cursor.slice(0, -1), 'x', '*', 'AAAA'.repeat(20)]) {
      const { status, body } = await at(hub, wrong)
      expect([status, body.error.message.slice(0, 14)]).toEqual([400, 'Invalid cursor'])
    }
    expect((await at(twin, cursor)).status).toBe(400)

    const other = await startTestRelata()
    try {
      const foreign = await other.asset('a')
      const path = `/resources/${foreign.asset_id}?related=true&related_next_cursor=${cursor}`
      expect((await other.admin('GET', path)).status).toBe(400)
    } finally {
      await other.stop()
    }
  })
})

describe('relations through the life of an asset', () => {
  const pair = async () => {
    const [a, b] = await assets(2)
    await relate(ref(a), [ref(b)])
    return [a, b] as const
  }

  it('stay when it is renamed, and when its delivery type changes', async () => {
    const [a, b] = await pair()
    const renamed = await relata.admin('POST', '/raw/rename', {
      from_public_id: a.public_id,
      to_public_id: `folder/${a.public_id}`,
      to_type: 'private',
    })
    expect(renamed.body).toMatchObject({ asset_id: a.asset_id, type: 'private', public_id: `folder/${a.public_id}` })
    expect(await relatedIds(a)).toEqual([b.asset_id])
    const [item] = (await details(b)).related_assets
    expect(item).toMatchObject({ asset_id: a.asset_id, type: 'private', public_id: `folder/${a.public_id}` })
  })

  it('stay when its file is overwritten', async () => {
    const [a, b] = await pair()
    const again = await relata.asset(a.public_id)
    expect(again).toMatchObject({ asset_id: a.asset_id, overwritten: true })
    expect(again.version).toBeGreaterThan(a.version)
    expect(await relatedIds(b)).toEqual([a.asset_id])
  })

  it('stay when it is moved to another folder', async () => {
    const [a, b] = await pair()
    const moved = await relata.admin('POST', `/resources/${ref(a)}`, { asset_folder: 'a/folder/far away' })
    expect(moved.body).toMatchObject({ asset_id: a.asset_id, asset_folder: 'a/folder/far away' })
    expect(await relatedIds(a)).toEqual([b.asset_id])
    const [item] = (await details(b)).related_assets
    expect(item).toMatchObject({ asset_id: a.asset_id, asset_folder: 'a/folder/far away' })
  })

  it('stay when its words change', async () => {
    const [a, b] = await pair()
    await relata.admin('POST', `/resources/${ref(a)}`, { tags: 'x', display_name: 'New' })
    const [item] = (await details(b)).related_assets
    expect(item).toMatchObject({ asset_id: a.asset_id, display_name: 'New' })
  })

  it.each([
    ['destroy', (asset: Json) => relata.admin('POST', '/raw/destroy', { public_id: asset.public_id })],
    [
      'delete_resources',
      (asset: Json) => relata.admin('DELETE', '/resources/raw/upload', { public_ids: [asset.public_id] }),
    ],
  ])('go from every other side with %s', async (_, remove) => {
    const [a, b] = await pair()
    const [c] = await assets(1)
    await relate(ref(c), [ref(a), ref(b)])
    expect((await remove(a)).status).toBe(200)
    expect(await relatedIds(b)).toEqual([c.asset_id])
    expect(await relatedIds(c)).toEqual([b.asset_id])
    expect(await relatedIds(await relata.asset(a.public_id))).toEqual([])
  })

  it('go with an asset that another is renamed onto', async () => {
    const [a, b] = await pair()
    const [c, d] = await pair()
    const names = { from_public_id: a.public_id, to_public_id: c.public_id }
    const refused = await relata.admin('POST', '/raw/rename', names)
    expect(refused.status).toBe(400)
    expect(refused.headers.get('x-relata-code')).toBe('conflict')
    expect((await relata.admin('POST', '/raw/rename', { ...names, overwrite: true })).body.asset_id).toBe(a.asset_id)
    expect(await relatedIds(d)).toEqual([])
    expect(await relatedIds(b)).toEqual([a.asset_id])
    expect(await relatedIds(a)).toEqual([b.asset_id])
  })

  it('between the two ends of such a rename are gone, too', async () => {
    const [a, b] = await pair()
    const { status } = await relata.admin('POST', '/raw/rename', {
      from_public_id: a.public_id,
      to_public_id: b.public_id,
      overwrite: true,
    })
    expect(status).toBe(200)
    expect(await relatedIds(a)).toEqual([])
  })
})
