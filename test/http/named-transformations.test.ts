import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let strict: TestRelata
let image: Buffer
beforeAll(async () => {
  image = await sharp({ create: { width: 80, height: 40, channels: 3, background: '#789' } })
    .png()
    .toBuffer()
  ;[relata, strict] = await Promise.all([startTestRelata(), startTestRelata({ strictTransformations: true })])
  for (const server of [relata, strict]) await server.upload(image, { public_id: 'a/b' }, 'image')
})
afterAll(() => Promise.all([relata.stop(), strict.stop()]))

const get = async (server: TestRelata, path: string) => {
  const response = await fetch(`${server.url}/${server.cloudName}/image/upload/${path}`)
  const body = Buffer.from(await response.arrayBuffer())
  return response.ok
    ? { status: response.status, width: (await sharp(body).metadata()).width, headers: response.headers }
    : {
        status: response.status,
        message: JSON.parse(body.toString()).error.message as string,
        headers: response.headers,
      }
}
const api = (method: string, path: string, body?: Json, server = relata) =>
  server.admin(method, `/transformations${path}`, body)
const create = (name: string, transformation: string, server = relata) =>
  api('POST', '', { name, transformation }, server)

describe('a named transformation', () => {
  it('stands for what it was made of', async () => {
    expect((await create('small', 'w_20,c_scale/e_grayscale')).body).toEqual({ message: 'created' })
    const { status, width, headers } = await get(relata, 't_small/v1/a/b.png')
    expect([status, width, headers.get('cache-control')]).toEqual([200, 20, 'public, no-cache'])
    expect((await get(relata, 't_small/w_10/a/b.png')).width).toBe(10)
    expect((await get(relata, 't_none/a/b.png')).message).toBe('Unknown named transformation - none: create it first')
  })

  it('is told with what it does and what it made', async () => {
    await create('told', 'c_fill,w_20,h_0.5,b_rgb:ff0000')
    await get(relata, 't_told/a/b.png')
    for (const path of ['?transformation=told', '?transformation=t_told', '/told', '/t_told']) {
      const { status, body } = await api('GET', path)
      expect([path, status, body]).toEqual([
        path,
        200,
        {
          name: 't_told',
          allowed_for_strict: false,
          used: true,
          named: true,
          info: [{ crop: 'fill', width: 20, height: '0.5', background: '#ff0000' }],
          derived: [
            {
              public_id: 'a/b',
              resource_type: 'image',
              type: 'upload',
              transformation: 't_told',
              format: 'png',
              width: 20,
              height: 20,
              bytes: expect.any(Number),
              id: expect.any(String),
              url: expect.stringMatching(/t_told\/v\d+\/a\/b\.png$/),
              secure_url: body.derived[0].url,
            },
          ],
        },
      ])
    }
  })

  it('does something else once that is changed', async () => {
    await create('changing', 'w_20')
    const before = await get(relata, 't_changing/a/b.png')
    const changed = await api('PUT', '', { transformation: 'changing', unsafe_update: 'w_30' })
    expect(changed.body).toEqual({ message: 'updated' })
    const after = await get(relata, 't_changing/a/b.png')
    expect([before.width, after.width]).toEqual([20, 30])
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
  })

  it('is deleted with what it made', async () => {
    await create('gone', 'w_20')
    await get(relata, 't_gone/a/b.png')
    expect((await api('DELETE', '?transformation=gone')).body).toEqual({ message: 'deleted' })
    expect((await api('GET', '/gone')).status).toBe(404)
    expect((await get(relata, 't_gone/a/b.png')).status).toBe(400)
    const { derived } = (await relata.admin('GET', '/resources/image/upload/a/b?max_results=100')).body
    expect(derived.map((item: Json) => item.transformation)).not.toContain('t_gone')
  })

  it.each<[Json, number, string]>([
    [{ name: 'x y', transformation: 'w_1' }, 400, 'Invalid transformation name'],
    [{ name: 'a'.repeat(129), transformation: 'w_1' }, 400, 'Invalid transformation name'],
    [{ name: 'x' }, 400, 'Missing required parameter - transformation'],
    [{ transformation: 'w_1' }, 400, 'Missing required parameter - name'],
    [{ name: 'x', transformation: '' }, 400, 'Missing required parameter - transformation'],
    [{ name: 'x', transformation: 'e_sepia' }, 400, 'not supported - e_sepia'],
    [{ name: 'x', transformation: 't_small' }, 400, 'with named ones in it is not supported'],
    [{ name: 'taken', transformation: 'w_2' }, 409, 'Transformation taken already exists'],
  ])('is not made from %j', async (body, status, message) => {
    await create('taken', 'w_1')
    const answer = await api('POST', '', body)
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
  })

  it.each<[string, string, Json, number]>([
    ['GET', '/none', undefined, 404],
    ['GET', '?transformation=w_987', undefined, 404],
    ['PUT', '/none', { allowed_for_strict: true }, 404],
    ['PUT', '/t_none', { allowed_for_strict: true }, 404],
    ['PUT', '/small', {}, 400],
    ['PUT', '/w_5', { unsafe_update: 'w_1' }, 404],
    ['PUT', '/small', { unsafe_update: 'nonsense_' }, 400],
    ['PUT', '/small', { allowed_for_strict: 'maybe' }, 400],
    ['DELETE', '/none', undefined, 404],
    ['DELETE', '', undefined, 400],
    ['GET', '?max_results=0', undefined, 400],
    ['GET', '?next_cursor=x', undefined, 400],
  ])('that is wrong is told: %s %s %j', async (method, path, body, status) => {
    expect((await api(method, path, body)).status).toBe(status)
  })
})

describe('the list of transformations', () => {
  it('has named ones and used ones, each once, a page at a time', async () => {
    const server = await startTestRelata()
    try {
      await server.upload(image, { public_id: 'x', eager: 'w_8/jpg' }, 'image')
      for (const name of ['one', 'two', 'three']) await create(name, 'w_9', server)
      for (const path of ['t_one/x.png', 'w_5/x.png', 'w_6/x.png', 'w_6/x.jpg']) await get(server, path)
      const list = async (query: string) => (await api('GET', query, undefined, server)).body
      const names = ({ transformations }: Json) => transformations.map((item: Json) => item.name)
      expect(names(await list(''))).toEqual(['t_one', 't_three', 't_two', 'w_5', 'w_6', 'w_8/jpg'])
      expect(names(await list('?named=true'))).toEqual(['t_one', 't_three', 't_two'])
      expect(names(await list('?named=false'))).toEqual(['w_5', 'w_6', 'w_8/jpg'])
      expect((await list('?named=true')).transformations.slice(0, 2)).toEqual([
        { name: 't_one', allowed_for_strict: false, used: true, named: true },
        { name: 't_three', allowed_for_strict: false, used: false, named: true },
      ])
      for (const named of ['', '&named=true', '&named=false']) {
        const all = names(await list(`?max_results=100${named}`))
        const seen: string[] = []
        for (let cursor: string | undefined = ''; cursor !== undefined; ) {
          const page: Json = await list(`?max_results=2${named}${cursor && `&next_cursor=${cursor}`}`)
          seen.push(...names(page))
          cursor = page.next_cursor
        }
        expect(seen).toEqual(all)
      }
    } finally {
      await server.stop()
    }
  })
})

describe('where transformations are strict', () => {
  const sign = (source: string) =>
    createHash('sha1')
      .update(source + strict.apiSecret)
      .digest('base64url')
      .slice(0, 8)

  it('none is made for a URL that is not signed', async () => {
    for (const path of ['w_10/a/b.png', 'w_10/v1/a/b.png', 'f_auto/a/b', 't_none/a/b.png']) {
      const { status, message } = await get(strict, path)
      expect([path, status, message]).toEqual([path, 401, expect.stringContaining('is not allowed: sign the URL')])
    }
    expect((await get(strict, `s--${sign('w_10/a/b.png')}--/w_11/a/b.png`)).status).toBe(401)
  })

  it('signed ones are, originals are, and so is another format of the whole', async () => {
    expect((await get(strict, `s--${sign('w_10/a/b.png')}--/w_10/v1/a/b.png`)).width).toBe(10)
    expect([(await get(strict, 'a/b.png')).status, (await get(strict, 'a/b.webp')).status]).toEqual([200, 200])
  })

  it('those that are allowed are', async () => {
    await create('open', 'w_12', strict)
    await create('closed', 'w_13', strict)
    const allow = (transformation: string, allowed = true) =>
      api('PUT', '', { transformation, allowed_for_strict: allowed }, strict)
    expect((await allow('open')).body).toEqual({ message: 'updated' })
    expect((await get(strict, 't_open/a/b.png')).width).toBe(12)
    expect((await get(strict, 't_closed/a/b.png')).status).toBe(401)
    expect((await get(strict, 't_open/t_closed/a/b.png')).status).toBe(401)
    expect((await get(strict, 't_open/w_1/a/b.png')).status).toBe(401)
    // One without a name has to be known.
    expect((await allow('w_14,h_14')).status).toBe(404)
    await strict.admin('POST', '/image/explicit', { public_id: 'a/b', type: 'upload', eager: 'w_14,h_14' })
    expect((await get(strict, 'w_14,h_14/a/b.png')).status).toBe(401)
    await allow('w_14,h_14')
    expect((await get(strict, 'h_14,w_14/a/b.png')).width).toBe(14)
    expect((await api('GET', '?transformation=h_14,w_14', undefined, strict)).body.allowed_for_strict).toBe(true)
    await allow('h_14,w_14', false)
    expect((await get(strict, 'w_14,h_14/a/b.png')).status).toBe(401)
  })
})

it('one that is allowed from the start is made for anybody where they are strict', async () => {
  const body = { transformation: 'c_scale,w_9', allowed_for_strict: true }
  expect((await strict.admin('POST', '/transformations/first_open', body)).status).toBe(200)
  expect((await fetch(`${strict.url}/${strict.cloudName}/image/upload/t_first_open/a/b`)).status).toBe(200)
  await strict.admin('POST', '/transformations/first_closed', { ...body, allowed_for_strict: false })
  expect((await fetch(`${strict.url}/${strict.cloudName}/image/upload/t_first_closed/a/b`)).status).toBe(401)
})
