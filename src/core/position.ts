/** Positions are text over these digits, compared by their bytes: fractions, so that there is room between any two. */
const DIGITS = 36n
/** As wide as those that the clock issues. */
const WIDTH = 11
/** Digits that a position is made longer by where there is no room in its width. */
const FURTHER_DIGITS = 4
/** A longer position than this is none: its list is spread out anew around it. */
export const MAX_POSITION_LENGTH = 64
/** How far from its neighbour one is put, so that the next thousands find room on the other side without getting longer. */
const STEP = 64n

/**
 * A position between two, near the one or the other; undefined where it would be too long. `lower` left out: before all
 * others. Whoever moves many to one spot leans away from it: each then takes a step, and not half of what is left.
 */
export function positionBetween(
  lower: string | undefined,
  upper: string,
  leaning: 'lower' | 'upper',
): string | undefined {
  for (let width = widthOf(lower ?? '', upper); width <= MAX_POSITION_LENGTH; width += FURTHER_DIGITS) {
    const [from, to] = [numberOf(lower ?? '', width), numberOf(upper, width)]
    const room = to - from
    if (room < 2n) continue
    const step = room / 2n < STEP ? room / 2n : STEP
    return textOf(leaning === 'lower' ? from + step : to - step, width)
  }
  return undefined
}

/** So many positions between two, with as much room between each; undefined where they would be longer than half of what may be. */
export function positionsBetween(
  lower: string | undefined,
  upper: string | undefined,
  count: number,
): string[] | undefined {
  for (let width = WIDTH; width <= MAX_POSITION_LENGTH / 2; width++) {
    const from = numberOf(lower ?? '', width)
    const to = upper === undefined ? DIGITS ** BigInt(width) - 1n : numberOf(upper, width)
    const step = (to - from) / BigInt(count + 1)
    if (step >= STEP * STEP) {
      return Array.from({ length: count }, (_, i) => textOf(from + step * BigInt(i + 1), width))
    }
  }
  return undefined
}

const widthOf = (...positions: string[]): number => Math.max(WIDTH, ...positions.map(({ length }) => length))

/** Of the digits up to a width; what is shorter goes on with zeros. */
function numberOf(position: string, width: number): bigint {
  let value = 0n
  for (let i = 0; i < width; i++) value = value * DIGITS + BigInt(Number.parseInt(position[i] ?? '0', 36))
  return value
}

const textOf = (value: bigint, width: number): string => value.toString(36).padStart(width, '0')
