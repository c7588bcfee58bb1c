import type { Library } from '../core/library.ts'

/** Assets whose terms are made anew in one transaction. */
const GROUP = 100

/** Gives assets that were there before the terms by which they are found by now. Ends early where the signal says so. */
export async function renewTerms({ store }: Library, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await store.write((tx) => tx.suggestions.renewTerms(GROUP))));
}
