/**
 * The closed list of what can go wrong. Every edge (HTTP, command line) owns a table with an entry for each of them,
 * so that a code that is added here does not compile until each edge says how it is told.
 */
export type ErrorCode =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable'
  | 'internal'

/** The only error that is thrown on purpose. Its message is for the user: what was wrong, what was expected, what to do. */
export class AppError extends Error {
  readonly code: ErrorCode
  /** After how many seconds it may go well. */
  readonly retryAfterS: number | undefined
  /** What a program reads of it, beside the code. */
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.retryAfterS = options.retryAfterS
    this.details = options.details
  }
}

interface AppErrorOptions {
  readonly cause?: unknown
  readonly retryAfterS?: number
  readonly details?: Readonly<Record<string, unknown>>
}

/** Shorthand for the most frequent refusal: the request itself is wrong. */
export const invalid = (message: string): AppError => new AppError('invalid', message)
