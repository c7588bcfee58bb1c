import { hash, randomBytes } from 'node:crypto'
import type { Credentials } from './cloud.ts'
import { type Role, roleIn, type User } from './user.ts'

const DAY_MS = 24 * 60 * 60 * 1000
export const SESSION_MS = 30 * DAY_MS
/** A session in use is made to last longer once a day, not at each request. */
const RENEWED_AFTER_MS = DAY_MS
/** Of one user, or one key: the oldest go first. */
export const MAX_SESSIONS = 50

/** Who signed in: a user, or whoever has a key and its secret. */
export type SessionHolder = { readonly user: User } | { readonly key: Credentials }

export type Session = SessionHolder & {
  /** Unix milliseconds. */
  readonly expiresAt: number
}

/** What a browser keeps. */
export const newSessionToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of it: whoever reads the store can't sign in by it. */
export const sessionHash = (token: string): string => hash('sha256', token)

export const isToRenew = (expiresAt: number): boolean => expiresAt - Date.now() < SESSION_MS - RENEWED_AFTER_MS

/** A key is an admin of its environment, and nothing in others. */
export function roleOfSession(session: SessionHolder, cloudName: string): Role | undefined {
  if ('user' in session) return roleIn(session.user, cloudName)
  return session.key.cloud.name === cloudName ? 'admin' : undefined
}
