import { AppError } from '../core/errors.ts'

/** What is done at a time, and what may wait for it. */
const MAX_RUNNING = 2
const MAX_WAITING = 100
/** Of those of callers without credentials, who leave room for the others. */
const MAX_WAITING_ANONYMOUS = 50

/** Work whose answer was sent before: a few at a time, in the order in which it came. */
export class Background {
  readonly #onError: (error: unknown, requestId: string) => void
  readonly #waiting: (() => Promise<void>)[] = []
  #anonymous = 0
  #running = 0
  #idle: (() => void)[] = []

  constructor(onError: (error: unknown, requestId: string) => void) {
    this.#onError = onError
  }

  /** Throws `rate_limited` where too much is waiting. */
  add(requestId: string, work: () => Promise<unknown>, anonymous: boolean): void {
    if (this.#waiting.length >= MAX_WAITING || (anonymous && this.#anonymous >= MAX_WAITING_ANONYMOUS)) {
      throw new AppError('rate_limited', 'Many asynchronous uploads are waiting: try again later')
    }
    if (anonymous) this.#anonymous++
    this.#waiting.push(async () => {
      if (anonymous) this.#anonymous--
      try {
        await work()
      } catch (error) {
        this.#onError(error, requestId)
      }
    })
    this.#next()
  }

  /** Answers once nothing is left to do. */
  async finish(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #next(): void {
    if (this.#running >= MAX_RUNNING) return
    const work = this.#waiting.shift()
    if (!work) {
      if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve()
      return
    }
    this.#running++
    // After the answer that says that it is pending.
    setImmediate(async () => {
      await work()
      this.#running--
      this.#next()
    })
  }
}
