/**
 * What pictures are found by that look nearly the same: perceptual hashes of 64 bits (media/phash.ts) that differ in few.
 * A hash is four bands of 16 bits; each is the beginning of a term that has the whole hash, so that the index alone tells
 * how far apart two are. Hashes that differ in up to seven bits have a band in which they differ in one at most, and so
 * one of 68 ranges has the other; of those that differ in eight, 24 of 25 are found, and in ten, four of five.
 */
const BANDS = 4
const BAND_DIGITS = 4
const BAND_BITS = 16

/** Past that, two pictures have the same light and no more. */
export const MAX_BITS_APART = 10

/** Where fewer bits are set, or fewer are not, there is nothing to be seen: a hash sets half of its bits. */
const MIN_BITS = 16

export interface TermRange {
  readonly from: string
  /** Past its end. */
  readonly before: string
}

export const looksLikeSomething = (phash: string): boolean => {
  const bits = bitsSet(phash)
  return bits >= MIN_BITS && bits <= 64 - MIN_BITS
}

const lookTerm = (band: number, rotated: string): string => `look${band}=${rotated}`

/** The hash, beginning with a band. */
const rotated = (phash: string, band: number): string =>
  phash.slice(band * BAND_DIGITS) + phash.slice(0, band * BAND_DIGITS)

/** One for each band; none where there is nothing to be seen. */
export const lookTerms = (phash: string): string[] =>
  looksLikeSomething(phash) ? Array.from({ length: BANDS }, (_, band) => lookTerm(band, rotated(phash, band))) : []

/** Where terms of hashes are that have a band of this one, or differ in one bit of it; those of the same bands first. */
export function lookRanges(phash: string): TermRange[] {
  if (!looksLikeSomething(phash)) return []
  const ranges: TermRange[] = []
  for (let bit = -1; bit < BAND_BITS; bit++) {
    for (let band = 0; band < BANDS; band++) {
      const digits = phash.slice(band * BAND_DIGITS, (band + 1) * BAND_DIGITS)
      const flipped = Number.parseInt(digits, 16) ^ (bit < 0 ? 0 : 1 << bit)
      const from = lookTerm(band, flipped.toString(16).padStart(BAND_DIGITS, '0'))
      ranges.push({ from, before: `${from}~` })
    }
  }
  return ranges
}

/** The hash that a term has. */
export function hashInTerm(term: string): string {
  const [name, digits] = term.split('=') as [string, string]
  return rotated(digits, BANDS - Number(name.slice('look'.length)))
}

/** In how many bits two hashes differ. */
export const bitsApart = (a: string, b: string): number => ones(half(a, 0) ^ half(b, 0)) + ones(half(a, 1) ^ half(b, 1))

const bitsSet = (phash: string): number => ones(half(phash, 0)) + ones(half(phash, 1))

const half = (phash: string, which: 0 | 1): number => Number.parseInt(phash.slice(8 * which, 8 * which + 8), 16) | 0

function ones(word: number): number {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}
