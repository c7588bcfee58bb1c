import { close, fdatasync, openSync, realpathSync } from 'node:fs'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { AppError } from '../core/errors.ts'

const syncData = promisify(fdatasync)
const closeFile = promisify(close)

/** What SQLite has committed but not put into the database yet: brings it to the disk, and copies it back, in other threads. */
export class WriteAheadLog {
  /** How long the log was when it was copied last, in pages. */
  frames = 0
  readonly #database: string
  #file: number | undefined
  #failure: AppError | undefined
  #worker: Worker | undefined
  #copying: Promise<void> | undefined

  constructor(database: string) {
    this.#database = database
  }

  /**
   * Waits until all that was committed before is on disk. Throws `unavailable` where the disk fails, and from then on:
   * what it didn't take, an operating system may forget and say at the next try that all is well.
   */
  async toDisk(): Promise<void> {
    this.checkDisk()
    try {
      // SQLite makes the file with the first transaction, where the database leads if it is a link, and keeps it as long
      // as the database is open.
      this.#file ??= openSync(`${realpathSync(this.#database)}-wal`, 'r+')
      await syncData(this.#file)
    } catch (error) {
      this.#failure ??= new AppError(
        'unavailable',
        'The disk of the library is failing: what was written last may be lost, and nothing more is written. See to the disk, then start the server again',
        { cause: error },
      )
    }
    this.checkDisk()
  }

  /** Throws where the disk has failed. */
  checkDisk(): void {
    if (this.#failure) throw this.#failure
  }

  /**
   * Copies the log into the database. Where nobody writes meanwhile, the next writer starts the log anew, and keeps its
   * cache, which it wouldn't if the thread did that. The thread starts when it is needed. Runs that are asked for while
   * one is at work are that one. A failure is harmless: the log is only longer.
   */
  copyBack(): Promise<void> {
    this.#copying ??= this.#sendCopy().finally(() => {
      this.#copying = undefined
    })
    return this.#copying
  }

  async close(): Promise<void> {
    await this.#copying
    await this.#worker?.terminate()
    if (this.#file !== undefined) await closeFile(this.#file)
  }

  #sendCopy(): Promise<void> {
    this.#worker ??= new Worker(new URL(`./sqlite-checkpoint${extname(import.meta.url)}`, import.meta.url), {
      workerData: this.#database,
    })
    const worker = this.#worker
    return new Promise((resolve) => {
      const failed = () => {
        this.#worker = undefined
        resolve()
      }
      worker.once('error', failed)
      worker.once('message', (frames: number) => {
        worker.off('error', failed)
        this.frames = frames
        resolve()
      })
      worker.postMessage('copy')
    })
  }
}
