/** For how long what was read is taken as it was read; so long after it was revoked or ended elsewhere, it may be let in. */
const FRESH_MS = 1000
const MAX_KEPT = 1000

/**
 * Who may call, by what they present: reading it anew at each request would cost as much as the rest of some requests.
 * What there isn't is never kept.
 */
export class Fresh<Value> {
  readonly #kept = new Map<string, { readonly value: Value; readonly until: number }>()

  async of(key: string, read: (key: string) => Promise<Value | undefined>): Promise<Value | undefined> {
    const now = performance.now()
    const kept = this.#kept.get(key)
    if (kept && kept.until > now) return kept.value
    this.#kept.delete(key)
    const value = await read(key)
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear()
    if (value !== undefined) this.#kept.set(key, { value, until: now + FRESH_MS })
    return value
  }

  clear(): void {
    this.#kept.clear()
  }
}
