import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import { parseTransformation } from '../../src/core/parse-transformation.ts'

const whole = (max: number) => fc.integer({ min: 1, max }).map(String)
const share = fc.integer({ min: 1, max: 3000 }).map((n) => `${(n / 1000).toFixed(3)}`)
const length = fc.oneof(whole(9999), share)
const component: Record<string, fc.Arbitrary<string>> = {
  w: length,
  h: length,
  a: fc.oneof(fc.integer({ min: -360, max: 360 }).map(String), fc.constantFrom('hflip', 'vflip.90', 'hflip.vflip')),
  r: fc.oneof(
    fc.constant('max'),
    fc.array(whole(500), { minLength: 1, maxLength: 4 }).map((list) => list.join(':')),
  ),
  b: fc.constantFrom('white', 'RED', 'rgb:FFF', '#a0b1c2', 'rgb:a0b1c2d3'),
  e: fc.oneof(
    fc.constant('grayscale'),
    whole(2000).map((n) => `blur:${n}`),
    fc.constant('sharpen'),
  ),
  q: fc.oneof(whole(100), fc.constantFrom('auto', 'auto:best', 'auto:low')),
  f: fc.constantFrom('auto', 'jpg', 'jpeg', 'png', 'webp', 'tiff'),
  dpr: fc.constantFrom('auto', '1', '2.0', '1.5'),
  pg: whole(100),
  so: fc.constantFrom('0', '1.5', '50p', '12.5%'),
  c: fc.constantFrom('scale', 'fit', 'limit'),
}
const step = fc
  .uniqueArray(fc.constantFrom(...Object.keys(component)), { minLength: 1 })
  .filter((keys) => !keys.includes('c') || keys.includes('w'))
  .chain((keys) => fc.tuple(...keys.map((key) => component[key]!.map((value) => `${key}_${value}`))))
const chain = fc.array(step, { minLength: 1, maxLength: 5 })

it('has one text for all spellings of a transformation, which reads as the same', () => {
  fc.assert(
    fc.property(chain, (steps) => {
      const parsed = parseTransformation(steps.map((parts) => parts.join(',')).join('/'))
      const turned = parseTransformation(steps.map((parts) => [...parts].reverse().join(',')).join('/'))
      expect(JSON.stringify(turned)).toBe(JSON.stringify(parsed))
      expect(JSON.stringify(parseTransformation(parsed.text))).toBe(JSON.stringify(parsed))
    }),
  )
})

it('refuses any other text in words, and nothing else happens', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .tuple(fc.constantFrom(...'wharbeqfdcgxyt'), fc.string({ maxLength: 12 }))
      .map(([key, value]) => `${key}_${value}`),
    fc.stringMatching(/^[a-z]{1,3}_[\w.:-]{0,12}(,[a-z]{1,3}_[\w.:-]{0,12}){0,3}$/),
  )
  fc.assert(
    fc.property(text, (given) => {
      try {
        const parsed = parseTransformation(given)
        expect(parseTransformation(parsed.text)).toEqual(parsed)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        expect([error.code, error.message]).toEqual(['invalid', expect.stringMatching(/ransformation/)])
      }
    }),
    { numRuns: 2000 },
  )
})
