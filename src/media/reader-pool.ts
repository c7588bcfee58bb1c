import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AppError, invalid } from '../core/errors.ts'
import type { ReadAnswer, ReaderTask, ResultOf } from './reader-process.ts'
import { Slots } from './slots.ts'

/** How many files a pool works on at the same time. */
const MAX_READERS = 2
/** After that long with nothing to do a reader is ended, for its memory. */
const IDLE_MS = 10_000
const READER_HEAP_MB = 512

// A source file in a clone, a compiled one in the package.
const ENTRY = fileURLToPath(new URL(`./reader-process${extname(import.meta.url)}`, import.meta.url))

export interface ReaderPoolOptions {
  readonly timeoutMs: number
  /** Tasks that may wait for a reader; further ones are refused. */
  readonly maxWaiting: number
  /** How it is told that a file took too long, that it ended its reader, that the server stops, or that too many wait. */
  readonly refusals: Record<'tooSlow' | 'crashed' | 'stopping' | 'busy', () => AppError>
}

/**
 * Reads files in processes of their own. What decodes images, PDF and video meets files that were made to break it, and
 * native code that crashes or never ends can be stopped in no other way; here it costs that one file. The processes
 * start with the first file, get nothing of the environment, and never keep the server from ending.
 */
export class ReaderPool {
  readonly #options: ReaderPoolOptions
  readonly #slots: Slots
  readonly #idle = new Map<ChildProcess, NodeJS.Timeout>()
  readonly #busy = new Set<ChildProcess>()
  #closed = false

  constructor(options: ReaderPoolOptions) {
    this.#options = options
    this.#slots = new Slots(MAX_READERS, options.maxWaiting, options.refusals.busy)
  }

  /** Throws `invalid` for a file that is refused, takes too long or ends its reader; `internal` where no reader starts. */
  run<Task extends ReaderTask>(task: Task): Promise<ResultOf<Task>> {
    const { timeoutMs, refusals } = this.#options
    return this.#slots.use(async () => {
      if (this.#closed) throw refusals.stopping()
      const reader = this.#take()
      const answer = await ask(reader, task, timeoutMs).finally(() => this.#busy.delete(reader))
      this.#putBack(reader, answer)
      if (this.#closed) throw refusals.stopping()
      if (answer === 'timeout') throw refusals.tooSlow()
      if (answer === 'exit') throw refusals.crashed()
      if ('failed' in answer) throw new Error(`Reading a file failed: ${answer.failed}`)
      if ('invalid' in answer) throw invalid(answer.invalid)
      return answer.done as ResultOf<Task>
    })
  }

  /** Ends all readers; files that are still waiting are refused. */
  async close(): Promise<void> {
    this.#closed = true
    const readers = [...this.#idle.keys(), ...this.#busy]
    await Promise.all(readers.map(end))
  }

  #take(): ChildProcess {
    const [waiting] = this.#idle
    const reader = waiting ? waiting[0] : start()
    if (waiting) {
      clearTimeout(waiting[1])
      this.#idle.delete(reader)
    } else {
      reader.once('exit', () => this.#forget(reader))
      // Where it doesn't start, or can't be ended since it has just ended itself.
      reader.on('error', () => this.#forget(reader))
    }
    this.#busy.add(reader)
    return reader
  }

  #putBack(reader: ChildProcess, answer: ReadAnswer | 'timeout' | 'exit'): void {
    // After a failure of its own, nothing is known of the state that it is in.
    if (typeof answer === 'string' || 'failed' in answer || this.#closed) {
      reader.kill('SIGKILL')
      return
    }
    this.#idle.set(reader, setTimeout(() => this.#forget(reader), IDLE_MS).unref())
  }

  #forget(reader: ChildProcess): void {
    clearTimeout(this.#idle.get(reader))
    this.#idle.delete(reader)
    this.#busy.delete(reader)
    reader.kill('SIGKILL')
  }
}

function start(): ChildProcess {
  const reader = fork(ENTRY, {
    execArgv: [`--max-old-space-size=${READER_HEAP_MB}`, '--disable-warning=ExperimentalWarning'],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  reader.unref()
  reader.channel?.unref()
  return reader
}

/** One task, one answer. The channel keeps the server running for as long as an answer is due. */
async function ask(
  reader: ChildProcess,
  task: ReaderTask,
  timeoutMs: number,
): Promise<ReadAnswer | 'timeout' | 'exit'> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadAnswer | 'timeout' | 'exit'>()
  const onExit = () => resolve('exit')
  const timer = setTimeout(() => resolve('timeout'), timeoutMs)
  reader.channel?.ref()
  reader.once('message', resolve)
  reader.once('exit', onExit)
  reader.once('error', reject)
  try {
    reader.send(task, (error) => error && resolve('exit'))
    return await promise
  } finally {
    clearTimeout(timer)
    reader.off('message', resolve)
    reader.off('exit', onExit)
    reader.off('error', reject)
    reader.channel?.unref()
  }
}

async function end(reader: ChildProcess): Promise<void> {
  if (reader.exitCode !== null || reader.signalCode !== null) return
  // Else the promise below would be no reason for this process to go on.
  reader.ref()
  const ended = new Promise<void>((resolve) => reader.once('exit', () => resolve()))
  reader.kill('SIGKILL')
  await ended
}
