import type { FastifyRequest } from 'fastify'
import type { Credentials } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Reader } from '../core/store.ts'
import { authenticateHeader, authenticateSignature } from './auth.ts'
import { ignoredParams, type Operation } from './operation.ts'
import type { RawParams } from './params.ts'
import { paramText } from './signature.ts'

/** Who calls, and whether without credentials of their own. */
export interface Identity extends Credentials {
  readonly anonymous: boolean
}

/**
 * Who calls, as far as that is told before the body. Throws where it has to be told there and isn't, or is told wrongly.
 */
export async function identifyByHeader(
  reader: Reader,
  cloudName: string,
  request: FastifyRequest,
  operation: Operation,
): Promise<Identity | undefined> {
  const { authorization } = request.headers
  if (authorization) return { ...(await authenticateHeader(reader, cloudName, authorization)), anonymous: false }
  if (operation.anonymous || isSignable(request, operation)) return undefined
  throw new AppError('unauthorized', 'Missing credentials: authenticate here with your API key and secret')
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
    return { ...(await anonymous(reader, cloudName, params)), anonymous: true }
  }
  const mayExpire = 'expires_at' in input.properties
  const credentials = await authenticateSignature(reader, cloudName, params, mayExpire)
  checkPurpose(operation, params, signable)
  return { ...credentials, anonymous: false }
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
