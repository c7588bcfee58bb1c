import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'

const MAX_STREAMS = 500
const MAX_STREAMS_OF_CLOUD = 50
/** So often something is sent where nothing happens, for whoever is between to see that the connection is in use. */
const HEARTBEAT_MS = 15_000
/** Changes within so long are sent together. */
const GATHER_MS = 50

/** Until a client whose connection was lost comes again. */
export const RETRY_MS = 2000
export const EVENT_STREAM_TYPE = 'text/event-stream'
export const EVENT_STREAM = {
  'content-type': `${EVENT_STREAM_TYPE}; charset=utf-8`,
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const

/** Why a stream goes on after it has waited. */
type Wake = 'changed' | 'idle' | 'over'

/** Answers that stay open, and are told of what is logged, or of what else grows. */
export class ChangeStreams {
  readonly #open = new Map<number, Set<Bell>>()
  readonly #stopListening: () => void
  readonly #heartbeatMs: number
  #isOver = false

  constructor(store: Pick<Store, 'onChange'>, heartbeatMs = HEARTBEAT_MS) {
    this.#heartbeatMs = heartbeatMs
    this.#stopListening = store.onChange((cloudIds) => {
      for (const cloudId of cloudIds) for (const bell of this.#open.get(cloudId) ?? []) bell.ring('changed')
    })
  }

  /**
   * Opens a stream of a cloud, whose text `write` makes: it awaits `next` before it looks for more, and ends once that
   * says so. Throws `rate_limited` where too many are open.
   */
  open(cloudId: number, write: (next: () => Promise<Wake>) => AsyncGenerator<string>): Readable {
    const ofCloud = this.#open.get(cloudId) ?? new Set()
    if (this.#isOver) throw new AppError('unavailable', 'The library is shutting down')
    const all = [...this.#open.values()].reduce((sum, { size }) => sum + size, 0)
    if (ofCloud.size >= MAX_STREAMS_OF_CLOUD || all >= MAX_STREAMS) {
      throw new AppError(
        'rate_limited',
        `At most ${MAX_STREAMS_OF_CLOUD} streams of events are open for an environment, and ${MAX_STREAMS} in all: close one, or ask for what is new from time to time`,
      )
    }
    const bell = new Bell(this.#heartbeatMs)
    this.#open.set(cloudId, ofCloud.add(bell))
    const texts = write(() => bell.wait())
    return new Readable({
      read() {
        texts.next().then(
          ({ value, done }) => this.push(done ? null : value),
          (error) => this.destroy(error),
        )
      },
      // At its end, and when the client has gone, while it waits for something new.
      destroy(error, done) {
        bell.ring('over')
        ofCloud.delete(bell)
        done(error)
      },
    })
  }

  /** Ends all streams, each after what it is sending. */
  close(): void {
    this.#isOver = true
    this.#stopListening()
    for (const ofCloud of this.#open.values()) for (const bell of ofCloud) bell.ring('over')
  }
}

class Bell {
  readonly #idleMs: number
  readonly #over = new AbortController()
  #isRung = false
  #answer: ((wake: Wake) => void) | undefined

  constructor(idleMs: number) {
    this.#idleMs = idleMs
  }

  ring(wake: 'changed' | 'over'): void {
    if (wake === 'over') this.#over.abort()
    this.#isRung = true
    this.#answer?.(wake)
  }

  async wait(): Promise<Wake> {
    const { signal } = this.#over
    await sleep(GATHER_MS, undefined, { signal }).catch(() => {})
    if (!this.#isRung) {
      const timer = setTimeout(() => this.#answer?.('idle'), this.#idleMs)
      const wake = await new Promise<Wake>((resolve) => {
        this.#answer = resolve
      })
      clearTimeout(timer)
      this.#answer = undefined
      if (wake === 'idle') return wake
    }
    this.#isRung = false
    return signal.aborted ? 'over' : 'changed'
  }
}
