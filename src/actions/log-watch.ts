import type { FollowedLog } from '../core/ports/changes.ts'
import type { Store } from '../core/store.ts'

/** Changes that are logged within so long are looked at together. */
const GATHER_MS = 10
/** Until the logs are looked at again where that failed. */
const RETRY_MS = 5000

export interface LogWatchOptions {
  /** The logs that are read, and up to where. Where there are none, the watch rests. */
  readonly followed: () => Promise<FollowedLog[]>
  /** Reads one of them on. What goes wrong with it doesn't hold up the others. */
  readonly look: (log: FollowedLog) => Promise<void>
  readonly onError: (error: unknown) => void
}

/** Has logs read on as they grow, one look at a time, and again a while after one failed. */
export class LogWatch {
  readonly #options: LogWatchOptions
  readonly #ending = new AbortController()
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #isOverdue = false

  /** Looks at once: something may be waiting already. */
  constructor(store: Store, options: LogWatchOptions) {
    this.#options = options
    this.#stopListening = store.onChange(() => this.#wake(GATHER_MS))
    this.lookSoon()
  }

  /** Aborted once it is stopped. */
  get signal(): AbortSignal {
    return this.#ending.signal
  }

  /** For what has become due without a change in a log. */
  lookSoon(): void {
    this.#wake(0)
  }

  /** Answers once the look at hand has ended, which the signal asks for. */
  async stop(): Promise<void> {
    this.#stopListening()
    clearTimeout(this.#timer)
    clearTimeout(this.#retry)
    this.#ending.abort()
    await this.#looking
  }

  #wake(afterMs: number): void {
    if (this.signal.aborted) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#isOverdue = true
      this.#looking ??= this.#look()
    }, afterMs).unref()
  }

  async #look(): Promise<void> {
    while (this.#isOverdue && !this.signal.aborted) {
      this.#isOverdue = false
      await this.#orLater(async () => {
        for (const log of await this.#options.followed()) await this.#orLater(() => this.#options.look(log))
      })
    }
    this.#looking = undefined
  }

  async #orLater(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.#options.onError(error)
      clearTimeout(this.#retry)
      if (!this.signal.aborted) this.#retry = setTimeout(() => this.lookSoon(), RETRY_MS).unref()
    }
  }
}
