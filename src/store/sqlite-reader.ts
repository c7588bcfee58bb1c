import { parentPort, workerData } from 'node:worker_threads'
import type { Message } from './reader-threads.ts'
import { openForReading } from './sqlite-connection.ts'

/** A thread of the SQLite engine that runs queries which may read much. */
const db = openForReading(workerData as string, 16384)

export interface ReaderQuery {
  readonly text: string
  readonly values: readonly unknown[]
}

export type ReaderAnswer = { readonly rows: unknown[] } | { readonly error: string }

parentPort?.on('message', ({ id, body: { text, values } }: Message<ReaderQuery>) => {
  let body: ReaderAnswer
  try {
    body = { rows: db.prepare(text).all(...values) }
  } catch (error) {
    body = { error: String(error) }
  }
  parentPort?.postMessage({ id, body })
})
