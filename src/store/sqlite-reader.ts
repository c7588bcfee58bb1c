import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

/** A thread of the SQLite engine that runs queries which may read much. */
const db = new Database(workerData as string, { readonly: true, timeout: 5000 })
db.pragma('trusted_schema = OFF')
db.pragma('cache_size = -16384')
db.pragma(`mmap_size = ${2 ** 31}`)

export interface ReaderQuery {
  readonly text: string
  readonly values: readonly unknown[]
}

export type ReaderAnswer = { readonly rows: unknown[] } | { readonly error: string }

parentPort?.on('message', ({ text, values }: ReaderQuery) => {
  let answer: ReaderAnswer
  try {
    answer = { rows: db.prepare(text).all(...values) }
  } catch (error) {
    answer = { error: String(error) }
  }
  parentPort?.postMessage(answer)
})
