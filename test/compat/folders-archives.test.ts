import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { v2 } from 'cloudinary'
import { unzipSync } from 'fflate'
import { unpackTar } from 'modern-tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { download, ROOT, type Server, startServer } from './server.ts'

let server: Server
let cloudinary: typeof v2
// biome-ignore lint/suspicious/noExplicitAny: the typings know only some of what the SDK does and answers
let api: any
let photo: Buffer

beforeAll(async () => {
  server = await startServer()
  process.env.CLOUDINARY_URL = server.cloudinaryUrl
  cloudinary = (await import('cloudinary')).v2
  api = cloudinary.api
  const path = join(ROOT, 'demo/files/')
  photo = await readFile(`${path}tern-front.jpg`)
  const upload = (name: string, options: object) => cloudinary.uploader.upload(path + name, options)
  await upload('tern-front.jpg', { public_id: 'shop/front', asset_folder: 'shop/2026', tags: ['kit'] })
  await upload('tern-parts.webp', { public_id: 'shop/parts', asset_folder: 'shop', tags: ['kit'], type: 'private' })
  await upload('tern-manual.pdf', { public_id: 'shop/manual', asset_folder: 'shop', resource_type: 'image' })
  await upload('tern-film.vtt', { public_id: 'shop/film.vtt', resource_type: 'raw', tags: ['kit'] })
})

afterAll(() => server?.stop())

const namesIn = async (url: string): Promise<string[]> => {
  const { status, bytes } = await download(url)
  expect(status, status === 200 ? '' : bytes.toString()).toBe(200)
  return Object.keys(unzipSync(new Uint8Array(bytes))).sort()
}

const failure = (call: Promise<unknown>): Promise<{ http_code: number; message: string }> =>
  call.then(
    (answer) => Promise.reject(new Error(`Expected an error, got ${JSON.stringify(answer)}`)),
    (thrown) => thrown.error ?? thrown,
  )

describe('folders', () => {
  it('are listed, made, renamed, searched and deleted', async () => {
    const roots = await api.root_folders()
    expect(roots.folders).toEqual([expect.objectContaining({ name: 'shop', path: 'shop' })])
    expect([roots.total_count, roots.next_cursor]).toEqual([1, null])
    expect(await api.create_folder('made/é ü')).toMatchObject({ success: true, path: 'made/é ü', name: 'é ü' })
    const subs = await api.sub_folders('made', { max_results: 1 })
    expect(subs.folders.map((folder: { path: string }) => folder.path)).toEqual(['made/é ü'])
    expect(await api.rename_folder('shop', 'store/all')).toMatchObject({
      from: { name: 'shop', path: 'shop' },
      to: { name: 'all', path: 'store/all' },
    })
    expect((await api.resource('shop/front')).asset_folder).toBe('store/all/2026')
    expect(await api.delete_folder('made')).toMatchObject({ deleted: ['made', 'made/é ü'] })
    const { search_folders } = cloudinary as unknown as {
      search_folders: new () => Record<string, (...args: unknown[]) => unknown>
    }
    const search = new search_folders().expression!('path:store/*') as typeof cloudinary.search
    const found = (await search.sort_by('name', 'desc').max_results(2).execute()) as {
      total_count: number
      folders: { path: string }[]
    }
    expect([found.total_count, found.folders.map(({ path }) => path)]).toEqual([3, ['store', 'store/all']])
    const refused = await failure(api.delete_folder('store'))
    expect([refused.http_code, refused.message]).toEqual([400, expect.stringContaining('Folder is not empty')])
    const missing = await failure(api.sub_folders('I_do_not_exist'))
    expect([missing.http_code, missing.message]).toEqual([404, "Can't find folder with path I_do_not_exist"])
  })
})

describe('usage and config', () => {
  it('are told', async () => {
    const usage = await api.usage()
    expect(usage).toMatchObject({ plan: expect.any(String), last_updated: expect.any(String), resources: 4 })
    expect(usage.storage.usage).toBeGreaterThan(photo.length)
    expect(await api.usage({ date: '2024-01-31' })).toMatchObject({ resources: 0 })
    expect(await api.config({ settings: true })).toMatchObject({
      cloud_name: server.cloud,
      settings: { folder_mode: 'dynamic' },
    })
  })
})

describe('archives', () => {
  it('are made as raw assets', async () => {
    const zip = await cloudinary.uploader.create_zip({ tags: 'kit', target_public_id: 'kit', resource_type: 'all' })
    expect(zip).toMatchObject({ public_id: 'kit.zip', resource_type: 'raw', file_count: 2, resource_count: 2 })
    expect(await namesIn(zip.secure_url)).toEqual(['shop/film.vtt', 'shop/front.jpg'])
    const tgz = await cloudinary.uploader.create_archive({
      public_ids: ['shop/front', 'shop/manual'],
      target_format: 'tgz',
      target_tags: ['made'],
      flatten_folders: true,
    })
    expect([tgz.tags, tgz.file_count]).toEqual([['made'], 2])
    const entries = await unpackTar(new Uint8Array(gunzipSync((await download(tgz.secure_url)).bytes)))
    expect(entries.map(({ header }) => header.name)).toEqual(['front.jpg', 'manual.pdf'])
    expect(Buffer.from(entries[0]!.data!).equals(photo)).toBe(true)
  })

  it('are downloaded by addresses that are signed', async () => {
    const { download_zip_url, download_archive_url, download_folder } = cloudinary.utils as unknown as Record<
      string,
      (...args: unknown[]) => string
    >
    expect(await namesIn(download_zip_url!({ tags: ['kit'], resource_type: 'image' }))).toEqual(['shop/front.jpg'])
    const isPrivate = { public_ids: ['shop/parts'], type: 'private', use_original_filename: true }
    expect(await namesIn(download_archive_url!(isPrivate))).toEqual(['shop/tern-parts.webp'])
    const qualified = ['image/private/shop/parts', 'raw/upload/shop/film.vtt']
    expect(await namesIn(download_zip_url!({ fully_qualified_public_ids: qualified }))).toHaveLength(2)
    expect(await namesIn(download_folder!('shop/'))).toEqual(['shop/film.vtt', 'shop/front.jpg', 'shop/manual.pdf'])
    const url = download_zip_url!({ tags: ['kit'] })
    expect((await download(url.replace('kit', 'other'))).status).toBe(401)
    expect((await download(url.replace('mode=download', 'mode=create'))).status).toBe(401)
  })

  it('of a tag have an older address too', async () => {
    const { zip_download_url } = cloudinary.utils as unknown as Record<string, (tag: string, options: object) => string>
    expect(await namesIn(zip_download_url!('kit', { resource_type: 'raw' }))).toEqual(['shop/film.vtt'])
  })

  it('have addresses that work for as long as they say', async () => {
    const { download_zip_url } = cloudinary.utils
    const now = Math.floor(Date.now() / 1000)
    const old = { tags: ['kit'], timestamp: now - 7200 }
    expect((await download(download_zip_url(old))).status).toBe(400)
    expect(await namesIn(download_zip_url({ ...old, expires_at: now + 60 }))).toEqual(['shop/front.jpg'])
    expect((await download(download_zip_url({ tags: ['kit'], expires_at: now - 1 }))).status).toBe(401)
  })
})

describe('an original', () => {
  it('is downloaded by an address that is signed, whatever its type', async () => {
    const { private_download_url } = cloudinary.utils
    const url = private_download_url('shop/parts', 'webp', { type: 'private', attachment: true })
    const response = await fetch(url)
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('content-disposition'),
    ]).toEqual([200, 'image/webp', expect.stringContaining('parts.webp')])
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.equals(await readFile(join(ROOT, 'demo/files/tern-parts.webp')))).toBe(true)
    for (const [other, status] of [
      [private_download_url('shop/parts', 'jpg', { type: 'private' }), 400],
      [private_download_url('shop/none', 'jpg', {}), 404],
      [private_download_url('shop/front', 'jpg', { expires_at: 1 }), 401],
      [url.replace('parts', 'front'), 401],
    ] as const) {
      expect([other, (await download(other)).status]).toEqual([other, status])
    }
  })
})
