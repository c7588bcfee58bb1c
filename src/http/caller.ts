import type { FastifyRequest } from 'fastify'
import type { Credentials } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import { roleOfSession, type Session } from '../core/session.ts'
import type { Reader } from '../core/store.ts'
import { isAllowed, roleFor } from '../core/user.ts'
import { authenticateHeader, authenticateSignature, withoutKeyIn } from './auth.ts'
import { accessOf, ignoredParams, type Operation } from './operation.ts'
import type { RawParams } from './params.ts'
import { checkFromPage, isFromPage, sentToken, sessionOf } from './session.ts'
import { paramText } from './signature.ts'

/** Who calls. For those without a key of their own, `apiKey` is one of the cloud's, by which answers are signed. */
export interface Identity extends Credentials {
  /** Whether without credentials of their own. */
  readonly anonymous: boolean
  /** As the log has it. */
  readonly actor: string
}

const byKey = (credentials: Credentials): Identity => ({
  ...credentials,
  anonymous: false,
  actor: credentials.apiKey.key,
})

/**
 * Who calls, as far as that is told before the body: by a key, or by a session of the library's page. Throws where it has to
 * be told there and isn't, or is told wrongly.
 */
export async function identifyByHeader(
  reader: Reader,
  cloudName: string,
  request: FastifyRequest,
  operation: Operation,
  publicUrl: string | undefined,
): Promise<Identity | undefined> {
  const { authorization } = request.headers
  if (authorization) return byKey(await authenticateHeader(reader, cloudName, authorization))
  const isOptional = operation.anonymous !== undefined || isSignable(request, operation)
  // A page of another site that has a signature, or a preset, needs nobody's session.
  if (!isOptional || isFromPage(request) || request.method === 'GET') {
    const identity = await identifyBySession(reader, cloudName, request, operation, publicUrl, isOptional)
    if (identity) return identity
  }
  if (isOptional) return undefined
  throw new AppError('unauthorized', 'Missing credentials: authenticate here with your API key and secret')
}

async function identifyBySession(
  reader: Reader,
  cloudName: string,
  request: FastifyRequest,
  operation: Operation,
  publicUrl: string | undefined,
  isOptional: boolean,
): Promise<Identity | undefined> {
  if (sentToken(request) === undefined) return undefined
  const session = await sessionOf(reader, request)
  if (!session) {
    if (isOptional && !isFromPage(request)) return undefined
    throw new AppError('unauthorized', 'The session has ended: sign in again')
  }
  const role = roleOfSession(session, cloudName)
  if (role === undefined) {
    if (isOptional && !isFromPage(request)) return undefined
    throw new AppError(
      'forbidden',
      `There is no environment ${cloudName} that you have a role in: ask an admin for one`,
    )
  }
  if (request.method !== 'GET') checkFromPage(request, publicUrl)
  const access = accessOf(operation)
  if (!isAllowed(role, access)) {
    throw new AppError(
      'forbidden',
      `Your role in ${cloudName} is ${role}, and ${operation.name} needs ${roleFor(access)}: ask an admin for it. Nothing was changed`,
    )
  }
  return identityOf(reader, session, cloudName)
}

/** Kept as long as the session is taken as it was read. */
const identities = new WeakMap<Session, Map<string, Identity>>()

async function identityOf(reader: Reader, session: Session, cloudName: string): Promise<Identity> {
  if ('key' in session) return byKey(session.key)
  const known = identities.get(session) ?? new Map<string, Identity>()
  identities.set(session, known)
  const identity = known.get(cloudName) ?? {
    ...(await withoutKeyIn(reader, cloudName)),
    anonymous: false,
    actor: `user:${session.user.name}`,
  }
  known.set(cloudName, identity)
  return identity
}

/** Who calls, by all the parameters. `signable`: names of those that some operation takes signed. */
export async function identifyByParams(
  reader: Reader,
  cloudName: string,
  operation: Operation,
  params: RawParams,
  signable: ReadonlySet<string>,
): Promise<Identity> {
  const { anonymous, input } = operation
  if (anonymous && params.signature === undefined) {
    return { ...(await anonymous(reader, cloudName, params)), anonymous: true, actor: operation.name }
  }
  const mayExpire = 'expires_at' in input.properties
  const credentials = await authenticateSignature(reader, cloudName, params, mayExpire)
  checkPurpose(operation, params, signable)
  return byKey(credentials)
}

/** Parameters that downloads alone have: whoever got such an address is to read, and nothing else. */
const OF_DOWNLOADS = new Set(['attachment', 'expires_at', 'mode', 'target_format', 'version_id'])
/** What SDKs may say with anything. */
const OF_ANYTHING = new Set(['type', 'resource_type', 'invalidate', 'notification_url'])

/**
 * A signature says nothing about the operation, so that one given out for another would fit wherever this one takes some
 * of its parameters and passes over the rest. What can be told by the rest is refused: downloads anywhere, and anything
 * where assets are deleted.
 */
function checkPurpose({ name, deletes, input }: Operation, params: RawParams, signable: ReadonlySet<string>): void {
  const other = ignoredParams(params, input).find(
    (param) =>
      paramText(params[param]) !== '' &&
      (OF_DOWNLOADS.has(param) || (deletes && signable.has(param) && !OF_ANYTHING.has(param))),
  )
  if (other === undefined) return
  throw new AppError(
    'unauthorized',
    `Invalid Signature for ${name}: it covers ${other}, and so was made for another operation. Sign only what ${name} takes`,
  )
}

/**
 * A signature covers parameters and not the address, so that one that was given out for an upload must not open the rest
 * of the Admin API. Signed are the addresses for which `@cloudinary/asset-management` has no other credentials, relations, and ping.
 */
const SIGNED = /\/(?:image|video|raw)\/upload(?:\/|$)|\/resources\/related_assets\/|\/ping$/
const SIGNED_LISTING = /\/(?:image|video|raw)\/(?:tags|context)(?:\/|$)/

function isSignable(request: FastifyRequest, { api }: Operation): boolean {
  if (api !== 'admin') return api === 'upload'
  const path = request.url.split('?', 1)[0]!
  return SIGNED.test(path) || (request.method === 'GET' && SIGNED_LISTING.test(path))
}
