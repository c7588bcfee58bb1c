import type { Worker } from 'node:worker_threads'
import { AppError } from '../core/errors.ts'

const MAX_WAITING = 500
/** From when something was asked, with the time that it waits. */
const MAX_MS = 30_000

export interface ReaderThreadsOptions {
  readonly threads: number
  /** What one thread works on at a time: more than one where it takes turns with them. */
  readonly each?: number
  readonly maxMs?: number
}

/** What a thread is sent, and what it sends back, by the same number. */
export interface Message<Body> {
  readonly id: number
  readonly body: Body
}

/** What a thread is sent instead where nobody waits for that answer any more. It sends one back all the same. */
export interface Withdrawal {
  readonly id: number
  readonly isWithdrawn: true
}

/**
 * Threads that answer questions, each with a message. They start when they are needed. Bounded in how many questions wait,
 * and how long; either is told as `unavailable`.
 */
export class ReaderThreads<Question, Reply> {
  readonly #startWorker: () => Worker
  readonly #most: number
  readonly #each: number
  readonly #maxMs: number
  readonly #waiting: Asked<Question, Reply>[] = []
  /** Those that end stay counted until they have: what they run can't be stopped. */
  readonly #threads = new Set<Thread<Question, Reply>>()
  #lastId = 0
  #closed = false

  constructor(startWorker: () => Worker, { threads, each = 1, maxMs = MAX_MS }: ReaderThreadsOptions) {
    this.#startWorker = startWorker
    this.#most = threads
    this.#each = each
    this.#maxMs = maxMs
  }

  /** `signal`: when whoever asks doesn't wait any longer. A thread that takes turns gives the question up at its next one. */
  ask(question: Question, signal?: AbortSignal): Promise<Reply> {
    if (this.#closed) return Promise.reject(shuttingDown())
    if (signal?.aborted) return Promise.reject(withdrawn())
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(new AppError('unavailable', 'Too many calls are waiting already: try again in a while'))
    }
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    const timer = setTimeout(() => this.#giveUp(asked), this.#maxMs)
    const asked: Asked<Question, Reply> = { id: ++this.#lastId, question, resolve, reject, timer, isWithdrawn: false }
    const withdraw = () => this.#withdraw(asked)
    signal?.addEventListener('abort', withdraw)
    this.#waiting.push(asked)
    this.#next()
    return promise.finally(() => signal?.removeEventListener('abort', withdraw))
  }

  async close(): Promise<void> {
    this.#closed = true
    const running = [...this.#threads].flatMap(({ asked }) => [...asked.values()])
    for (const asked of [...this.#waiting.splice(0), ...running]) fail(asked, shuttingDown())
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()))
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#free()
      if (!thread) return
      const asked = this.#waiting.shift()!
      thread.asked.set(asked.id, asked)
      thread.worker.postMessage({ id: asked.id, body: asked.question } satisfies Message<Question>)
    }
  }

  /** An idle thread rather than a new one, and a new one rather than one that is at work. */
  #free(): Thread<Question, Reply> | undefined {
    const going = [...this.#threads].filter(({ isEnding }) => !isEnding)
    const [least] = going.toSorted((a, b) => a.asked.size - b.asked.size)
    if (least?.asked.size === 0) return least
    if (this.#threads.size < this.#most && !this.#closed) return this.#start()
    return least && least.asked.size < this.#each ? least : undefined
  }

  #start(): Thread<Question, Reply> {
    const worker = this.#startWorker()
    const thread: Thread<Question, Reply> = { worker, asked: new Map(), isEnding: false }
    this.#threads.add(thread)
    const failed = (error: unknown) => {
      thread.isEnding = true
      for (const asked of thread.asked.values()) fail(asked, error)
      thread.asked.clear()
    }
    worker.on('error', failed)
    worker.once('exit', () => {
      failed(new AppError('unavailable', 'The answer was interrupted: try again'))
      this.#threads.delete(thread)
      this.#next()
    })
    worker.on('message', ({ id, body }: Message<Reply>) => {
      const asked = thread.asked.get(id)
      if (asked) clearTimeout(asked.timer)
      asked?.resolve(body)
      thread.asked.delete(id)
      this.#next()
    })
    return thread
  }

  /** What a thread has of it stays counted until it has given that up. */
  #withdraw(asked: Asked<Question, Reply>): void {
    const thread = [...this.#threads].find((one) => one.asked.has(asked.id))
    if (!thread) {
      this.#unqueue(asked)
      fail(asked, withdrawn())
      return
    }
    asked.isWithdrawn = true
    asked.reject(withdrawn())
    thread.worker.postMessage({ id: asked.id, isWithdrawn: true } satisfies Withdrawal)
  }

  #unqueue(asked: Asked<Question, Reply>): void {
    const at = this.#waiting.indexOf(asked)
    if (at >= 0) this.#waiting.splice(at, 1)
  }

  #giveUp(asked: Asked<Question, Reply>): void {
    this.#unqueue(asked)
    fail(
      asked,
      new AppError(
        'unavailable',
        `The answer took longer than ${this.#maxMs / 1000} seconds: ask for less, or try again later`,
      ),
    )
    const thread = [...this.#threads].find((one) => one.asked.has(asked.id))
    if (!thread) return
    thread.isEnding = true
    thread.asked.delete(asked.id)
    // What it took turns with is asked anew, of another one.
    for (const { isWithdrawn, timer } of thread.asked.values()) if (isWithdrawn) clearTimeout(timer)
    this.#waiting.unshift(...[...thread.asked.values()].filter(({ isWithdrawn }) => !isWithdrawn))
    thread.asked.clear()
    void thread.worker.terminate()
    this.#next()
  }
}

function fail({ timer, reject }: Pick<Asked<never, never>, 'timer' | 'reject'>, error: unknown): void {
  clearTimeout(timer)
  reject(error)
}

const withdrawn = () => new AppError('unavailable', 'Whoever asked has gone before there was an answer')
const shuttingDown = () => new AppError('unavailable', 'The library is shutting down')

interface Asked<Question, Reply> {
  readonly id: number
  readonly question: Question
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: unknown) => void
  readonly timer: NodeJS.Timeout
  isWithdrawn: boolean
}

interface Thread<Question, Reply> {
  readonly worker: Worker
  readonly asked: Map<number, Asked<Question, Reply>>
  isEnding: boolean
}
