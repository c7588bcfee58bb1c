import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rawRequest, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
  const image = await sharp({ create: { width: 12, height: 8, channels: 4, background: '#7898' } })
    .png()
    .toBuffer()
  await relata.upload(image, { public_id: 'a' }, 'image')
})
afterAll(() => relata.stop())

/** Values that fit, of each component. */
const FITTING: Record<string, readonly string[]> = {
  w: ['1', '9', '0.5', '30'],
  h: ['1', '7', '1.0', '40'],
  ar: ['16:9', '0.5'],
  x: ['1', '-3', '0.5', '99'],
  y: ['2', '-0.5', '50'],
  c: ['scale', 'fit', 'limit', 'fill', 'thumb', 'pad', 'crop'],
  g: ['auto', 'center', 'north_west', 'south', 'east'],
  a: ['90', '-33.5', 'hflip', 'vflip.10', '360'],
  e: ['blur:9', 'grayscale', 'sharpen'],
  r: ['max', '3', '0:9:0:400'],
  b: ['white', 'rgb:1238', 'transparent', 'red'],
  q: ['1', '100', 'auto:low'],
  f: ['auto', 'jpg', 'png', 'webp', 'avif', 'gif', 'tif'],
  dpr: ['auto', '0.1', '3.0'],
  pg: ['1', '2'],
}
const fitting = fc
  .constantFrom(...Object.keys(FITTING))
  .chain((key) => fc.constantFrom(...FITTING[key]!).map((value) => `${key}_${value}`))
const strange = fc
  .tuple(
    fc.constantFrom(...Object.keys(FITTING), 't', 'l', '$v', 'so'),
    fc.constantFrom('%00', '%2F', 'é', '..', '', '1e9'),
  )
  .map(([key, value]) => `${key}_${value}`)
const component = fc.oneof({ arbitrary: fitting, weight: 30 }, { arbitrary: strange, weight: 1 })
const step = fc.uniqueArray(component, {
  minLength: 1,
  maxLength: 5,
  selector: (text) => text.split('_')[0]!,
})
const path = fc.tuple(
  fc
    .array(
      step.map((parts) => parts.join(',')),
      { minLength: 1, maxLength: 3 },
    )
    .map((steps) => steps.join('/')),
  fc.constantFrom('/a.png', '/v1/a.jpg', '/a', '/v1/a.webp', '/b', '/', ''),
)

it('is answered whatever is asked for, with an image or with what is wrong', async () => {
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(path, async ([transformation, rest]) => {
      const { status, headers, body } = await rawRequest(
        relata.url,
        'GET',
        encodeURI(decodeURI(`/${relata.cloudName}/image/upload/${transformation}${rest}`)).replaceAll('%25', '%'),
      )
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      expect([200, 400, 404]).toContain(status)
      if (status === 200) expect(headers.get('content-type')).toMatch(/^image\//)
      else expect(body.error.message.length).toBeGreaterThan(0)
    }),
    { numRuns: 400 },
  )
  // Of each kind there are some.
  for (const status of [200, 400, 404]) expect(statuses.get(status)).toBeGreaterThan(0)
})
