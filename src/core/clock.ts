/** How far ahead of what was issued the stored mark is set, so that it is written once in ten minutes and not at each call. */
const MARK_AHEAD_MICROS = 10 * 60 * 1_000_000

/** 36^11 microseconds reach past the year 6000. */
const WIDTH = 11

const positionOf = (micros: number): string => micros.toString(36).padStart(WIDTH, '0')

/** Before it is all that was issued before that time (Unix milliseconds), but for what a clock that was set back delays. */
export const positionAt = (ms: number): string => positionOf(Math.max(0, Math.floor(ms * 1000)))

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

  /** The mark to store with the change at hand, where what was issued has passed the stored one. */
  overdueMark(): number | undefined {
    return this.#last < this.#mark ? undefined : this.#last + MARK_AHEAD_MICROS
  }

  /** Said once that mark is on disk. */
  stored(mark: number): void {
    this.#mark = Math.max(this.#mark, mark)
  }
}
