import type { FastifyRequest } from 'fastify'
import { AppError } from '../core/errors.ts'
import { SESSION_MS, type Session, sessionHash } from '../core/session.ts'
import type { Reader } from '../core/store.ts'
import { Fresh } from './fresh.ts'

/** Where the page is on https, no other site of the same domain can give browsers a cookie of that name. */
const COOKIE = 'relata_session'
const SECURE_COOKIE = `__Host-${COOKIE}`
const TOKEN = /^[\w-]{43}$/

const freshSessions = new WeakMap<Reader, Fresh<Session>>()

function freshOf(reader: Reader): Fresh<Session> {
  const fresh = freshSessions.get(reader) ?? new Fresh<Session>()
  freshSessions.set(reader, fresh)
  return fresh
}

/** The token that a browser sent along, whether there is such a session or not. */
export function sentToken({ headers }: FastifyRequest): string | undefined {
  if (!headers.cookie?.includes(COOKIE)) return undefined
  const cookies = new Map(
    headers.cookie.split(';').map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()]
    }),
  )
  const token = cookies.get(SECURE_COOKIE) ?? cookies.get(COOKIE)
  return token !== undefined && TOKEN.test(token) ? token : undefined
}

/** Who is signed in, in the browser that sent the request. */
export async function sessionOf(reader: Reader, request: FastifyRequest): Promise<Session | undefined> {
  const token = sentToken(request)
  if (token === undefined) return undefined
  return freshOf(reader).of(sessionHash(token), (hash) => reader.sessions.find(hash))
}

/** What changed of sessions here is seen here at once. */
export const forgetFresh = (reader: Reader): void => freshOf(reader).clear()

/**
 * The header that has a browser keep a session, or drop it. Pages can't read it, requests from other sites don't have it,
 * and it goes over https alone where the page was opened so.
 */
export function sessionCookie(token: string | undefined, isSecure: boolean): string {
  const [name, secure] = isSecure ? [SECURE_COOKIE, '; Secure'] : [COOKIE, '']
  const maxAge = token === undefined ? 0 : SESSION_MS / 1000
  return `${name}=${token ?? ''}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`
}

/** Whether people have the page on https: as the setting says, or as the browser does where a proxy doesn't tell. */
export function isOnHttps(publicUrl: string | undefined, { headers }: FastifyRequest): boolean {
  return publicUrl === undefined ? (headers.origin?.startsWith('https://') ?? false) : publicUrl.startsWith('https://')
}

/** No form, and no page of another origin, can send it unless this server allows it. */
const PAGE_HEADER = 'x-relata-page'

export const isFromPage = ({ headers }: FastifyRequest): boolean => headers[PAGE_HEADER] !== undefined

/**
 * A browser adds the cookie to whatever is sent here, also by pages that are served from another port of this machine.
 * What changes something is to come from the library's own page. Throws `forbidden`.
 */
export function checkFromPage(request: FastifyRequest, publicUrl: string | undefined): void {
  const { headers } = request
  if (!isFromPage(request)) {
    throw new AppError('forbidden', `A session changes something only with the header ${PAGE_HEADER}: 1`)
  }
  const site = headers['sec-fetch-site']
  const isOwn = site === undefined ? isOwnOrigin(request, publicUrl) : site === 'same-origin'
  if (!isOwn) {
    throw new AppError(
      'forbidden',
      `This was sent by a page of another origin, ${headers.origin ?? 'which is not told'}: sessions are for the library's own page. Behind a proxy, set RELATA_PUBLIC_URL`,
    )
  }
}

function isOwnOrigin({ headers, host }: FastifyRequest, publicUrl: string | undefined): boolean {
  const { origin } = headers
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const { origin: told, host: toldHost } = new URL(origin)
  return toldHost === host || (publicUrl !== undefined && told === new URL(publicUrl).origin)
}
