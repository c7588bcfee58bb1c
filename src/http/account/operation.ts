import type { Library } from '../../core/library.ts'
import type { Session } from '../../core/session.ts'
import { type Answer, type OperationDescription, ok } from '../operation.ts'
import type { InputOf, ParamsSchema } from '../params.ts'
import { sessionCookie } from '../session.ts'
import type { Attempts } from './attempts.ts'
import type { SetUpLink } from './set-up.ts'

/** What an operation on users and sessions is called with; it is in no environment. */
export interface AccountCall {
  readonly library: Library
  /** Who is signed in. */
  readonly session: Session | undefined
  /** What the browser sent, and the hash of it by which a session is known. */
  readonly sessionToken: string | undefined
  readonly sessionHash: string | undefined
  readonly attempts: Attempts
  /** Where the request comes from. */
  readonly address: string
  /** Whether the page is on https. */
  readonly isSecure: boolean
  readonly setUpLink: SetUpLink
}

export interface AccountOperation<Input = never> extends OperationDescription {
  readonly api: 'account'
  readonly handle: (call: AccountCall, input: Input) => Promise<Answer>
}

/** As `operation`, for those that are in no environment. */
export function accountOperation<const Schema extends ParamsSchema>(
  definition: Omit<AccountOperation, 'input' | 'handle' | 'api'> & {
    readonly input: Schema
    readonly handle: (call: AccountCall, input: InputOf<Schema>) => Promise<Answer>
  },
): AccountOperation {
  return { api: 'account', ...definition } as unknown as AccountOperation
}

/** An answer by which a browser keeps that session, or none. */
export const withSession = (body: unknown, token: string | undefined, { isSecure }: AccountCall): Answer => ({
  ...ok(body),
  headers: { 'set-cookie': sessionCookie(token, isSecure) },
})
