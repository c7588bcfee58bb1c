import type { Library } from '../core/library.ts'
import type { NotificationWords } from '../core/notification.ts'
import type { FollowedLog } from '../core/ports/changes.ts'
import { FollowedCloud, type NotifierOptions } from './followed-cloud.ts'
import { LogWatch } from './log-watch.ts'
import { Turns } from './turns.ts'

/** Notifications under way at a time, to whichever receivers. */
const MAX_AT_ONCE = 100

/**
 * Notifies receivers of what is logged. It wakes when something is, and rests where no log is followed. What it was
 * sending when the process ended is sent again by the next one.
 */
export class Notifier {
  readonly #library: Library
  readonly #words: NotificationWords
  readonly #options: NotifierOptions
  readonly #turns = new Turns(MAX_AT_ONCE)
  readonly #clouds = new Map<number, FollowedCloud>()
  readonly #watch: LogWatch

  /** Starts at once: what is still to be sent may be there already. */
  constructor(library: Library, words: NotificationWords, options: Omit<NotifierOptions, 'signal'>) {
    this.#library = library
    this.#words = words
    this.#watch = new LogWatch(library.store, {
      followed: () => library.store.read.deliveries.followed(),
      look: (log) => this.#look(log),
      onError: options.onError,
    })
    this.#options = { ...options, signal: this.#watch.signal }
  }

  /** Sends what has become due by itself. */
  sendDue(cloudId: number): void {
    this.#clouds.get(cloudId)?.expectMore()
    this.#watch.lookSoon()
  }

  /** Ends what is under way, and notes how far it got. */
  async stop(): Promise<void> {
    await this.#watch.stop()
    await Promise.all([...this.#clouds.values()].map((cloud) => cloud.close()))
  }

  async #look({ cloudId, position }: FollowedLog): Promise<void> {
    const cloud = this.#clouds.get(cloudId) ?? (await this.#follow(cloudId))
    await cloud.look(position)
  }

  async #follow(cloudId: number): Promise<FollowedCloud> {
    const clouds = await this.#library.store.read.clouds.list()
    const cloud = clouds.find(({ id }) => id === cloudId)!
    const followed = new FollowedCloud(this.#library, this.#words, cloud, this.#turns, this.#options)
    this.#clouds.set(cloudId, followed)
    return followed
  }
}
