import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, rawRequest, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let image: Buffer
beforeAll(async () => {
  relata = await startTestRelata()
  image = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#789' } })
    .png()
    .toBuffer()
})
afterAll(() => relata.stop())

const add = async (public_id: string, options: Json): Promise<Json> => {
  const { status, body } = await relata.upload(image, { public_id, ...options }, 'image')
  expect([status, body.error]).toEqual([200, undefined])
  return body
}
const sign = (source: string) =>
  `s--${createHash('sha1')
    .update(source + relata.apiSecret)
    .digest('base64url')
    .slice(0, 8)}--/`
const get = (path: string, type = 'upload') =>
  rawRequest(relata.url, 'GET', `/${relata.cloudName}/image/${type}/${path}`)
/** The statuses of the original, of another format and of a transformation, without and with a signature. */
const statuses = async (publicId: string, type = 'upload') => {
  const sources = [`${publicId}.png`, `${publicId}.webp`, `w_10/${publicId}.png`]
  const plain = await Promise.all(sources.map((source) => get(source, type)))
  const signed = await Promise.all(sources.map((source) => get(sign(source) + source, type)))
  return [plain.map(({ status }) => status), signed.map(({ status }) => status)]
}
const hours = (n: number) => new Date(Date.now() + n * 60 * 60 * 1000).toISOString()

const EVERYBODY = [
  [200, 200, 200],
  [200, 200, 200],
]
const SIGNED = [
  [401, 401, 401],
  [200, 200, 200],
]
const NOBODY = [
  [401, 401, 401],
  [401, 401, 401],
]

describe('what is delivered', () => {
  it.each(['private', 'authenticated'])('of type %s is for signed URLs', async (type) => {
    await add('typed', { type })
    expect(await statuses('typed', type)).toEqual(SIGNED)
    const source = 'w_10/typed.png'
    expect((await get(sign(source) + source, type)).headers.get('cache-control')).toBe('private, no-cache')
    // A signature is of the whole: another transformation needs another.
    expect((await get(`${sign(source)}w_11/typed.png`, type)).status).toBe(401)
  })

  it('is not opened by a signature of a part of its address, wherever that has encoded slashes', async () => {
    await add('secret/typed', { type: 'authenticated' })
    const signature = sign('typed.png')
    const { cloudName, url } = relata
    for (const path of [
      `/${cloudName}/image/authenticated/${signature}secret/typed.png`,
      `/${cloudName}%2Fimage/authenticated/${signature}secret/typed.png`,
      `/${cloudName}/image%2Fauthenticated/${signature}secret/typed.png`,
      `/${cloudName}%2Fimage%2Fauthenticated%2F${signature}secret/typed.png`,
    ]) {
      expect([path, (await rawRequest(url, 'GET', path)).status]).toEqual([path, 401])
    }
  })

  it('with access mode authenticated is for signed URLs, as soon as that is so', async () => {
    await add('moded', { access_mode: 'authenticated' })
    expect(await statuses('moded')).toEqual(SIGNED)
    expect((await get('moded.png')).body.error.message).toContain('access mode authenticated')
    await relata.admin('POST', '/resources/image/upload/moded', { access_mode: 'public' })
    expect(await statuses('moded')).toEqual(EVERYBODY)
    await relata.admin('POST', '/resources/image/upload/moded', { access_mode: 'authenticated' })
    expect(await statuses('moded')).toEqual(SIGNED)
  })

  it.each<[string, Json[], number[][]]>([
    ['anonymous', [{ access_type: 'anonymous' }], EVERYBODY],
    ['anonymous from before now', [{ access_type: 'anonymous', start: hours(-1) }], EVERYBODY],
    ['anonymous until later', [{ access_type: 'anonymous', start: hours(-2), end: hours(1) }], EVERYBODY],
    ['anonymous from later', [{ access_type: 'anonymous', start: hours(1) }], NOBODY],
    ['anonymous until before now', [{ access_type: 'anonymous', start: hours(-2), end: hours(-1) }], NOBODY],
    ['a token', [{ access_type: 'token' }], NOBODY],
    ['a token, later anonymous', [{ access_type: 'token' }, { access_type: 'anonymous', start: hours(1) }], NOBODY],
    ['a token, now anonymous', [{ access_type: 'token' }, { access_type: 'anonymous', end: hours(1) }], EVERYBODY],
  ])('under access control goes by its rules: %s', async (_, rules, expected) => {
    const { version } = await add('ruled', { access_control: JSON.stringify(rules) })
    expect(await statuses('ruled')).toEqual(expected)
    const answer = await get(`v${version}/ruled.png`)
    if (answer.status === 200) expect(answer.headers.get('cache-control')).toBe('private, no-cache')
    else expect(answer.body.error.message).toContain('tokens are not supported')
  })
})
