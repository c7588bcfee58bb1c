import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bitsApart, hashInTerm, lookRanges, lookTerms } from '../../src/core/looks.ts'

const HASH = 'b34dcc32596931ce'

/** A hash with the bits at these places turned over. */
function turned(hash: string, places: Iterable<number>): string {
  let bits = BigInt(`0x${hash}`)
  for (const place of places) bits ^= 1n << BigInt(place)
  return bits.toString(16).padStart(16, '0')
}

const isFound = (hash: string, other: string): boolean =>
  lookTerms(other).some((term) => lookRanges(hash).some(({ from, before }) => term >= from && term < before))

const places = (count: number) => fc.uniqueArray(fc.nat(63), { minLength: count, maxLength: count })

describe('a picture', () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7])('is found by one whose hash differs in %i bits, whichever', (count) => {
    fc.assert(
      fc.property(places(count), (turns) => {
        const other = turned(HASH, turns)
        expect(bitsApart(HASH, other)).toBe(count)
        expect(isFound(HASH, other)).toBe(true)
      }),
    )
  })

  test('is found by most of those that differ in ten bits', () => {
    const found = fc
      .sample(places(10), { numRuns: 1000, seed: 1 })
      .filter((turns) => isFound(HASH, turned(HASH, turns)))
    expect(found.length).toBeGreaterThan(740)
    expect(found.length).toBeLessThan(840)
  })

  test('has its whole hash in each term', () => {
    expect(lookTerms(HASH)).toHaveLength(4)
    for (const term of lookTerms(HASH)) expect(hashInTerm(term)).toBe(HASH)
  })

  test('that shows nothing is not found at all', () => {
    for (const hash of ['0000000000000000', 'ffffffffffffffff', '8000000000000001']) {
      expect([lookTerms(hash), lookRanges(hash)]).toEqual([[], []])
    }
  })
})
