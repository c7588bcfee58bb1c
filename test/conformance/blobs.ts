import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, utimesSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BlobStore, ByteRange } from '../../src/core/blobs.ts'

/** Where a blob store keeps its blobs. */
export interface BlobPlace {
  open(): Promise<BlobStore>
  /** Everything that is there, received or not: nothing may be left behind. */
  files(): Promise<string[]>
  remove(): Promise<void>
}

const NO_LIMIT = 1_000_000_000
const CLOUD = 7

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
}

/** What the port in core/blobs.ts promises, wherever the bytes are. */
export function describeBlobs(name: string, newPlace: () => Promise<BlobPlace>): void {
  describe(`${name} blob store`, () => {
    let place: BlobPlace
    let blobs: BlobStore
    beforeAll(async () => {
      place = await newPlace()
      blobs = await place.open()
    })
    afterAll(() => place.remove())

    const stage = (bytes: Uint8Array, maxBytes = NO_LIMIT) => blobs.stage(inPieces(bytes, 10_007), maxBytes)
    const keep = async (bytes: Uint8Array, cloudId = CLOUD) => (await stage(bytes)).keep(cloudId)
    const read = async (key: string, range?: ByteRange) => buffer(await blobs.open(key, range))
    async function keysOlderThan(ms: number): Promise<string[]> {
      const groups: string[][] = []
      for await (const group of blobs.list(ms)) groups.push([...group])
      expect(groups.every((group) => group.length > 0)).toBe(true)
      return groups.flat()
    }

    test.each([0, 1, 10_007, 300_000])('gives back the %d bytes that were kept', async (size) => {
      const bytes = randomBytes(size)
      const staged = await stage(bytes)
      expect(staged).toMatchObject({ bytes: size, etag: createHash('md5').update(bytes).digest('hex') })
      expect(readFileSync(staged.path).equals(bytes)).toBe(true)
      const key = await staged.keep(CLOUD)
      expect((await read(key)).equals(bytes)).toBe(true)
      expect((await buffer(await (await place.open()).open(key))).equals(bytes)).toBe(true)
    })

    test('has nothing left of what was discarded', async () => {
      const before = await place.files()
      const staged = await stage(randomBytes(1000))
      expect(await place.files()).toHaveLength(before.length + 1)
      await staged.discard()
      expect(await place.files()).toEqual(before)
      expect(existsSync(staged.path)).toBe(false)
    })

    test('gives every blob a key of its own, which tells nothing', async () => {
      const same = randomBytes(10)
      const keys = await Promise.all(Array.from({ length: 20 }, () => keep(same)))
      expect(new Set(keys).size).toBe(20)
      for (const key of keys) expect(key).toMatch(/^7\/[0-9a-f]{2}\/[0-9a-f]{32}$/)
      expect(await keep(same, 8)).toMatch(/^8\//)
    })

    test.each([
      [0, 0],
      [0, 9],
      [5, 5],
      [3, 7],
      [9, 9],
    ])('reads a range, the bytes %d to %d', async (start, end) => {
      const key = await keep(Buffer.from('0123456789'))
      expect((await read(key, { start, end })).toString()).toBe('0123456789'.slice(start, end + 1))
    })

    test('takes what is as large as may be, and leaves nothing of what is larger', async () => {
      await (await stage(Buffer.alloc(20_000), 20_000)).discard()
      const before = await place.files()
      await expect(stage(Buffer.alloc(20_001), 20_000)).rejects.toMatchObject({
        code: 'too_large',
        message: expect.stringContaining('20000 bytes'),
      })
      expect(await place.files()).toEqual(before)
    })

    test('reads no further than it has to of what is too large', async () => {
      let pieces = 0
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (; ; pieces++) yield Buffer.alloc(1000)
      }
      await expect(blobs.stage(endless(), 10_000)).rejects.toMatchObject({ code: 'too_large' })
      expect(pieces).toBe(10)
    })

    test('leaves nothing of what broke off, and tells why', async () => {
      const before = await place.files()
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(5000)
        throw new Error('the sender is gone')
      }
      await expect(blobs.stage(broken(), NO_LIMIT)).rejects.toThrow('the sender is gone')
      expect(await place.files()).toEqual(before)
    })

    test('removes what is there, and passes over what is not', async () => {
      const [gone, kept] = [await keep(Buffer.from('a')), await keep(Buffer.from('b'))]
      await blobs.remove([`7/ab/${'0'.repeat(32)}`, gone, gone])
      await blobs.remove([gone])
      await blobs.remove([])
      await expect(blobs.open(gone)).rejects.toMatchObject({ code: 'not_found' })
      expect((await read(kept)).toString()).toBe('b')
    })

    test('goes on with a stream that was begun before its blob was removed', async () => {
      const bytes = randomBytes(300_000)
      const key = await keep(bytes)
      const stream = await blobs.open(key)
      await blobs.remove([key])
      expect((await buffer(stream)).equals(bytes)).toBe(true)
    })

    test.each([
      `7/ab/${'0'.repeat(32)}`,
      '',
      '7',
      '7/ab',
      `7/ab/${'0'.repeat(31)}`,
      `7/AB/${'0'.repeat(32)}`,
      `/7/ab/${'0'.repeat(32)}`,
      `7/ab/${'0'.repeat(32)}/..`,
      `../7/ab/${'0'.repeat(32)}`,
      '../relata.sqlite',
      '7/ab/../../../relata.sqlite',
      '/etc/hostname',
      `7/ab/${'0'.repeat(32)}\0`,
      `7/ab/${'0'.repeat(32)}\n`,
    ])('has nothing under the key %j', async (key) => {
      await expect(blobs.open(key)).rejects.toMatchObject({ name: 'AppError', code: 'not_found' })
    })

    test('lists every key that is old enough, once', async () => {
      const early = await Promise.all(Array.from({ length: 30 }, () => keep(Buffer.from('early'))))
      const between = Date.now() + 200
      await sleep(1000)
      const late = await keep(Buffer.from('late'))
      const all = await keysOlderThan(0)
      expect(new Set(all).size).toBe(all.length)
      expect(all).toEqual(expect.arrayContaining([...early, late]))
      const old = await keysOlderThan(Date.now() - between)
      expect(old).toEqual(expect.arrayContaining(early))
      expect(old).not.toContain(late)
      expect(await keysOlderThan(60_000)).toEqual([])
    })

    test('counts the age of a key from when it was kept, however long its bytes had waited', async () => {
      const staged = await stage(Buffer.from('waited'))
      const longAgo = new Date(Date.now() - 7_200_000)
      utimesSync(staged.path, longAgo, longAgo)
      const key = await staged.keep(CLOUD)
      expect(await keysOlderThan(3_600_000)).not.toContain(key)
      expect(await keysOlderThan(0)).toContain(key)
    })

    test('lists the keys of one cloud at a time', async () => {
      await keep(Buffer.from('x'), 12)
      await keep(Buffer.from('x'), 13)
      for await (const group of blobs.list(0)) expect(new Set(group.map((key) => key.split('/')[0])).size).toBe(1)
    })

    test('lists nothing that is not kept yet', async () => {
      const staged = await stage(Buffer.from('x'))
      const before = await keysOlderThan(0)
      const key = await staged.keep(CLOUD)
      expect(before).not.toContain(key)
      expect((await keysOlderThan(0)).toSorted()).toEqual([...before, key].toSorted())
    })
  })
}
