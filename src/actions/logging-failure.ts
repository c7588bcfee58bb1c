import type { Caller } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'

/** Runs what was answered before it is done. That it failed is logged: only so can the caller be told. */
export async function loggingFailure<T>({ store }: Library, caller: Caller, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const message = error instanceof AppError && error.code !== 'internal' ? error.message : 'Internal error'
    await store.write((tx) => tx.changes.add(caller, { type: 'failure', message }))
    throw error
  }
}
