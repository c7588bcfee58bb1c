import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

/** The thread of the SQLite engine that copies the write-ahead log into the database, each time it is told to. */
const db = new Database(workerData as string, { timeout: 10_000 })
db.pragma('synchronous = FULL')
const copy = db.prepare('pragma wal_checkpoint(passive)')
parentPort?.on('message', () => {
  let frames = 0
  try {
    frames = (copy.get() as { log: number }).log
  } catch {
    // The disk is full or failing: the log stays as it is, the next run tries again, and writers are told by their own.
  }
  parentPort?.postMessage(frames)
})
