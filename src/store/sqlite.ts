import { accessSync, chmodSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import type { ColumnTypes, Connection, Engine } from './engine.ts'
import { empty } from './sql.ts'
import { openForReading, SlicedConnection, SqliteConnection } from './sqlite-connection.ts'
import { WriteAheadLog } from './sqlite-log.ts'
import { ReaderPool } from './sqlite-reader-pool.ts'

/** Bounds of a group of writes that share one commit; of time, where the disk isn't what they wait for. */
const MAX_GROUP_JOBS = 128
const MAX_GROUP_MS = 25
/** While there are writes, the write-ahead log is copied into the database so often, behind the writers' back ... */
const COPY_INTERVAL_MS = 500
/** ... and past this size they wait until all of it is, so that the log starts anew. */
const RESTART_FRAMES = (256 * 1024 * 1024) / 4096

/**
 * The embedded default: one file, one writing process. Readers have a connection of their own and are never held up by
 * a writer. Concurrent writes share a transaction and its fsync, each under a savepoint. The fsync is a thread's, so that
 * this one goes on meanwhile: with requests, and with the writes of the next group.
 */
export class SqliteEngine implements Engine {
  readonly reader: Connection
  readonly slowReader: ReaderPool
  readonly counterSlots = 1
  readonly severalWriters = false
  readonly ddl: ColumnTypes = {
    integer: 'integer',
    text: 'text',
    keyed: 'strict, without rowid',
    plain: 'strict',
  }
  readonly locks = { hold: empty, claim: empty }
  readonly #write: Database.Database
  readonly #read: Database.Database
  readonly #writer: SlicedConnection
  readonly #log: WriteAheadLog
  readonly #queue: Job[] = []
  #draining: Promise<void> | undefined
  /** While the last group is on its way to the disk. */
  #syncing: Promise<void> | undefined
  #onJob: (() => void) | undefined
  readonly #begin: Database.Statement
  readonly #commit: Database.Statement
  readonly #savepointJob: Database.Statement
  readonly #releaseJob: Database.Statement
  #copiedAt = 0
  #closed = false

  /** Opens the file, making it (readable by its owner alone) where it isn't there yet. */
  constructor(file: string, log = new WriteAheadLog(file)) {
    keepFreedMemory()
    if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 })
    this.#write = openForWriting(file)
    this.#read = openForReading(file, 4096)
    this.reader = new SqliteConnection(this.#read)
    this.slowReader = new ReaderPool(file)
    this.#writer = new SlicedConnection(this.#write)
    this.#log = log
    this.#begin = this.#write.prepare('begin immediate')
    this.#commit = this.#write.prepare('commit')
    this.#savepointJob = this.#write.prepare('savepoint job')
    this.#releaseJob = this.#write.prepare('release job')
  }

  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new AppError('unavailable', 'The library is shutting down'))
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject })
    this.#onJob?.()
    this.#draining ??= this.#drain()
    return promise
  }

  async migration<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = new SqliteConnection(this.#write)
    try {
      this.#write.exec('begin immediate')
      const result = await work(connection)
      this.#write.exec('commit')
      await this.#log.toDisk()
      return result
    } catch (error) {
      throw toAppError(error)
    } finally {
      if (this.#write.inTransaction) this.#write.exec('rollback')
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#draining
    await this.#syncing
    await this.slowReader.close()
    await this.#log.close()
    this.#read.close()
    this.#write.close()
  }

  async #drain(): Promise<void> {
    // Requests that are being read in this turn of the event loop join the first group.
    await turn()
    while (this.#queue.length > 0) {
      await this.#group()
      await this.#boundLog()
    }
    this.#draining = undefined
  }

  /**
   * Runs what waits in one transaction. It doesn't wait for more to come, since that would make all clients wait for one
   * another, unless the disk is still busy with the group before: whatever comes until then joins this one.
   */
  async #group(): Promise<void> {
    const jobs: Job[] = []
    const answers: (() => void)[] = []
    const started = performance.now()
    try {
      this.#log.checkDisk()
      this.#begin.run()
    } catch (error) {
      const failure = toAppError(error)
      for (const job of this.#queue.splice(0)) job.reject(failure)
      return
    }
    try {
      for (;;) {
        const job = jobs.length < MAX_GROUP_JOBS ? this.#queue.shift() : undefined
        if (job) {
          jobs.push(job)
          answers.push(await this.#savepoint(job))
          if (!this.#syncing && performance.now() - started > MAX_GROUP_MS) break
          if (this.#writer.sliceIsOver()) await this.#writer.yield()
        } else if (!this.#syncing) break
        else await (jobs.length < MAX_GROUP_JOBS ? this.#jobOrDisk() : this.#syncing)
      }
      this.#log.checkDisk()
      this.#commit.run()
    } catch (error) {
      if (this.#write.inTransaction) this.#write.exec('rollback')
      const failure = toAppError(error)
      for (const job of jobs) job.reject(failure)
      return
    }
    this.#syncing = this.#answerOnceOnDisk(jobs, answers)
  }

  #jobOrDisk(): Promise<void> {
    return new Promise((resolve) => {
      this.#onJob = resolve
      void this.#syncing?.then(resolve)
    })
  }

  async #answerOnceOnDisk(jobs: readonly Job[], answers: readonly (() => void)[]): Promise<void> {
    try {
      await this.#log.toDisk()
      for (const answer of answers) answer()
    } catch (error) {
      for (const job of jobs) job.reject(error)
    }
    this.#syncing = undefined
  }

  /** Answers how to settle the job once the group is committed. Throws if the group itself was lost. */
  async #savepoint({ work, resolve, reject }: Job): Promise<() => void> {
    this.#savepointJob.run()
    try {
      const value = await work(this.#writer)
      this.#releaseJob.run()
      return () => resolve(value)
    } catch (error) {
      // A full disk has rolled back the whole transaction, and with it what the others of the group had done.
      if (!this.#write.inTransaction) throw error
      this.#write.exec('rollback to job')
      this.#releaseJob.run()
      const failure = toAppError(error)
      return () => reject(failure)
    }
  }

  async #boundLog(): Promise<void> {
    if (this.#log.frames > RESTART_FRAMES) {
      await this.#log.copyBack()
      // The next write starts it anew; where something was in the way, the next run tells.
      this.#log.frames = 0
    } else if (performance.now() - this.#copiedAt > COPY_INTERVAL_MS) {
      this.#copiedAt = performance.now()
      void this.#log.copyBack()
    }
  }
}

/**
 * The C library gives memory at the top of the heap back to the system each time that 128 kB of it are free, which with
 * the temporary tables of SQLite is many times in a request, and each time their pages are faulted in anew: among a
 * million relations that took two thirds of the time of a write. Having freed one large piece, glibc waits for twice the
 * size of that (see M_TRIM_THRESHOLD in mallopt(3)). Elsewhere this does nothing.
 */
const keepFreedMemory = (): unknown => new ArrayBuffer(16 * 1024 * 1024).transfer(0)

/** Throws `unavailable` for a file that is no database. */
function openForWriting(file: string): Database.Database {
  const db = new Database(file, { timeout: 5000 })
  try {
    db.pragma('journal_mode = WAL')
    // A commit is in the log then, but not yet on disk: that is seen to by a thread, before anybody is answered.
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    db.pragma('wal_autocheckpoint = 0')
    db.pragma('cache_size = -65536')
    return db
  } catch (error) {
    db.close()
    throw toAppError(error)
  }
}

interface Job {
  readonly work: (connection: Connection) => Promise<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

function toAppError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  if (error.code === 'SQLITE_FULL' || error.code.startsWith('SQLITE_IOERR')) {
    return new AppError(
      'unavailable',
      'The disk of the library is full or failing: nothing was written. Free some space and try again',
      { cause: error },
    )
  }
  if (error.code === 'SQLITE_NOTADB' || error.code === 'SQLITE_CORRUPT') {
    return new AppError(
      'unavailable',
      'The database (relata.sqlite in the data folder) is damaged, or is none of SQLite: put a copy of it back, or choose another folder with RELATA_DATA',
      { cause: error },
    )
  }
  if (error.code.startsWith('SQLITE_BUSY')) {
    return new AppError('unavailable', 'Another process is writing to the database: nothing was written. Try again', {
      cause: error,
    })
  }
  return error
}

const databaseIn = (folder: string): string => join(folder, 'relata.sqlite')

/** Makes the data folder, for its owner alone, and answers the path of the database in it. Throws `unavailable`. */
export function prepareDataFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new AppError(
      'unavailable',
      `The data folder ${folder} can't be used (${(error as NodeJS.ErrnoException).code}): choose a folder that can be written to with RELATA_DATA`,
      { cause: error },
    )
  }
  return databaseIn(folder)
}

/** Whether there is a library in a folder already. */
export const holdsLibrary = (folder: string): boolean => existsSync(databaseIn(folder))

/**
 * Holds the data folder for this process until `release`; a process that dies lets go of it. Throws `conflict` where
 * another one has it. It is a lock of the operating system's, taken by SQLite on an empty database.
 */
export function lockDataFolder(folder: string): { release(): void } {
  const file = join(folder, 'server.lock')
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 })
  chmodSync(file, 0o600)
  const lock = new Database(file, { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    throw new AppError(
      'conflict',
      `Another Relata server is using the data folder ${folder}: stop it first, or choose another folder with RELATA_DATA`,
      { cause: error },
    )
  }
  return { release: () => lock.close() }
}
