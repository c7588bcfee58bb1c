import { setTimeout as sleep } from 'node:timers/promises'
import type { Cloud } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { NotificationWords } from '../core/notification.ts'
import { type LogPage, makeDeliveries } from './make-deliveries.ts'
import { listTriggers } from './manage-triggers.ts'
import { type SendOptions, sendDelivery } from './send-delivery.ts'
import type { Turns } from './turns.ts'

/** So many changes that nobody was to be told of are read before it is noted how far that was. */
const MAX_UNSTORED_CHANGES = 1000
/** After the store failed. */
const ERROR_WAIT_MS = 5000
/** Longest wait of a timer. */
const MAX_WAIT_MS = 60 * 60 * 1000

export interface NotifierOptions extends SendOptions {
  /** Is told of what went wrong, but for receivers that didn't take what was sent. */
  readonly onError: (error: unknown) => void
}

/** One cloud of those whose log is made into deliveries: the reading of it, and a queue for each receiver. */
export class FollowedCloud {
  readonly #library: Library
  readonly #words: NotificationWords
  readonly #cloud: Cloud
  readonly #turns: Turns
  readonly #options: NotifierOptions
  /** Up to where the log was read, and how much of that is not stored. */
  #position = ''
  #unstored = 0
  /** Receivers that something is being sent to, one thing at a time. */
  readonly #busy = new Set<string>()
  readonly #underWay = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  /** At first, what was left by the process before. */
  #mayHaveMore = true

  constructor(library: Library, words: NotificationWords, cloud: Cloud, turns: Turns, options: NotifierOptions) {
    this.#library = library
    this.#words = words
    this.#cloud = cloud
    this.#turns = turns
    this.#options = options
  }

  /** Reads what was logged since, from `stored` on if nothing was read yet, and begins to send it. */
  async look(stored: string): Promise<void> {
    if (stored > this.#position) this.#position = stored
    for (let page: LogPage | undefined; !page?.isLast && !this.#options.signal.aborted; ) {
      page = await makeDeliveries(this.#library, this.#words, this.#cloud, this.#position)
      this.#position = page.position
      this.#unstored = page.isStored ? 0 : this.#unstored + page.changes
      if (this.#unstored > MAX_UNSTORED_CHANGES) await this.#storePosition()
      this.#mayHaveMore ||= page.isStored
    }
    if (!this.#mayHaveMore) return
    this.#mayHaveMore = false
    try {
      await this.#send()
    } catch (error) {
      this.#mayHaveMore = true
      throw error
    }
  }

  /** Something is due that isn't from the log: the next look sends it. */
  expectMore(): void {
    this.#mayHaveMore = true
  }

  /** Once the signal has ended what is under way. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await Promise.all(this.#underWay)
    // If it can't be noted, the next process reads a little again, for nobody.
    if (this.#unstored > 0) await this.#storePosition().catch(this.#options.onError)
  }

  async #storePosition(): Promise<void> {
    const position = this.#position
    await this.#library.store.write((tx) => tx.deliveries.advance(this.#cloud.id, position, []))
    this.#unstored = 0
  }

  /** Sends what is due to each receiver that is idle, and comes again when something more will be. */
  async #send(): Promise<void> {
    if (this.#options.signal.aborted) return
    clearTimeout(this.#timer)
    const heads = await this.#library.store.read.deliveries.heads(this.#cloud.id)
    let next = Number.POSITIVE_INFINITY
    for (const { receiver, position, dueAt } of heads) {
      if (this.#busy.has(receiver)) continue
      if (dueAt > Date.now()) next = Math.min(next, dueAt)
      else {
        this.#busy.add(receiver)
        this.#track(this.#sendTo(receiver, position))
      }
    }
    if (next < Number.POSITIVE_INFINITY) this.#sendAfter(next - Date.now())
    if (heads.length === 0) await this.#unfollowIfIdle()
  }

  async #sendTo(receiver: string, position: string): Promise<void> {
    try {
      await this.#turns.take(() => sendDelivery(this.#library, this.#words, this.#cloud, position, this.#options))
    } catch (error) {
      // The database is away, or full: sending again at once would flood the receiver.
      this.#options.onError(error)
      await sleep(ERROR_WAIT_MS, undefined, { signal: this.#options.signal, ref: false }).catch(() => {})
    }
    this.#busy.delete(receiver)
    await this.#sendOrTell()
  }

  async #sendOrTell(): Promise<void> {
    try {
      await this.#send()
    } catch (error) {
      this.#options.onError(error)
      this.#sendAfter(ERROR_WAIT_MS)
    }
  }

  #sendAfter(ms: number): void {
    clearTimeout(this.#timer)
    if (this.#options.signal.aborted) return
    this.#timer = setTimeout(() => this.#track(this.#sendOrTell()), Math.min(ms, MAX_WAIT_MS)).unref()
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#underWay.delete(tracked))
    this.#underWay.add(tracked)
  }

  /** Where nobody is to be told of anything any more, nothing needs to be read. */
  async #unfollowIfIdle(): Promise<void> {
    const { store } = this.#library
    const { id } = this.#cloud
    if ((await listTriggers(store.read, this.#cloud)).length > 0) return
    await store.write(async (tx) => {
      // Before the log is looked at: whoever logs meanwhile, or wants to be told, follows it anew.
      await tx.changes.hold(id)
      const isIdle =
        (await listTriggers(tx, this.#cloud)).length === 0 &&
        (await tx.deliveries.heads(id)).length === 0 &&
        (await tx.changes.list(id, { after: this.#position, limit: 1 })).length === 0
      if (isIdle) await tx.deliveries.unfollow(id)
    })
  }
}
