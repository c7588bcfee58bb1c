import type { Change, LoggedChange } from '../change.ts'
import type { Caller } from '../cloud.ts'

export interface ChangeReader {
  /** What was logged after a position, oldest first. */
  list(cloudId: number, page: { readonly after?: string; readonly limit: number }): Promise<LoggedChange[]>
  /** The whole log, or what is indexed of it; fewer than `limit` where they are large. */
  page(cloudId: number, query: ChangePageQuery): Promise<ChangePage>
  marks(cloudId: number): Promise<LogMarks>
  /** Refs that begin so, in order, each once, past one of them; as far as the log is indexed. */
  refs(
    cloudId: number,
    page: { readonly prefix: string; readonly after?: string; readonly limit: number },
  ): Promise<string[]>
  /** For each of these refs, where it comes first after a position, as far as the log is indexed. */
  firstOf(cloudId: number, refs: readonly string[], after: string): Promise<Map<string, string>>
}

export interface ChangePageQuery {
  /** Only what is found by this (core/change-refs.ts). */
  readonly ref?: string
  /** Neither of these positions is a part of the page. */
  readonly after?: string
  readonly before?: string
  readonly direction: 'asc' | 'desc'
  readonly limit: number
}

export interface ChangePage {
  readonly changes: LoggedChange[]
  readonly hasMore: boolean
}

/** Positions in a log, '' where there is none. */
export interface LogMarks {
  readonly last: string
  /** Up to where changes are found by their refs. */
  readonly indexed: string
  /** Up to where the log was forgotten. */
  readonly swept: string
  /** How large the indexed part is, roughly. */
  readonly bytes: number
}

export interface ChangeWriter extends ChangeReader {
  /**
   * Logs what this transaction changes, at its end; `Store.onChange` listeners are told once it is on disk. Where the
   * caller wants a URL to be notified, the log is followed from here on. Positions are in the order in which changes can
   * be seen: whoever has read up to one will find no other before it.
   */
  add(caller: Caller, change: Change): Promise<void>
  /** Nobody else logs anything before this transaction ends. */
  hold(cloudId: number): Promise<void>
  /** Indexes what was logged since, up to `limit` changes; answers how many, fewer where they are large, 0 at the end. */
  index(cloudId: number, limit: number): Promise<number>
  /** Forgets the oldest of what was logged before a position, up to `limit`; answers how many, fewer where they are large. */
  sweep(cloudId: number, before: string, limit: number): Promise<number>
}

/** A log that is read on as it grows, and up to where that was done. */
export interface FollowedLog {
  readonly cloudId: number
  readonly position: string
}
