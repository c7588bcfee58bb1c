import type { FastifyRequest } from 'fastify'
import type { Asset, DeliveryType } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import { roleOfSession } from '../core/session.ts'
import type { Reader } from '../core/store.ts'
import { type DeliveryPath, parseDeliveryPath } from './delivery-path.ts'
import { sessionOf } from './session.ts'
import { isUrlSignature } from './signature.ts'

const unauthorized = (message: string): AppError => new AppError('unauthorized', message)

/** By what a request gets what isn't for everybody: the signature of its URL, or the session of a browser. */
type Key = 'signature' | 'session'

/**
 * What opens the asset, if anything does. A wrong signature is refused, and none where the type asks for one, unless
 * somebody is signed in who has a role in the environment.
 */
export async function keyOf(
  reader: Reader,
  cloud: Cloud,
  type: DeliveryType,
  path: DeliveryPath,
  request: FastifyRequest,
): Promise<Key | undefined> {
  try {
    if (await checkSignature(reader, cloud, type, path, request.originalUrl)) return 'signature'
  } catch (error) {
    if (await isMember(reader, cloud, request)) return 'session'
    throw error
  }
  return (await isMember(reader, cloud, request)) ? 'session' : undefined
}

async function isMember(reader: Reader, cloud: Cloud, request: FastifyRequest): Promise<boolean> {
  const session = await sessionOf(reader, request)
  return session !== undefined && roleOfSession(session, cloud.name) !== undefined
}

/** Whether the URL is signed. */
async function checkSignature(
  reader: Reader,
  cloud: Cloud,
  type: DeliveryType,
  { signature, signed }: DeliveryPath,
  originalUrl: string,
): Promise<boolean> {
  if (signature === undefined) {
    if (type === 'upload') return false
    throw unauthorized(`Assets of type ${type} are delivered to signed URLs only: make one with sign_url`)
  }
  // The SDKs sign the public ID as they escape it, each a little differently; as sent, and as read, covers them.
  const asSent = parseDeliveryPath(originalUrl.split('?', 1)[0]!.split('/').slice(4).join('/')).signed
  // Slashes of what stands before may be encoded too, and then it is cut at another place than the path was read at.
  const sources = isDecodedTo(asSent, signed) ? [signed, asSent] : [signed]
  const keys = await reader.clouds.keys(cloud.id)
  const right = sources.flatMap((source) => keys.map(({ secret }) => isUrlSignature(signature, source, secret)))
  if (!right.includes(true)) throw unauthorized('Invalid URL signature')
  return true
}

function isDecodedTo(text: string, decoded: string): boolean {
  try {
    return decodeURIComponent(text) === decoded
  } catch {
    return false
  }
}

/** What the asset itself says about who may see it. */
export function checkAccess({ accessMode, accessControl }: Asset, key: Key | undefined): void {
  if (accessMode === 'authenticated' && !key) {
    throw unauthorized('This asset has the access mode authenticated: it is delivered to signed URLs only')
  }
  if (accessControl === null || key === 'session') return
  const now = Date.now()
  const open = accessControl.some(
    ({ access_type, start, end }) =>
      access_type === 'anonymous' &&
      (start === undefined || Date.parse(start) <= now) &&
      (end === undefined || now < Date.parse(end)),
  )
  if (!open)
    throw unauthorized('Access to this asset is restricted: now it needs a token, and tokens are not supported')
}

/** Whether everybody may keep a copy for as long as they like. */
export const isPublic = ({ type, accessMode, accessControl }: Asset): boolean =>
  type === 'upload' && accessMode === 'public' && accessControl === null
