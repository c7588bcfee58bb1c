import type { FastifyReply, FastifyRequest } from 'fastify'
import fresh from 'fresh'
import mime from 'mime'
import parseRange from 'range-parser'
import { type Asset, type AssetRef, type DeliveryType, isDeliveryType, type ResourceType } from '../core/asset.ts'
import type { ByteRange } from '../core/blobs.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { isPublicId } from '../core/public-id.ts'
import { cloudByName } from './auth.ts'
import { isUrlSignature } from './signature.ts'

/** What follows the delivery type in a URL: `[s--signature--/][transformation/][v123/]public_id[.ext]`. */
interface DeliveryPath {
  readonly signature: string | undefined
  /** Without signature and version: what a signature is made of. */
  readonly signed: string
  readonly version: number | undefined
  /** What stands before a version; without a version it can't be told from folders. */
  readonly transformation: string
  readonly source: string
}

function parseDeliveryPath(path: string): DeliveryPath {
  const segments = path.split('/')
  const signature = /^s--([\w-]{8}|[\w-]{32})--$/.exec(segments[0]!)?.[1]
  if (signature) segments.shift()
  const versionAt = segments.slice(0, -1).findIndex((segment) => /^v\d+$/.test(segment))
  const version = versionAt < 0 ? undefined : Number(segments[versionAt]!.slice(1))
  const before = versionAt < 0 ? [] : segments.slice(0, versionAt)
  const source = segments.slice(versionAt + 1)
  return {
    signature,
    signed: [...before, ...source].join('/'),
    version,
    transformation: before.join('/'),
    source: source.join('/'),
  }
}

/** As transformations begin: `w_100`, `c_fill,w_100`, `$size_10`, `t_named`. */
const LOOKS_TRANSFORMED = /^(?:\$|[a-z]{1,3}_[^/]*|if_)[^/]*\//

const EXTENSION = /^(.+)\.([A-Za-z0-9]{1,10})$/

/** Different spellings of one format. */
const SAME_FORMAT: Readonly<Record<string, string>> = { jpeg: 'jpg', jpe: 'jpg', tiff: 'tif', htm: 'html' }
const formatOf = (extension: string): string => {
  const lower = extension.toLowerCase()
  return SAME_FORMAT[lower] ?? lower
}

const notSupported = (what: string): AppError =>
  invalid(`${what} is not supported yet: ask for the original, without transformation and with its own extension`)

/** Delivers originals. `private` and `authenticated` ones only to a signed URL. */
export async function deliver(library: Library, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const params = request.params as { cloud: string; resource_type: ResourceType; type: string; '*': string }
  if (!isDeliveryType(params.type)) throw notSupported(`The delivery type ${params.type}`)
  const cloud = await cloudByName(library.store.read, params.cloud)
  const path = parseDeliveryPath(params['*'])
  await checkSignature(library, cloud, params.type, path, request.originalUrl)
  const asset = await findAsset(library, cloud, params.resource_type, params.type, path)
  return send(library, cloud, asset, path, request, reply)
}

async function checkSignature(
  library: Library,
  cloud: Cloud,
  type: DeliveryType,
  { signature, signed }: DeliveryPath,
  originalUrl: string,
): Promise<void> {
  if (signature === undefined && type === 'upload') return
  if (signature === undefined) {
    throw new AppError(
      'unauthorized',
      `Assets of type ${type} are delivered to signed URLs only: make one with sign_url`,
    )
  }
  // The SDKs sign the public ID as they escape it, each a little differently; as sent, and as read, covers them.
  const asSent = parseDeliveryPath(originalUrl.split('?', 1)[0]!.split('/').slice(4).join('/')).signed
  const keys = await library.store.read.clouds.keys(cloud.id)
  const right = [signed, asSent].flatMap((source) =>
    keys.map(({ secret }) => isUrlSignature(signature, source, secret)),
  )
  if (!right.includes(true)) throw new AppError('unauthorized', 'Invalid URL signature')
}

async function findAsset(
  library: Library,
  cloud: Cloud,
  resourceType: ResourceType,
  type: DeliveryType,
  { source, transformation }: DeliveryPath,
): Promise<Asset> {
  if (transformation !== '') throw notSupported(`The transformation ${transformation}`)
  const [, stem, extension] = (resourceType === 'raw' ? null : EXTENSION.exec(source)) ?? []
  const refs: AssetRef[] = [stem, source]
    .filter((publicId) => publicId !== undefined && isPublicId(publicId))
    .map((publicId) => ({ resourceType, type, publicId: publicId! }))
  const found = await library.store.read.assets.find(cloud.id, refs)
  const byStem = stem === undefined ? undefined : found.find((asset) => asset?.publicId === stem)
  const exact = found.find((asset) => asset?.publicId === source)
  if (byStem && formatOf(extension!) === byStem.format) return byStem
  if (exact) return exact
  if (byStem) throw notSupported(`Conversion of ${byStem.format} to ${extension}`)
  if (LOOKS_TRANSFORMED.test(source)) throw notSupported(`The transformation ${source.split('/', 1)[0]}`)
  throw new AppError('not_found', `Resource not found - ${source}`)
}

const YEAR_S = 365 * 24 * 60 * 60

/** The address with its current version never changes what it shows; any other may. */
const cacheControl = (asset: Asset, { version }: DeliveryPath): string =>
  `${asset.type === 'upload' ? 'public' : 'private'}, ${version === asset.version ? `max-age=${YEAR_S}, immutable` : 'no-cache'}`

/** Nothing that users upload runs as a page of ours: without scripts, forms or our origin. Viewers of PDF refuse a sandbox. */
const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; font-src data:; sandbox"

function contentType(asset: Asset): string {
  const type = mime.getType(asset.format ?? asset.publicId) ?? 'application/octet-stream'
  return type.startsWith('text/') || type.endsWith('json') ? `${type}; charset=utf-8` : type
}

async function send(
  library: Library,
  cloud: Cloud,
  asset: Asset,
  path: DeliveryPath,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const etag = `"${asset.etag}"`
  const type = contentType(asset)
  reply.headers({
    etag,
    'last-modified': new Date(asset.uploadedAt).toUTCString(),
    'cache-control': cacheControl(asset, path),
    'accept-ranges': 'bytes',
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    ...(type !== 'application/pdf' && { 'content-security-policy': SANDBOX }),
  })
  if (fresh(request.headers, { etag, 'last-modified': new Date(asset.uploadedAt).toUTCString() })) {
    return reply.removeHeader('content-type').code(304).send()
  }
  const range = requestedRange(request, asset, etag)
  if (range === 'unsatisfiable') {
    return reply.header('content-range', `bytes */${asset.bytes}`).code(416).send()
  }
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${asset.bytes}`)
  reply.header('content-length', range ? range.end - range.start + 1 : asset.bytes)
  if (request.method === 'HEAD') return reply.send()
  return reply.send(await openCurrent(library, cloud, asset, range))
}

/** An overwrite may remove the blob between reading the row and opening the file: then the row is read once more. */
async function openCurrent(library: Library, cloud: Cloud, asset: Asset, range: ByteRange | undefined) {
  try {
    return await library.blobs.open(asset.blob, range)
  } catch (error) {
    const [now] = await library.store.read.assets.find(cloud.id, [asset])
    if (!now || now.blob === asset.blob || now.bytes !== asset.bytes) throw error
    return library.blobs.open(now.blob, range)
  }
}

/** One range; several in one request are answered with the whole, as the standard allows. */
function requestedRange(request: FastifyRequest, asset: Asset, etag: string): ByteRange | 'unsatisfiable' | undefined {
  const { range } = request.headers
  const condition = request.headers['if-range']
  if (range === undefined || (condition !== undefined && condition !== etag)) return undefined
  const ranges = parseRange(asset.bytes, range, { combine: true })
  if (ranges === -1) return 'unsatisfiable'
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined
  return ranges[0]
}
