import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Allowance } from '../../src/http/allowance.ts'
import { Background } from '../../src/http/background.ts'
import { stringToSign } from '../../src/http/signature.ts'
import { basic, form, type Reply, rawRequest, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata({ fetchAllow: ['127.0.0.1'] })
  await relata.admin('POST', '/upload_presets', { name: 'open', unsigned: true })
})
afterAll(() => relata.stop())

const FILE = randomBytes(100_000)
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=b' }
const JSON_TYPE = { 'content-type': 'application/json' }
const now = () => Math.floor(Date.now() / 1000)

const field = (name: string, value: unknown) =>
  `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const fields = (params: Record<string, unknown>) =>
  Object.entries(params)
    .map(([name, value]) => field(name, value))
    .join('')
const file = (bytes: Uint8Array | string = FILE) =>
  Buffer.concat([
    Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="f.bin"\r\n\r\n'),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ])
const body = (...parts: (string | Buffer)[]) => Buffer.concat([...parts, '--b--\r\n'].map((part) => Buffer.from(part)))

function signed(params: Record<string, unknown>, { apiKey, apiSecret } = relata): Record<string, unknown> {
  const all = { timestamp: now(), ...params }
  const signature = createHash('sha1')
    .update(stringToSign(all, 2) + apiSecret)
    .digest('hex')
  return { ...all, api_key: apiKey, signature }
}

const path = (operation = 'raw/upload', cloudName = relata.cloudName) => `/v1_1/${cloudName}/${operation}`
const post = (bytes: Buffer | string, headers: Record<string, string> = MULTIPART, to = path()): Promise<Reply> =>
  rawRequest(relata.url, 'POST', to, headers, bytes)

const open = new Set<http.ClientRequest>()
afterEach(() => {
  for (const request of open) request.destroy()
  open.clear()
})

/** Begins a request of which more is said to come, and answers what it is told meanwhile. */
function begin(bytes: Buffer | string, headers: Record<string, string> = MULTIPART, to = path()): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(relata.url)
    const request = http.request({ hostname, port, method: 'POST', path: to, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const answered = new Headers(response.headers as Record<string, string>)
        resolve({ status: response.statusCode!, headers: answered, text, body: JSON.parse(text) })
      })
    })
    open.add(request)
    request.on('error', reject)
    request.write(bytes)
  })
}

describe('a file is refused before any of it is received', () => {
  const partOfFile = file().subarray(0, -2)

  it.each<[string, () => Promise<Reply>, number, RegExp]>([
    [
      'where an operation takes none',
      () => begin(partOfFile, { ...MULTIPART, authorization: basic(relata) }, path('raw/destroy')),
      400,
      /^destroy takes no file/,
    ],
    [
      'where an operation of the Admin API takes none',
      () => begin(partOfFile, { ...MULTIPART, authorization: basic(relata) }, path('upload_presets')),
      400,
      /takes no file/,
    ],
    ['of a cloud that there is not', () => begin(partOfFile, MULTIPART, path('raw/upload', 'nowhere')), 401, /nowhere/],
    [
      'with a key that there is not',
      () => begin(Buffer.concat([Buffer.from(field('api_key', '1')), partOfFile])),
      401,
      /^Invalid api_key/,
    ],
    [
      'with a time that is over',
      () => begin(Buffer.concat([Buffer.from(fields(signed({ timestamp: 1 }))), partOfFile])),
      400,
      /^Stale request/,
    ],
    [
      'with a query that names a wrong key',
      () => begin(partOfFile, MULTIPART, `${path()}?api_key=1&signature=x&timestamp=${now()}`),
      401,
      /^Invalid api_key/,
    ],
  ])('%s', async (_, send, status, message) => {
    const answer = await send()
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringMatching(message)])
    expect((await relata.blobs()).incoming).toEqual([])
  })

  it('by operations that no signature opens, without any of the body', async () => {
    const answer = await begin('{', JSON_TYPE, path('upload_presets'))
    expect([answer.status, answer.body.error.message]).toEqual([401, expect.stringMatching(/^Missing credentials/)])
  })

  it('and those are answered who send all of it first', async () => {
    const large = file(randomBytes(30_000_000))
    for (const [to, headers] of [
      [path('raw/destroy'), { ...MULTIPART, authorization: basic(relata) }],
      [path('raw/upload', 'nowhere'), MULTIPART],
      [path('usage_of_nothing'), MULTIPART],
      [path('upload_presets'), MULTIPART],
    ] as const) {
      expect([400, 401, 404]).toContain((await post(body(large), headers, to)).status)
    }
    const json = await post(JSON.stringify({ x: 'x'.repeat(30_000_000) }), JSON_TYPE, path('raw/destroy'))
    expect([json.status, json.headers.get('x-relata-code')]).toEqual([400, 'too_large'])
  })
})

describe('a file may stand', () => {
  it.each<[string, () => Buffer]>([
    ['after the fields', () => body(fields(signed({ public_id: 'after' })), file())],
    ['before the fields', () => body(file(), fields(signed({ public_id: 'before' })))],
    [
      'between them, as in the order of their names',
      () => {
        const { api_key, ...rest } = signed({ public_id: 'between' })
        return body(field('api_key', api_key), file(), fields(rest))
      },
    ],
    [
      'after a signature that covers what follows',
      () => {
        const { public_id, ...rest } = signed({ public_id: 'covered' })
        return body(fields(rest), file(), field('public_id', public_id))
      },
    ],
    ['before its preset', () => body(file(), field('upload_preset', 'open'))],
    ['after its preset', () => body(field('upload_preset', 'open'), file())],
  ])('%s', async (_, bytes) => {
    const answer = await post(bytes())
    expect([answer.status, answer.body?.bytes], answer.text).toEqual([200, FILE.length])
  })

  it('and what follows a right signature is still checked', async () => {
    const answer = await post(body(fields(signed({ public_id: 'signed' })), file(), field('tags', 'more')))
    expect([answer.status, answer.body.error.message]).toEqual([401, expect.stringMatching(/^Invalid Signature/)])
    expect(await relata.publicIds()).not.toContain('signed')
    expect((await relata.blobs()).incoming).toEqual([])
  })
})

describe('files of those who are not known', () => {
  it('are few at a time, and keep nobody else from uploading', async () => {
    const stalled = Array.from({ length: 100 }, () => begin(file().subarray(0, -2)).catch(() => undefined))
    await expect.poll(async () => (await relata.blobs()).incoming.length).toBe(100)
    const unknown = await post(body(file(), fields(signed({ public_id: 'late' }))))
    expect([unknown.status, unknown.headers.get('x-relata-code')]).toEqual([420, 'rate_limited'])
    expect((await post(body(fields(signed({ public_id: 'early' })), file()))).status).toBe(200)
    expect((await relata.upload(FILE, { public_id: 'by-header' })).status).toBe(200)
    for (const request of open) request.destroy()
    await Promise.all(stalled)
    await expect.poll(async () => (await relata.blobs()).incoming).toEqual([])
    const again = await post(body(file(), fields(signed({ public_id: 'late' }))))
    expect(again.status).toBe(200)
  })

  it('are few at a time as well where the server fetches them, and keep nobody else from that', async () => {
    let asked = 0
    const silent = http.createServer(() => asked++).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/x`
    const fetched = body(fields({ upload_preset: 'open' }), field('file', url))
    try {
      const waiting = Array.from({ length: 100 }, () => post(fetched).catch(() => undefined))
      await expect.poll(() => asked).toBe(100)
      const more = await post(fetched)
      expect([more.status, more.headers.get('x-relata-code')]).toEqual([420, 'rate_limited'])
      const known = post(body(fields(signed({})), field('file', url))).catch(() => undefined)
      await expect.poll(() => asked).toBe(101)
      silent.closeAllConnections()
      await Promise.all([...waiting, known])
    } finally {
      silent.close()
    }
  })

  it('that wait to be uploaded leave room for others', async () => {
    const background = new Background(() => {})
    const fill = (anonymous: boolean) => {
      let added = 0
      expect(() => {
        for (;;) {
          background.add('request', async () => {}, anonymous)
          added++
        }
      }).toThrow('are waiting')
      return added
    }
    expect(fill(true)).toBe(50)
    expect(fill(false)).toBeGreaterThanOrEqual(50)
    await background.finish()
    expect(fill(true)).toBe(50)
    await background.finish()
  })

  it('have so many bytes together, and give them back', () => {
    const allowance = new Allowance('files', 2, 100)
    const [a, b] = [allowance.share(), allowance.share()]
    expect(() => allowance.share()).toThrow('Too many files')
    a.add(60)
    expect(() => b.add(41)).toThrow('Too many files')
    b.add(40)
    a.giveBack()
    b.add(60)
    expect(() => allowance.share().add(1)).toThrow('Too many files')
  })
})

describe('bodies in memory', () => {
  const uri = `data:;base64,${randomBytes(3_000_000).toString('base64')}`

  it('may have a file in a data URI, signed in the body', async () => {
    const params = signed({ public_id: 'uri' })
    const json = await post(JSON.stringify({ ...params, file: uri }), JSON_TYPE)
    expect([json.status, json.body.bytes]).toEqual([200, 3_000_000])
    for (const bytes of [body(fields(params), field('file', uri)), body(field('file', uri), fields(params))]) {
      expect((await post(bytes)).body.bytes).toBe(3_000_000)
    }
    const data = new URLSearchParams({ ...(params as Record<string, string>), file: uri }).toString()
    const inForm = await post(data, { 'content-type': 'application/x-www-form-urlencoded' })
    expect(inForm.body.bytes).toBe(3_000_000)
  })

  it('that are large are few at a time, and others go on', async () => {
    const large = `{"file":"${uri}`
    const stalled = Array.from({ length: 17 }, () => begin(large, JSON_TYPE).catch(() => undefined))
    const refused = await Promise.race(stalled)
    expect([refused?.status, refused?.headers.get('x-relata-code')]).toEqual([420, 'rate_limited'])
    const params = signed({ public_id: 'uri' })
    const text = JSON.stringify({ ...params, file: uri })
    expect((await post(text, JSON_TYPE)).status).toBe(420)
    const small = await post(JSON.stringify({ ...signed({ public_id: 'small' }), file: 'data:,x' }), JSON_TYPE)
    expect(small.status).toBe(200)
    const known = await post(text, { ...JSON_TYPE, authorization: basic(relata) })
    expect(known.status).toBe(200)
    expect((await post(body(fields(params), field('file', uri)))).status).toBe(200)
    for (const request of open) request.destroy()
    await Promise.all(stalled)
    await expect.poll(async () => (await post(text, JSON_TYPE)).status).toBe(200)
  })

  it.each([
    ['lists', '[],'],
    ['maps', '{},'],
    ['numbers', '0,'],
    ['keys', '"a":{"b":0},'],
  ])('of many %s are not even parsed', async (_, part) => {
    const list = part.startsWith('"') ? `{${part.repeat(60_000)}"z":0}` : `[${part.repeat(60_000)}0]`
    const text = `{"context":${list}}`
    const inPart = `--b\r\ncontent-disposition: form-data; name="context"\r\ncontent-type: application/json\r\n\r\n${list}\r\n`
    for (const answer of [await begin(text.slice(0, -1), JSON_TYPE), await begin(inPart)]) {
      expect([answer.status, answer.body.error.message]).toEqual([400, 'The body has more than 20000 values'])
    }
  })

  it('with texts that look like many values are taken', async () => {
    const params = signed({ public_id: 'texts' })
    const text = `data:,${'[{,"\\'.repeat(30_000)}`
    const answer = await post(JSON.stringify({ ...params, file: text }), JSON_TYPE)
    expect([answer.status, answer.body.bytes]).toEqual([200, 150_000])
  })

  it('have no other large parameter than the file', async () => {
    const large = 'x'.repeat(2_000_000)
    for (const answer of [
      await post(JSON.stringify({ ...signed({}), public_id: large, file: 'data:,x' }), JSON_TYPE),
      await post(body(field('public_id', large), field('file', 'data:,x'))),
      await post(body(...Array.from({ length: 20 }, (_, i) => field('x'.repeat(70_000) + i, '')))),
      await post(JSON.stringify({ public_id: large }), JSON_TYPE, path('raw/destroy')),
      await post(body(field('file', large)), MULTIPART, path('raw/destroy')),
    ]) {
      expect([answer.status, answer.headers.get('x-relata-code')]).toEqual([400, 'too_large'])
    }
  })

  it('that are cut off are nobody else’s fault', async () => {
    const { hostname, port } = new URL(relata.url)
    const request = http.request({ hostname, port, method: 'POST', path: path(), headers: JSON_TYPE, agent: false })
    request.on('error', () => {})
    request.write('{"file":')
    await new Promise((resolve) => request.once('socket', (socket) => socket.once('connect', resolve)))
    request.destroy()
    expect((await post(body(fields(signed({ public_id: 'on' })), file()))).status).toBe(200)
  })
})

it('takes a form of a browser, whose file comes first', async () => {
  const data = new FormData()
  data.append('file', new Blob([FILE]), 'f.bin')
  for (const [name, value] of form({ upload_preset: 'open', tags: 'a' })) data.append(name, value)
  const answer = await reply(await fetch(relata.url + path(), { method: 'POST', body: data }))
  expect([answer.status, answer.body.tags]).toEqual([200, ['a']])
})
