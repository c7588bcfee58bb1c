import type { Asset, DeliveryType } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Reader } from '../core/store.ts'
import { type DeliveryPath, parseDeliveryPath } from './delivery-path.ts'
import { isUrlSignature } from './signature.ts'

const unauthorized = (message: string): AppError => new AppError('unauthorized', message)

/** Whether the URL is signed. A wrong signature is refused in any case, none where the type asks for one. */
export async function checkSignature(
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
export function checkAccess({ accessMode, accessControl }: Asset, isSigned: boolean): void {
  if (accessMode === 'authenticated' && !isSigned) {
    throw unauthorized('This asset has the access mode authenticated: it is delivered to signed URLs only')
  }
  if (accessControl === null) return
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
