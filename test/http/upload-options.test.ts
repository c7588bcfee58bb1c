import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { form, type Reply, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let png: Buffer

beforeAll(async () => {
  relata = await startTestRelata()
  png = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#789' } })
    .png()
    .toBuffer()
})
afterAll(() => relata.stop())

/** A call with no credentials at all. */
const anonymously = async (path: string, fields: Record<string, unknown>, cloudName = relata.cloudName) =>
  reply(await fetch(`${relata.url}/v1_1/${cloudName}${path}`, { method: 'POST', body: form(fields) }))

const message = ({ status, body }: Reply) => [status, body.error?.message]

describe('an upload', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ public_id_prefix: 'p/q', public_id: 'a' }, 'p/q/a'],
    [{ folder: 'f', public_id_prefix: 'p', public_id: 'a' }, 'f/p/a'],
    [{ asset_folder: 'g', use_asset_folder_as_public_id_prefix: true, public_id: 'a' }, 'g/a'],
    [{ folder: 'f', use_asset_folder_as_public_id_prefix: true, public_id: 'a' }, 'f/a'],
    [{ asset_folder: 'g', public_id: 'only' }, 'only'],
    [{ use_filename: true, unique_filename: false }, 'file.bin'],
    [{ use_filename: true, unique_filename: false, filename_override: '.profile' }, '.profile'],
  ])('of %j has the public ID %s', async (options, publicId) => {
    expect((await relata.upload('x', options)).body.public_id).toBe(publicId)
  })

  it('is shown under its file name, or forgets that', async () => {
    const shown = await relata.upload('x', { public_id: 'n', use_filename_as_display_name: true }, 'raw', 'A dog.txt')
    expect(shown.body).toMatchObject({ display_name: 'A dog', original_filename: 'A dog' })
    const named = { public_id: 'n', use_filename_as_display_name: true, display_name: 'Cat' }
    expect((await relata.upload('x', named)).body.display_name).toBe('Cat')
    const forgotten = await relata.upload('x', { public_id: 'n', discard_original_filename: true }, 'raw', 'secret.txt')
    expect(forgotten.body).not.toHaveProperty('original_filename')
    expect(JSON.stringify((await relata.admin('GET', '/resources/raw/upload/n')).body)).not.toContain('secret')
  })

  it('is of an allowed format', async () => {
    const allowed = async (allowed_formats: unknown, file: Buffer | string = png, type = 'image', name = 'a.txt') =>
      message(await relata.upload(file, { allowed_formats, public_id: 'allowed' }, type, name))
    expect(await allowed('jpg, PNG')).toEqual([200, undefined])
    expect(await allowed(['gif', 'png'])).toEqual([200, undefined])
    expect(await allowed('TXT', 'words', 'raw')).toEqual([200, undefined])
    expect(await allowed('jpeg,gif')).toEqual([400, 'Image file format png not allowed: allowed_formats has jpeg, gif'])
    expect(await allowed('png', 'words', 'raw')).toEqual([
      400,
      expect.stringMatching(/^Raw file format txt not allowed/),
    ])
    expect(await allowed('png', 'words', 'raw', 'a')).toEqual([
      400,
      expect.stringMatching(/format \(none\) not allowed/),
    ])
  })

  it('is not converted: the format that is asked for is its own, or it is refused', async () => {
    expect((await relata.upload(png, { format: 'PNG' }, 'image')).status).toBe(200)
    expect(message(await relata.upload(png, { format: 'jpg' }, 'image'))).toEqual([
      400,
      expect.stringMatching(/^Invalid format - "jpg": the file is png, and files are kept as they are/),
    ])
  })

  it('takes invalidate, as rename and destroy do', async () => {
    const { headers } = await relata.upload('x', { public_id: 'inv', invalidate: true })
    const call = (path: string, body: unknown) => relata.admin('POST', path, body)
    const renamed = await call('/raw/rename', { from_public_id: 'inv', to_public_id: 'inv2', invalidate: true })
    const destroyed = await call('/raw/destroy', { public_id: 'inv2', invalidate: true })
    expect([renamed.status, destroyed.body.result]).toEqual([200, 'ok'])
    for (const told of [headers, renamed.headers, destroyed.headers]) expect(told.get('x-relata-ignored')).toBeNull()
  })
})

describe('asset/destroy', () => {
  it('deletes by asset ID', async () => {
    const { asset_id } = await relata.asset('by-id')
    const destroy = (body: unknown) => relata.admin('POST', '/asset/destroy', body)
    expect((await destroy({ asset_id })).body).toEqual({ result: 'ok' })
    expect((await destroy({ asset_id })).body).toEqual({ result: 'not found' })
    expect(message(await destroy({}))).toEqual([400, 'Missing required parameter - asset_id'])
    expect((await anonymously('/asset/destroy', { asset_id })).status).toBe(401)
  })
})

describe('a delete token', () => {
  const upload = async (publicId: string, options = {}) =>
    (await relata.upload('x', { public_id: publicId, return_delete_token: true, ...options })).body

  it('deletes what was uploaded, once, without credentials', async () => {
    const { delete_token } = await upload('mine')
    expect((await anonymously('/delete_by_token', { token: delete_token })).body).toEqual({ result: 'ok' })
    expect(await relata.publicIds()).not.toContain('mine')
    expect((await anonymously('/delete_by_token', { token: delete_token })).body).toEqual({ result: 'not found' })
  })

  it('is given to whoever asks for it, and brought the file', async () => {
    expect(await upload('asked', { return_delete_token: false })).not.toHaveProperty('delete_token')
    expect(await upload('asked', { overwrite: false })).not.toHaveProperty('delete_token')
  })

  it('does not delete the file that took the place of its own', async () => {
    const { delete_token } = await upload('replaced')
    await relata.asset('replaced')
    expect((await anonymously('/delete_by_token', { token: delete_token })).body).toEqual({ result: 'not found' })
    expect(await relata.publicIds()).toContain('replaced')
  })

  it('is good in its own cloud only, as it was given out', async () => {
    const { delete_token } = await upload('kept')
    await relata.addCloud('elsewhere')
    const tokens = ['', 'x', delete_token.slice(0, -2), `A${delete_token.slice(1)}`]
    for (const token of tokens) {
      expect(message(await anonymously('/delete_by_token', { token }))).toEqual([
        400,
        expect.stringMatching(/^Invalid token/),
      ])
    }
    expect((await anonymously('/delete_by_token', { token: delete_token }, 'elsewhere')).status).toBe(400)
    expect((await anonymously('/delete_by_token', { token: delete_token }, 'nowhere')).status).toBe(401)
    expect(message(await anonymously('/delete_by_token', {}))).toEqual([400, 'Missing required parameter - token'])
    expect(await relata.publicIds()).toContain('kept')
  })

  it('is good for ten minutes', async () => {
    const { delete_token } = await upload('late')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 })
    const late = await anonymously('/delete_by_token', { token: delete_token }).finally(() => vi.useRealTimers())
    expect(message(late)).toEqual([400, expect.stringMatching(/good for 10 minutes/)])
    expect((await anonymously('/delete_by_token', { token: delete_token })).body.result).toBe('ok')
  })
})

describe('an upload preset', () => {
  const presets = (method: string, path = '', body?: unknown) => relata.admin(method, `/upload_presets${path}`, body)

  it('is created, read, changed and deleted', async () => {
    const settings = {
      folder: 'f',
      tags: 'a, b',
      context: 'alt=dog|x=y',
      allowed_formats: 'png,jpg',
      use_filename: 'true',
    }
    expect((await presets('POST', '', { name: 'p1', unsigned: true, ...settings, live: true })).body).toEqual({
      message: 'created',
      name: 'p1',
    })
    const shown = {
      name: 'p1',
      unsigned: true,
      settings: {
        folder: 'f',
        tags: ['a', 'b'],
        context: { custom: { alt: 'dog', x: 'y' } },
        allowed_formats: ['png', 'jpg'],
        use_filename: true,
        live: true,
      },
    }
    expect((await presets('GET', '/p1')).body).toEqual(shown)
    expect((await presets('PUT', '/p1', { folder: 'g', tags: '' })).body).toEqual({ message: 'updated' })
    const { tags: _, ...kept } = shown.settings
    expect((await presets('GET', '/p1')).body).toEqual({ ...shown, settings: { ...kept, folder: 'g' } })
    await presets('PUT', '/p1', { unsigned: false })
    expect((await presets('GET', '/p1')).body.unsigned).toBe(false)
    expect((await presets('DELETE', '/p1')).body).toEqual({ message: 'deleted' })
    for (const [method, body] of [['GET'], ['PUT', { folder: 'x' }], ['DELETE']] as const) {
      expect(message(await presets(method, '/p1', body))).toEqual([
        404,
        expect.stringMatching(/^Can't find upload preset with name p1/),
      ])
    }
  })

  it('has a random name, if none is given', async () => {
    const { body } = await presets('POST', '', { folder: 'x' })
    expect(body.name).toMatch(/^[a-z0-9]{8}$/)
    expect((await presets('GET', `/${body.name}`)).body).toMatchObject({ unsigned: false, settings: { folder: 'x' } })
    await presets('DELETE', `/${body.name}`)
  })

  it('is listed page by page, by name', async () => {
    for (const name of ['l1', 'l2', 'l3']) await presets('POST', '', { name })
    const first = (await presets('GET', '?max_results=2')).body
    expect(first.presets.map(({ name }: { name: string }) => name)).toEqual(['l1', 'l2'])
    const second = (await presets('GET', `?max_results=2&next_cursor=${first.next_cursor}`)).body
    expect(second).toEqual({ presets: [{ name: 'l3', unsigned: false, settings: {} }] })
    const other = await relata.addCloud('presetless')
    expect((await relata.admin('GET', '/upload_presets', undefined, other)).body).toEqual({ presets: [] })
    expect((await presets('GET', '?next_cursor=zzz')).status).toBe(400)
    expect((await presets('GET', '?max_results=501')).status).toBe(400)
  })

  it.each<[Record<string, unknown>, number, RegExp]>([
    [{ name: 'l1' }, 409, /^Upload preset l1 already exists/],
    [{ name: 'a/b' }, 400, /^Invalid name/],
    [{ name: '..' }, 400, /^Invalid name/],
    [{ name: 'x'.repeat(256) }, 400, /^Invalid name/],
    [{ name: 'bad', type: 'fetch' }, 400, /^Invalid value for type/],
    [{ name: 'bad', unsigned: 'maybe' }, 400, /^Invalid value for unsigned/],
    [{ name: 'bad', context: 'novalue' }, 400, /^Invalid context/],
    [{ name: 'bad', asset_folder: '../x' }, 400, /^Invalid folder/],
    [{ name: 'bad', tags: 'x'.repeat(256) }, 400, /^A tag has 256/],
  ])('is refused: %j', async (body, status, reason) => {
    expect(message(await presets('POST', '', body))).toEqual([status, expect.stringMatching(reason)])
    expect((await presets('GET', '/bad')).status).toBe(404)
  })

  it('names what it does not keep', async () => {
    const { headers } = await presets('POST', '', { name: 'told', no_such_parameter: 'x' })
    expect(headers.get('x-relata-ignored')).toBe('no_such_parameter')
  })

  it('settles what a signed upload leaves open', async () => {
    await presets('POST', '', { name: 'signed', folder: 'preset', tags: 'p', type: 'private' })
    const { body } = await relata.upload('x', { upload_preset: 'signed', public_id: 'a', tags: 'own' })
    expect(body).toMatchObject({ public_id: 'preset/a', tags: ['own'], type: 'private' })
    expect(message(await relata.upload('x', { upload_preset: 'none' }))).toEqual([400, 'Upload preset not found'])
  })

  it('may keep uploads from choosing a public ID', async () => {
    await presets('POST', '', { name: 'random', unsigned: true, disallow_public_id: true })
    const params = { upload_preset: 'random', public_id: 'chosen' }
    for (const answer of [
      await relata.upload('x', params),
      await anonymously('/raw/upload', { ...params, file: 'data:,x' }),
    ]) {
      expect(message(answer)).toEqual([
        400,
        expect.stringMatching(/^public_id parameter is not allowed by the upload preset/),
      ])
    }
    expect((await anonymously('/raw/upload', { upload_preset: 'random', file: 'data:,x' })).status).toBe(200)
  })
})

describe('an unsigned upload', () => {
  const upload = (fields: Record<string, unknown>, path = '/raw/upload') =>
    anonymously(path, { file: 'data:,words', ...fields })

  beforeAll(async () => {
    await relata.admin('POST', '/upload_presets', {
      name: 'open',
      unsigned: true,
      tags: 'from-preset',
      folder: 'inbox',
    })
    await relata.admin('POST', '/upload_presets', { name: 'closed' })
  })

  it('is an upload by the preset, which goes first', async () => {
    const { status, body } = await upload({ upload_preset: 'open', public_id: 'u', tags: 'own', context: 'a=b' })
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        public_id: 'inbox/u',
        tags: ['from-preset'],
        context: { custom: { a: 'b' } },
        signature: createHash('sha1')
          .update(`public_id=inbox/u&version=${body.version}${relata.apiSecret}`)
          .digest('hex'),
      }),
    ])
    expect(body).not.toHaveProperty('api_key')
  })

  it('never takes the place of an asset that is there, unless the preset says so', async () => {
    const first = (await upload({ upload_preset: 'open', public_id: 'once' })).body
    const second = (await upload({ upload_preset: 'open', public_id: 'once', file: 'data:,other' })).body
    expect(second).toMatchObject({ existing: true, etag: first.etag })
    await relata.admin('POST', '/upload_presets', { name: 'over', unsigned: true, overwrite: true, folder: 'inbox' })
    const third = (await upload({ upload_preset: 'over', public_id: 'once', file: 'data:,other' })).body
    expect(third).toMatchObject({ overwritten: true, asset_id: first.asset_id })
  })

  it('may come in parts', async () => {
    const part = async (range: string, text: string) => {
      const data = form({ upload_preset: 'open', public_id: 'parts' })
      data.append('file', new Blob([text]), 'x')
      const headers = { 'content-range': range, 'x-unique-upload-id': 'unsigned parts' }
      return reply(
        await fetch(`${relata.url}/v1_1/${relata.cloudName}/raw/upload`, { method: 'POST', headers, body: data }),
      )
    }
    expect((await part('bytes 0-4/10', 'hello')).body.done).toBe(false)
    expect((await part('bytes 5-9/10', 'world')).body).toMatchObject({ public_id: 'inbox/parts', bytes: 10 })
  })

  it.each<[Record<string, unknown>, number, RegExp]>([
    [{ upload_preset: 'closed' }, 400, /^Upload preset must be whitelisted for unsigned uploads/],
    [{ upload_preset: 'none' }, 400, /^Upload preset not found$/],
    [{ upload_preset: '' }, 401, /^Upload preset must be specified when using unsigned upload/],
    [{}, 401, /^Upload preset must be specified when using unsigned upload/],
    [
      { upload_preset: 'open', overwrite: true },
      400,
      /^Overwrite parameter is not allowed when using unsigned upload\. Only upload_preset,/,
    ],
    [{ upload_preset: 'open', type: 'private' }, 400, /^Type parameter is not allowed/],
    [{ upload_preset: 'open', return_delete_token: true }, 400, /^Return_delete_token parameter is not allowed/],
    [{ upload_preset: 'open', signature: 'x'.repeat(40) }, 401, /^Invalid api_key/],
    [{ upload_preset: 'open', tags: 'x'.repeat(256) }, 200, /^$/],
  ])('of %j is answered %i', async (fields, status, reason) => {
    const answer = await upload({ public_id: 'refused', ...fields })
    expect([answer.status, answer.body.error?.message ?? '']).toEqual([status, expect.stringMatching(reason)])
  })

  it('may be sent by a page of any site, in parts too', async () => {
    const url = `${relata.url}/v1_1/${relata.cloudName}/raw/upload`
    const origin = 'https://shop.example.com'
    const asked = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-range' },
    })
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    expect(asked.headers.get('access-control-allow-methods')).toBe('POST')
    const allowed = asked.headers.get('access-control-allow-headers')!.split(', ')
    expect(allowed).toEqual(expect.arrayContaining(['content-range', 'x-unique-upload-id']))
    expect(allowed).not.toContain('authorization')
    for (const fields of [{ upload_preset: 'open', file: 'data:,x' }, { upload_preset: 'none' }, {}]) {
      const answer = await fetch(url, { method: 'POST', headers: { origin }, body: form(fields) })
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      await answer.text()
    }
    const admin = await fetch(`${relata.url}/v1_1/${relata.cloudName}/ping`, { headers: { origin } })
    expect(admin.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('needs a cloud that is there, and is of uploads alone', async () => {
    expect((await anonymously('/raw/upload', { file: 'data:,x', upload_preset: 'open' }, 'nowhere')).status).toBe(401)
    for (const path of ['/raw/destroy', '/raw/rename', '/raw/explicit']) {
      expect((await anonymously(path, { public_id: 'inbox/u', upload_preset: 'open' })).status).toBe(401)
    }
  })
})

describe('an upload mapping', () => {
  const mappings = (method: string, query = '', body?: unknown) =>
    relata.admin(method, `/upload_mappings${query}`, body)
  const template = 'https://example.com/pictures/'

  it('is created, read, listed, changed and deleted', async () => {
    expect((await mappings('POST', '', { folder: 'wiki/a', template })).body).toEqual({
      message: 'created',
      folder: 'wiki/a',
    })
    await mappings('POST', '', { folder: 'wiki/b', template })
    expect((await mappings('GET', '?folder=wiki/a')).body).toEqual({ folder: 'wiki/a', template })
    const first = (await mappings('GET', '?max_results=1')).body
    expect(first).toEqual({ mappings: [{ folder: 'wiki/a', template }], next_cursor: expect.any(String) })
    expect((await mappings('GET', `?max_results=1&next_cursor=${first.next_cursor}`)).body).toEqual({
      mappings: [{ folder: 'wiki/b', template }],
    })
    expect((await mappings('PUT', '', { folder: 'wiki/a', template: `${template}x` })).body).toEqual({
      message: 'updated',
    })
    expect((await mappings('GET', '?folder=wiki/a')).body.template).toBe(`${template}x`)
    expect((await mappings('DELETE', '', { folder: 'wiki/a' })).body).toEqual({ message: 'deleted' })
    for (const [method, body] of [
      ['PUT', { folder: 'wiki/a', template }],
      ['DELETE', { folder: 'wiki/a' }],
    ] as const) {
      expect(message(await mappings(method, '', body))).toEqual([
        404,
        expect.stringMatching(/^Can't find upload mapping/),
      ])
    }
    expect((await mappings('GET', '?folder=wiki/a')).status).toBe(404)
  })

  it.each<[Record<string, unknown>, number, RegExp]>([
    [{ folder: 'wiki/b', template }, 409, /^Upload mapping wiki\/b already exists/],
    [{ folder: 'c' }, 400, /^Missing required parameter - template/],
    [{ template }, 400, /^Missing required parameter - folder/],
    [{ folder: '../c', template }, 400, /^Invalid folder/],
    [{ folder: 'c', template: 'ftp://example.com' }, 400, /^Invalid template/],
    [{ folder: 'c', template: 'http://127.0.0.1/' }, 400, /is not a public address/],
    [{ folder: 'c', template: 'https://me@example.com/' }, 400, /user name/],
  ])('is refused: %j', async (body, status, reason) => {
    expect(message(await mappings('POST', '', body))).toEqual([status, expect.stringMatching(reason)])
  })
})
