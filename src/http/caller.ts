import type { FastifyRequest } from 'fastify'
import type { Credentials } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Reader } from '../core/store.ts'
import { authenticateHeader, authenticateSignature } from './auth.ts'
import type { Operation } from './operation.ts'
import type { RawParams } from './params.ts'

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

/** Who calls, by all the parameters. */
export async function identifyByParams(
  reader: Reader,
  cloudName: string,
  { anonymous, input }: Operation,
  params: RawParams,
): Promise<Identity> {
  if (anonymous && params.signature === undefined) {
    return { ...(await anonymous(reader, cloudName, params)), anonymous: true }
  }
  const mayExpire = 'expires_at' in input.properties
  return { ...(await authenticateSignature(reader, cloudName, params, mayExpire)), anonymous: false }
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
