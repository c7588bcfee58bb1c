import { join } from 'node:path'
import type { v2 } from 'cloudinary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT, type Server, startServer } from './server.ts'

let server: Server
let cloudinary: typeof v2

beforeAll(async () => {
  server = await startServer()
  process.env.CLOUDINARY_URL = server.cloudinaryUrl
  cloudinary = (await import('cloudinary')).v2
  const upload = (file: string, options: object) => cloudinary.uploader.upload(join(ROOT, 'demo/files', file), options)
  await upload('tern-front.jpg', { public_id: 'shop/tern', tags: ['chair', 'front'], context: 'alt=A wooden chair' })
  await upload('tern-parts.webp', { public_id: 'shop/parts', tags: ['chair'] })
  await upload('tern-film.mp4', { public_id: 'shop/film', tags: ['chair'], resource_type: 'video' })
  await upload('tern-film.vtt', { public_id: 'shop/film.vtt', tags: ['words'], resource_type: 'raw' })
})

afterAll(async () => {
  await server?.stop()
})

// biome-ignore lint/suspicious/noExplicitAny: the typings know only some of what the SDK answers
type Any = any

const idsOf = (result: Any): string[] => result.resources.map((resource: Any) => resource.public_id)
const found = async (expression: string): Promise<string[]> =>
  idsOf(await cloudinary.search.expression(expression).sort_by('public_id', 'asc').execute())

describe('cloudinary.search', () => {
  it('finds what was uploaded by fields, words, ranges and times', async () => {
    expect(await found('resource_type:image AND tags=chair AND uploaded_at>1d AND bytes>1kb')).toEqual([
      'shop/parts',
      'shop/tern',
    ])
    expect(await found('public_id:shop/film*')).toEqual(['shop/film', 'shop/film.vtt'])
    expect(await found('WOODEN')).toEqual(['shop/tern'])
    expect(await found('(tags:front OR tags:words) AND NOT format:vtt AND -resource_type:raw')).toEqual(['shop/tern'])
    expect(await found('duration>0.1s')).toEqual(['shop/film'])
    expect(await found('context.alt:"wooden chair"')).toEqual(['shop/tern'])
    expect(await found('created_at:[2020 TO 1d]')).toEqual([])
  })

  it('answers results in the shape that the SDK documents', async () => {
    const result: Any = await cloudinary.search.expression('public_id=shop/tern').execute()
    expect(result).toMatchObject({ total_count: 1, time: expect.any(Number) })
    expect(result).not.toHaveProperty('next_cursor')
    expect(result.resources[0]).toMatchObject({
      asset_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      public_id: 'shop/tern',
      filename: 'tern',
      format: 'jpg',
      version: expect.any(Number),
      resource_type: 'image',
      type: 'upload',
      created_at: expect.any(String),
      uploaded_at: expect.any(String),
      bytes: expect.any(Number),
      width: expect.any(Number),
      height: expect.any(Number),
      aspect_ratio: expect.any(Number),
      pixels: expect.any(Number),
      url: expect.any(String),
      secure_url: expect.any(String),
      status: 'active',
      access_mode: 'public',
    })
    expect(result.resources[0]).not.toHaveProperty('tags')
  })

  it('adds fields, chooses fields, and counts values', async () => {
    const added: Any = await cloudinary.search.expression('wooden').with_field('tags').with_field('context').execute()
    expect(added.resources).toMatchObject([{ tags: ['chair', 'front'], context: { alt: 'A wooden chair' } }])
    const chosen: Any = await cloudinary.search.expression('wooden').fields(['tags', 'secure_url']).execute()
    expect(Object.keys(chosen.resources[0]).toSorted()).toEqual(['asset_id', 'public_id', 'secure_url', 'tags'])
    const counted: Any = await cloudinary.search.aggregate('resource_type').aggregate('format').max_results(0).execute()
    expect(counted).toMatchObject({
      total_count: 4,
      resources: [],
      aggregations: { resource_type: { image: 2, video: 1, raw: 1 }, format: { jpg: 1, mp4: 1, webp: 1 } },
    })
  })

  it('sorts by several fields, and pages by next_cursor', async () => {
    const page = (cursor?: string) => {
      const search = cloudinary.search
        .expression('shop')
        .sort_by('resource_type', 'desc')
        .sort_by('public_id', 'asc')
        .max_results(3)
      return (cursor === undefined ? search : search.next_cursor(cursor)).execute() as Promise<Any>
    }
    const first = await page()
    expect([first.total_count, idsOf(first)]).toEqual([4, ['shop/film', 'shop/film.vtt', 'shop/parts']])
    const last = await page(first.next_cursor)
    expect([last.total_count, idsOf(last), last.next_cursor]).toEqual([4, ['shop/tern'], undefined])
  })

  it('says what is wrong with an expression, and where', async () => {
    const thrown = await cloudinary.search
      .expression('tags:chair AND (')
      .execute()
      .catch((error: Any) => error)
    expect(thrown.error).toMatchObject({
      http_code: 400,
      message: 'Invalid expression at character 17: expected a value, and there is nothing more',
    })
  })

  it('makes URLs that anyone can ask, page by page, and nobody can change', async () => {
    const search = cloudinary.search.expression('tags:chair').sort_by('public_id', 'asc').max_results(2) as Any
    // The SDK takes options out of the object that it is given.
    const urlOf = (cursor?: string): string => search.to_url(60, cursor, { secure: false })
    const url = urlOf()
    const response = await fetch(url)
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, max-age=60'])
    const first: Any = await response.json()
    expect(idsOf(first)).toEqual(['shop/film', 'shop/parts'])
    const second: Any = await (await fetch(urlOf(first.next_cursor))).json()
    expect(idsOf(second)).toEqual(['shop/tern'])
    expect((await fetch(url.replace('/60/', '/61/'))).status).toBe(401)
  })
})
