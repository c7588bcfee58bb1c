import type { ApiKey, Cloud, Credentials } from '../core/cloud.ts'
import { equalText } from '../core/equal-text.ts'
import { AppError, invalid } from '../core/errors.ts'
import { randomSecret } from '../core/ids.ts'
import type { Reader } from '../core/store.ts'
import { Fresh } from './fresh.ts'
import { isSigned, paramText, stringToSign } from './signature.ts'

/** How old a signed request may be, and how far ahead its clock. Source: Cloudinary's "Stale request" error. */
const SIGNATURE_LIFETIME_S = 60 * 60

const unauthorized = (message: string): AppError => new AppError('unauthorized', message)

/** Who is calling, by the Authorization header. A key of another cloud is as unknown as no key. */
export async function authenticateHeader(
  reader: Reader,
  cloudName: string,
  authorization: string,
): Promise<Credentials> {
  const [scheme, encoded = ''] = authorization.split(' ', 2)
  if (scheme?.toLowerCase() === 'bearer') {
    throw unauthorized('Invalid token: OAuth tokens are not supported, use an API key and secret')
  }
  if (scheme?.toLowerCase() !== 'basic') throw unauthorized('Invalid credentials: use Basic authentication')
  // Node's decoder takes the urlsafe alphabet, which the Ruby SDK sends, as well.
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  const credentials = await byKey(reader, cloudName, text.slice(0, Math.max(colon, 0)))
  if (!equalText(text.slice(colon + 1), credentials.apiKey.secret)) throw unauthorized('api_secret mismatch')
  return credentials
}

/**
 * Who is calling, by the signature among the parameters. `mayExpire`: whether `expires_at` may stand for the hour that a
 * signature is good for.
 */
export async function authenticateSignature(
  reader: Reader,
  cloudName: string,
  params: Readonly<Record<string, unknown>>,
  mayExpire: boolean,
): Promise<Credentials> {
  if (params.signature === undefined) {
    throw unauthorized('Missing credentials: authenticate with your API key and secret, or sign the request')
  }
  const credentials = await byKey(reader, cloudName, paramText(params.api_key))
  const signature = paramText(params.signature)
  if (!isSigned(params, signature, credentials.apiKey.secret)) {
    throw unauthorized(`Invalid Signature ${signature}. String to sign - '${stringToSign(params, 2)}'.`)
  }
  if (params.expires_at === undefined || !mayExpire) checkTimestamp(paramText(params.timestamp))
  else checkExpiry(paramText(params.expires_at))
  return credentials
}

/**
 * Whether parameters that more may follow tell already who is calling. What nothing that follows makes right is refused:
 * an unknown cloud, an unknown key, a time that is over.
 */
export async function isSignedSoFar(
  reader: Reader,
  cloudName: string,
  params: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  if (params.api_key === undefined) {
    await anonymousIn(reader, cloudName)
    return false
  }
  const { apiKey } = await byKey(reader, cloudName, paramText(params.api_key))
  if (params.timestamp === undefined) return false
  checkTimestamp(paramText(params.timestamp))
  return params.signature !== undefined && isSigned(params, paramText(params.signature), apiKey.secret)
}

const freshKeys = new WeakMap<Reader, Fresh<Credentials>>()

function credentialsOf(reader: Reader, key: string): Promise<Credentials | undefined> {
  const fresh = freshKeys.get(reader) ?? new Fresh<Credentials>()
  freshKeys.set(reader, fresh)
  return fresh.of(key, (wanted) => reader.clouds.credentials(wanted))
}

async function byKey(reader: Reader, cloudName: string, key: string): Promise<Credentials> {
  const credentials = await credentialsOf(reader, key)
  if (credentials?.cloud.name !== cloudName) {
    throw unauthorized(`Invalid api_key: there is no such key in the cloud ${cloudName}`)
  }
  return credentials
}

function checkTimestamp(timestamp: string): void {
  if (!/^\d+$/.test(timestamp)) throw invalid('Missing required parameter - timestamp, in Unix seconds')
  const age = Date.now() / 1000 - Number(timestamp)
  if (age > SIGNATURE_LIFETIME_S) {
    throw invalid(`Stale request - reported time is ${timestamp} which is more than 1 hour ago`)
  }
  if (age < -SIGNATURE_LIFETIME_S) {
    throw invalid(`Invalid timestamp - reported time is ${timestamp} which is more than 1 hour ahead: check your clock`)
  }
}

/** A signed address of a download may say itself how long it works. */
function checkExpiry(expiresAt: string): void {
  if (!/^\d+$/.test(expiresAt)) throw invalid('Invalid value for expires_at: expected Unix seconds')
  if (Number(expiresAt) * 1000 < Date.now())
    throw unauthorized(`This address worked until ${expiresAt}: sign a new one`)
}

/** For operations that take callers without credentials: what they are answered is signed with the cloud's oldest key. */
export async function anonymousIn(reader: Reader, cloudName: string): Promise<Credentials> {
  const cloud = await reader.clouds.byName(cloudName)
  const [apiKey] = cloud ? await reader.clouds.keys(cloud.id) : []
  if (!cloud || !apiKey) throw unauthorized(`Unknown cloud - ${cloudName}`)
  return { cloud, apiKey }
}

/** For users, who may be in a cloud whose keys were all revoked: no signature is right there. */
const NO_KEY: ApiKey = { key: '', secret: randomSecret(), origin: 'generated' }

/** As `anonymousIn`, for users. */
export async function withoutKeyIn(reader: Reader, cloudName: string): Promise<Credentials> {
  const cloud = await cloudByName(reader, cloudName)
  const [apiKey = NO_KEY] = await reader.clouds.keys(cloud.id)
  return { cloud, apiKey }
}

/** The cloud whose asset a delivery URL names. */
export async function cloudByName(reader: Reader, name: string): Promise<Cloud> {
  const cloud = await reader.clouds.byName(name)
  if (!cloud) throw new AppError('not_found', `Unknown cloud - ${name}`)
  return cloud
}
