import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basic, form, type Reply, rawRequest, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let png: Buffer
let jpg: Buffer

beforeAll(async () => {
  relata = await startTestRelata()
  const image = sharp({ create: { width: 30, height: 20, channels: 3, background: '#789' } })
  png = await image.png().toBuffer()
  jpg = await image.jpeg().toBuffer()
})
afterAll(() => relata.stop())

/** A second of silence. */
function wav(): Buffer {
  const bytes = Buffer.alloc(44 + 16_000)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + 16_000, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(8000, 24)
  bytes.writeUInt32LE(16_000, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(16_000, 40)
  return bytes
}

/** A PNG that says that it is that large. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from('789c6360000000020001', 'hex')),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const path = (resourceType = 'raw') => `/v1_1/${relata.cloudName}/${resourceType}/upload`
const post = async (body: FormData | string, resourceType?: string, headers: Record<string, string> = {}) =>
  reply(
    await fetch(relata.url + path(resourceType), {
      method: 'POST',
      headers: { authorization: basic(relata), ...headers },
      body,
    }),
  )
const postJson = (params: Record<string, unknown>, resourceType?: string) =>
  post(JSON.stringify(params), resourceType, { 'content-type': 'application/json' })

describe('an upload', () => {
  it('answers everything that is known of an image', async () => {
    const { status, body } = await relata.upload(png, { public_id: 'folder/a', tags: 'x, y' }, 'image', 'Ä b.png')
    expect(status).toBe(200)
    const url = `${relata.url}/${relata.cloudName}/image/upload/v${body.version}/folder/a.png`
    expect(body).toEqual({
      asset_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      access_mode: 'public',
      public_id: 'folder/a',
      version: expect.any(Number),
      version_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      signature: createHash('sha1')
        .update(`public_id=folder/a&version=${body.version}${relata.apiSecret}`)
        .digest('hex'),
      width: 30,
      height: 20,
      format: 'png',
      resource_type: 'image',
      type: 'upload',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      tags: ['x', 'y'],
      bytes: png.length,
      etag: createHash('md5').update(png).digest('hex'),
      placeholder: false,
      url,
      secure_url: url,
      asset_folder: '',
      display_name: 'a',
      original_filename: 'Ä b',
      api_key: relata.apiKey,
    })
  })

  it('tells by the bytes what an auto file is', async () => {
    const image = await relata.upload(jpg, {}, 'auto', 'x.txt')
    expect(image.body).toMatchObject({ resource_type: 'image', format: 'jpg', width: 30, height: 20 })
    const sound = await relata.upload(wav(), {}, 'auto', 'x.png')
    expect(sound.body).toMatchObject({ resource_type: 'video', format: 'wav', duration: 1 })
    const text = await relata.upload('words', {}, 'auto', 'x.txt')
    expect(text.body).toMatchObject({ resource_type: 'raw', bytes: 5 })
    expect(text.body).not.toHaveProperty('format')
  })

  it('keeps the file of every type bit by bit', async () => {
    for (const [file, type] of [
      [png, 'image'],
      [wav(), 'video'],
      [Buffer.from([0, 255, 13, 10]), 'raw'],
    ] as const) {
      const { body } = await relata.upload(file, {}, type)
      expect(body.resource_type).toBe(type)
      expect(Buffer.from(await (await fetch(body.url)).arrayBuffer()).equals(file)).toBe(true)
    }
  })

  it.each<[string, () => string, string]>([
    ['base64', () => `data:image/png;base64,${png.toString('base64')}`, 'image'],
    ['urlsafe base64', () => `data:;base64,${png.toString('base64url')}`, 'image'],
    ['percent-encoding', () => 'data:text/plain,gr%C3%BC%C3%9Fe', 'raw'],
    ['text', () => 'data:,x', 'raw'],
  ])('takes a data URI in %s, as JSON and in multipart', async (_, uri, type) => {
    const expected = type === 'image' ? { format: 'png', bytes: png.length } : {}
    for (const answer of [await postJson({ file: uri() }, type), await post(form({ file: uri() }), type)]) {
      expect([answer.status, answer.text]).toEqual([200, expect.any(String)])
      expect(answer.body).toMatchObject(expected)
    }
  })

  it('chooses a public ID of its own: random, or from the file name', async () => {
    const name = async (options: Record<string, unknown>, filename: string, type = 'raw') =>
      (await relata.upload(type === 'image' ? png : 'x', options, type, filename)).body.public_id
    expect(await name({}, 'dog.png', 'image')).toMatch(/^[a-z0-9]{20}$/)
    expect(await name({}, 'dog.txt')).toMatch(/^[a-z0-9]{20}\.txt$/)
    expect(await name({ use_filename: true }, 'big dog.png', 'image')).toMatch(/^big_dog_[a-z0-9]{6}$/)
    expect(await name({ use_filename: true }, 'dog.txt')).toMatch(/^dog_[a-z0-9]{6}\.txt$/)
    expect(await name({ use_filename: 'true', unique_filename: 'false' }, 'dög犬.png', 'image')).toBe('dög犬')
    expect(await name({ use_filename: 1, unique_filename: 0, folder: 'f/g' }, 'a?b#c.txt')).toBe('f/g/a_b_c.txt')
    expect(await name({ use_filename: true, unique_filename: false }, '../../etc/passwd')).toBe('passwd')
    expect(await name({ use_filename: true, unique_filename: false, filename_override: 'cat.txt' }, 'x')).toBe(
      'cat.txt',
    )
  })

  it('takes all that can be said of an asset', async () => {
    const { body } = await relata.upload('x', {
      public_id: 'dog.txt',
      folder: 'pets/dogs',
      display_name: 'A dog',
      asset_folder: 'animals',
      tags: ['b', 'a,c', ' b '],
      context: 'alt=a\\=b\\|c|empty=|caption=x=y',
    })
    expect(body).toMatchObject({
      public_id: 'pets/dogs/dog.txt',
      display_name: 'A dog',
      asset_folder: 'animals',
      tags: ['b', 'a', 'c'],
      context: { custom: { alt: 'a=b|c', caption: 'x=y' } },
    })
    const byDefault = await relata.upload('x', { public_id: 'y', folder: 'pets/dogs' })
    expect(byDefault.body).toMatchObject({ display_name: 'y', asset_folder: 'pets/dogs', tags: [] })
  })

  it.each(['private', 'authenticated'])('of type %s has a signed URL', async (type) => {
    const { body } = await relata.upload('x', { public_id: 'same', type })
    expect(body.type).toBe(type)
    expect(body.url).toMatch(/\/s--[\w-]{8}--\/v\d+\/same$/)
    expect((await fetch(body.url)).status).toBe(200)
  })

  it('overwrites, unless told not to', async () => {
    const first = (await relata.upload('one', { public_id: 'over', tags: 'a' })).body
    expect(first).not.toHaveProperty('overwritten')
    const kept = (await relata.upload('two', { public_id: 'over', overwrite: false })).body
    expect(kept).toMatchObject({ existing: true, etag: first.etag, version: first.version, tags: ['a'] })
    const second = (await relata.upload('two', { public_id: 'over' })).body
    expect(second).toMatchObject({
      overwritten: true,
      asset_id: first.asset_id,
      created_at: first.created_at,
      tags: [],
    })
    expect(second.version).toBeGreaterThan(first.version)
    const { incoming, objects } = await relata.blobs()
    expect([incoming.length, objects.length]).toEqual([0, (await relata.publicIds()).length])
  })

  it('leaves one asset and one file where many bring the same public ID at once', async () => {
    const before = await relata.blobs()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => relata.upload(`file ${i}`, { public_id: 'race' })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ body }) => body.asset_id)).size).toBe(1)
    expect(new Set(answers.map(({ body }) => body.version)).size).toBe(20)
    const after = await relata.blobs()
    expect([after.incoming.length, after.objects.length]).toEqual([0, before.objects.length + 1])
    const last = answers.map(({ body }) => body).sort((a, b) => b.version - a.version)[0]
    const { body } = await relata.admin('GET', '/resources/raw/upload/race')
    expect([body.version, body.etag]).toEqual([last.version, last.etag])
    expect(
      createHash('md5')
        .update(await (await fetch(body.url)).text())
        .digest('hex'),
    ).toBe(last.etag)
  })
})

describe('a refused upload leaves nothing behind:', () => {
  /** Runs it and compares the library and the data folder with what they were. */
  async function refused(work: () => Promise<Reply>, message?: string | RegExp): Promise<void> {
    const before = [await relata.publicIds(), await relata.blobs()]
    const { status, headers, body, text } = await work()
    expect([status, text]).toEqual([400, expect.any(String)])
    expect(headers.get('x-relata-code')).toBe('invalid')
    expect(body.error.message).toMatch(message ?? /./)
    await expect.poll(async () => [await relata.publicIds(), await relata.blobs()]).toEqual(before)
  }

  const multipart = (body: string | Uint8Array, type = 'multipart/form-data; boundary=b', resourceType = 'raw') =>
    rawRequest(relata.url, 'POST', path(resourceType), { authorization: basic(relata), 'content-type': type }, body)
  const part = (name: string, value: string, filename?: string) =>
    `--b\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n\r\n${value}\r\n`

  it.each<[string, string, string?]>([
    ['cut off in the file', part('public_id', 'cut') + part('file', 'x'.repeat(100_000), 'x').slice(0, -2)],
    ['cut off after the file', part('file', 'x', 'x')],
    ['cut off in a part before it', '--b\r\ncontent-disposition: form-data; na'],
    [
      'cut off in a part after it',
      `${part('file', 'x', 'x')}--b\r\ncontent-disposition: form-data; name="tags"\r\n\r\na`,
    ],
    ['empty', ''],
    ['without the boundary', 'nothing'],
    ['without saying a boundary', `${part('file', 'x', 'x')}--b--\r\n`, 'multipart/form-data'],
    ['with another boundary', `${part('file', 'x', 'x')}--b--\r\n`, 'multipart/form-data; boundary=other'],
    ['with two files', `${part('file', 'x', 'x') + part('file', 'y', 'y')}--b--\r\n`],
    ['with the file in another field', `${part('upload', 'x', 'x')}--b--\r\n`],
    ['with a second file in another field', `${part('file', 'x', 'x') + part('y', 'y', 'y')}--b--\r\n`],
    ['without a file', `${part('public_id', 'x')}--b--\r\n`],
    ['with an empty file', `${part('file', '', 'x')}--b--\r\n`],
    ['of no parts', '--b--\r\n'],
    ['with a wrong parameter after the file', `${part('file', 'x', 'x') + part('type', 'fetch')}--b--\r\n`],
    ['with too long a file name', `${part('file', 'x', 'x'.repeat(300))}--b--\r\n`],
  ])('a multipart body %s', (_, body, type) => refused(() => multipart(body, type)))

  it.each([
    ['{x', /not a valid JSON/],
    ['['.repeat(100_000) + ']'.repeat(100_000), /nested more than 16 levels/],
  ])('a part in JSON that is wrong', (value, message) => {
    const json = `--b\r\ncontent-disposition: form-data; name="context"\r\ncontent-type: application/json\r\n\r\n${value}\r\n`
    return refused(() => multipart(`${part('file', 'x', 'x')}${json}--b--\r\n`), message)
  })

  it('a body that is signed for nobody', async () => {
    const before = await relata.blobs()
    const data = form({})
    data.append('file', new Blob(['x']), 'x')
    const response = await fetch(relata.url + path(), { method: 'POST', body: data })
    expect(response.status).toBe(401)
    expect(await relata.blobs()).toEqual(before)
  })

  it.each<[string, () => Buffer | string, string, RegExp]>([
    ['a cut image', () => jpg.subarray(0, jpg.length - 100), 'image', /^Invalid image file/],
    ['a cut image, as auto', () => png.subarray(0, 60), 'auto', /^Invalid image file/],
    ['noise for an image', () => Buffer.from([0, 1, 2, 3, 4]), 'image', /^Invalid image file/],
    ['text for an image', () => 'text', 'image', /^Invalid image file/],
    ['an image for a video', () => png, 'video', /^Invalid video file/],
    ['an image of 900 megapixels', () => hugePng(30_000, 30_000), 'image', /30,000 x 30,000/],
    ['an image of 900 megapixels, as auto', () => hugePng(30_000, 30_000), 'auto', /30,000 x 30,000/],
  ])('%s', (_, file, type, message) => refused(() => relata.upload(file(), { public_id: 'bad' }, type), message))

  it.each([
    'HTTP://127.0.0.1:1/a.png',
    'https://',
    'ftp://example.com/a.png',
    's3://bucket/a.png',
    'file:///etc/passwd',
    '/etc/passwd',
    'data:image/png;base64',
    'data:;base64,§§§',
    'data:,%zz',
    'data:,',
    '',
  ])('the file %j', (file) => refused(() => postJson({ file, public_id: 'bad' })))

  const badIds = [
    ...['../a', 'a/../b', '..', '.', 'a/.', 'a//b', '/a', 'a/', ' a', 'a ', 'v123/a', 'a/v1/b', '\u0000', 'a\u0000b'],
    ...['a\nb', 'a\u007f', '\ud800', 'a\udc00b', 'x'.repeat(256), ''],
    ...[...'?&#\\%<>+'].map((character) => `a${character}b`),
  ]
  it.each(badIds)('the public ID %j', (public_id) =>
    refused(() => postJson({ file: 'data:,x', public_id }), /^Invalid public_id/),
  )
  it.each(['../a', 'a/../b', 'v1', 'a\u0000', 'a%2Fb'])('the folder %j', (folder) =>
    refused(() => postJson({ file: 'data:,x', public_id: 'x', folder }), /^Invalid (folder|public_id)/),
  )

  it.each<[Record<string, unknown>, RegExp]>([
    [{ context: 'novalue' }, /^Invalid context/],
    [{ context: { a: '\u0000' } }, /^context contains a NUL/],
    [{ context: `a=${'x'.repeat(20_000)}` }, /^context has \d+ bytes/],
    [{ tags: Array.from({ length: 1001 }, (_, i) => `t${i}`) }, /^tags has 1001 tags/],
    [{ tags: 'x'.repeat(256) }, /^A tag has 256 characters/],
    [{ tags: ['\ud800'] }, /^tags is not well-formed/],
    [{ display_name: 'x'.repeat(256) }, /^display_name has 256 characters/],
    [{ asset_folder: '../x' }, /^Invalid folder/],
    [{ type: 'fetch' }, /^Invalid value for type/],
    [{ overwrite: 'maybe' }, /^Invalid value for overwrite/],
    [{ filename_override: 'a\u0000b' }, /^filename contains a NUL/],
  ])('the options %j', (options, message) =>
    refused(() => postJson({ file: 'data:,x', public_id: 'bad', ...options }), message),
  )

  it('an unknown resource type', () => refused(() => postJson({ file: 'data:,x' }, 'sound'), /Must be one of/))

  it.each([
    ['in the file', part('file', 'x'.repeat(500_000), 'x').slice(0, -2)],
    ['after the file', part('file', 'x'.repeat(500_000), 'x')],
    [
      'in a field after the file',
      `${part('file', 'x', 'x')}--b\r\ncontent-disposition: form-data; name="tags"\r\n\r\na`,
    ],
  ])('a client that goes away %s', async (_, sent) => {
    const before = [await relata.publicIds(), await relata.blobs()]
    const { hostname, port } = new URL(relata.url)
    const socket = net.connect(Number(port), hostname)
    const head = [
      `POST ${path()} HTTP/1.1`,
      'host: x',
      `authorization: ${basic(relata)}`,
      'content-type: multipart/form-data; boundary=b',
      'content-length: 10000000',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${sent}`)
    await expect.poll(async () => (await relata.blobs()).incoming.length).toBe(1)
    socket.destroy()
    await expect.poll(async () => [await relata.publicIds(), await relata.blobs()]).toEqual(before)
  })
})

it('keeps the file where nobody else may read it, under a name that no user chose', async () => {
  await relata.upload('secret words', { public_id: 'named-by-user' })
  const { objects } = await relata.blobs()
  expect(objects.every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true)
  await expect(readFile(join(relata.folder, 'objects', 'named-by-user'))).rejects.toThrow('ENOENT')
})
