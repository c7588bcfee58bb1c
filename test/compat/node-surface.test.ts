import { join } from 'node:path'
import type { Writable } from 'node:stream'
import type { v2 } from 'cloudinary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataUri, png } from './files.ts'
import { ROOT, type Server, startServer } from './server.ts'

// biome-ignore lint/suspicious/noExplicitAny: the typings know only some of what the SDK does and answers
type Anything = any
type Call = (sdk: Anything) => unknown

let server: Server
let cloudinary: Anything
let assetId: string
const FILM = join(ROOT, 'demo/files/tern-film.mp4')
const image = dataUri('image/png', png(4, 4, 1))

beforeAll(async () => {
  server = await startServer()
  process.env.CLOUDINARY_URL = server.cloudinaryUrl
  cloudinary = (await import('cloudinary')).v2 as typeof v2
  const { uploader, api } = cloudinary
  const upload = await uploader.upload(image, { public_id: 'one', tags: ['t'], asset_folder: 'f', context: 'k=v' })
  assetId = upload.asset_id
  await uploader.upload(image, { public_id: 'two', asset_folder: 'f' })
  await api.add_metadata_field({ external_id: 'words', label: 'Words', type: 'string' })
  await api.add_metadata_field({
    external_id: 'choice',
    label: 'Choice',
    type: 'enum',
    datasource: {
      values: [
        { external_id: 'a', value: 'A' },
        { external_id: 'b', value: 'B' },
      ],
    },
  })
})

afterAll(() => server?.stop())

/** Works, in this order: what deletes comes late. */
const API: Record<string, Call> = {
  ping: (api) => api.ping(),
  usage: (api) => api.usage(),
  config: (api) => api.config({ settings: true }),
  resource_types: (api) => api.resource_types(),
  resources: (api) => api.resources(),
  resources_by_tag: (api) => api.resources_by_tag('t'),
  resources_by_context: (api) => api.resources_by_context('k', 'v'),
  resources_by_moderation: (api) => api.resources_by_moderation('manual', 'pending'),
  resource_by_asset_id: (api) => api.resource_by_asset_id(assetId),
  resources_by_asset_ids: (api) => api.resources_by_asset_ids([assetId]),
  resources_by_ids: (api) => api.resources_by_ids(['one', 'two']),
  resources_by_asset_folder: (api) => api.resources_by_asset_folder('f'),
  resource: (api) => api.resource('one', { colors: true, faces: true, phash: true, versions: true, related: true }),
  update: (api) => api.update('one', { tags: ['t', 'u'] }),
  tags: (api) => api.tags(),
  transformations: (api) => api.transformations(),
  create_transformation: (api) => api.create_transformation('small', { width: 10, crop: 'scale' }),
  transformation: (api) => api.transformation('small'),
  update_transformation: (api) => api.update_transformation('small', { allowed_for_strict: true }),
  delete_transformation: (api) => api.delete_transformation('small'),
  create_upload_preset: (api) => api.create_upload_preset({ name: 'preset', tags: ['p'], unsigned: true }),
  upload_presets: (api) => api.upload_presets(),
  upload_preset: (api) => api.upload_preset('preset'),
  update_upload_preset: (api) => api.update_upload_preset('preset', { tags: ['q'] }),
  create_upload_mapping: (api) => api.create_upload_mapping('mapped', { template: 'https://example.com/' }),
  upload_mappings: (api) => api.upload_mappings(),
  upload_mapping: (api) => api.upload_mapping('mapped'),
  update_upload_mapping: (api) => api.update_upload_mapping('mapped', { template: 'https://example.org/' }),
  delete_upload_mapping: (api) => api.delete_upload_mapping('mapped'),
  create_folder: (api) => api.create_folder('g/h'),
  root_folders: (api) => api.root_folders(),
  sub_folders: (api) => api.sub_folders('g'),
  rename_folder: (api) => api.rename_folder('g', 'i'),
  search_folders: (api) => api.search_folders({ expression: 'name:h' }),
  delete_folder: (api) => api.delete_folder('i'),
  search: (api) => api.search({ expression: 'tags:t', max_results: 1 }),
  publish_by_ids: (api) => api.publish_by_ids(['one']),
  publish_by_tag: (api) => api.publish_by_tag('t'),
  publish_by_prefix: (api) => api.publish_by_prefix('on'),
  update_resources_access_mode_by_ids: (api) => api.update_resources_access_mode_by_ids('public', ['one']),
  update_resources_access_mode_by_tag: (api) => api.update_resources_access_mode_by_tag('public', 't'),
  update_resources_access_mode_by_prefix: (api) => api.update_resources_access_mode_by_prefix('public', 'on'),
  add_metadata_field: (api) => api.add_metadata_field({ external_id: 'third', label: 'Third', type: 'integer' }),
  list_metadata_fields: (api) => api.list_metadata_fields(),
  metadata_field_by_field_id: (api) => api.metadata_field_by_field_id('words'),
  update_metadata_field: (api) => api.update_metadata_field('words', { label: 'More words' }),
  update_metadata_field_datasource: (api) =>
    api.update_metadata_field_datasource('choice', { values: [{ external_id: 'b', value: 'Bee' }] }),
  order_metadata_field_datasource: (api) => api.order_metadata_field_datasource('choice', 'value', 'desc'),
  delete_datasource_entries: (api) => api.delete_datasource_entries('choice', ['b']),
  restore_metadata_field_datasource: (api) => api.restore_metadata_field_datasource('choice', ['b']),
  reorder_metadata_fields: (api) => api.reorder_metadata_fields('label', 'asc'),
  delete_metadata_field: (api) => api.delete_metadata_field('third'),
  add_related_assets: (api) => api.add_related_assets('one', ['image/upload/two']),
  delete_related_assets: (api) => api.delete_related_assets('one', ['image/upload/two']),
  add_related_assets_by_asset_id: (api) => api.add_related_assets_by_asset_id(assetId, ['image/upload/two']),
  delete_related_assets_by_asset_id: (api) => api.delete_related_assets_by_asset_id(assetId, ['image/upload/two']),
  delete_derived_resources: (api) => api.delete_derived_resources(['0'.repeat(32)]),
  delete_derived_by_transformation: (api) =>
    api.delete_derived_by_transformation(['one'], [{ width: 10, crop: 'scale' }]),
  delete_backed_up_assets: (api) => api.delete_backed_up_assets(assetId, ['0'.repeat(32)]),
  delete_resources: (api) => api.delete_resources(['one']),
  restore: (api) => api.restore(['one']),
  delete_resources_by_asset_ids: (api) => api.delete_resources_by_asset_ids([assetId]),
  restore_by_asset_ids: (api) => api.restore_by_asset_ids([assetId]),
  delete_resources_by_tag: (api) => api.delete_resources_by_tag('nothing'),
  delete_resources_by_prefix: (api) => api.delete_resources_by_prefix('nothing'),
  delete_upload_preset: (api) => api.delete_upload_preset('preset'),
  delete_all_resources: (api) => api.delete_all_resources(),
}

/** Known, and not supported: each says so. */
const REFUSED_API: Record<string, Call> = {
  visual_search: (api) => api.visual_search({ text: 'a lamp' }),
  list_streaming_profiles: (api) => api.list_streaming_profiles(),
  get_streaming_profile: (api) => api.get_streaming_profile('hd'),
  create_streaming_profile: (api) =>
    api.create_streaming_profile('mine', { representations: [{ transformation: { width: 10, crop: 'scale' } }] }),
  update_streaming_profile: (api) => api.update_streaming_profile('mine', { display_name: 'Mine' }),
  delete_streaming_profile: (api) => api.delete_streaming_profile('mine'),
  list_metadata_rules: (api) => api.list_metadata_rules(),
  add_metadata_rule: (api) => api.add_metadata_rule({ name: 'rule', metadata_field_id: 'words' }),
  update_metadata_rule: (api) => api.update_metadata_rule('rule', { name: 'rule' }),
  delete_metadata_rule: (api) => api.delete_metadata_rule('rule'),
}

type Callback = (error: unknown, result: unknown) => void

const called = (start: (callback: Callback) => unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result)))
  })

/** What a stream of the SDK is given, and what its callback is told. */
const streamed = (start: (callback: Callback) => Writable): Promise<unknown> =>
  called((callback) => start(callback).end(png(4, 4, 2)))

const UPLOADER: Record<string, Call> = {
  upload: (uploader) => uploader.upload(image, { public_id: 'three', tags: ['t'] }),
  upload_stream: (uploader) => streamed((done) => uploader.upload_stream({ public_id: 'four' }, done)),
  upload_large: (uploader) => called((done) => uploader.upload_large(FILM, { resource_type: 'video' }, done)),
  upload_chunked: (uploader) =>
    called((done) => uploader.upload_chunked(FILM, { resource_type: 'video', chunk_size: 5_242_880 }, done)),
  upload_chunked_stream: (uploader) => streamed((done) => uploader.upload_chunked_stream({ public_id: 'five' }, done)),
  unsigned_upload: async (uploader) => {
    await cloudinary.api.create_upload_preset({ name: 'open', unsigned: true })
    return uploader.unsigned_upload(image, 'open', { public_id: 'six' })
  },
  unsigned_upload_stream: (uploader) =>
    streamed((done) => uploader.unsigned_upload_stream('open', { public_id: 'seven' }, done)),
  explicit: (uploader) => uploader.explicit('three', { type: 'upload', tags: ['t', 'e'] }),
  add_tag: (uploader) => uploader.add_tag('new', ['three']),
  remove_tag: (uploader) => uploader.remove_tag('new', ['three']),
  replace_tag: (uploader) => uploader.replace_tag('t', ['three']),
  remove_all_tags: (uploader) => uploader.remove_all_tags(['three']),
  add_context: (uploader) => uploader.add_context('a=b', ['three']),
  remove_all_context: (uploader) => uploader.remove_all_context(['three']),
  update_metadata: (uploader) => uploader.update_metadata('words=hello', ['three']),
  create_zip: (uploader) => uploader.create_zip({ public_ids: ['three'] }),
  create_archive: (uploader) => uploader.create_archive({ public_ids: ['three'], target_format: 'tgz' }),
  rename: (uploader) => uploader.rename('three', 'thirty'),
  destroy: (uploader) => uploader.destroy('thirty'),
}

const REFUSED_UPLOADER: Record<string, Call> = {
  text: (uploader) => uploader.text('hello'),
  generate_sprite: (uploader) => uploader.generate_sprite('t'),
  multi: (uploader) => uploader.multi('t'),
  explode: (uploader) => uploader.explode('three', { page: 'all' }),
}

/** They send nothing: they answer parameters, addresses or HTML. */
const LOCAL = [
  ...['direct_upload', 'upload_tag_params', 'upload_url', 'image_upload_tag', 'unsigned_image_upload_tag'],
  ...['download_generated_sprite', 'download_multi'],
]
/** A part of `upload_large`, which takes no file of its own. */
const INNER = ['upload_large_part']

const failure = async (call: unknown): Promise<{ http_code: number; message: string }> => {
  try {
    const answer = await call
    throw new Error(`Expected an error, got ${JSON.stringify(answer)}`)
  } catch (thrown) {
    return (thrown as Anything).error ?? thrown
  }
}

describe('the Admin API of the SDK', () => {
  it('has no function that is not tried here', () => {
    expect(Object.keys(cloudinary.api).sort()).toEqual([...Object.keys(API), ...Object.keys(REFUSED_API)].sort())
  })

  it.each(Object.entries(API))('%s works', async (_, call) => {
    await expect(call(cloudinary.api)).resolves.toEqual(expect.any(Object))
  })

  it.each(Object.entries(REFUSED_API))('%s is clearly not supported', async (_, call) => {
    const { http_code, message } = await failure(call(cloudinary.api))
    expect([http_code, message]).toEqual([400, expect.stringContaining('not supported')])
  })
})

describe('the Upload API of the SDK', () => {
  it('has no function that is not tried here', () => {
    expect(Object.keys(cloudinary.uploader).sort()).toEqual(
      [...Object.keys(UPLOADER), ...Object.keys(REFUSED_UPLOADER), ...LOCAL, ...INNER].sort(),
    )
  })

  it.each(Object.entries(UPLOADER))('%s works', async (_, call) => {
    await expect(call(cloudinary.uploader)).resolves.toEqual(expect.any(Object))
  })

  it.each(Object.entries(REFUSED_UPLOADER))('%s is clearly not supported', async (_, call) => {
    const { http_code, message } = await failure(call(cloudinary.uploader))
    expect([http_code, message]).toEqual([400, expect.stringContaining('not supported')])
  })

  it.each(['download_generated_sprite', 'download_multi'])(
    'the address of %s says that it is not supported',
    async (name) => {
      const response = await fetch(cloudinary.uploader[name]('t'))
      expect([response.status, ((await response.json()) as Anything).error.message]).toEqual([
        400,
        expect.stringContaining('not supported'),
      ])
    },
  )
})

describe('analysis', () => {
  it('is clearly not supported', async () => {
    const { http_code, message } = await failure(
      cloudinary.analysis.analyze_uri('https://example.com/a.jpg', 'captioning'),
    )
    expect([http_code, message]).toEqual([400, expect.stringContaining('not supported')])
  })
})
