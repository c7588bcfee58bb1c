import { setTimeout as sleep } from 'node:timers/promises'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Store } from '../core/store.ts'

/** Changes of one transaction. */
const BATCH = 200
/** Whoever asks for the history waits for so many batches; that much comes together only in a log of before. */
const MAX_BATCHES = 100
/** Without a change for so long, a log is at rest ... */
const REST_MS = 1000
/** ... and this many commits are not waited for any longer. */
const MAX_COMMITS = 5000
/** Between two batches, for those who write meanwhile. */
const PAUSE_MS = 20

/** Sees to it that all that was logged before is found by what it is about. Throws `unavailable` where that takes long. */
export async function catchUp(store: Store, cloud: Cloud): Promise<void> {
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const { indexed, last } = await store.read.changes.marks(cloud.id)
    if (indexed >= last) return
    await store.write((tx) => tx.changes.index(cloud.id, BATCH))
  }
  throw new AppError('unavailable', 'The history is still being indexed: try again in a minute')
}

/**
 * Indexes what is logged, so that the history of one asset or call is found without reading the log. Not within the
 * changes themselves, which would be slower for it, but a little later, when the log is at rest.
 */
export class HistoryIndexer {
  readonly #store: Store
  readonly #onError: (error: unknown) => void
  readonly #ending = new AbortController()
  readonly #stopListening: () => void
  readonly #waiting = new Set<number>()
  #commits = 0
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  /** Starts at once: something may be left by the process before. */
  constructor({ store }: Pick<Library, 'store'>, onError: (error: unknown) => void) {
    this.#store = store
    this.#onError = onError
    this.#stopListening = store.onChange((cloudIds) => {
      for (const cloudId of cloudIds) this.#waiting.add(cloudId)
      if (++this.#commits > MAX_COMMITS) this.#start()
      else this.#rest()
    })
    this.#running = this.#indexAll()
  }

  async stop(): Promise<void> {
    this.#stopListening()
    clearTimeout(this.#timer)
    this.#ending.abort()
    await this.#running
  }

  #rest(): void {
    clearTimeout(this.#timer)
    if (!this.#ending.signal.aborted) this.#timer = setTimeout(() => this.#start(), REST_MS).unref()
  }

  #start(): void {
    if (this.#ending.signal.aborted) return
    this.#commits = 0
    this.#running ??= this.#index().finally(() => {
      this.#running = undefined
    })
  }

  /** What the process before has left. */
  async #indexAll(): Promise<void> {
    try {
      for (const { id } of await this.#store.read.clouds.list()) {
        const { indexed, last } = await this.#store.read.changes.marks(id)
        if (indexed < last) this.#waiting.add(id)
      }
    } catch (error) {
      this.#onError(error)
    }
    this.#running = undefined
    if (this.#waiting.size > 0) this.#start()
  }

  async #index(): Promise<void> {
    try {
      for (const cloudId of this.#waiting) {
        this.#waiting.delete(cloudId)
        while (!this.#ending.signal.aborted) {
          const indexed = await this.#store.write((tx) => tx.changes.index(cloudId, BATCH))
          if (indexed === 0) break
          await sleep(PAUSE_MS, undefined, { signal: this.#ending.signal, ref: false }).catch(() => {})
        }
      }
    } catch (error) {
      // Whoever asks for the history meanwhile sees to it, or is told.
      this.#onError(error)
    }
  }
}
