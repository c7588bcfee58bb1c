import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError, invalid } from '../core/errors.ts'
import { JsonBounds, parseJson } from './json.ts'
import { readMultipart } from './multipart.ts'
import type { API_ROOTS, BodyStream, UploadedFile } from './operation.ts'
import { parseForm, type RawParams } from './params.ts'
import { MAX_PARAM_BYTES, maxValues, type Reception, readText } from './reception.ts'

/** A call of our own may name many relations. */
const MAX_BYTES: Record<keyof typeof API_ROOTS, number> = {
  admin: MAX_PARAM_BYTES,
  upload: MAX_PARAM_BYTES,
  relata: 8 * 1024 * 1024,
  account: 256 * 1024,
}
/** A file may come as text: in a data URI. */
const MAX_BYTES_WITH_FILE = 96 * 1024 * 1024

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const OTHER_TYPE = '*'

/**
 * JSON, forms and multipart, on every method: SDKs send bodies with GET and DELETE, and JSON types with no body at all.
 * None is read before an operation asks for it.
 */
export function acceptBodies(app: FastifyInstance, streamed: readonly string[]): void {
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  app.removeAllContentTypeParsers()
  for (const type of [JSON_TYPE, FORM_TYPE, ...streamed])
    app.addContentTypeParser(type, (_request, _body, done) => done(null, type))
  // Each operation says which types it takes.
  app.addContentTypeParser('*', (_request, _body, done) => done(null, OTHER_TYPE))
  app.register(multipart)
}

/** The parameters in a body, whatever its form, and the file where it has one. On an error nothing of it is left behind. */
export async function readBody(
  request: FastifyRequest,
  reception: Reception,
): Promise<{ body: RawParams; file?: UploadedFile; stream?: BodyStream }> {
  const { bodyTypes } = reception.operation
  try {
    if (bodyTypes) return { body: {}, stream: streamOf(request, bodyTypes) }
    if (request.isMultipart()) return await readMultipart(request, reception)
    if (request.body === undefined) return { body: {} }
    if (request.body !== JSON_TYPE && request.body !== FORM_TYPE)
      throw unsupported('JSON, a form, or multipart/form-data')
    return { body: await readParams(request, reception) }
  } catch (error) {
    // The rest goes nowhere, but it is taken: clients that send all of it before they read would wait for ever.
    request.raw.unpipe()
    request.raw.resume()
    throw (error as { code?: string }).code === 'ECONNRESET' ? invalid('The body is cut off') : error
  }
}

const unsupported = (types: string) => invalid(`Unsupported content type: send ${types}`)

/** The body as it comes in, whoever reads it. */
function streamOf(request: FastifyRequest, types: readonly string[]): BodyStream {
  const [type = '', ...params] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((text) => text.trim())
  if (!types.includes(type)) throw unsupported(types.join(' or '))
  const charset = params.find((param) => param.startsWith('charset='))
  if (charset && !/^charset="?utf-?8"?$/.test(charset)) throw unsupported('UTF-8')
  return { type, bytes: request.raw.iterator({ destroyOnReturn: false }) }
}

async function readParams(request: FastifyRequest, reception: Reception): Promise<RawParams> {
  const { takesFile, api } = reception.operation
  const bounds = request.body === JSON_TYPE ? new JsonBounds(maxValues(reception)) : undefined
  const text = await readText(
    // Whoever is refused is to read why.
    request.raw.iterator({ destroyOnReturn: false }),
    takesFile ? MAX_BYTES_WITH_FILE : MAX_BYTES[api],
    reception.isKnown,
    reception,
    (bytes) => bounds?.take(bytes),
  )
  const params = bounds ? await parseObject(request, text) : parseForm(text)
  // All but the file is signed, compared, and told again.
  if (takesFile && text.length > MAX_PARAM_BYTES && !isSmall({ ...params, file: undefined })) {
    throw new AppError('too_large', `All parameters but file have at most ${MAX_PARAM_BYTES} bytes together`)
  }
  return params
}

async function parseObject(request: FastifyRequest, text: string): Promise<RawParams> {
  const body = text === '' ? {} : ((await parseJson(request, text)) ?? {})
  if (typeof body !== 'object' || Array.isArray(body)) throw invalid('The JSON body must be an object')
  return body as RawParams
}

const isSmall = (params: RawParams): boolean => JSON.stringify(params).length <= MAX_PARAM_BYTES
