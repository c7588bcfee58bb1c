import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInspector } from '../../src/media/inspect.ts'

const DEMO_FILES = new URL('../../demo/files/', import.meta.url).pathname
const { inspect, close } = createInspector(60_000)
let folder: string
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relata-phash-'))
})
afterAll(async () => {
  await close()
  await rm(folder, { recursive: true })
})

async function hash(file: string | Buffer): Promise<string> {
  const path = typeof file === 'string' ? DEMO_FILES + file : join(folder, `${count++}`)
  if (typeof file !== 'string') await writeFile(path, file)
  const { media } = await inspect({ path, bytes: (await stat(path)).size }, 'image', 'x')
  return media.phash!
}

function distance(a: string, b: string): number {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length
}

describe('a perceptual hash', () => {
  it('hardly changes with size, format and quality', async () => {
    const table = await hash('tern-table.jpg')
    expect(distance(table, await hash('tern-table-original.jpg'))).toBeLessThanOrEqual(2)
    const original = await readFile(`${DEMO_FILES}tern-table.jpg`)
    const small = await sharp(original).resize(200).webp({ quality: 40 }).toBuffer()
    const stretched = await sharp(original).resize(900, 300, { fit: 'fill' }).png().toBuffer()
    for (const alike of [small, stretched]) expect(distance(table, await hash(alike))).toBeLessThanOrEqual(4)
  })

  it('differs much between pictures that look different', async () => {
    const names = ['tern-table.jpg', 'tern-front.jpg', 'sill-sage.jpg', 'dusk-day.jpg', 'mended-badge.png']
    const hashes = await Promise.all(names.map(hash))
    for (const [i, a] of hashes.entries())
      for (const b of hashes.slice(i + 1)) expect(distance(a, b)).toBeGreaterThan(15)
  })

  it('is of the picture as people see it, turned by its EXIF orientation', async () => {
    const upright = await sharp(await readFile(`${DEMO_FILES}tern-table.jpg`))
      .resize(400)
      .png()
      .toBuffer()
    const expected = await hash(upright)
    // How the pixels lie in the file, so that each orientation shows the same picture.
    const stored: Record<number, (image: Sharp) => Sharp> = {
      1: (image) => image,
      2: (image) => image.flop(),
      3: (image) => image.rotate(180),
      4: (image) => image.flip(),
      6: (image) => image.rotate(270),
      8: (image) => image.rotate(90),
    }
    for (const [orientation, store] of Object.entries(stored)) {
      const pixels = await store(sharp(upright)).png().toBuffer()
      const file = await sharp(pixels)
        .withMetadata({ orientation: Number(orientation) })
        .jpeg({ quality: 95 })
        .toBuffer()
      expect([orientation, distance(expected, await hash(file)) <= 4]).toEqual([orientation, true])
    }
  })

  it('is the same of all that is of one colour', async () => {
    const plain = (background: string) => sharp({ create: { width: 50, height: 30, channels: 3, background } })
    const hashes = await Promise.all(
      ['#000', '#fff', '#a37'].map(async (colour) => hash(await plain(colour).png().toBuffer())),
    )
    expect(new Set(hashes.slice(1)).size).toBe(1)
  })
})
