import type { Library } from '../core/library.ts'
import type { FollowedLog } from '../core/ports/changes.ts'
import { applyRulesTo } from './apply-rules.ts'
import { LogWatch } from './log-watch.ts'

const CHANGES_AT_ONCE = 100

/**
 * Applies rules to what is uploaded, after the upload was answered. It reads the log of the environments that have rules,
 * and keeps where it got to: what was uploaded before the process ended is looked at by the next one.
 */
export class RuleRunner {
  readonly #library: Library
  readonly #watch: LogWatch

  /** Starts at once: uploads may be waiting already. */
  constructor(library: Library, onError: (error: unknown) => void) {
    this.#library = library
    this.#watch = new LogWatch(library.store, {
      followed: () => library.store.read.ruleProgress.followed(),
      look: (log) => this.#look(log),
      onError,
    })
  }

  /** Ends once the upload at hand was looked at. */
  stop(): Promise<void> {
    return this.#watch.stop()
  }

  async #look({ cloudId, position }: FollowedLog): Promise<void> {
    const { store } = this.#library
    const { signal } = this.#watch
    const cloud = (await store.read.clouds.list()).find(({ id }) => id === cloudId)
    if (!cloud) return
    for (let after = position; !signal.aborted; ) {
      const changes = await store.read.changes.list(cloudId, { after, limit: CHANGES_AT_ONCE })
      for (const change of changes) {
        if (signal.aborted) break
        if (change.type === 'upload') await applyRulesTo(this.#library, cloud, change.asset)
        after = change.position
      }
      const reached = after
      if (changes.length > 0) await store.write((tx) => tx.ruleProgress.advance(cloudId, reached))
      if (changes.length < CHANGES_AT_ONCE) return
    }
  }
}
