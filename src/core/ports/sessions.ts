import type { Session } from '../session.ts'

/** By the hash of its token. */
export interface SessionReader {
  /** Nothing for one that is over, or whose key was revoked. */
  find(tokenHash: string): Promise<Session | undefined>
}

export interface SessionWriter extends SessionReader {
  /** The oldest of the same holder go where there are more than so many. */
  insert(tokenHash: string, session: NewSession, most: number): Promise<void>
  renew(tokenHash: string, expiresAt: number): Promise<void>
  end(tokenHash: string): Promise<void>
  endAllOf(userNo: number): Promise<void>
  /** Drops up to so many that were over at that time; answers how many. */
  sweep(before: number, limit: number): Promise<number>
}

export type NewSession = ({ readonly userNo: number } | { readonly key: string }) & { readonly expiresAt: number }
