import { equalText } from '../core/equal-text.ts'
import { AppError } from '../core/errors.ts'
import { isPassword } from '../core/password.ts'
import type { NewSession } from '../core/ports/sessions.ts'
import { MAX_SESSIONS, newSessionToken, SESSION_MS, sessionHash } from '../core/session.ts'
import type { Store, Writer } from '../core/store.ts'
import { checkUserName, MAX_PASSWORD_LENGTH } from '../core/user.ts'

/** One message, whether there is such a user or not. */
const refused = (what: string) =>
  new AppError('unauthorized', `The ${what} are not right: check both, and ask an admin for others if they are lost`)

/** Answers the token of a new session. Throws `unauthorized`. */
export async function signInUser(store: Store, userName: string, password: string): Promise<string> {
  const user = isUserName(userName) ? await store.read.users.find(userName.toLowerCase()) : undefined
  const isRight = await isPassword(password.slice(0, MAX_PASSWORD_LENGTH + 1), user?.password)
  if (!user || !isRight) throw refused('user name and password')
  return store.write(async (tx) => {
    // A password that was changed meanwhile opens nothing any more.
    const now = await tx.users.find(user.name)
    if (now?.password !== user.password) throw refused('user name and password')
    return startSession(tx, { userNo: user.no })
  })
}

function isUserName(name: string): boolean {
  try {
    return checkUserName(name) !== ''
  } catch {
    return false
  }
}

/** As `signInUser`, for whoever has a key: an admin of that one environment, as the key is. */
export async function signInByKey(store: Store, key: string, secret: string): Promise<string> {
  const credentials = await store.read.clouds.credentials(key)
  const isRight = equalText(secret, credentials?.apiKey.secret ?? newSessionToken())
  if (!credentials || !isRight) throw refused('API key and secret')
  return store.write((tx) => startSession(tx, { key }))
}

/** Never one that a browser had before: whoever knew that one isn't signed in with it. */
export async function startSession(tx: Writer, holder: { userNo: number } | { key: string }): Promise<string> {
  const token = newSessionToken()
  const session: NewSession = { ...holder, expiresAt: Date.now() + SESSION_MS }
  await tx.sessions.insert(sessionHash(token), session, MAX_SESSIONS)
  return token
}
