import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { UploadApiErrorResponse, UploadApiOptions, UploadApiResponse, v2 } from 'cloudinary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataUri, demoFile, pdf, png, wav } from './files.ts'
import { download, removeFolder, type Server, startServer, temporaryFolder } from './server.ts'

let server: Server
let folder: string
let cloudinary: typeof v2

beforeAll(async () => {
  folder = await temporaryFolder()
  server = await startServer()
  // The SDK chooses between http and https by this variable, once, when it is loaded.
  process.env.CLOUDINARY_URL = server.cloudinaryUrl
  cloudinary = (await import('cloudinary')).v2
})

afterAll(async () => {
  await server?.stop()
  if (folder) await removeFolder(folder)
})

// biome-ignore lint/suspicious/noExplicitAny: the typings know only some of what the SDK does and answers
type AnyCall = (...args: unknown[]) => Promise<any>

/** The Admin API. Options are copied, since the SDK writes into those that it is given. */
const api = new Proxy({} as Record<string, AnyCall>, {
  get:
    (_, name: string): AnyCall =>
    (...args) =>
      (cloudinary.api as unknown as Record<string, AnyCall>)[name]!(...structuredClone(args)),
})

const text = (content: string): string => dataUri('text/plain', Buffer.from(content))

const uploadText = (public_id: string, options: UploadApiOptions = {}): Promise<UploadApiResponse> =>
  cloudinary.uploader.upload(text(public_id), { resource_type: 'raw', public_id, ...options })

async function fileOnDisk(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

const uploadStream = (bytes: Buffer, options: UploadApiOptions): Promise<UploadApiResponse> =>
  new Promise((resolve, reject) => {
    const stream = cloudinary.uploader.upload_stream(options, (error, result) =>
      result ? resolve(result) : reject(error as UploadApiErrorResponse),
    )
    stream.end(bytes)
  })

/** What a promise is rejected with. The SDK has it inside `error` for the Admin API, and bare for uploads. */
async function failure(promise: Promise<unknown>): Promise<{ http_code: number; message: string }> {
  const thrown = await promise.then(
    (answer) => {
      throw new Error(`Expected an error, got ${JSON.stringify(answer)}`)
    },
    (error) => error,
  )
  return thrown.error ?? thrown
}

async function expectDelivered(url: string, bytes: Buffer): Promise<void> {
  const delivered = await download(url)
  expect(delivered.status, `${url}: ${delivered.status === 200 ? '' : delivered.bytes.toString()}`).toBe(200)
  expect(delivered.bytes.equals(bytes), url).toBe(true)
}

const idsOf = (resources: readonly { public_id: string }[]): string[] => resources.map(({ public_id }) => public_id)

describe('uploader.upload', () => {
  it('uploads an image from a file', async () => {
    const bytes = png(6, 4, 1)
    const answer = await cloudinary.uploader.upload(await fileOnDisk('dog.png', bytes), { public_id: 'upload/dog' })
    expect(answer).toMatchObject({
      asset_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      public_id: 'upload/dog',
      version: expect.any(Number),
      width: 6,
      height: 4,
      format: 'png',
      resource_type: 'image',
      type: 'upload',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      tags: [],
      bytes: bytes.length,
      etag: expect.stringMatching(/^[0-9a-f]{32}$/),
      original_filename: 'dog',
      display_name: 'dog',
      placeholder: false,
    })
    const { verify_api_response_signature } = cloudinary.utils as never as Record<
      string,
      (...args: unknown[]) => boolean
    >
    expect(verify_api_response_signature!(answer.public_id, answer.version, answer.signature)).toBe(true)
    await expectDelivered(answer.secure_url, bytes)
    await expectDelivered(answer.url, bytes)
  })

  it('uploads a raw file, with its extension in the public ID', async () => {
    const bytes = Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nWoof\n')
    const path = await fileOnDisk('dog subtitles.srt', bytes)
    const answer = await cloudinary.uploader.upload(path, {
      resource_type: 'raw',
      use_filename: true,
      unique_filename: false,
    })
    expect(answer).toMatchObject({ public_id: 'dog_subtitles.srt', resource_type: 'raw', bytes: bytes.length })
    await expectDelivered(answer.secure_url, bytes)
    const random = await cloudinary.uploader.upload(path, { resource_type: 'raw' })
    expect(random.public_id).toMatch(/^\w{20}\.srt$/)
  })

  it('uploads audio as video', async () => {
    const bytes = wav()
    const answer = await cloudinary.uploader.upload(await fileOnDisk('bark.wav', bytes), {
      resource_type: 'video',
      public_id: 'upload/bark',
    })
    expect(answer).toMatchObject({ resource_type: 'video', format: 'wav', duration: 1, bytes: bytes.length })
    await expectDelivered(answer.secure_url, bytes)
  })

  it('uploads a video', async () => {
    const film = demoFile('mp4')
    const answer = await cloudinary.uploader.upload(film.path, { resource_type: 'video', public_id: 'upload/film' })
    expect(answer).toMatchObject({ resource_type: 'video', format: 'mp4', duration: expect.any(Number) })
    expect(answer.width).toBeGreaterThan(0)
    await expectDelivered(answer.secure_url, film.bytes)
  })

  it('tells what a file is with resource_type auto', async () => {
    const files = [
      { bytes: png(2, 2, 2), name: 'auto.png', resource_type: 'image', format: 'png' },
      { bytes: pdf(3), name: 'auto.pdf', resource_type: 'image', format: 'pdf', pages: 3 },
      { bytes: wav(), name: 'auto.wav', resource_type: 'video', format: 'wav' },
      { bytes: Buffer.from('a,b\n1,2\n'), name: 'auto.csv', resource_type: 'raw' },
    ]
    for (const { bytes, name, ...expected } of files) {
      const answer = await cloudinary.uploader.upload(await fileOnDisk(name, bytes), { resource_type: 'auto' })
      expect(answer, name).toMatchObject(expected)
      await expectDelivered(answer.secure_url, bytes)
    }
  })

  it('uploads a data URI', async () => {
    const bytes = png(3, 3, 3)
    const answer = await cloudinary.uploader.upload(dataUri('image/png', bytes), { public_id: 'upload/data' })
    expect(answer).toMatchObject({ public_id: 'upload/data', width: 3, format: 'png' })
    await expectDelivered(answer.secure_url, bytes)
  })

  it.each(['private', 'authenticated'] as const)('uploads as %s, delivered to signed URLs only', async (type) => {
    const bytes = png(2, 3, type.length)
    const answer = await cloudinary.uploader.upload(await fileOnDisk(`${type}.png`, bytes), {
      type,
      public_id: 'upload/hidden dog',
    })
    expect(answer).toMatchObject({ type, public_id: 'upload/hidden dog' })
    await expectDelivered(answer.secure_url, bytes)
    const options = { type, format: 'png', secure: false }
    await expectDelivered(cloudinary.url('upload/hidden dog', { ...options, sign_url: true }), bytes)
    await expectDelivered(
      cloudinary.url('upload/hidden dog', { ...options, sign_url: true, version: answer.version }),
      bytes,
    )
    await expectDelivered(
      cloudinary.url('upload/hidden dog', { ...options, sign_url: true, long_url_signature: true }),
      bytes,
    )
    expect((await download(cloudinary.url('upload/hidden dog', options))).status).toBe(401)
    expect((await download(answer.secure_url.replace(/s--[\w-]+--/, 's--AAAAAAAA--'))).status).toBe(401)
  })

  it('takes every option of the foundation', async () => {
    const path = await fileOnDisk('options.png', png(2, 2, 5))
    const options = {
      folder: 'campaigns/2026',
      use_filename: true,
      unique_filename: false,
      filename_override: 'spring.png',
      display_name: 'Spring, the poster',
      asset_folder: 'posters',
      tags: ['spring', 'poster'],
      context: { alt: 'a = b | c', caption: 'Spring' },
      overwrite: false,
      resource_type: 'image',
      type: 'upload',
      timeout: 120_000,
    } as const satisfies UploadApiOptions
    const answer = await cloudinary.uploader.upload(path, options)
    expect(answer).toMatchObject({
      public_id: 'campaigns/2026/spring',
      original_filename: 'spring',
      display_name: 'Spring, the poster',
      asset_folder: 'posters',
      tags: ['spring', 'poster'],
      context: { custom: { alt: 'a = b | c', caption: 'Spring' } },
    })
    const again = await cloudinary.uploader.upload(await fileOnDisk('options2.png', png(4, 4, 6)), options)
    expect(again).toMatchObject({ asset_id: answer.asset_id, width: 2, existing: true })
    const over = await cloudinary.uploader.upload(path, { public_id: 'campaigns/2026/spring', tags: 'one,two' })
    expect(over).toMatchObject({ asset_id: answer.asset_id, overwritten: true, tags: ['one', 'two'] })
    expect(over.version).toBeGreaterThan(answer.version)
  })

  it('uploads a stream', async () => {
    const bytes = Buffer.from('streamed '.repeat(50_000))
    const answer = await uploadStream(bytes, { resource_type: 'raw', public_id: 'upload/stream.txt' })
    expect(answer).toMatchObject({ public_id: 'upload/stream.txt', bytes: bytes.length })
    await expectDelivered(answer.secure_url, bytes)
  })

  it('signs values with &', async () => {
    const answer = await uploadText('upload/signed', { context: { alt: 'salt & pepper=nice' }, tags: 'a&b' })
    expect(answer).toMatchObject({ tags: ['a&b'], context: { custom: { alt: 'salt & pepper=nice' } } })
  })

  it('tells errors with http_code and message', async () => {
    const path = await fileOnDisk('error.txt', Buffer.from('no image'))
    expect(await failure(cloudinary.uploader.upload(path, { public_id: 'upload/error' }))).toMatchObject({
      http_code: 400,
      message: expect.stringMatching(/\w/),
    })
    expect(await failure(uploadText('a?b'))).toMatchObject({ http_code: 400, message: expect.stringContaining('a?b') })
    expect(await failure(uploadText('upload/error', { api_secret: 'wrong' }))).toMatchObject({
      http_code: 401,
      message: expect.stringMatching(/^Invalid Signature [0-9a-f]{40}\. String to sign - /),
    })
  })
})

describe('uploader.explicit, rename and destroy', () => {
  it('explicit changes what is there', async () => {
    const { asset_id } = await uploadText('explicit/it')
    const options = { resource_type: 'raw', type: 'upload', tags: 'a,b', context: { k: 'v' } } as const
    expect(await cloudinary.uploader.explicit('explicit/it', options)).toMatchObject({
      asset_id,
      tags: ['a', 'b'],
      context: { custom: { k: 'v' } },
    })
    expect(await failure(cloudinary.uploader.explicit('explicit/none', options))).toMatchObject({
      http_code: 404,
      message: 'Resource not found - explicit/none',
    })
  })

  it('rename gives another public ID or type, and keeps the relations', async () => {
    const { asset_id } = await uploadText('rename/from')
    await uploadText('rename/friend')
    await api.add_related_assets!('rename/from', 'raw/upload/rename/friend', { resource_type: 'raw' })
    const renamed = await cloudinary.uploader.rename('rename/from', 'rename/to', { resource_type: 'raw' })
    expect(renamed).toMatchObject({ asset_id, public_id: 'rename/to' })
    await expectDelivered(renamed.secure_url, Buffer.from('rename/from'))
    const friend = await api.resource!('rename/friend', { resource_type: 'raw', related: true })
    expect(idsOf(friend.related_assets)).toEqual(['rename/to'])
    const hidden = await cloudinary.uploader.rename('rename/to', 'rename/to', {
      resource_type: 'raw',
      to_type: 'authenticated',
    })
    expect(hidden).toMatchObject({ asset_id, type: 'authenticated' })
    await expectDelivered(hidden.secure_url, Buffer.from('rename/from'))
  })

  it('rename refuses a name that is taken, unless it may overwrite', async () => {
    const { asset_id } = await uploadText('rename/a')
    await uploadText('rename/b')
    const taken = await failure(cloudinary.uploader.rename('rename/a', 'rename/b', { resource_type: 'raw' }))
    expect(taken).toMatchObject({ http_code: 400, message: expect.stringContaining('rename/b') })
    expect(
      await cloudinary.uploader.rename('rename/a', 'rename/b', { resource_type: 'raw', overwrite: true }),
    ).toMatchObject({ asset_id, public_id: 'rename/b' })
    expect(await failure(cloudinary.uploader.rename('rename/a', 'rename/c', { resource_type: 'raw' }))).toMatchObject({
      http_code: 404,
      message: 'Resource not found - rename/a',
    })
  })

  it('destroy answers ok, then not found', async () => {
    const { secure_url } = await uploadText('destroy/it')
    const options = { resource_type: 'raw', invalidate: true } as const
    expect(await cloudinary.uploader.destroy('destroy/it', options)).toEqual({ result: 'ok' })
    expect(await cloudinary.uploader.destroy('destroy/it', options)).toEqual({ result: 'not found' })
    expect((await download(secure_url)).status).toBe(404)
  })
})

describe('api: reading', () => {
  beforeAll(async () => {
    for (const name of ['read/a', 'read/b', 'read/c']) {
      await uploadText(name, { tags: ['letters', name.slice(-1)], context: { name } })
    }
    await uploadText('read/a', { type: 'private' })
    await cloudinary.uploader.upload(dataUri('image/png', png(2, 2, 9)), { public_id: 'read/a', tags: 'letters' })
  })

  it('ping, with rate limits', async () => {
    const answer = await api.ping!()
    expect(answer.status).toBe('ok')
    expect(answer.rate_limit_allowed).toBeGreaterThan(0)
    expect(answer.rate_limit_remaining).toBeGreaterThan(0)
    expect(answer.rate_limit_reset_at.getTime()).toBeGreaterThan(Date.now() - 60_000)
  })

  it('resource and resource_by_asset_id', async () => {
    const byName = await api.resource!('read/a', { resource_type: 'raw' })
    expect(byName).toMatchObject({
      public_id: 'read/a',
      resource_type: 'raw',
      type: 'upload',
      tags: ['letters', 'a'],
      context: { custom: { name: 'read/a' } },
      derived: [],
      rate_limit_allowed: expect.any(Number),
    })
    for (const absent of ['related_assets', 'colors', 'faces', 'exif', 'versions']) {
      expect(byName).not.toHaveProperty(absent)
    }
    const byId = await api.resource_by_asset_id!(byName.asset_id)
    const ours = (name: string) => !name.startsWith('rate_limit_')
    expect(Object.entries(byId).filter(([name]) => ours(name))).toEqual(
      Object.entries(byName).filter(([name]) => ours(name)),
    )
  })

  it('errors name what was not found', async () => {
    expect(await failure(api.resource!('read/none'))).toMatchObject({
      http_code: 404,
      message: 'Resource not found - read/none',
    })
    const id = '0123456789abcdef0123456789abcdef'
    expect(await failure(api.resource_by_asset_id!(id))).toMatchObject({
      http_code: 404,
      message: `Resource not found - ${id}`,
    })
    expect(await failure(api.ping!({ api_secret: 'wrong' }))).toMatchObject({
      http_code: 401,
      message: expect.stringContaining('api_secret mismatch'),
    })
    expect(await failure(api.ping!({ api_key: '1' }))).toMatchObject({
      http_code: 401,
      message: expect.stringContaining('Invalid api_key'),
    })
    expect(await failure(api.ping!({ oauth_token: 'x' }))).toMatchObject({
      http_code: 401,
      message: expect.stringContaining('Invalid token'),
    })
  })

  it('resources by resource type, delivery type and prefix', async () => {
    const raw = (await api.resources!({ resource_type: 'raw', max_results: 500 })).resources
    expect(raw.every((asset: { resource_type: string }) => asset.resource_type === 'raw')).toBe(true)
    expect(idsOf(raw)).toEqual(expect.arrayContaining(['read/a', 'read/b', 'read/c']))
    const images = (await api.resources!({ max_results: 500 })).resources
    expect(idsOf(images)).toContain('read/a')
    expect(images.every((asset: { resource_type: string }) => asset.resource_type === 'image')).toBe(true)
    const everything = await api.resources!({ resource_type: 'raw', type: 'private', prefix: 'read/' })
    expect(idsOf(everything.resources)).toEqual(['read/a'])
    expect(everything).not.toHaveProperty('next_cursor')
    const options = { resource_type: 'raw', type: 'upload', prefix: 'read/' }
    const listed = await api.resources!({ ...options, tags: true, context: true })
    expect(listed.resources).toMatchObject([
      { public_id: 'read/a', tags: ['letters', 'a'], context: { custom: { name: 'read/a' } } },
      { public_id: 'read/b' },
      { public_id: 'read/c' },
    ])
    expect((await api.resources!(options)).resources[0]).not.toHaveProperty('tags')
    const first = await api.resources!({ ...options, max_results: 2 })
    expect(idsOf(first.resources)).toEqual(['read/a', 'read/b'])
    const rest = await api.resources!({ ...options, max_results: 2, next_cursor: first.next_cursor })
    expect(idsOf(rest.resources)).toEqual(['read/c'])
    expect(rest).not.toHaveProperty('next_cursor')
  })

  it('resources in either direction', async () => {
    const newest = await api.resources!({ resource_type: 'raw', type: 'upload', max_results: 500 })
    const oldest = await api.resources!({ resource_type: 'raw', type: 'upload', max_results: 500, direction: 'asc' })
    expect(idsOf(oldest.resources)).toEqual(idsOf(newest.resources).reverse())
  })

  it('resources_by_ids, resources_by_asset_ids and resources_by_tag', async () => {
    const options = { resource_type: 'raw', type: 'upload', tags: true }
    const byIds = (await api.resources_by_ids!(['read/c', 'read/none', 'read/a'], options)).resources
    expect(idsOf(byIds).sort()).toEqual(['read/a', 'read/c'])
    expect(byIds[0].tags).toContain('letters')
    const ids = byIds.map(({ asset_id }: { asset_id: string }) => asset_id)
    expect(idsOf((await api.resources_by_asset_ids!(ids)).resources).sort()).toEqual(['read/a', 'read/c'])
    const tagged = await api.resources_by_tag!('letters', { resource_type: 'raw', direction: 'asc' })
    expect(idsOf(tagged.resources)).toEqual(['read/a', 'read/b', 'read/c'])
    expect(idsOf((await api.resources_by_tag!('letters')).resources)).toEqual(['read/a'])
    expect((await api.resources_by_tag!('no such tag')).resources).toEqual([])
  })

  it('update', async () => {
    const options = { resource_type: 'raw', tags: 'x,y', context: 'k=v\\|1', asset_folder: 'f/g', display_name: 'Bee' }
    expect(await api.update!('read/b', options)).toMatchObject({
      public_id: 'read/b',
      tags: ['x', 'y'],
      context: { custom: { k: 'v|1' } },
      asset_folder: 'f/g',
      display_name: 'Bee',
    })
    expect(await failure(api.update!('read/none', options))).toMatchObject({ http_code: 404 })
  })
})

describe('api: deleting', () => {
  const raw = { resource_type: 'raw' }
  const exists = async (public_id: string, type = 'upload') =>
    (await api.resources_by_ids!([public_id], { ...raw, type })).resources.length === 1

  it('delete_resources, which spares originals with keep_original', async () => {
    await uploadText('delete/a')
    await uploadText('delete/b')
    await api.delete_resources!(['delete/a'], { ...raw, keep_original: true })
    expect(await exists('delete/a')).toBe(true)
    expect(await api.delete_resources!(['delete/a', 'delete/none'], raw)).toMatchObject({
      deleted: { 'delete/a': 'deleted', 'delete/none': 'not_found' },
      partial: false,
    })
    expect([await exists('delete/a'), await exists('delete/b')]).toEqual([false, true])
  })

  it('delete_resources_by_prefix, _by_tag and _by_asset_ids', async () => {
    await uploadText('prefix/a')
    await uploadText('prefix/b')
    await uploadText('kept/a')
    expect((await api.delete_resources_by_prefix!('prefix/', raw)).deleted).toEqual({
      'prefix/a': 'deleted',
      'prefix/b': 'deleted',
    })
    await uploadText('tag/a', { tags: 'to go/now' })
    expect((await api.delete_resources_by_tag!('to go/now', raw)).deleted).toEqual({ 'tag/a': 'deleted' })
    const { asset_id } = await uploadText('id/a')
    expect((await api.delete_resources_by_asset_ids!([asset_id])).deleted).toEqual({ [asset_id]: 'deleted' })
    expect(await exists('kept/a')).toBe(true)
  })

  it('delete_all_resources of a type', async () => {
    await uploadText('all/a', { type: 'authenticated' })
    await uploadText('all/a')
    await api.delete_all_resources!({ ...raw, type: 'authenticated' })
    expect([await exists('all/a', 'authenticated'), await exists('all/a')]).toEqual([false, true])
  })

  it('takes the asset out of the relations of others', async () => {
    await uploadText('gone/a')
    await uploadText('gone/b')
    await api.add_related_assets!('gone/a', ['raw/upload/gone/b'], raw)
    await api.delete_resources!(['gone/b'], raw)
    expect((await api.resource!('gone/a', { ...raw, related: true })).related_assets).toEqual([])
    await uploadText('gone/b')
    expect((await api.resource!('gone/b', { ...raw, related: true })).related_assets).toEqual([])
  })
})

describe('api: related assets', () => {
  const raw = { resource_type: 'raw' }
  const related = async (public_id: string, options: object = {}) =>
    api.resource!(public_id, { ...raw, related: true, ...options })

  it('relates and unrelates by public ID, in both directions', async () => {
    const photo = await cloudinary.uploader.upload(dataUri('image/png', png(2, 2, 11)), { public_id: 'rel/photo' })
    await uploadText('rel/license', { type: 'authenticated' })
    const targets = ['raw/authenticated/rel/license', 'raw/upload/rel/none']
    const answer = await api.add_related_assets!('rel/photo', targets)
    expect(answer).toMatchObject({
      failed: [{ message: 'resource does not exist', code: 'non_existing_ids', asset: targets[1], status: 404 }],
      success: [{ message: 'success', code: 'success_ids', asset: targets[0], status: 200 }],
      rate_limit_allowed: expect.any(Number),
    })
    expect((await api.add_related_assets!('rel/photo', targets[0]!)).success).toEqual([
      { message: 'resource already exists', code: 'already_exists_ids', asset: targets[0], status: 200 },
    ])
    const here = await api.resource!('rel/photo', { related: true })
    expect(here.related_assets).toMatchObject([
      { public_id: 'rel/license', resource_type: 'raw', type: 'authenticated', status: 'active' },
    ])
    await expectDelivered(here.related_assets[0].secure_url, Buffer.from('rel/license'))
    expect((await related('rel/license', { type: 'authenticated' })).related_assets).toMatchObject([
      { asset_id: photo.asset_id, public_id: 'rel/photo', resource_type: 'image', type: 'upload', format: 'png' },
    ])
    expect((await api.delete_related_assets!('rel/photo', targets[0]!)).success).toMatchObject([
      { code: 'success_ids', asset: targets[0] },
    ])
    expect((await api.delete_related_assets!('rel/photo', [targets[0]!])).failed).toMatchObject([
      { code: 'relation_does_not_exist_ids', asset: targets[0], status: 404 },
    ])
    expect((await api.resource!('rel/photo', { related: true })).related_assets).toEqual([])
    expect((await related('rel/license', { type: 'authenticated' })).related_assets).toEqual([])
  })

  it('relates and unrelates by asset ID', async () => {
    const [a, b, c] = await Promise.all(['rel/id-a', 'rel/id-b', 'rel/id-c'].map((name) => uploadText(name)))
    expect(await api.add_related_assets_by_asset_id!(a!.asset_id, [b!.asset_id, c!.asset_id])).toMatchObject({
      failed: [],
      success: [
        { code: 'success_ids', asset: b!.asset_id },
        { code: 'success_ids', asset: c!.asset_id },
      ],
    })
    const seen = await api.resource_by_asset_id!(b!.asset_id, { related: true })
    expect(idsOf(seen.related_assets)).toEqual(['rel/id-a'])
    expect((await api.delete_related_assets_by_asset_id!(b!.asset_id, a!.asset_id)).success).toMatchObject([
      { code: 'success_ids', asset: a!.asset_id },
    ])
    expect(idsOf((await related('rel/id-a')).related_assets)).toEqual(['rel/id-c'])
    expect((await api.add_related_assets_by_asset_id!(a!.asset_id, a!.asset_id)).failed).toMatchObject([
      { code: 'invalid_relate_to_self_id', status: 400 },
    ])
  })

  it('pages through more than 100', async () => {
    await uploadText('rel/hub')
    const names = Array.from({ length: 105 }, (_, i) => `rel/many/${i}`)
    for (let i = 0; i < names.length; i += 15) {
      await Promise.all(names.slice(i, i + 15).map((name) => uploadText(name)))
    }
    for (let i = 0; i < names.length; i += 10) {
      const targets = names.slice(i, i + 10).map((name) => `raw/upload/${name}`)
      expect((await api.add_related_assets!('rel/hub', targets, raw)).success).toHaveLength(targets.length)
    }
    const first = await related('rel/hub')
    expect(first.related_assets).toHaveLength(100)
    const rest = await related('rel/hub', { related_next_cursor: first.related_next_cursor })
    expect(rest).not.toHaveProperty('related_next_cursor')
    expect(idsOf([...first.related_assets, ...rest.related_assets])).toEqual(names)
    const eleven = names.slice(0, 11).map((name) => `raw/upload/${name}`)
    expect(await failure(api.add_related_assets!('rel/hub', eleven, raw))).toMatchObject({
      http_code: 400,
      message: expect.stringMatching(/assets_to_relate.*10.*11/),
    })
    expect((await api.delete_related_assets!('rel/hub', eleven, raw)).success).toHaveLength(11)
  })

  it('tells errors of the whole call', async () => {
    expect(await failure(api.add_related_assets!('rel/nowhere', 'raw/upload/rel/hub', raw))).toMatchObject({
      http_code: 404,
      message: 'Resource not found - rel/nowhere',
    })
    expect(await failure(api.add_related_assets!('rel/hub', [], raw))).toMatchObject({
      http_code: 400,
      message: expect.stringContaining('assets_to_relate'),
    })
  })
})

describe('public IDs of all kinds', () => {
  it.each([
    'plain',
    'folder/sub folder/dog',
    "it's a dog",
    'a "quoted" dog',
    'Café/été',
    'こんにちは/犬',
    'dots.in.name',
    'comma,semi;colon:at@equals=',
    'w_100,h_100',
    'emoji 🐕/dog',
    'brackets [1] (2) {3}',
  ])('%s', async (name) => {
    const bytes = png(2, 2, name.length)
    const public_id = `ids/${name}`
    const path = await fileOnDisk('any.png', bytes)
    const uploaded = await cloudinary.uploader.upload(path, { public_id })
    await rm(path)
    expect(uploaded.public_id).toBe(public_id)
    await expectDelivered(uploaded.secure_url, bytes)
    await expectDelivered(cloudinary.url(public_id, { secure: false, format: 'png' }), bytes)
    await expectDelivered(
      cloudinary.url(public_id, { secure: false, format: 'png', version: uploaded.version, sign_url: true }),
      bytes,
    )
    await uploadText(public_id, { type: 'private' })
    await expectDelivered(
      cloudinary.url(public_id, { secure: false, resource_type: 'raw', type: 'private', sign_url: true }),
      Buffer.from(public_id),
    )
    expect(await api.resource!(public_id)).toMatchObject({ asset_id: uploaded.asset_id, public_id })
    expect(idsOf((await api.resources_by_ids!([public_id])).resources)).toEqual([public_id])
    const target = `raw/private/${public_id}`
    expect((await api.add_related_assets!(public_id, target)).success).toMatchObject([{ asset: target }])
    const other = await api.resource!(public_id, { resource_type: 'raw', type: 'private', related: true })
    expect(idsOf(other.related_assets)).toEqual([public_id])
    expect((await api.delete_related_assets!(public_id, target)).success).toMatchObject([{ asset: target }])
    expect(await api.update!(public_id, { tags: 'seen' })).toMatchObject({ tags: ['seen'] })
    expect((await api.delete_resources!([public_id])).deleted).toEqual({ [public_id]: 'deleted' })
  })
})

describe('cloudinary.url', () => {
  it('addresses each resource type, as the file is, byte for byte', async () => {
    const files = [
      { resource_type: 'image', bytes: png(9, 9, 12), name: 'url.png', format: 'png' },
      { resource_type: 'video', bytes: wav(), name: 'url.wav', format: 'wav' },
      { resource_type: 'raw', bytes: Buffer.from([0, 255, 13, 10, 26, 0]), name: 'url.bin' },
    ] as const
    for (const { resource_type, bytes, name, ...format } of files) {
      const uploaded = await cloudinary.uploader.upload(await fileOnDisk(name, bytes), {
        resource_type,
        public_id: `url/${name}`,
      })
      const options = { resource_type, secure: false, ...format }
      await expectDelivered(cloudinary.url(`url/${name}`, options), bytes)
      await expectDelivered(cloudinary.url(`url/${name}`, { ...options, version: uploaded.version }), bytes)
      await expectDelivered(uploaded.secure_url, bytes)
    }
  })

  it('streams what is large', async () => {
    const bytes = Buffer.alloc(5_000_000, 'large ')
    const { secure_url } = await uploadStream(bytes, { resource_type: 'raw', public_id: 'url/large' })
    const response = await fetch(secure_url)
    expect((await buffer(response.body! as never)).equals(bytes)).toBe(true)
  })
})
