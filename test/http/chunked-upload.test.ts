import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DiskChunkStore } from '../../src/blobs/chunks.ts'
import { DiskBlobStore } from '../../src/blobs/disk.ts'
import { ANONYMOUS_OPEN_LIMITS, isNewChunk, MAX_CHUNKS, OPEN_LIMITS } from '../../src/core/chunks.ts'
import { basic, form, type Key, type Reply, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const FILE = randomBytes(100_000)
let uploads = 0
const newId = () => `upload ${++uploads}`

interface Part {
  readonly id?: string | undefined
  readonly range: string
  readonly bytes?: Uint8Array<ArrayBuffer>
  readonly options?: Record<string, unknown>
  readonly key?: Key
  readonly resourceType?: string
}

async function sendTo(
  server: TestRelata,
  { id, range, bytes = FILE, options = {}, key = server, resourceType = 'raw' }: Part,
): Promise<Reply> {
  const data = form(options)
  data.append('file', new Blob([bytes]), 'parts.bin')
  return reply(
    await fetch(`${server.url}/v1_1/${key.cloudName}/${resourceType}/upload`, {
      method: 'POST',
      headers: {
        authorization: basic(key),
        'content-range': range,
        ...(id !== undefined && { 'x-unique-upload-id': id }),
      },
      body: data,
    }),
  )
}
const send = (part: Part) => sendTo(relata, part)

/** The bytes from `start` to `end`, exclusive, as a part of the file. */
const slice = (start: number, end: number, total: number | '*' = FILE.length): Pick<Part, 'range' | 'bytes'> => ({
  range: `bytes ${start}-${end - 1}/${total}`,
  bytes: FILE.subarray(start, end),
})

const content = async ({ body }: Reply) =>
  Buffer.from(await (await fetch(body.url, { headers: { connection: 'close' } })).arrayBuffer())
const openUploads = async (server = relata) => {
  const entries = await readdir(join(server.folder, 'chunks'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).length
}

describe('a file in parts', () => {
  it('becomes an asset with its last part', async () => {
    const id = newId()
    const options = { public_id: 'in-parts', tags: 'a' }
    const first = await send({ id, ...slice(0, 40_000), options })
    expect([first.status, first.body]).toEqual([
      200,
      { done: false, bytes: 40_000, kind: 'upload', type: 'upload', resource_type: 'raw', public_id: 'in-parts' },
    ])
    expect((await send({ id, ...slice(40_000, 80_000), options })).body).toMatchObject({ done: false, bytes: 80_000 })
    expect(await relata.publicIds()).not.toContain('in-parts')
    const last = await send({ id, ...slice(80_000, 100_000), options })
    expect(last.body).toMatchObject({ public_id: 'in-parts', bytes: 100_000, tags: ['a'], resource_type: 'raw' })
    expect(last.body).not.toHaveProperty('done')
    expect((await content(last)).equals(FILE)).toBe(true)
    expect(await openUploads()).toBe(0)
  })

  it('may have a size that only its last part tells', async () => {
    const id = newId()
    expect((await send({ id, ...slice(0, 60_000), range: 'bytes 0-59999/-1' })).body.done).toBe(false)
    expect((await send({ id, ...slice(60_000, 90_000, '*') })).body.done).toBe(false)
    const last = await send({ id, ...slice(90_000, 100_000) })
    expect((await content(last)).equals(FILE)).toBe(true)
  })

  it('may come in any order, and in several parts at a time', async () => {
    const id = newId()
    const starts = [80_000, 20_000, 0, 60_000, 40_000]
    const answers = await Promise.all(starts.map((start) => send({ id, ...slice(start, start + 20_000) })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    const whole = answers.filter(({ body }) => body.done === undefined)
    expect(whole.length).toBe(1)
    expect((await content(whole[0]!)).equals(FILE)).toBe(true)
    expect(await openUploads()).toBe(0)
  })

  it('takes the same part once, however often it is sent', async () => {
    const id = newId()
    await send({ id, ...slice(0, 60_000) })
    expect((await send({ id, ...slice(0, 60_000) })).body).toMatchObject({ done: false, bytes: 60_000 })
    const last = await send({ id, ...slice(60_000, 100_000) })
    const again = await send({ id, ...slice(60_000, 100_000) })
    expect(again.body).toMatchObject({ asset_id: last.body.asset_id, version: last.body.version })
    expect(await openUploads()).toBe(0)
  })

  it('whose last part comes before its size is known is whole when that is told', async () => {
    const id = newId()
    await send({ id, ...slice(0, 60_000, '*') })
    expect((await send({ id, ...slice(60_000, 100_000, '*') })).body.done).toBe(false)
    const told = await send({ id, ...slice(60_000, 100_000) })
    expect((await content(told)).equals(FILE)).toBe(true)
    expect(await openUploads()).toBe(0)
  })

  it('may have an ID that was used for another file before', async () => {
    const id = newId()
    await send({ id, ...slice(0, 60_000) })
    const first = await send({ id, ...slice(60_000, 100_000) })
    await send({ id, ...slice(0, 50_000) })
    const second = await send({ id, ...slice(50_000, 100_000) })
    expect(second.body.bytes).toBe(100_000)
    expect(second.body.asset_id).not.toBe(first.body.asset_id)
  })

  it('goes on after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relata-test-'))
    try {
      const before = await startTestRelata({ dataFolder: folder })
      await sendTo(before, { id: 'restart', ...slice(0, 60_000, '*') })
      await sendTo(before, { id: 'restart', ...slice(80_000, 100_000) })
      await before.stop()
      const after = await startTestRelata({ dataFolder: folder })
      const last = await sendTo(after, { id: 'restart', ...slice(60_000, 80_000) })
      expect((await content(last)).equals(FILE)).toBe(true)
      await after.stop()
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('is dropped when it can not become an asset', async () => {
    const id = newId()
    await send({ id, ...slice(0, 60_000), resourceType: 'image' })
    const last = await send({ id, ...slice(60_000, 100_000), resourceType: 'image' })
    expect([last.status, last.body.error.message]).toEqual([400, expect.stringMatching(/^Invalid image file/)])
    expect(await openUploads()).toBe(0)
    expect((await relata.blobs()).incoming).toEqual([])
  })

  it('is another one for another cloud that uses the same ID', async () => {
    const id = newId()
    const other = await relata.addCloud('other')
    await send({ id, ...slice(0, 60_000) })
    const foreign = await send({ id, ...slice(60_000, 100_000), key: other })
    expect(foreign.body).toMatchObject({ done: false, bytes: 40_000 })
    expect((await content(await send({ id, ...slice(60_000, 100_000) }))).equals(FILE)).toBe(true)
  })
})

describe('a part is refused, and those before stay:', () => {
  it.each([
    'nonsense',
    'bytes 0-4',
    'bytes 5-4/10',
    'bytes 0--1/0',
    'bytes 0-4/-2',
    'bytes -4/10',
    'items 0-4/10',
    'bytes 0-99999999999999999999/*',
    '',
  ])('the Content-Range %j', async (range) => {
    const { status, body } = await send({ id: newId(), range })
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(/^Invalid Content-Range/)])
  })

  const refusals: [string, Pick<Part, 'range' | 'bytes'>, RegExp][] = [
    [
      'of another length than it says',
      { range: 'bytes 60000-69999/100000', bytes: FILE.subarray(0, 9) },
      /says 10000 bytes, and the file in the body has 9/,
    ],
    ['that overlaps with another', slice(30_000, 70_000), /overlap with 0-39999/],
    ['within another', slice(10, 20), /overlap with 0-39999/],
    [
      'with other bytes than before',
      { range: 'bytes 0-39999/100000', bytes: FILE.subarray(40_000, 80_000) },
      /with another content/,
    ],
    ['with another size of the whole', slice(40_000, 50_000, 90_000), /100000 bytes before, and now 90000/],
    ['past the end', slice(99_000, 100_000, 99_500), /byte 99999 is past the end|100000 bytes before/],
    [
      'of too large a file',
      { range: 'bytes 0-39999/99999999999999', bytes: FILE.subarray(0, 40_000) },
      /larger than 10737418240 bytes/,
    ],
  ]
  it.each(refusals)('one %s', async (_, part, message) => {
    const id = newId()
    await send({ id, ...slice(0, 40_000) })
    const { status, body } = await send({ id, ...part })
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(message)])
    expect((await content(await send({ id, ...slice(40_000, 100_000) }))).equals(FILE)).toBe(true)
    expect((await relata.blobs()).incoming).toEqual([])
  })

  it('one whose end is past a size that comes later', async () => {
    const id = newId()
    await send({ id, ...slice(50_000, 100_000, '*') })
    const { status, body } = await send({ id, ...slice(0, 50_000, 90_000) })
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(/byte 99999 is past the end/)])
  })

  it.each([undefined, '', 'x'.repeat(256)])('one of the upload %j', async (id) => {
    const { status, body } = await send({ id, ...slice(0, 10) })
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(/needs the header X-Unique-Upload-Id/)])
  })

  it('one with a parameter that is wrong', async () => {
    const { status, body } = await send({ id: newId(), ...slice(0, 10), options: { type: 'fetch' } })
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(/^Invalid value for type/)])
  })

  it('a whole file of another length than it says', async () => {
    const { status, body } = await send({ range: 'bytes 0-9/10', bytes: FILE.subarray(0, 5) })
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(/says 10 bytes/)])
  })

  it('one that nobody signed', async () => {
    const { status } = await send({ id: newId(), ...slice(0, 10), key: { ...relata, apiSecret: 'wrong' } })
    expect(status).toBe(401)
    expect((await relata.blobs()).incoming).toEqual([])
  })
})

it('a cloud has so many files in parts at a time, until they are abandoned', async () => {
  const server = await startTestRelata()
  try {
    const begin = (i: number, key: Key = server) => sendTo(server, { id: `open ${i}`, ...slice(i, i + 1), key })
    for (let i = 0; i < OPEN_LIMITS.uploads; i++) expect((await begin(i)).status).toBe(200)
    const { status, body } = await begin(OPEN_LIMITS.uploads)
    expect([status, body.error.message]).toEqual([420, expect.stringMatching(/^At most 100 files/)])
    expect((await sendTo(server, { id: 'open 0', ...slice(1, 2) })).status).toBe(200)
    expect((await begin(0, await server.addCloud('roomy'))).status).toBe(200)
  } finally {
    await server.stop()
  }
})

it('those without credentials have few of their own, and take none from the others', async () => {
  const server = await startTestRelata()
  const anonymously = async (i: number, start = i) => {
    const data = form({ upload_preset: 'open' })
    data.append('file', new Blob([FILE.subarray(start, start + 1)]), 'parts.bin')
    const headers = { 'content-range': slice(start, start + 1).range, 'x-unique-upload-id': `open ${i}` }
    const url = `${server.url}/v1_1/${server.cloudName}/raw/upload`
    return reply(await fetch(url, { method: 'POST', headers, body: data }))
  }
  try {
    await server.admin('POST', '/upload_presets', { name: 'open', unsigned: true })
    for (let i = 0; i < ANONYMOUS_OPEN_LIMITS.uploads; i++) expect((await anonymously(i)).body.done).toBe(false)
    const { status, body } = await anonymously(ANONYMOUS_OPEN_LIMITS.uploads)
    expect([status, body.error.message]).toEqual([
      420,
      expect.stringMatching(/^At most 20 files.* without credentials/),
    ])
    expect((await anonymously(0, 50)).body).toMatchObject({ done: false, bytes: 2 })
    for (let i = 0; i < OPEN_LIMITS.uploads; i++) {
      expect((await sendTo(server, { id: `open ${i}`, ...slice(i, i + 1) })).body).toMatchObject({ bytes: 1 })
    }
    expect((await anonymously(0, 60)).status).toBe(200)
  } finally {
    await server.stop()
  }
})

describe('the store of parts', () => {
  let folder: string
  let blobs: DiskBlobStore
  let store: DiskChunkStore
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relata-test-'))
    blobs = await DiskBlobStore.open(folder)
    store = await DiskChunkStore.open(folder, blobs)
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function* x() {
    yield Buffer.from('x')
  }
  /** A part that says that it has so many bytes. */
  const add = (uploadId: string, bytes = 1, anonymous = false) =>
    store.exclusively({ cloudId: 1, caller: 'key', anonymous, uploadId }, async (session) => {
      const blob = await blobs.stage(x(), 10)
      await session.add({ start: 0, end: bytes - 1, total: null, etag: blob.etag }, blob)
    })

  it('drops what was abandoned, also before a restart, and nothing else', async () => {
    await add('abandoned')
    expect(await store.sweep(60_000)).toBe(0)
    expect(await store.sweep(0)).toBe(1)
    expect((await readdir(join(folder, 'chunks', '1'))).length).toBe(0)
    await add('abandoned')
    await writeFile(join(folder, 'chunks', 'notes.txt'), 'not ours')
    expect(await (await DiskChunkStore.open(folder, blobs)).sweep(0)).toBe(1)
    expect(await readdir(join(folder, 'chunks'))).toContain('notes.txt')
  })

  it('takes so many bytes of a cloud at a time', async () => {
    await add('large', OPEN_LIMITS.bytes)
    await expect(add('one more')).rejects.toMatchObject({ code: 'rate_limited' })
    expect((await readdir(join(folder, 'chunks', '1'))).length).toBe(1)
    await store.sweep(0)
    await add('one more')
  })

  it('takes fewer bytes of those without credentials, and counts them apart, also after a restart', async () => {
    await add('large', ANONYMOUS_OPEN_LIMITS.bytes, true)
    store = await DiskChunkStore.open(folder, blobs)
    await expect(add('one more', 1, true)).rejects.toMatchObject({ code: 'rate_limited' })
    await add('large', OPEN_LIMITS.bytes)
    await store.sweep(0)
    await add('one more', 1, true)
  })
})

it('a file has so many parts', () => {
  const part = (start: number) => ({ start, end: start, total: null, etag: '0'.repeat(32) })
  const parts = Array.from({ length: MAX_CHUNKS }, (_, i) => part(i))
  expect(isNewChunk(parts.slice(1), part(0))).toBe(true)
  expect(() => isNewChunk(parts, part(MAX_CHUNKS))).toThrow('more than 10000 parts: send larger ones')
})
