import type { AppError } from '../core/errors.ts'

/** Lets so many be worked on at the same time; the others wait in the order in which they came, as many as may. */
export class Slots {
  readonly #maxWaiting: number
  readonly #busy: () => AppError
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(slots: number, maxWaiting: number, busy: () => AppError) {
    this.#free = slots
    this.#maxWaiting = maxWaiting
    this.#busy = busy
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    await this.#acquire()
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }

  async #acquire(): Promise<void> {
    if (this.#free > 0) {
      this.#free--
      return
    }
    if (this.#waiting.length >= this.#maxWaiting) throw this.#busy()
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
