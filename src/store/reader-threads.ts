import type { Worker } from 'node:worker_threads'
import { AppError } from '../core/errors.ts'

const MAX_WAITING = 500
/** From when something was asked, with the time that it waits. */
const MAX_MS = 30_000

export interface ReaderThreadsOptions {
  readonly threads: number
  readonly maxMs?: number
}

/**
 * Threads that answer one message at a time each, with one of theirs. They start when they are needed. Bounded in how many
 * wait, and how long; both are told as `unavailable`.
 */
export class ReaderThreads<Question, Reply> {
  readonly #startThread: () => Worker
  readonly #most: number
  readonly #maxMs: number
  readonly #waiting: Asked<Question, Reply>[] = []
  readonly #idle: Worker[] = []
  /** Those that end stay counted until they have: what they run can't be stopped. */
  readonly #threads = new Set<Worker>()
  #closed = false

  constructor(startThread: () => Worker, { threads, maxMs = MAX_MS }: ReaderThreadsOptions) {
    this.#startThread = startThread
    this.#most = threads
    this.#maxMs = maxMs
  }

  ask(question: Question): Promise<Reply> {
    if (this.#closed) return Promise.reject(shuttingDown())
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(new AppError('unavailable', 'Too many searches are waiting already: try again in a while'))
    }
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    const asked: Asked<Question, Reply> = { question, resolve, reject, thread: undefined }
    const timer = setTimeout(() => this.#giveUp(asked), this.#maxMs)
    this.#waiting.push(asked)
    this.#next()
    return promise.finally(() => clearTimeout(timer))
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const asked of this.#waiting.splice(0)) asked.reject(shuttingDown())
    await Promise.all([...this.#threads].map((thread) => thread.terminate()))
  }

  #next(): void {
    const thread = this.#waiting.length > 0 ? (this.#idle.pop() ?? this.#start()) : undefined
    if (thread) this.#send(thread, this.#waiting.shift()!)
  }

  #start(): Worker | undefined {
    if (this.#threads.size >= this.#most || this.#closed) return undefined
    const thread = this.#startThread()
    this.#threads.add(thread)
    // Without a listener an error would end the process; who asked is told by its own.
    thread.on('error', () => {})
    thread.once('exit', () => {
      this.#threads.delete(thread)
      const at = this.#idle.indexOf(thread)
      if (at >= 0) this.#idle.splice(at, 1)
      this.#next()
    })
    return thread
  }

  #send(thread: Worker, asked: Asked<Question, Reply>): void {
    asked.thread = thread
    const ended = () => asked.reject(new AppError('unavailable', 'The search was interrupted: try again'))
    thread.once('exit', ended)
    thread.once('error', asked.reject)
    thread.once('message', (reply: Reply) => {
      thread.off('exit', ended)
      thread.off('error', asked.reject)
      asked.thread = undefined
      asked.resolve(reply)
      this.#idle.push(thread)
      this.#next()
    })
    thread.postMessage(asked.question)
  }

  #giveUp(asked: Asked<Question, Reply>): void {
    const at = this.#waiting.indexOf(asked)
    if (at >= 0) this.#waiting.splice(at, 1)
    asked.reject(
      new AppError(
        'unavailable',
        `The search took longer than ${this.#maxMs / 1000} seconds: ask for less, or try again later`,
      ),
    )
    void asked.thread?.terminate()
  }
}

const shuttingDown = () => new AppError('unavailable', 'The library is shutting down')

interface Asked<Question, Reply> {
  readonly question: Question
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: unknown) => void
  thread: Worker | undefined
}
