import type { Cloud } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import { applyRulesTo } from './apply-rules.ts'

/** Changes that are logged within so long are looked at together. */
const GATHER_MS = 10
/** Until the logs are looked at again where that failed. */
const RETRY_MS = 5000
const CHANGES_AT_ONCE = 100

/**
 * Applies rules to what is uploaded, after the upload was answered. It reads the log of the environments that have rules,
 * and keeps where it got to: what was uploaded before the process ended is looked at by the next one.
 */
export class RuleRunner {
  readonly #library: Library
  readonly #onError: (error: unknown) => void
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #isOverdue = false
  #isStopped = false

  /** Starts at once: uploads may be waiting already. */
  constructor(library: Library, onError: (error: unknown) => void) {
    this.#library = library
    this.#onError = onError
    this.#stopListening = library.store.onChange(() => this.#wake(GATHER_MS))
    this.#wake(0)
  }

  /** Ends once the upload at hand was looked at. */
  async stop(): Promise<void> {
    this.#stopListening()
    clearTimeout(this.#timer)
    this.#isStopped = true
    await this.#looking
  }

  #wake(afterMs: number): void {
    if (this.#isStopped) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#isOverdue = true
      this.#looking ??= this.#look()
    }, afterMs).unref()
  }

  async #look(): Promise<void> {
    try {
      while (this.#isOverdue && !this.#isStopped) {
        this.#isOverdue = false
        const { read } = this.#library.store
        for (const { cloudId, position } of await read.suggestions.readers()) {
          const cloud = (await read.clouds.list()).find(({ id }) => id === cloudId)
          if (cloud) await this.#lookAt(cloud, position)
        }
      }
    } catch (error) {
      this.#onError(error)
      this.#wake(RETRY_MS)
    } finally {
      this.#looking = undefined
    }
  }

  async #lookAt(cloud: Cloud, position: string): Promise<void> {
    const { store } = this.#library
    for (let after = position; !this.#isStopped; ) {
      const changes = await store.read.changes.list(cloud.id, { after, limit: CHANGES_AT_ONCE })
      for (const change of changes) {
        if (this.#isStopped) break
        if (change.type === 'upload') await applyRulesTo(this.#library, cloud, change.asset)
        after = change.position
      }
      const reached = after
      if (changes.length > 0) await store.write((tx) => tx.suggestions.advance(cloud.id, reached))
      if (changes.length < CHANGES_AT_ONCE) return
    }
  }
}
