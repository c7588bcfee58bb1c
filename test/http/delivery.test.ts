import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, type Key, rawRequest, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let other: Key
let photo: Json
const TEXT = '0123456789'

beforeAll(async () => {
  relata = await startTestRelata()
  other = await relata.addCloud('other')
  const jpg = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#789' } })
    .jpeg()
    .toBuffer()
  photo = (await relata.upload(jpg, { public_id: 'folder/photo' }, 'image')).body
  await relata.upload(jpg, { public_id: 'dotted.name' }, 'image')
  await relata.upload(jpg, { public_id: 'été à la mer' }, 'image')
  await relata.upload(TEXT, { public_id: 'digits.txt' })
  await relata.upload(TEXT, { public_id: 'été 1.txt', type: 'private' })
})
afterAll(() => relata.stop())

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  rawRequest(relata.url, method, `/${relata.cloudName}${path}`, headers)

describe('an address', () => {
  it.each([
    '/image/upload/folder/photo.jpg',
    '/image/upload/folder/photo.jpeg',
    '/image/upload/folder/photo.JPG',
    '/image/upload/folder/photo',
    '/image/upload/folder%2Fphoto.jpg',
    '/image/upload/v1/folder/photo.jpg',
    '/image/upload/v99999999999/folder/photo.jpg',
    '/image/upload/folder/photo.jpg?_a=BAMAAA&x[]=1',
    '/image/upload/dotted.name',
    '/image/upload/dotted.name.jpg',
    '/image/upload/%C3%A9t%C3%A9%20%C3%A0%20la%20mer.jpg',
    '/raw/upload/digits.txt',
    '/raw/upload/v2/digits.txt',
  ])('of an original is %s', async (path) => {
    const { status, headers } = await get(path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe(path.startsWith('/raw') ? 'text/plain; charset=utf-8' : 'image/jpeg')
  })

  it('that an upload answers is one that works', async () => {
    for (const publicId of ['a b/ç', "o'brien (1)!*~", '犬', 'a=b;c,d:e@f$g']) {
      const { url } = await relata.asset(publicId)
      const response = await fetch(url)
      expect([publicId, response.status, await response.text()]).toEqual([publicId, 200, 'x'])
    }
  })

  it.each([
    '/image/upload/$size_10/folder/photo.jpg',
    '/image/upload/e_sepia/v1/folder/photo.jpg',
    '/image/upload/folder/photo.svg',
    '/image/fetch/https://example.com/a.jpg',
  ])('of what is not supported says so: %s', async (path) => {
    const { status, body } = await get(path)
    expect([status, body.error.message]).toEqual([400, expect.stringContaining('not supported')])
  })

  it.each([
    '/image/upload/none.jpg',
    '/image/upload/folder',
    '/image/upload/',
    '/raw/upload/folder/photo',
    '/raw/upload/digits',
    '/raw/upload/..%2f..%2fdigits.txt',
    '/raw/upload/../../etc/passwd',
    '/raw/upload/%00',
    '/raw/upload/digits.txt%3F',
    '/video/upload/folder/photo.jpg',
  ])('of nothing is told: %s', async (path) => {
    const { status, headers } = await get(path)
    expect([status, headers.get('x-relata-code')]).toEqual([404, 'not_found'])
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('of another cloud shows nothing', async () => {
    const missing = await rawRequest(relata.url, 'GET', `/${other.cloudName}/raw/upload/digits.txt`)
    expect([missing.status, missing.body.error.message]).toEqual([404, 'Resource not found - digits.txt'])
    const unknown = await rawRequest(relata.url, 'GET', '/nobody/raw/upload/digits.txt')
    expect([unknown.status, unknown.body.error.message]).toEqual([404, 'Unknown cloud - nobody'])
  })

  it('whose percent-encoding is broken is refused', async () => {
    expect((await get('/raw/upload/%zz')).status).toBe(400)
  })
})

describe('a delivered file', () => {
  it('is cached for good under its current version alone', async () => {
    const cached = async (path: string) => (await get(path)).headers.get('cache-control')
    await expect
      .poll(() => cached(`/image/upload/v${photo.version}/folder/photo.jpg`))
      .toBe('public, max-age=31536000, immutable')
    expect(await cached('/image/upload/v1/folder/photo.jpg')).toBe('public, no-cache')
    expect(await cached('/image/upload/folder/photo.jpg')).toBe('public, no-cache')
  })

  it('is never another one under an address that was cached for good', async () => {
    const [taken, taker] = [await relata.asset('taken'), await relata.asset('taker')]
    const names = { from_public_id: 'taker', to_public_id: 'taken', overwrite: true }
    const { body } = await relata.admin('POST', '/raw/rename', names)
    expect(body.version).toBeGreaterThan(Math.max(taken.version, taker.version))
    // Overwritten twice in a second, a version is ahead of the clock, and what it shows not final.
    const [, again] = [await relata.asset('taken'), await relata.asset('taken')]
    const { headers } = await get(`/raw/upload/v${again.version}/taken`)
    if (again.version >= Math.floor(Date.now() / 1000)) expect(headers.get('cache-control')).toBe('public, no-cache')
  })

  it('is not sent again where it is there already', async () => {
    const { headers } = await get('/raw/upload/digits.txt')
    const etag = headers.get('etag')!
    expect(etag).toBe(`"${createHash('md5').update(TEXT).digest('hex')}"`)
    for (const condition of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await get('/raw/upload/digits.txt', { 'if-none-match': condition })
      expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag])
    }
    const since = { 'if-modified-since': headers.get('last-modified')! }
    expect((await get('/raw/upload/digits.txt', since)).status).toBe(304)
    expect((await get('/raw/upload/digits.txt', { 'if-none-match': '"x"', ...since })).status).toBe(200)
  })

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=0-0', '0', 'bytes 0-0/10'],
  ])('is sent in part for %s', async (range, text, contentRange) => {
    const answer = await get('/raw/upload/digits.txt', { range })
    expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([206, text, contentRange])
    expect(answer.headers.get('content-length')).toBe(String(text.length))
  })

  it('is refused in a part that it does not have', async () => {
    const answer = await get('/raw/upload/digits.txt', { range: 'bytes=10-' })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */10'])
  })

  it.each(['bytes=0-1,4-5', 'lines=1-2', 'nonsense', 'bytes=5-2'])(
    'is sent whole, or refused, for %s',
    async (range) => {
      const answer = await get('/raw/upload/digits.txt', { range })
      if (answer.status !== 416) expect([answer.status, answer.text]).toEqual([200, TEXT])
    },
  )

  it('is sent in part only where it is still the same', async () => {
    const etag = (await get('/raw/upload/digits.txt')).headers.get('etag')!
    const at = (condition: string) => get('/raw/upload/digits.txt', { range: 'bytes=0-1', 'if-range': condition })
    expect((await at(etag)).status).toBe(206)
    for (const condition of ['"x"', `W/${etag}`]) expect((await at(condition)).status).toBe(200)
  })

  it('answers HEAD as GET, without the file', async () => {
    const [head, whole] = [await get('/raw/upload/digits.txt', {}, 'HEAD'), await get('/raw/upload/digits.txt')]
    expect([head.status, head.text]).toEqual([200, ''])
    for (const name of ['content-length', 'content-type', 'etag', 'last-modified', 'cache-control', 'accept-ranges']) {
      expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)])
    }
    const part = await get('/raw/upload/digits.txt', { range: 'bytes=0-3' }, 'HEAD')
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '4'])
    expect((await get('/raw/upload/none', {}, 'HEAD')).status).toBe(404)
  })

  it.each([
    ['drawing', 'image', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', 'image/svg+xml'],
    ['page.html', 'raw', '<script>alert(1)</script>', 'text/html; charset=utf-8'],
    ['page.xhtml', 'raw', '<html/>', 'application/xhtml+xml'],
    ['script.js', 'raw', 'alert(1)', 'text/javascript; charset=utf-8'],
    ['noname', 'raw', '<html>', 'application/octet-stream'],
  ])('runs nothing: %s', async (public_id, resourceType, file, type) => {
    const { body } = await relata.upload(file, { public_id }, resourceType)
    const { headers } = await fetch(body.url)
    expect(headers.get('content-type')).toBe(type)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox$/)
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  })

  it('is the new one after an overwrite, and none after a deletion', async () => {
    await relata.upload('one', { public_id: 'changing' })
    const before = (await get('/raw/upload/changing')).headers.get('etag')!
    await relata.upload('two', { public_id: 'changing' })
    const after = await get('/raw/upload/changing', { 'if-none-match': before })
    expect([after.status, after.text]).toEqual([200, 'two'])
    await relata.admin('DELETE', '/resources/raw/upload', { public_ids: ['changing'] })
    expect((await get('/raw/upload/changing')).status).toBe(404)
  })
})

describe('an asset that is not public', () => {
  const short = (source: string, secret = relata.apiSecret, hash = 'sha1') =>
    createHash(hash)
      .update(source + secret)
      .digest('base64url')
      .slice(0, hash === 'sha1' ? 8 : 32)
  const signed = (signature: string, rest: string) => get(`/raw/private/s--${signature}--/${rest}`)
  const ID = 'été 1.txt'
  const ENCODED = encodeURIComponent(ID)

  it('is delivered to a URL signed short or long, of the public ID as it is or as it is sent', async () => {
    for (const source of [ID, ENCODED]) {
      for (const signature of [short(source), short(source, relata.apiSecret, 'sha256')]) {
        for (const rest of [ENCODED, `v1/${ENCODED}`]) {
          const { status, text, headers } = await signed(signature, rest)
          expect([status, text]).toEqual([200, TEXT])
          expect(headers.get('cache-control')).toMatch(/^private/)
        }
      }
    }
  })

  it.each<[string, () => string]>([
    ['no signature', () => ENCODED],
    ['a wrong signature', () => `s--AAAAAAAA--/${ENCODED}`],
    ['a wrong long signature', () => `s--${'A'.repeat(32)}--/${ENCODED}`],
    ['the signature of another asset', () => `s--${short('digits.txt')}--/${ENCODED}`],
    ['the signature by another cloud', () => `s--${short(ID, other.apiSecret)}--/${ENCODED}`],
    ['a signature of another length', () => `s--${short(ID).slice(0, 7)}--/${ENCODED}`],
    ['a version', () => `v1/${ENCODED}`],
  ])('is not delivered to a URL with %s', async (_, rest) => {
    for (const type of ['private', 'authenticated']) {
      const { status, headers, text } = await get(`/raw/${type}/${rest()}`)
      expect([status, headers.get('x-relata-code')]).toEqual([401, 'unauthorized'])
      expect(text).not.toContain(TEXT)
    }
  })

  it('is told apart from one that is not there only where the signature is right', async () => {
    expect((await get('/raw/private/none')).status).toBe(401)
    expect((await signed(short('none'), 'none')).status).toBe(404)
  })

  it('is not delivered under another type', async () => {
    expect((await get(`/raw/upload/${ENCODED}`)).status).toBe(404)
    expect((await get(`/raw/authenticated/s--${short(ID)}--/${ENCODED}`)).status).toBe(404)
  })
})
