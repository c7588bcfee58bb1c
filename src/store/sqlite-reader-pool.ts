import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '../core/errors.ts'
import type { Connection } from './engine.ts'
import type { Sql } from './sql.ts'
import type { ReaderAnswer, ReaderQuery } from './sqlite-reader.ts'

/** Two, so that a short query needn't wait for a long one. */
const MAX_THREADS = 2
const MAX_WAITING = 500
/** From when a query was asked, with the time that it waits. */
const MAX_MS = 30_000

/** Runs queries in threads of their own, which start when they are needed. */
export class ReaderPool implements Connection {
  readonly #file: string
  readonly #maxMs: number
  readonly #waiting: Query[] = []
  readonly #idle: Worker[] = []
  /** Those that end stay counted until they have: what they run can't be stopped. */
  readonly #threads = new Set<Worker>()
  #closed = false

  constructor(file: string, maxMs = MAX_MS) {
    this.#file = file
    this.#maxMs = maxMs
  }

  all<Row>({ sql: text, values }: Sql): Promise<Row[]> {
    if (this.#closed) return Promise.reject(new AppError('unavailable', 'The library is shutting down'))
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(new AppError('unavailable', 'Too many searches are waiting already: try again in a while'))
    }
    const { promise, resolve, reject } = Promise.withResolvers<Row[]>()
    const query: Query = { message: { text, values }, resolve: resolve as Query['resolve'], reject, thread: undefined }
    const timer = setTimeout(() => this.#giveUp(query), this.#maxMs)
    this.#waiting.push(query)
    this.#next()
    return promise.finally(() => clearTimeout(timer))
  }

  run(): Promise<number> {
    return Promise.reject(new Error('A slow reader only reads'))
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const query of this.#waiting.splice(0))
      query.reject(new AppError('unavailable', 'The library is shutting down'))
    await Promise.all([...this.#threads].map((thread) => thread.terminate()))
  }

  #next(): void {
    const thread = this.#waiting.length > 0 ? (this.#idle.pop() ?? this.#start()) : undefined
    if (thread) this.#send(thread, this.#waiting.shift()!)
  }

  #start(): Worker | undefined {
    if (this.#threads.size >= MAX_THREADS || this.#closed) return undefined
    const thread = new Worker(new URL(`./sqlite-reader${extname(import.meta.url)}`, import.meta.url), {
      workerData: this.#file,
    })
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

  #send(thread: Worker, query: Query): void {
    query.thread = thread
    const ended = () => query.reject(new AppError('unavailable', 'The search was interrupted: try again'))
    thread.once('exit', ended)
    thread.once('error', query.reject)
    thread.once('message', (answer: ReaderAnswer) => {
      thread.off('exit', ended)
      thread.off('error', query.reject)
      query.thread = undefined
      if ('rows' in answer) query.resolve(answer.rows)
      else query.reject(new Error(answer.error))
      this.#idle.push(thread)
      this.#next()
    })
    thread.postMessage(query.message)
  }

  #giveUp(query: Query): void {
    const at = this.#waiting.indexOf(query)
    if (at >= 0) this.#waiting.splice(at, 1)
    query.reject(
      new AppError(
        'unavailable',
        `The search took longer than ${this.#maxMs / 1000} seconds: ask for less, or try again later`,
      ),
    )
    void query.thread?.terminate()
  }
}

interface Query {
  readonly message: ReaderQuery
  readonly resolve: (rows: unknown[]) => void
  readonly reject: (error: unknown) => void
  thread: Worker | undefined
}
