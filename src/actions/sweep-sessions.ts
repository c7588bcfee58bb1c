import type { Library } from '../core/library.ts'

const SESSIONS_AT_ONCE = 1000

/** Drops what is over of sessions. */
export async function sweepSessions({ store }: Pick<Library, 'store'>): Promise<void> {
  const now = Date.now()
  while ((await store.write((tx) => tx.sessions.sweep(now, SESSIONS_AT_ONCE))) === SESSIONS_AT_ONCE);
}
