import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isSigned, stringToSign } from '../../src/http/signature.ts'
import { appOf } from '../support/app.ts'
import { basic, form, type Key, type Reply, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

type Params = Record<string, unknown>

const digest = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex')
const now = () => Math.floor(Date.now() / 1000)

describe('the signature of parameters', () => {
  it.each<[Params, string]>([
    [
      { from_public_id: 'a', overwrite: true, timestamp: 1795463482, to_public_id: 'b' },
      'b2f2c6d4f48c247b276c23fbb52826fcde7d9347',
    ],
    [
      { command: 'add', public_ids: ['a', 'b'], tag: 't1,t2', timestamp: 1795463482 },
      '23cfe24f516101d2719b23ea3bf7c88d42dba034',
    ],
    [
      { context: 'k=v', metadata: 'm=1', public_id: 'x', tags: 'a,b', timestamp: 1795463482 },
      '32adf002147ae4461c0e279e7b03afdd98fa2fd7',
    ],
    [
      { from_public_id: 'a', overwrite: '1', timestamp: '1795463534', to_public_id: 'b' },
      'ce19e759f80cf0a192973814a5fa36b50fb8d5bf',
    ],
    [
      { assets_to_relate: ['image/upload/x'], timestamp: 1795463490 },
      '6ad93af8a54e48a458a10d83014ffe09c194b4c44ae93b99affea3e877aba83e',
    ],
  ])('is as the SDKs make it: %j', (params, signature) => {
    expect(isSigned(params, signature, 'secret')).toBe(true)
    expect(isSigned({ ...params, timestamp: 1 }, signature, 'secret')).toBe(false)
    expect(isSigned(params, signature, 'Secret')).toBe(false)
  })

  it.each(['sha1', 'sha256'])('is right in both versions with %s where a value has an &', (algorithm) => {
    const params = { public_id: 'a', tags: 'x&y=z', timestamp: 1 }
    expect(stringToSign(params, 1)).toBe('public_id=a&tags=x&y=z&timestamp=1')
    expect(stringToSign(params, 2)).toBe('public_id=a&tags=x%26y=z&timestamp=1')
    for (const version of [1, 2] as const) {
      expect(isSigned(params, digest(algorithm, `${stringToSign(params, version)}secret`), 'secret')).toBe(true)
    }
  })

  it('leaves out what is empty and what is never signed', () => {
    const unsigned = { file: 'f', cloud_name: 'c', resource_type: 'image', api_key: 'k', signature: 's' }
    expect(stringToSign({ b: '', c: null, d: undefined, e: [], a: 0, ...unsigned }, 2)).toBe('a=0')
  })

  it.each(['', 'x', '0'.repeat(40), '0'.repeat(64), 'é'.repeat(40)])('is not %j', (signature) => {
    expect(isSigned({ a: 1 }, signature, 'secret')).toBe(false)
  })
})

describe('authentication', () => {
  // In the standard alphabet of base64 the credentials have a + and a /.
  const given = { cloudName: 'given', key: '123456789012345', secret: '>>>???~~~ÿÿ:é' }
  let relata: TestRelata
  let other: Key
  let folder: string
  const answers: Reply[] = []
  const written: string[] = []

  beforeAll(async () => {
    const write = process.stdout.write.bind(process.stdout)
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk: unknown, ...rest: unknown[]) => {
      written.push(String(chunk))
      return write(chunk as string, ...(rest as []))
    })
    folder = await mkdtemp(join(tmpdir(), 'relata-auth-'))
    relata = await startTestRelata({ credentials: given, dataFolder: folder })
    other = await relata.addCloud('other')
  })
  afterAll(async () => {
    await relata.stop()
    vi.restoreAllMocks()
    await rm(folder, { recursive: true, force: true })
  })

  const at = (path: string, cloudName = 'given') => `${relata.url}/v1_1/${cloudName}${path}`
  const call = async (url: string, init: RequestInit = {}): Promise<Reply> => {
    const answer = await reply(await fetch(url, init))
    answers.push(answer)
    return answer
  }
  const ping = (authorization: string | undefined, cloudName = 'given') =>
    call(at('/ping', cloudName), authorization === undefined ? {} : { headers: { authorization } })
  const sign = (params: Params, version: 1 | 2 = 2, algorithm = 'sha1', key = given): Params => {
    const all = { timestamp: now(), ...params }
    return { ...all, api_key: key.key, signature: digest(algorithm, stringToSign(all, version) + key.secret) }
  }
  const json = (method: string, path: string, params: Params) =>
    call(at(path), { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(params) })

  it('takes Basic credentials in either alphabet of base64, with and without padding', async () => {
    const standard = basic({ apiKey: given.key, apiSecret: given.secret })
    expect(standard).toMatch(/[+].*[/]|[/].*[+]/)
    const urlsafe = standard.replaceAll('+', '-').replaceAll('/', '_')
    for (const header of [standard, urlsafe, urlsafe.replace(/=+$/, ''), standard.replace('Basic', 'basic')]) {
      expect((await ping(header)).body).toEqual({ status: 'ok' })
    }
  })

  it.each<[string, () => string | undefined, string, RegExp]>([
    ['a wrong secret', () => basic({ apiKey: given.key, apiSecret: 'x' }), 'given', /^api_secret mismatch$/],
    ['an empty secret', () => basic({ apiKey: given.key, apiSecret: '' }), 'given', /^api_secret mismatch$/],
    ['a wrong key', () => basic({ apiKey: '1', apiSecret: given.secret }), 'given', /^Invalid api_key/],
    ['the key of another cloud', () => basic(other), 'given', /^Invalid api_key/],
    ['an unknown cloud', () => basic({ apiKey: given.key, apiSecret: given.secret }), 'unknown', /^Invalid api_key/],
    ['a cloud that differs in case', () => basic(other), 'Other', /^Invalid api_key/],
    ['a bearer token', () => 'Bearer abc', 'given', /^Invalid token/],
    ['another scheme', () => 'Digest abc', 'given', /^Invalid credentials/],
    ['a header of nothing', () => 'Basic', 'given', /^Invalid api_key/],
    ['a header without colon', () => `Basic ${btoa('abc')}`, 'given', /^Invalid api_key/],
    ['no credentials', () => undefined, 'given', /^Missing credentials/],
  ])('refuses %s', async (_, authorization, cloudName, message) => {
    const { status, headers, body } = await ping(authorization(), cloudName)
    expect([status, headers.get('x-relata-code')]).toEqual([401, 'unauthorized'])
    expect(body.error.message).toMatch(message)
  })

  it('tells an unknown cloud from another one as little as a wrong key', async () => {
    const [unknown, others] = await Promise.all([ping(basic(other), 'unknown'), ping(basic(other), 'given')])
    expect(unknown.body.error.message.replace('unknown', 'given')).toBe(others.body.error.message)
  })

  it.each([
    ['sha1', 1],
    ['sha1', 2],
    ['sha256', 1],
    ['sha256', 2],
  ] as const)('takes an upload signed with %s by version %d', async (algorithm, version) => {
    const params = sign({ public_id: 'signed', tags: 'a&b,c', context: 'k=é' }, version, algorithm)
    const data = form(params)
    data.append('file', new Blob(['x']), 'x.txt')
    const { status, body } = await call(at('/raw/upload'), { method: 'POST', body: data })
    expect([status, body.tags]).toEqual([200, ['a&b', 'c']])
  })

  it('takes a signature from the JSON body of an Admin call', async () => {
    const file = 'data:,x'
    const a = (await json('POST', '/raw/upload', { ...sign({ public_id: 'a' }), file })).body
    await json('POST', '/raw/upload', { ...sign({ public_id: 'b' }), file })
    const path = `/resources/related_assets/${a.asset_id}`
    const related = await json('POST', path, sign({ assets_to_relate: ['raw/upload/b'] }, 2, 'sha256'))
    expect(related.body.success).toHaveLength(1)
    const gone = await json('DELETE', path, sign({ assets_to_unrelate: ['raw/upload/b'] }))
    expect(gone.body.success).toHaveLength(1)
  })

  it('opens no other Admin call by a signature, which says nothing about the address', async () => {
    const query = (params: Params) => new URLSearchParams(params as Record<string, string>)
    for (const [method, path] of [
      ['GET', '/resources'],
      ['GET', '/triggers'],
      ['DELETE', '/resources/image/tags/x'],
      ['DELETE', '/folders/x'],
      ['DELETE', '/upload_presets/x'],
    ] as const) {
      expect((await call(at(`${path}?${query(sign({}))}`), { method })).status).toBe(401)
    }
  })

  it('does nothing else by the signature of a download', async () => {
    const { body } = await json('POST', '/raw/upload', { ...sign({ public_id: 'kept' }), file: 'data:,kept' })
    const file = { file: 'data:,other' }
    const download = { public_id: 'kept', type: 'upload' }
    const archive = { mode: 'download', public_ids: ['kept'], target_format: 'zip', type: 'upload' }
    for (const [method, path, signed, unsigned] of [
      ['POST', '/raw/destroy', { ...download, format: 'txt' }],
      ['POST', '/raw/destroy', { ...download, attachment: 'kept.txt' }],
      ['POST', '/raw/destroy', { ...download, expires_at: now() + 60 }],
      ['POST', '/raw/upload', { ...download, expires_at: now() + 60 }, file],
      ['POST', '/raw/upload', { ...download, attachment: 'true' }, file],
      ['POST', '/raw/explicit', { ...download, attachment: 'true' }],
      ['POST', '/asset/destroy', { asset_id: body.asset_id, version_id: body.version_id }],
      ['DELETE', '/resources/raw/upload', archive],
    ] as const) {
      const answer = await json(method, path, { ...sign(signed), ...unsigned })
      expect([path, answer.status, answer.body.error?.message]).toEqual([
        path,
        401,
        expect.stringMatching(/^Invalid Signature for .* made for another operation/),
      ])
    }
    const kept = await call(at('/resources/raw/upload/kept'), {
      headers: { authorization: basic({ apiKey: given.key, apiSecret: given.secret }) },
    })
    expect([kept.status, kept.body.etag]).toEqual([200, body.etag])
  })

  it('deletes nothing by the signature of an upload, as far as that can be told', async () => {
    await json('POST', '/raw/upload', { ...sign({ public_id: 'kept' }), file: 'data:,kept' })
    for (const of of [{ upload_preset: 'p' }, { folder: 'f' }, { tags: 'a,b' }, { overwrite: true }]) {
      const { status } = await json('POST', '/raw/destroy', sign({ public_id: 'kept', ...of }))
      expect(status).toBe(401)
    }
    const along = { type: 'upload', invalidate: true, callback: 'x', no_such: 'y', folder: '' }
    const { body } = await json('POST', '/raw/destroy', sign({ public_id: 'kept', ...along }))
    expect(body).toEqual({ result: 'ok' })
  })

  it('lets a signature outlive its hour only where an address is made to', async () => {
    const stale = { timestamp: Math.floor(Date.now() / 1000) - 7200, expires_at: Math.floor(Date.now() / 1000) + 60 }
    const { body } = await json('POST', '/raw/destroy', sign({ public_id: 'a', ...stale }))
    expect(body.error.message).toContain('Stale request')
  })

  it('takes a signature from the query, with a multipart body and with none', async () => {
    const query = (params: Params) => new URLSearchParams(params as Record<string, string>)
    const data = form({ public_id: 'from-query' })
    data.append('file', new Blob(['x']), 'x.txt')
    const uploaded = await call(at(`/raw/upload?${query(sign({ public_id: 'from-query' }))}`), {
      method: 'POST',
      body: data,
    })
    expect(uploaded.status).toBe(200)
    expect((await call(at(`/ping?${query(sign({}))}`))).status).toBe(200)
  })

  it('counts parameters in the signature that it does not support', async () => {
    const { status, headers } = await json('POST', '/raw/upload', {
      ...sign({ public_id: 'c', no_such: 'w_100', nor_this: true }),
      file: 'data:,x',
    })
    expect([status, headers.get('x-relata-ignored')]).toEqual([200, 'no_such, nor_this'])
  })

  it('says what should have been signed', async () => {
    const params = sign({ public_id: 'x', tags: 'a&b' })
    const { status, body } = await json('POST', '/raw/destroy', { ...params, public_id: 'y' })
    expect(status).toBe(401)
    expect(body.error.message).toBe(
      `Invalid Signature ${params.signature}. String to sign - 'public_id=y&tags=a%26b&timestamp=${params.timestamp}'.`,
    )
  })

  it.each<[string, () => Params, number, RegExp]>([
    ['too old', () => sign({ timestamp: now() - 3700 }), 400, /^Stale request - reported time is \d+ which is more/],
    ['ahead', () => sign({ timestamp: now() + 3700 }), 400, /ahead/],
    ['in milliseconds', () => sign({ timestamp: Date.now() }), 400, /ahead/],
    ['missing', () => sign({ timestamp: undefined }), 400, /^Missing required parameter - timestamp/],
    ['no number', () => sign({ timestamp: 'now' }), 400, /timestamp/],
    ['signed with the key of another cloud', () => ({ ...sign({}), api_key: other.apiKey }), 401, /^Invalid api_key/],
    ['signed without a key', () => ({ ...sign({}), api_key: undefined }), 401, /^Invalid api_key/],
  ])('refuses a timestamp or key that is %s', async (_, params, status, message) => {
    const answer = await json('POST', '/raw/destroy', { ...params(), resource_type: 'raw' })
    expect(answer.status).toBe(status)
    expect(answer.body.error.message).toMatch(message)
  })

  it.each([[{ toString: 1 }], [['x', { toString: null }]], [7], [true]])(
    'refuses a signature, key or timestamp that is %j',
    async (odd) => {
      for (const name of ['signature', 'api_key', 'timestamp', 'public_id']) {
        const { status } = await json('POST', '/raw/destroy', { ...sign({ public_id: 'x' }), [name]: odd })
        expect([400, 401]).toContain(status)
      }
    },
  )

  it('goes by the header where there is one as well as a signature', async () => {
    const query = new URLSearchParams(sign({}) as Record<string, string>)
    const { status } = await call(at(`/ping?${query}`), { headers: { authorization: basic(other) } })
    expect(status).toBe(401)
  })

  it('never says a secret', () => {
    const said = answers.map(({ text, headers }) => text + JSON.stringify([...headers])).join()
    expect(said).not.toContain(given.secret)
    expect(said).not.toContain(other.apiSecret)
    expect(answers.length).toBeGreaterThan(30)
  })

  it('writes no secret, signature or query into the log', async () => {
    const lines: string[] = []
    const { pino } = await import('pino')
    const { openDataFolder } = await import('../../src/main.ts')
    // Two stores in one process would wait for each other.
    await relata.stop()
    const store = await openDataFolder(folder)
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) })
    const app = appOf(store, { log })
    try {
      const authorization = basic({ apiKey: given.key, apiSecret: given.secret })
      await app.inject({ url: '/v1_1/given/ping?api_key=1&signature=SIGNED', headers: { authorization } })
      await app.inject({ url: '/given/raw/private/s--abcdefgh--/x' })
      await app.inject({ url: '/v1_1/given/ping', headers: { authorization: basic(other) } })
      await app.inject({ url: `/given/search/${'ab12'.repeat(16)}/300/e30=` })
      await app.inject({ url: '/given/raw/private/%73--%61bcdefgh--%2Fx' })
      await app.inject({ url: `/given/se%61rch%2F%61${'ab12'.repeat(16).slice(1)}/300/e30=` })
      for (const path of ['/@/set-up/TOKEN', '/%40/set%2Dup/TOKEN', '/@/set-up/TOKEN%', '/%40/set-up/TOKEN%'])
        await app.inject({ url: path })
    } finally {
      await app.close()
      await store.close()
    }
    expect(lines).toHaveLength(8)
    expect(lines.join()).not.toMatch(/SIGNED|TOKEN|abcdefgh|ab12ab12|secret/)
    for (const secret of [given.secret, other.apiSecret, basic(other).slice(6)]) {
      expect(lines.join()).not.toContain(secret)
      expect(written.join()).not.toContain(secret)
    }
    expect(lines[1]).toContain('/given/raw/private/s--...--/x')
  })
})
