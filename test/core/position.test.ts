import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_POSITION_LENGTH, positionBetween, positionsBetween } from '../../src/core/position.ts'

const position = fc.stringMatching(/^[0-9a-z]{11}([0-9a-z]{4}){0,3}$/)
const pair = fc
  .tuple(position, position)
  .filter(([a, b]) => a.padEnd(32, '0') !== b.padEnd(32, '0'))
  .map(([a, b]) => (a < b ? [a, b] : [b, a]) as [string, string])

test('there is room between any two positions, and before the first', () => {
  fc.assert(
    fc.property(pair, fc.constantFrom('lower' as const, 'upper' as const), ([lower, upper], leaning) => {
      const between = positionBetween(lower, upper, leaning)!
      expect(between > lower && between < upper).toBe(true)
    }),
  )
  const first = positionBetween(undefined, '0hmztn3zlv1', 'upper')!
  expect(first < '0hmztn3zlv1').toBe(true)
})

test.each(['lower', 'upper'] as const)(
  'ten thousand moves to one spot, leaning to the %s side, stay short',
  (leaning) => {
    let [lower, upper] = ['0hmztn3zlv1', '0hmztn3zlv2']
    for (let i = 0; i < 10_000; i++) {
      const between = positionBetween(lower, upper, leaning)!
      expect(between > lower && between < upper).toBe(true)
      if (leaning === 'lower') lower = between
      else upper = between
    }
    expect(Math.max(lower.length, upper.length)).toBeLessThan(MAX_POSITION_LENGTH)
  },
)

test('many are spread out evenly, in order, and apart from their neighbours', () => {
  fc.assert(
    fc.property(pair, fc.integer({ min: 1, max: 200 }), ([lower, upper], count) => {
      const spread = positionsBetween(lower, upper, count)
      if (!spread) return
      const all = [lower, ...spread, upper]
      expect(all).toEqual([...new Set(all)].sort())
      expect(spread).toHaveLength(count)
      for (const [i, one] of spread.slice(1).entries()) expect(positionBetween(spread[i], one, 'lower')).toBeDefined()
    }),
  )
})
