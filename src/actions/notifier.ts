import type { Cloud } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { NotificationWords } from '../core/notification.ts'
import { FollowedCloud, type NotifierOptions } from './followed-cloud.ts'
import { Turns } from './turns.ts'

/** Notifications under way at a time, to whichever receivers. */
const MAX_AT_ONCE = 100
/** Changes that are logged within so long are looked at together. */
const GATHER_MS = 10
/** Until the logs are looked at again where that failed. */
const RETRY_MS = 5000

/**
 * Notifies receivers of what is logged. It wakes when something is, and rests where no log is followed. What it was
 * sending when the process ended is sent again by the next one.
 */
export class Notifier {
  readonly #library: Library
  readonly #words: NotificationWords
  readonly #options: NotifierOptions
  readonly #ending = new AbortController()
  readonly #turns = new Turns(MAX_AT_ONCE)
  readonly #clouds = new Map<number, FollowedCloud>()
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #isOverdue = false

  /** Starts at once: what is still to be sent may be there already. */
  constructor(library: Library, words: NotificationWords, options: Omit<NotifierOptions, 'signal'>) {
    this.#library = library
    this.#words = words
    this.#options = { ...options, signal: this.#ending.signal }
    this.#stopListening = library.store.onChange(() => this.#wake(GATHER_MS))
    this.#wake(0)
  }

  /** Sends what has become due by itself. */
  sendDue(cloudId: number): void {
    this.#clouds.get(cloudId)?.expectMore()
    this.#wake(0)
  }

  /** Ends what is under way, and notes how far it got. */
  async stop(): Promise<void> {
    this.#stopListening()
    clearTimeout(this.#timer)
    this.#ending.abort()
    await this.#looking
    await Promise.all([...this.#clouds.values()].map((cloud) => cloud.close()))
  }

  #wake(afterMs: number): void {
    if (this.#ending.signal.aborted) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#isOverdue = true
      this.#looking ??= this.#look()
    }, afterMs).unref()
  }

  async #look(): Promise<void> {
    try {
      while (this.#isOverdue && !this.#ending.signal.aborted) {
        this.#isOverdue = false
        for (const { cloudId, position } of await this.#library.store.read.deliveries.followed()) {
          await this.#lookAt(cloudId, position)
        }
      }
    } catch (error) {
      this.#tryLater(error)
    } finally {
      this.#looking = undefined
    }
  }

  /** What goes wrong with one cloud doesn't hold up the others. */
  async #lookAt(cloudId: number, position: string): Promise<void> {
    try {
      const cloud = this.#clouds.get(cloudId) ?? (await this.#follow(cloudId))
      await cloud.look(position)
    } catch (error) {
      this.#tryLater(error)
    }
  }

  #tryLater(error: unknown): void {
    this.#options.onError(error)
    this.#wake(RETRY_MS)
  }

  async #follow(cloudId: number): Promise<FollowedCloud> {
    const clouds: Cloud[] = await this.#library.store.read.clouds.list()
    const cloud = clouds.find(({ id }) => id === cloudId)!
    const followed = new FollowedCloud(this.#library, this.#words, cloud, this.#turns, this.#options)
    this.#clouds.set(cloudId, followed)
    return followed
  }
}
