import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fresh from 'fresh'
import parseRange from 'range-parser'
import type { ByteRange } from '../core/blobs.ts'

/** A file that is delivered, and what is said about it. */
export interface SentFile {
  /** Unquoted. */
  readonly etag: string
  /** Unix milliseconds. */
  readonly modifiedAt: number
  readonly bytes: number
  readonly contentType: string
  readonly cacheControl: string
  /** Whether no page of another origin may show it. */
  readonly isForPage: boolean
  /** Headers of the request that another file could have been chosen by. */
  readonly vary: readonly string[]
  open(range: ByteRange | undefined): Promise<Readable>
}

/** Nothing that users upload runs as a page of ours: without scripts, forms or our origin. */
const CLOSED =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; font-src data:; form-action 'none'; base-uri 'none'"
const SANDBOX = `${CLOSED}; sandbox`
/** Not every browser's viewer shows a document in a sandbox; they embed it in a page that they make of it. */
const DOCUMENT = `${CLOSED}; object-src 'self'`

export async function sendFile(file: SentFile, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const etag = `"${file.etag}"`
  const lastModified = new Date(file.modifiedAt).toUTCString()
  reply.headers({
    etag,
    'last-modified': lastModified,
    'cache-control': file.cacheControl,
    'accept-ranges': 'bytes',
    'content-type': file.contentType,
    'x-content-type-options': 'nosniff',
    ...(!file.isForPage && { 'access-control-allow-origin': '*' }),
    'cross-origin-resource-policy': file.isForPage ? 'same-origin' : 'cross-origin',
    ...(file.vary.length > 0 && { vary: file.vary.join(', ') }),
    'content-security-policy': file.contentType === 'application/pdf' ? DOCUMENT : SANDBOX,
  })
  if (fresh(request.headers, { etag, 'last-modified': lastModified })) {
    return reply.removeHeader('content-type').code(304).send()
  }
  const range = requestedRange(request, file.bytes, etag)
  if (range === 'unsatisfiable') {
    return reply.header('content-range', `bytes */${file.bytes}`).code(416).send()
  }
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
  reply.header('content-length', range ? range.end - range.start + 1 : file.bytes)
  if (request.method === 'HEAD') return reply.send()
  return reply.send(await file.open(range))
}

/** One range; several in one request are answered with the whole, as the standard allows. */
function requestedRange(request: FastifyRequest, bytes: number, etag: string): ByteRange | 'unsatisfiable' | undefined {
  const { range } = request.headers
  const condition = request.headers['if-range']
  if (range === undefined || (condition !== undefined && condition !== etag)) return undefined
  const ranges = parseRange(bytes, range, { combine: true })
  if (ranges === -1) return 'unsatisfiable'
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined
  return ranges[0]
}
