import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Connection } from './engine.ts'
import { ReaderThreads } from './reader-threads.ts'
import type { Sql } from './sql.ts'
import type { ReaderAnswer, ReaderQuery } from './sqlite-reader.ts'

/** Two, so that a short query needn't wait for a long one. */
const THREADS = 2

/** Runs queries in threads of their own. */
export class ReaderPool implements Connection {
  readonly #threads: ReaderThreads<ReaderQuery, ReaderAnswer>

  constructor(file: string, maxMs?: number) {
    const start = () =>
      new Worker(new URL(`./sqlite-reader${extname(import.meta.url)}`, import.meta.url), { workerData: file })
    this.#threads = new ReaderThreads(start, { threads: THREADS, ...(maxMs !== undefined && { maxMs }) })
  }

  async all<Row>({ sql: text, values }: Sql): Promise<Row[]> {
    const answer = await this.#threads.ask({ text, values })
    if ('error' in answer) throw new Error(answer.error)
    return answer.rows as Row[]
  }

  run(): Promise<number> {
    return Promise.reject(new Error('A slow reader only reads'))
  }

  close(): Promise<void> {
    return this.#threads.close()
  }
}
