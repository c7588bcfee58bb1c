import { AppError } from '../core/errors.ts'
import type { Examine, Inspect } from '../core/library.ts'
import { RAW } from './read-media.ts'
import { ReaderPool } from './reader-pool.ts'
import { crashed, tooSlow } from './refusals.ts'

const READ_TIMEOUT_MS = 15_000

const stopping = () => new AppError('unavailable', 'The server is stopping: upload the file again later')

export interface Inspector {
  readonly inspect: Inspect
  readonly examine: Examine
  /** Ends the processes that read files; what they are reading is refused. */
  close(): Promise<void>
}

/**
 * Reads what files are, from their bytes; their names play no part. Starts nothing and loads nothing until the first
 * file that is not wanted as raw.
 */
export function createInspector(timeoutMs: number = READ_TIMEOUT_MS): Inspector {
  const pool = new ReaderPool({
    timeoutMs,
    // Each is an upload that was received already.
    maxWaiting: Number.POSITIVE_INFINITY,
    refusals: { tooSlow: () => tooSlow(timeoutMs / 1000), crashed, stopping, busy: stopping },
  })
  return {
    // The content of a raw asset is its owner's business.
    inspect: async ({ path, bytes }, wanted) => (wanted === 'raw' ? RAW : pool.run({ path, bytes, wanted })),
    examine: ({ path }) => pool.run({ path, examine: true }),
    close: () => pool.close(),
  }
}
