import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
})
afterEach(async () => {
  for (const type of ['upload', 'private', 'authenticated'])
    await relata.admin('DELETE', `/resources/raw/${type}`, { all: true })
})
afterAll(() => relata.stop())

const ids = (resources: Json[]): string[] => resources.map(({ public_id }) => public_id)
const details = async (publicId: string, type = 'upload') =>
  (await relata.admin('GET', `/resources/raw/${type}/${publicId}`)).body
const update = (publicId: string, body: Json) => relata.admin('POST', `/resources/raw/upload/${publicId}`, body)
const explicit = (public_id: string, body: Json) =>
  relata.admin('POST', '/raw/explicit', { public_id, type: 'upload', ...body })

describe('moderation', () => {
  const listed = async (status: string, query = '') =>
    (await relata.admin('GET', `/resources/raw/moderations/manual/${status}${query}`)).body.resources

  it('begins at upload, goes on with update, and is listed by its state', async () => {
    const made = await relata.asset('a', { moderation: 'manual' })
    expect(made.moderation).toEqual([{ kind: 'manual', status: 'pending', updated_at: expect.any(String) }])
    expect(await details('a')).toMatchObject({ moderation_kind: 'manual', moderation_status: 'pending' })
    expect(ids(await listed('pending'))).toEqual(['a'])
    const { body } = await update('a', { moderation_status: 'approved' })
    expect(body.moderation).toMatchObject([{ kind: 'manual', status: 'approved' }])
    expect([await listed('pending'), ids(await listed('approved'))]).toEqual([[], ['a']])
    expect((await listed('approved'))[0]).not.toHaveProperty('moderation_status')
    expect(await listed('approved', '?moderations=true')).toMatchObject([{ moderation_status: 'approved' }])
    await explicit('a', { moderation: 'manual' })
    expect(ids(await listed('pending'))).toEqual(['a'])
    await relata.asset('b')
    await update('b', { moderation_status: 'rejected' })
    expect(ids(await listed('rejected'))).toEqual(['b'])
    expect(await details('b')).toMatchObject({ moderation_kind: 'manual' })
  })

  it('is refused in other kinds and states', async () => {
    const { status, body } = await relata.upload('x', { moderation: 'aws_rek' })
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(/^Illegal value "aws_rek" .* manual/)])
    await relata.asset('a')
    expect((await update('a', { moderation_status: 'fine' })).status).toBe(400)
    expect((await relata.admin('GET', '/resources/raw/moderations/manual/fine')).status).toBe(400)
    expect((await relata.admin('GET', '/resources/raw/moderations/other/pending')).body.resources).toEqual([])
  })
})

describe('access control', () => {
  const rules = [
    { access_type: 'token' },
    { access_type: 'anonymous', start: '2019-02-22T16:20:57.000Z', end: '2019-03-22 00:00 +0200' },
  ]
  const kept = [
    { access_type: 'token' },
    { access_type: 'anonymous', start: '2019-02-22T16:20:57.000Z', end: '2019-03-21T22:00:00.000Z' },
  ]

  it('is set at upload, by explicit and by update, as JSON or as itself, and removed', async () => {
    expect((await relata.asset('a', { access_control: JSON.stringify(rules) })).access_control).toEqual(kept)
    expect((await details('a')).access_control).toEqual(kept)
    expect((await update('a', { access_control: '[]' })).body).not.toHaveProperty('access_control')
    expect((await update('a', { access_control: rules[0] })).body.access_control).toEqual([rules[0]])
    expect((await explicit('a', { access_control: rules })).body.access_control).toEqual(kept)
    expect((await update('a', { display_name: 'x' })).body.access_control).toEqual(kept)
  })

  it('stays through an overwrite, which begins anew with the review', async () => {
    const options = { access_control: '[{"access_type":"token"}]', access_mode: 'authenticated', moderation: 'manual' }
    await relata.asset('a', options)
    const again = await relata.asset('a')
    expect(again).toMatchObject({ access_control: [{ access_type: 'token' }], access_mode: 'authenticated' })
    expect(again).not.toHaveProperty('moderation')
    const opened = await relata.asset('a', { access_control: '[]', access_mode: 'public' })
    expect([opened.access_control, opened.access_mode]).toEqual([undefined, 'public'])
  })

  it.each([
    'anonymous',
    '[{"access_type":"everyone"}]',
    '[{"access_type":"anonymous","start":"soon"}]',
    '[{"access_type":"anonymous","start":"2026-02-01","end":"2026-01-01"}]',
    '[{"access_type":"token","start":"2026-02-01"}]',
    '[{"access_type":"anonymous","for":"me"}]',
    '["token"]',
    JSON.stringify(Array(11).fill({ access_type: 'token' })),
  ])('is refused as %s', async (access_control) => {
    await relata.asset('a')
    for (const { status, body } of [await update('a', { access_control }), await explicit('a', { access_control })]) {
      expect([status, body.error?.message]).toEqual([400, expect.stringContaining('access_control')])
    }
  })
})

describe('coordinates', () => {
  it('are kept of both kinds, each for itself, and shown where asked for', async () => {
    await relata.asset('a', { face_coordinates: '1,2,3,4|5,6,7,8' })
    await update('a', { custom_coordinates: '10,20,30,40' })
    expect(await details('a')).not.toHaveProperty('coordinates')
    const shown = async () => (await relata.admin('GET', '/resources/raw/upload/a?coordinates=true')).body.coordinates
    expect(await shown()).toEqual({
      faces: [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      custom: [[10, 20, 30, 40]],
    })
    await explicit('a', { face_coordinates: '' })
    expect(await shown()).toEqual({ custom: [[10, 20, 30, 40]] })
  })

  it.each(['1,2,3', '1,2,3,4,5', 'a,b,c,d', '1,2,3,-4', '1.5,2,3,4', '1,2,,4', '1,2,3,4|'])(
    'are refused as %s',
    async (text) => {
      await relata.asset('a')
      for (const name of ['custom_coordinates', 'face_coordinates']) {
        const { status, body } = await update('a', { [name]: text })
        expect([status, body.error?.message]).toEqual([400, expect.stringContaining(name)])
      }
    },
  )
})

it.each(['ocr', 'categorization', 'detection', 'raw_convert', 'background_removal', 'responsive_breakpoints'])(
  'update and explicit refuse %s, as unknown values are',
  async (name) => {
    await relata.asset('a')
    for (const { status, body } of [await update('a', { [name]: 'adv' }), await explicit('a', { [name]: 'adv' })]) {
      expect([status, body.error?.message]).toEqual([
        400,
        expect.stringMatching(`^Illegal value "adv" for parameter ${name}`),
      ])
    }
  },
)

it.each([
  ['raw_convert', 'Raw convert is invalid'],
  ['detection', "Detection invalid model 'x'"],
  ['background_removal', 'Background removal is invalid'],
  ['categorization', 'Categorization is invalid'],
])('an upload refuses %s', async (name, message) => {
  const { status, body } = await relata.upload('x', { public_id: 'refused', [name]: 'x' })
  expect([status, body.error?.message]).toEqual([400, expect.stringContaining(message)])
  expect(await relata.publicIds()).not.toContain('refused')
})

it('a rename takes context and metadata as flags too', async () => {
  await relata.asset('a', { context: 'k=v' })
  const rename = (to: string, more: Json) =>
    relata.admin('POST', '/raw/rename', { from_public_id: to === 'b' ? 'a' : 'b', to_public_id: to, ...more })
  expect((await rename('b', { context: true, metadata: 'true' })).body.context).toEqual({ custom: { k: 'v' } })
  expect((await rename('c', { context: 'k=w' })).body.context).toEqual({ custom: { k: 'w' } })
})

describe('access mode', () => {
  const set = (body: Json, type = 'upload') => relata.admin('POST', `/resources/raw/${type}/update_access_mode`, body)

  it('is set by IDs, by prefix and by tag', async () => {
    await relata.asset('x/a', { access_mode: 'authenticated' })
    await relata.asset('x/b', { tags: 't' })
    await relata.asset('y')
    const { secure_url } = await details('x/a')
    expect(secure_url).toContain('/s--')
    expect((await fetch(secure_url)).status).toBe(200)
    expect((await fetch(secure_url.replace(/s--.*?--\//, ''))).status).toBe(401)
    const byId = await set({ access_mode: 'public', public_ids: ['x/a', 'none'] })
    expect(byId.body).toMatchObject({ updated: [{ public_id: 'x/a', access_mode: 'public' }], failed: [] })
    expect(byId.body.updated).toHaveLength(1)
    const byPrefix = await set({ access_mode: 'authenticated', prefix: 'x/' })
    expect(ids(byPrefix.body.updated).sort()).toEqual(['x/a', 'x/b'])
    const byTag = await set({ access_mode: 'public', tag: 't' })
    expect(ids(byTag.body.updated)).toEqual(['x/b'])
    const modes = await Promise.all(['x/a', 'x/b', 'y'].map(async (id) => (await details(id)).access_mode))
    expect(modes).toEqual(['authenticated', 'public', 'public'])
  })

  it('is refused without a choice of assets, or as another mode', async () => {
    for (const body of [
      { access_mode: 'public' },
      { access_mode: 'public', tag: 'x', prefix: 'y' },
      { public_ids: ['a'] },
      { access_mode: 'secret', tag: 'x' },
    ]) {
      expect((await set(body)).status).toBe(400)
    }
  })
})

describe('publishing', () => {
  const publish = (body: Json) => relata.admin('POST', '/resources/raw/publish_resources', body)

  it('gives assets the public delivery type, by IDs, prefix and tag, and keeps what they are', async () => {
    const a = await relata.asset('x/a', { type: 'private' })
    await relata.asset('x/b', { type: 'authenticated' })
    await relata.asset('c', { type: 'private', tags: 't' })
    await relata.asset('d', { type: 'private' })
    await relata.admin('POST', '/resources/related_assets/raw/private/x/a', { assets_to_relate: ['raw/private/d'] })
    expect((await publish({ public_ids: ['x/a'], type: 'authenticated' })).body).toEqual({ published: [], failed: [] })
    const byId = await publish({ public_ids: ['x/a', 'x/a', 'none'] })
    expect(byId.body).toMatchObject({
      published: [{ public_id: 'x/a', type: 'upload', asset_id: a.asset_id }],
      failed: [],
    })
    expect(byId.body.published[0].url).toContain('/upload/')
    expect((await fetch(byId.body.published[0].url)).status).toBe(200)
    expect(ids((await publish({ prefix: 'x/' })).body.published)).toEqual(['x/b'])
    expect(ids((await publish({ tag: 't' })).body.published)).toEqual(['c'])
    expect(ids((await relata.admin('GET', '/resources/raw/tags/t')).body.resources)).toEqual(['c'])
    expect(ids((await relata.admin('GET', '/resources/raw/private')).body.resources)).toEqual(['d'])
    const { related_assets } = (await relata.admin('GET', '/resources/raw/upload/x/a?related=true')).body
    expect(ids(related_assets)).toEqual(['d'])
  })

  it('leaves a public asset of the same name alone, unless it may be overwritten', async () => {
    const old = await relata.asset('a')
    const hidden = await relata.asset('a', { type: 'private' })
    await relata.asset('a', { type: 'authenticated' })
    const refused = await publish({ public_ids: ['a'], type: 'private' })
    expect(refused.body).toMatchObject({ published: [], failed: [{ public_id: 'a', type: 'private' }] })
    expect((await details('a')).asset_id).toBe(old.asset_id)
    const one = await publish({ public_ids: ['a'], overwrite: true })
    expect([ids(one.body.published), ids(one.body.failed)]).toEqual([['a'], ['a']])
    expect((await details('a')).asset_id).toBe(hidden.asset_id)
    expect(await relata.publicIds()).toEqual(['a', 'a'])
  })

  it('is refused without a choice of assets', async () => {
    expect((await publish({})).status).toBe(400)
    expect((await publish({ tag: 'x', type: 'secret' })).status).toBe(400)
  })
})
