import { join } from 'node:path'
import type { v2 } from 'cloudinary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, download, ROOT, type Server, startServer } from './server.ts'

let server: Server
let cloudinary: typeof v2

beforeAll(async () => {
  server = await startServer()
  // The SDK chooses between http and https by this variable, once, when it is loaded.
  process.env.CLOUDINARY_URL = server.cloudinaryUrl
  cloudinary = (await import('cloudinary')).v2
})
afterAll(async () => {
  await server?.stop()
})

// biome-ignore lint/suspicious/noExplicitAny: the typings know only some of what the SDK does and answers
type Any = any
type AnyCall = (...args: unknown[]) => Promise<Any>

/** The SDK's calls. Options are copied, since it writes into those that it is given. */
const calls = (part: 'api' | 'uploader') =>
  new Proxy({} as Record<string, AnyCall>, {
    get:
      (_, name: string): AnyCall =>
      (...args) =>
        (cloudinary[part] as unknown as Record<string, AnyCall>)[name]!(...structuredClone(args)),
  })
const api = calls('api')
const uploader = calls('uploader')

const upload = (file: string, options: object) => uploader.upload!(join(ROOT, 'demo/files', file), options)
const idsOf = (resources: Any[]): string[] => resources.map(({ public_id }) => public_id)
const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (answer) => `no error, but ${JSON.stringify(answer)}`,
    (error) => (error.error ?? error).message,
  )

describe('tags and context through the Node SDK', () => {
  beforeAll(async () => {
    await upload('tern-front.jpg', { public_id: 'w/front', tags: ['chair', 'front'], context: { alt: 'A chair' } })
    await upload('tern-top.jpg', { public_id: 'w/top', tags: ['chair'] })
    await upload('tern-parts.webp', { public_id: 'w/parts', type: 'private', asset_folder: 'w/more' })
  })

  it('changes tags of many', async () => {
    expect(await uploader.add_tag!('wood,new', ['w/front', 'w/top', 'none'])).toEqual({
      public_ids: ['w/front', 'w/top'],
    })
    await uploader.remove_tag!('new', ['w/front'])
    await uploader.replace_tag!('parts', ['w/parts'], { type: 'private' })
    expect(idsOf((await api.resources_by_tag!('new')).resources)).toEqual(['w/top'])
    expect(idsOf((await api.resources_by_tag!('parts')).resources)).toEqual(['w/parts'])
    // This SDK means to send it with `exclusive`, but reads that option from the wrong place; others send it.
    await call(server, 'POST', '/image/tags', { command: 'set_exclusive', tag: 'wood', public_ids: ['w/top'] })
    expect(idsOf((await api.resources_by_tag!('wood')).resources)).toEqual(['w/top'])
    expect((await api.tags!({ max_results: 500 })).tags).toEqual(['chair', 'front', 'new', 'parts', 'wood'])
    expect((await api.tags!({ prefix: 'w' })).tags).toEqual(['wood'])
    await uploader.remove_all_tags!(['w/top'])
    expect((await api.resource!('w/top')).tags).toEqual([])
    expect(await messageOf(uploader.add_tag!('', ['w/top']))).toContain('Missing required parameter - tag')
  })

  it('changes context of many, and lists by it', async () => {
    await uploader.add_context!({ alt: 'Seen = from | above' }, ['w/top'])
    expect(idsOf((await api.resources_by_context!('alt')).resources)).toEqual(['w/top', 'w/front'])
    const one = await api.resources_by_context!('alt', 'Seen = from | above', { context: true })
    expect(one.resources).toMatchObject([{ public_id: 'w/top', context: { custom: { alt: 'Seen = from | above' } } }])
    await uploader.remove_all_context!(['w/top', 'w/front'])
    expect((await api.resources_by_context!('alt')).resources).toEqual([])
  })

  it('lists by folder and time, with the fields asked for, and the resource types', async () => {
    const folder = await api.resources_by_asset_folder!('w/more', { tags: true })
    expect(folder.resources).toMatchObject([{ public_id: 'w/parts', tags: ['parts'] }])
    const fields = await api.resources!({ type: 'upload', fields: ['tags', 'url'] })
    for (const resource of fields.resources)
      expect(Object.keys(resource).sort()).toEqual(['asset_id', 'folder', 'public_id', 'tags', 'url'])
    const since = await api.resources!({ type: 'upload', start_at: new Date(Date.now() - 3_600_000), direction: 'asc' })
    expect(idsOf(since.resources)).toEqual(['w/front', 'w/top'])
    expect((await api.resource_types!()).resource_types).toEqual(['image', 'video', 'raw'])
    const { asset_id } = await api.resource!('w/front')
    expect(idsOf((await api.resources_by_asset_ids!([asset_id])).resources)).toEqual(['w/front'])
    expect(idsOf((await api.resources_by_ids!(['w/top', 'w/front'])).resources)).toEqual(['w/top', 'w/front'])
  })
})

describe('structured metadata through the Node SDK', () => {
  it('defines fields, gives assets values of them, and deletes them with their values', async () => {
    const values = ['red', 'green', 'blue'].map((external_id) => ({ external_id, value: external_id.toUpperCase() }))
    await api.add_metadata_field!({ external_id: 'stock', type: 'integer', label: 'Stock', default_value: 1 })
    await api.add_metadata_field!({ external_id: 'colours', type: 'set', label: 'Colours', datasource: { values } })
    await api.add_metadata_field!({
      external_id: 'note',
      type: 'string',
      label: 'Note',
      validation: { type: 'strlen', max: 20 },
    })
    const made = await upload('sill-sage.jpg', {
      public_id: 'm/sill',
      metadata: { note: 'a=b|c', colours: ['red', 'blue'] },
    })
    expect(made.metadata).toEqual({ stock: 1, note: 'a=b|c', colours: ['red', 'blue'] })
    expect(await uploader.update_metadata!({ stock: 5, colours: ['green'] }, ['m/sill'])).toEqual({
      public_ids: ['m/sill'],
    })
    await api.update!('m/sill', { metadata: { note: '' } })
    await uploader.explicit!('m/sill', { type: 'upload', metadata: 'stock=6' })
    expect((await api.resource!('m/sill')).metadata).toEqual({ stock: 6, colours: ['green'] })
    expect((await api.resources!({ type: 'upload', prefix: 'm/', metadata: true })).resources[0].metadata.stock).toBe(6)
    for (const [refused, message] of [
      [
        uploader.update_metadata!({ colour_id: 'x' }, ['m/sill']),
        'The following metadata fields do not exist: ["colour_id"]',
      ],
      [uploader.update_metadata!({ stock: 'many' }, ['m/sill']), 'not a whole number'],
      [api.update!('m/sill', { metadata: { note: 'x'.repeat(21) } }), '0 to 20 characters'],
    ] as const) {
      expect(await messageOf(refused)).toContain(message)
    }
    await api.delete_metadata_field!('stock')
    expect((await api.resource!('m/sill')).metadata).toEqual({ colours: ['green'] })
    expect((await api.list_metadata_fields!()).metadata_fields.map((field: Any) => field.external_id)).toEqual([
      'colours',
      'note',
    ])
  })

  it('changes fields and their datasources', async () => {
    const changed = await api.update_metadata_field!('note', {
      label: 'Remark',
      type: 'integer',
      default_value: 'none',
    })
    expect(changed).toMatchObject({ external_id: 'note', label: 'Remark', type: 'string', default_value: 'none' })
    await api.update_metadata_field_datasource!('colours', {
      values: [{ external_id: 'red', value: 'Rose' }, { value: 'Ash' }],
    })
    expect((await api.delete_datasource_entries!('colours', ['blue'])).values).toHaveLength(3)
    expect((await api.restore_metadata_field_datasource!('colours', ['blue'])).values).toHaveLength(4)
    const ordered = await api.order_metadata_field_datasource!('colours', 'value', 'asc')
    expect(ordered.values.map(({ value }: Any) => value)).toEqual(['Ash', 'BLUE', 'GREEN', 'Rose'])
    expect((await api.metadata_field_by_field_id!('colours')).datasource).toEqual(
      ordered.datasource ?? { values: ordered.values },
    )
    const reordered = await api.reorder_metadata_fields!('label', 'desc')
    expect(reordered.metadata_fields.map(({ label }: Any) => label)).toEqual(['Remark', 'Colours'])
    expect(await messageOf(api.metadata_field_by_field_id!('none'))).toContain("doesn't exist")
    expect(await messageOf(api.add_metadata_field!({ external_id: 'note', type: 'date', label: 'x' }))).toBe(
      'external id note already exists',
    )
    expect(await messageOf(api.list_metadata_rules!())).toContain('not supported')
  })
})

describe('states through the Node SDK', () => {
  it('reviews assets', async () => {
    await upload('dusk-day.jpg', { public_id: 's/day', moderation: 'manual' })
    expect(idsOf((await api.resources_by_moderation!('manual', 'pending')).resources)).toEqual(['s/day'])
    expect((await api.update!('s/day', { moderation_status: 'approved' })).moderation[0].status).toBe('approved')
    const approved = await api.resources_by_moderation!('manual', 'approved', { moderations: true })
    expect(approved.resources).toMatchObject([{ public_id: 's/day', moderation_status: 'approved' }])
    expect(await messageOf(upload('dusk-day.jpg', { moderation: 'webpurify' }))).toMatch(/^Illegal value/)
  })

  it.each(['ocr', 'raw_convert', 'categorization', 'detection', 'background_removal'])(
    'refuses %s as Cloudinary refuses unknown values',
    async (name) => {
      await upload('dusk-day.jpg', { public_id: 's/day' })
      expect(await messageOf(api.update!('s/day', { [name]: 'illegal' }))).toContain('Illegal value')
    },
  )

  it('limits access', async () => {
    const access_control = [
      { access_type: 'anonymous', start: new Date(Date.UTC(2019, 1, 22)), end: '2019-03-22 00:00 +0200' },
    ]
    const made = await upload('dusk-night.jpg', { public_id: 's/night', access_control, access_mode: 'authenticated' })
    const kept = [{ access_type: 'anonymous', start: '2019-02-22T00:00:00.000Z', end: '2019-03-21T22:00:00.000Z' }]
    expect(made).toMatchObject({ access_mode: 'authenticated', access_control: kept })
    expect(await api.update!('s/night', { access_control: [{ access_type: 'token' }] })).toMatchObject({
      access_control: [{ access_type: 'token' }],
    })
    const byIds = await api.update_resources_access_mode_by_ids!('public', ['s/night'])
    expect(byIds.updated).toMatchObject([{ public_id: 's/night', access_mode: 'public' }])
    await uploader.add_tag!('dark', ['s/night'])
    const byTag = await api.update_resources_access_mode_by_tag!('authenticated', 'dark')
    expect(byTag.updated).toMatchObject([{ public_id: 's/night', access_mode: 'authenticated' }])
    const byPrefix = await api.update_resources_access_mode_by_prefix!('public', 's/nig')
    expect(byPrefix.updated).toMatchObject([{ public_id: 's/night', access_mode: 'public' }])
  })

  it('publishes', async () => {
    for (const id of ['p/one', 'p/two', 'p/three'])
      await upload('mended-badge.png', { public_id: id, type: 'authenticated', tags: id === 'p/two' ? ['now'] : [] })
    expect((await api.publish_by_ids!(['p/one'], { type: 'private' })).published).toEqual([])
    const { published } = await api.publish_by_ids!(['p/one'], { type: 'authenticated' })
    expect(published).toMatchObject([{ public_id: 'p/one', url: expect.stringContaining('/upload/') }])
    expect((await download(published[0].url)).status).toBe(200)
    expect(idsOf((await api.publish_by_tag!('now')).published)).toEqual(['p/two'])
    expect(idsOf((await api.publish_by_prefix!('p/')).published)).toEqual(['p/three'])
  })

  it('keeps coordinates, and tells of an image what is asked for', async () => {
    await upload('tern-angle.jpg', { public_id: 's/angle', face_coordinates: [[1, 2, 30, 40]] })
    await uploader.explicit!('s/angle', { type: 'upload', custom_coordinates: [5, 6, 70, 80] })
    const plain = await api.resource!('s/angle')
    for (const key of ['accessibility_analysis', 'colors', 'exif', 'faces', 'coordinates', 'phash', 'image_metadata'])
      expect(plain).not.toHaveProperty(key)
    const full = await api.resource!('s/angle', {
      coordinates: true,
      colors: true,
      phash: true,
      image_metadata: true,
      exif: true,
    })
    expect(full.coordinates).toEqual({ faces: [[1, 2, 30, 40]], custom: [[5, 6, 70, 80]] })
    expect(full).toMatchObject({
      phash: expect.stringMatching(/^[0-9a-f]{16}$/),
      image_metadata: { ImageWidth: '1080' },
      exif: {},
    })
    expect(full.colors[0]).toEqual([expect.stringMatching(/^#[0-9A-F]{6}$/), expect.any(Number)])
  })
})
