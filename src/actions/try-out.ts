import type { Store, Writer } from '../core/store.ts'

/**
 * As `store.write`; with `dryRun` all of it is taken back once it is done, so that what is answered is what would have
 * become of it, whatever that hangs on.
 */
export async function writeOrTry<T>(store: Store, dryRun: boolean, work: (tx: Writer) => Promise<T>): Promise<T> {
  if (!dryRun) return store.write(work)
  try {
    return await store.write<never>(async (tx) => {
      throw new TakenBack(await work(tx))
    })
  } catch (error) {
    if (error instanceof TakenBack) return error.result as T
    throw error
  }
}

class TakenBack {
  readonly result: unknown

  constructor(result: unknown) {
    this.result = result
  }
}
