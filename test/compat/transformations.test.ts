import { join } from 'node:path'
import type { v2 } from 'cloudinary'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { download, ROOT, type Server, startServer } from './server.ts'

let server: Server
let cloudinary: typeof v2
// biome-ignore lint/suspicious/noExplicitAny: the typings know only some of what the SDK does and answers
let api: any
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not typed
let uploaded: any

const file = (name: string) => join(ROOT, 'demo/files', name)

beforeAll(async () => {
  server = await startServer()
  process.env.CLOUDINARY_URL = server.cloudinaryUrl
  cloudinary = (await import('cloudinary')).v2
  api = cloudinary.api
  uploaded = await cloudinary.uploader.upload(file('tern-table.jpg'), {
    public_id: 'shop/table',
    eager: [
      { width: 120, height: 80, crop: 'fill', gravity: 'auto' },
      { width: 60, crop: 'scale', format: 'png' },
    ],
  })
  await cloudinary.uploader.upload(file('tern-table.jpg'), { public_id: 'hidden table', type: 'authenticated' })
  await cloudinary.uploader.upload(file('tern-manual.pdf'), { public_id: 'manual' })
})

afterAll(() => server?.stop())

const link = (publicId: string, options: object) => cloudinary.url(publicId, { secure: false, ...options })

async function image(publicId: string, options: object) {
  const { status, bytes } = await download(link(publicId, options))
  expect(status, status === 200 ? '' : bytes.toString()).toBe(200)
  const { format, width, height } = await sharp(bytes).metadata()
  return [format, width, height]
}

const failure = (call: Promise<unknown>): Promise<{ http_code: number; message: string }> =>
  call.then(
    (answer) => Promise.reject(new Error(`Expected an error, got ${JSON.stringify(answer)}`)),
    (thrown) => thrown.error ?? thrown,
  )

describe('transformed images', () => {
  it.each<[string, object, string, number, number]>([
    ['scaled', { width: 100, crop: 'scale', format: 'jpg' }, 'jpeg', 100, 75],
    ['filled', { width: 100, height: 100, crop: 'fill', gravity: 'auto', format: 'webp' }, 'webp', 100, 100],
    ['padded', { width: 100, height: 100, crop: 'pad', background: '#336699', format: 'png' }, 'png', 100, 100],
    ['cropped', { width: 50, height: 40, crop: 'crop', gravity: 'south_east', format: 'png' }, 'png', 50, 40],
    ['by ratio', { aspect_ratio: '16:9', width: 160, crop: 'fill', format: 'jpg' }, 'jpeg', 160, 90],
    ['relative', { width: 0.1, crop: 'scale', format: 'jpg' }, 'jpeg', 108, 81],
    ['doubled', { width: 50, crop: 'scale', dpr: '2.0', format: 'jpg' }, 'jpeg', 100, 75],
    ['automatic', { width: 50, crop: 'limit', quality: 'auto', fetch_format: 'auto' }, 'jpeg', 50, 38],
    [
      'chained',
      {
        transformation: [
          { width: 200, height: 200, crop: 'thumb' },
          { radius: 'max', effect: 'grayscale' },
          { angle: 90, width: 20, crop: 'scale' },
        ],
        format: 'png',
      },
      'png',
      20,
      20,
    ],
  ])('are delivered: %s', async (_, options, format, width, height) => {
    expect(await image('shop/table', options)).toEqual([format, width, height])
  })

  it('are delivered to signed URLs of what is not public', async () => {
    const options = { type: 'authenticated', width: 64, crop: 'scale', format: 'jpg', version: 7 }
    expect((await download(link('hidden table', options))).status).toBe(401)
    for (const long of [false, true]) {
      expect(await image('hidden table', { ...options, sign_url: true, long_url_signature: long })).toEqual([
        'jpeg',
        64,
        48,
      ])
    }
  })

  it('are pages of documents', async () => {
    expect(await image('manual', { page: 2, width: 100, crop: 'scale', format: 'jpg' })).toEqual(['jpeg', 100, 143])
  })

  it('of a kind that is not supported are an error that names it', async () => {
    const { status, bytes } = await download(link('shop/table', { effect: 'sepia', format: 'jpg' }))
    expect([status, bytes.toString()]).toEqual([400, expect.stringContaining('not supported - e_sepia')])
  })
})

describe('derived resources', () => {
  it('are made eagerly, and listed', async () => {
    expect(uploaded.eager).toMatchObject([
      { transformation: 'c_fill,g_auto,h_80,w_120', width: 120, height: 80, format: 'jpg' },
      { transformation: 'c_scale,w_60/png', width: 60, height: 45, format: 'png' },
    ])
    expect((await download(uploaded.eager[1].secure_url)).bytes.length).toBe(uploaded.eager[1].bytes)
    const { derived } = await api.resource('shop/table', { max_results: 500 })
    const made = derived.map((item: { transformation: string }) => item.transformation)
    expect(made).toEqual(expect.arrayContaining(['c_fill,g_auto,h_80,w_120', 'c_scale,w_60/png']))
    const answer = await cloudinary.uploader.explicit('shop/table', {
      type: 'upload',
      eager: [{ width: 33, crop: 'scale' }],
    })
    expect(answer.eager).toMatchObject([{ transformation: 'c_scale,w_33', width: 33 }])
  })

  it('are deleted by ID and by transformation', async () => {
    const list = async () => (await api.resource('shop/table', { max_results: 500 })).derived
    const [first] = await list()
    expect(await api.delete_derived_resources([first.id])).toMatchObject({ deleted: { [first.id]: 'deleted' } })
    await image('shop/table', { width: 31, crop: 'scale', format: 'jpg' })
    await api.delete_derived_by_transformation(['shop/table'], [{ width: 31, crop: 'scale' }])
    const left = (await list()).map((item: { transformation: string }) => item.transformation)
    expect(left).not.toContain('c_scale,w_31')
    expect(left.length).toBeGreaterThan(0)
    await api.delete_resources(['shop/table'], { keep_original: true })
    expect(await list()).toEqual([])
  })
})

describe('transformations', () => {
  it('are listed and told', async () => {
    await cloudinary.uploader.explicit('shop/table', { type: 'upload', eager: [{ width: 100, crop: 'scale' }] })
    const { transformations } = await api.transformations({ max_results: 500 })
    expect(transformations).toContainEqual(expect.objectContaining({ name: 'c_scale,w_100', used: true, named: false }))
    for (const which of ['c_scale,w_100', { width: 100, crop: 'scale' }]) {
      const found = await api.transformation(which)
      expect(found.info).toEqual([{ crop: 'scale', width: 100 }])
      expect(found.derived[0]).toMatchObject({ public_id: 'shop/table', transformation: 'c_scale,w_100' })
    }
  })

  it('are named, changed, allowed and deleted', async () => {
    await api.create_transformation('preview', { width: 102, crop: 'scale' })
    expect(await api.transformation('preview')).toMatchObject({
      ...{ name: 't_preview', named: true, used: false, allowed_for_strict: false },
      info: [{ crop: 'scale', width: 102 }],
    })
    expect(await image('shop/table', { transformation: 'preview', format: 'jpg' })).toEqual(['jpeg', 102, 77])
    await api.update_transformation('preview', { allowed_for_strict: true })
    await api.update_transformation('preview', { unsafe_update: { width: 103, crop: 'scale' } })
    expect(await api.transformation('preview')).toMatchObject({
      ...{ used: true, allowed_for_strict: true },
      info: [{ crop: 'scale', width: 103 }],
    })
    expect(await image('shop/table', { transformation: ['preview'], format: 'jpg' })).toEqual(['jpeg', 103, 77])
    const named = await api.transformations({ named: true })
    expect(named.transformations.map((item: { name: string }) => item.name)).toEqual(['t_preview'])
    const taken = await failure(api.create_transformation('preview', { width: 1, crop: 'scale' }))
    expect(taken.http_code).toBe(409)
    await api.delete_transformation('preview')
    expect((await failure(api.transformation('preview'))).http_code).toBe(404)
  })
})
