import { signInByKey, signInUser } from '../../actions/sign-in.ts'
import { setUp } from '../../actions/users.ts'
import { AppError, invalid } from '../../core/errors.ts'
import { isToRenew, roleOfSession, SESSION_MS, type Session, sessionHash } from '../../core/session.ts'
import { MAX_PASSWORD_LENGTH, managesUsers, ROLES } from '../../core/user.ts'
import { ok } from '../operation.ts'
import { forgetFresh } from '../session.ts'
import { type AccountCall, accountOperation, withSession } from './operation.ts'

const text = (description: string) => ({ type: 'string', maxLength: 256, description }) as const
export const password = {
  type: 'string',
  maxLength: 4 * MAX_PASSWORD_LENGTH,
  description: 'At least 10 characters',
} as const
const nullable = ['string', 'null'] as const

export const environmentRole = {
  type: 'object',
  properties: { name: { type: 'string' }, role: { type: 'string', enum: ROLES } },
  required: ['name', 'role'],
} as const

export const sessionSchema = {
  type: 'object',
  properties: {
    user: {
      type: ['object', 'null'],
      description: 'Who is signed in: null for whoever signed in by an API key',
      properties: {
        name: { type: 'string' },
        manages_users: { type: 'boolean', description: 'Whether users and environments may be made and changed' },
      },
      required: ['name', 'manages_users'],
    },
    api_key: { type: nullable },
    environments: { type: 'array', items: environmentRole, description: 'Those that may be opened, oldest first' },
    expires_at: { type: 'string', description: 'ISO 8601; a session that is used goes on' },
  },
  required: ['user', 'api_key', 'environments', 'expires_at'],
} as const

async function sessionAnswer({ library }: AccountCall, session: Session) {
  const clouds = await library.store.read.clouds.list()
  return {
    user: 'user' in session ? { name: session.user.name, manages_users: managesUsers(session.user) } : null,
    api_key: 'key' in session ? session.key.apiKey.key : null,
    environments: clouds.flatMap(({ name }) => {
      const role = roleOfSession(session, name)
      return role === undefined ? [] : [{ name, role }]
    }),
    expires_at: new Date(session.expiresAt).toISOString(),
  }
}

/** Signs in as whoever the token is for, and ends what the browser had before. */
async function signedIn(call: AccountCall, token: string) {
  const { store } = call.library
  const before = call.sessionHash
  if (before !== undefined) await store.write((tx) => tx.sessions.end(before))
  forgetFresh(store.read)
  const session = await store.read.sessions.find(sessionHash(token))
  if (!session) throw new AppError('unauthorized', 'The session has ended already: sign in again')
  return withSession(await sessionAnswer(call, session), token, call)
}

export const getSession = accountOperation({
  name: 'get_session',
  summary: 'Who is signed in, and which environments that opens',
  method: 'GET',
  paths: ['/session'],
  input: { type: 'object', properties: {} },
  output: sessionSchema,
  async handle(call) {
    const { library, session } = call
    if (!session || call.sessionHash === undefined) {
      const isNew = (await library.store.read.users.count()) === 0
      throw new AppError(
        'unauthorized',
        isNew
          ? 'This library has no users yet: open the link that the server printed when it was started, or sign in with an API key and its secret'
          : 'Nobody is signed in: sign in by user name and password, or by an API key and its secret',
        isNew ? { details: { set_up: true } } : {},
      )
    }
    if (!isToRenew(session.expiresAt)) return ok(await sessionAnswer(call, session))
    const { sessionHash, sessionToken } = call
    const expiresAt = Date.now() + SESSION_MS
    await library.store.write((tx) => tx.sessions.renew(sessionHash, expiresAt))
    forgetFresh(library.store.read)
    return withSession(await sessionAnswer(call, { ...session, expiresAt }), sessionToken, call)
  },
})

export const signIn = accountOperation({
  name: 'sign_in',
  summary: 'Signs in by user name and password, or by an API key and its secret: the answer has a cookie',
  method: 'POST',
  paths: ['/session'],
  input: {
    type: 'object',
    properties: {
      user_name: text('Together with password'),
      password,
      api_key: text('Together with api_secret'),
      api_secret: text('Of that key'),
    },
  },
  output: sessionSchema,
  async handle(call, { user_name, password, api_key, api_secret }) {
    const { store } = call.library
    const byUser = user_name !== undefined && password !== undefined
    const byKey = api_key !== undefined && api_secret !== undefined
    if (byUser === byKey) throw invalid('Sign in by user_name and password, or by api_key and api_secret')
    const name = byUser ? `user:${user_name.toLowerCase()}` : `key:${api_key}`
    const token = await call.attempts.limit(name, call.address, () =>
      byUser ? signInUser(store, user_name, password) : signInByKey(store, api_key!, api_secret!),
    )
    return signedIn(call, token)
  },
})

export const signOut = accountOperation({
  name: 'sign_out',
  summary: 'Ends the session of this browser',
  method: 'DELETE',
  paths: ['/session'],
  input: { type: 'object', properties: {} },
  async handle(call) {
    const { store } = call.library
    const { sessionHash } = call
    if (sessionHash !== undefined) await store.write((tx) => tx.sessions.end(sessionHash))
    forgetFresh(store.read)
    return withSession({ result: 'ok' }, undefined, call)
  },
})

export const setUpOperation = accountOperation({
  name: 'set_up',
  summary: 'Makes the first user, an admin of everything, by the token of the link that the server printed; signs in',
  method: 'POST',
  paths: ['/set-up'],
  input: {
    type: 'object',
    properties: { token: text('The end of the link'), user_name: text('The name to sign in by'), password },
    required: ['token', 'user_name', 'password'],
  },
  output: sessionSchema,
  async handle(call, { token, user_name, password }) {
    const { store } = call.library
    const sessionToken = await call.attempts.limit('set-up', call.address, async () => {
      if (!call.setUpLink.isRight(token)) {
        throw new AppError(
          'unauthorized',
          'This link is not the one that the server printed when it was last started: open that one',
        )
      }
      return setUp(store, user_name, password)
    })
    return signedIn(call, sessionToken)
  },
})
