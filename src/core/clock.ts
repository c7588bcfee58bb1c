/** How far ahead of what was issued the stored mark is set, so that it is written once in ten minutes and not at each call. */
const MARK_AHEAD_MICROS = 10 * 60 * 1_000_000

/** 36^11 microseconds reach past the year 6000. */
const WIDTH = 11

const positionOf = (micros: number): string => micros.toString(36).padStart(WIDTH, '0')

/** Before it is all that was issued before that time (Unix milliseconds), but for what a clock that was set back delays. */
export const positionAt = (ms: number): string => positionOf(Math.max(0, Math.floor(ms * 1000)))

/** The time of a position, in Unix milliseconds. */
export const timeOfPosition = (position: string): number => Math.floor(microsOf(position) / 1000)

const microsOf = (position: string): number => Number.parseInt(position || '0', 36)

/**
 * Issues positions: text of one width that grows with each call, across restarts too, so that what is related last
 * stands last without reading what is there. It follows the wall clock in microseconds; if that one was set back, it
 * goes on from the stored mark instead.
 */
export class PositionClock {
  #last: number
  #mark: number

  constructor(mark: number) {
    this.#last = mark
    this.#mark = mark
  }

  next(): string {
    this.#last = Math.max(Date.now() * 1000, this.#last + 1)
    return positionOf(this.#last)
  }

  /** What is issued next comes after this position, which somebody else issued; '' is before all. */
  passed(position: string): void {
    this.#last = Math.max(this.#last, microsOf(position))
  }

  /** The mark to store with the change at hand, where what was issued has passed the stored one. */
  overdueMark(): number | undefined {
    return this.#last < this.#mark ? undefined : this.#last + MARK_AHEAD_MICROS
  }

  /** Said once that mark is on disk. */
  stored(mark: number): void {
    this.#mark = Math.max(this.#mark, mark)
  }
}
