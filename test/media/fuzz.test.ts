import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { createInspector } from '../../src/media/inspect.ts'

const demoFile = (name: string) => readFile(new URL(`../../demo/files/${name}`, import.meta.url))
const drawing = async () => sharp(await demoFile('tern-table-square.jpg')).resize(160)

const SAMPLES: Readonly<Record<string, () => Promise<Buffer>>> = {
  jpg: () => demoFile('tern-table-square.jpg'),
  png: () => demoFile('mended-badge.png'),
  webp: () => demoFile('tern-table-banner.webp'),
  gif: async () => (await drawing()).gif().toBuffer(),
  tif: async () => (await drawing()).tiff().toBuffer(),
  avif: async () => (await drawing()).avif({ effort: 0 }).toBuffer(),
  svg: () => demoFile('tamarack-logo.svg'),
  pdf: () => demoFile('tern-warranty.pdf'),
  mp4: () => demoFile('tern-film.mp4'),
  vtt: () => demoFile('tern-film.vtt'),
}

/** Some damage makes a reader search without end; here it need not do so for long. */
const { inspect, close } = createInspector(1_000)
const folder = await mkdtemp(join(tmpdir(), 'relata-fuzz-'))
afterAll(async () => {
  await close()
  await rm(folder, { recursive: true })
})

/** Cut off anywhere, with some bytes changed, most of them near the beginning where the tables are. */
const damage = fc.record({
  keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  flips: fc.array(fc.record({ at: fc.oneof(fc.nat(400), fc.nat(100_000)), to: fc.nat(255) }), { maxLength: 12 }),
})

describe('a damaged file is read, found to be raw, or refused as invalid', () => {
  test.each(Object.entries(SAMPLES))(
    '%s',
    async (name, load) => {
      const whole = await load()
      const path = join(folder, name)
      const anyDamage = fc.asyncProperty(damage, async ({ keep, flips }) => {
        const content = Buffer.from(whole.subarray(0, Math.max(1, Math.ceil(whole.length * keep))))
        for (const { at, to } of flips) content[at % content.length] = to
        await writeFile(path, content)
        const result = await inspect({ path, bytes: content.length }, 'auto', name).catch((error) => error)
        if (result instanceof Error) {
          expect(result).toMatchObject({ code: 'invalid' })
          return
        }
        const { width, height, durationMicros, pages } = result.media
        for (const number of [width, height, durationMicros, pages]) {
          expect(number === null || (Number.isSafeInteger(number) && number >= 0)).toBe(true)
        }
      })
      await fc.assert(anyDamage, { numRuns: 60 })
    },
    120_000,
  )
})
