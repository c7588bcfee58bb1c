import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { AppError } from '../core/errors.ts'
import { randomHex32 } from '../core/ids.ts'
import type { Library } from '../core/library.ts'
import { authenticate } from './auth.ts'
import { OPERATIONS } from './cloudinary/operations.ts'
import { deliver } from './delivery.ts'
import { describeError, type ErrorStyle } from './errors.ts'
import { HOME_PAGE } from './home.ts'
import { readMultipart } from './multipart.ts'
import { openApiDocument } from './openapi.ts'
import { ignoredParams, type Operation, type UploadedFile } from './operation.ts'
import { checkDepth, mergeParams, paramsReader, parseForm, type RawParams } from './params.ts'
import { canonicalUrl, loggablePath } from './url.ts'

/** A JSON or form body of anything but an upload, which may carry a file in a data URI. */
const MAX_BODY_BYTES = 1024 * 1024
const MAX_UPLOAD_BODY_BYTES = 96 * 1024 * 1024
/** Longer than any public ID can be, percent-encoded. */
const MAX_PARAM_LENGTH = 4096

export interface AppOptions {
  readonly library: Library
  readonly log: Logger
  readonly version: string
  readonly partialFailureStatus: 200 | 207
  /** Where people reach this server, if that isn't where requests say that they came to. */
  readonly publicUrl: string | undefined
  /** Whether new work is welcome; false once the server is shutting down. */
  readonly isReady: () => boolean
}

/** The HTTP edge: Cloudinary's APIs, delivery, health, and the one place where errors are told. */
export function createApp(options: AppOptions): FastifyInstance {
  const { library, log } = options
  const app = Fastify({
    genReqId: randomHex32,
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    rewriteUrl: ({ url = '/' }) => canonicalUrl(url),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void sendError(options, error, request, reply),
  })
  acceptBodies(app)
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id))
  app.setErrorHandler((error, request, reply) => sendError(options, error, request, reply))
  app.setNotFoundHandler((request) => {
    throw new AppError(
      'not_found',
      `No such operation - ${request.method} ${request.url.split('?', 1)[0]}: /openapi.json lists them`,
    )
  })
  if (log.isLevelEnabled('info')) {
    app.addHook('onResponse', async (request, reply) => {
      const { method, originalUrl, id } = request
      log.info({
        method,
        path: loggablePath(originalUrl),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        id,
      })
    })
  }

  for (const operation of OPERATIONS) addOperation(app, options, operation)
  app.route({
    // The route for HEAD that would be added by itself says a length of 0.
    method: ['GET', 'HEAD'],
    url: '/:cloud/:resource_type(^image|video|raw$)/:type/*',
    handler: (request, reply) => deliver(library, request, reply),
  })
  app.get('/openapi.json', async () => openApiDocument(options.version))
  app.get('/healthz', async () => ({ status: 'alive' }))
  app.get('/readyz', async () => {
    if (!options.isReady()) throw new AppError('unavailable', 'Shutting down')
    await library.store.read.clouds.list()
    return { status: 'ready' }
  })
  app.get('/', async (_, reply) =>
    reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      })
      .send(HOME_PAGE),
  )
  return app
}

/** JSON, forms and multipart, on every method: SDKs send bodies with GET and DELETE, and JSON types with no body at all. */
function acceptBodies(app: FastifyInstance): void {
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parseJson(request, body as string, done)
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: unknown, body: string) => parseForm(body),
  )
  app.register(multipart)
}

/** `{name}` becomes a parameter of one segment, `{name+}` the rest of the path; an asset ID is told by its hex digits. */
const toRoute = (template: string): string =>
  `/v1_1/:cloud_name${template}`
    .replace('{asset_id}', ':asset_id(^[0-9a-f]+$)')
    .replace(/\{(\w+)\}/g, ':$1')
    .replace(/\{\w+\+\}$/, '*')

function addOperation(app: FastifyInstance, options: AppOptions, operation: Operation): void {
  const readInput = paramsReader<never>(operation.input)
  for (const template of operation.paths) {
    const restName = /\{(\w+)\+\}$/.exec(template)?.[1]
    app.route({
      method: operation.method,
      url: toRoute(template),
      exposeHeadRoute: false,
      config: { errorStyle: operation.api },
      ...(operation.api === 'upload' && { bodyLimit: MAX_UPLOAD_BODY_BYTES }),
      async handler(request, reply) {
        const { '*': rest, cloud_name, ...named } = request.params as Record<string, string>
        const inPath = restName === undefined ? named : { ...named, [restName]: rest }
        const { body, file } = await readBody(request, options.library)
        try {
          checkDepth(body)
          const params = mergeParams(request.query as RawParams, body)
          const { store } = options.library
          const credentials = await authenticate(store.read, cloud_name!, request.headers.authorization, params)
          const raw = mergeParams(params, inPath)
          const ignored = ignoredParams(raw, operation.input)
          if (ignored.length > 0) reply.header('x-relata-ignored', headerText(ignored.join(', ')))
          const call = {
            ...credentials,
            library: options.library,
            baseUrl: options.publicUrl ?? `http://${request.host}`,
            partialFailureStatus: options.partialFailureStatus,
            file,
          }
          const answer = await operation.handle(call, await readInput(raw))
          if (operation.api === 'admin') reply.headers(rateLimitHeaders())
          return reply
            .code(answer.status)
            .header('content-type', 'application/json; charset=utf-8')
            .send(JSON.stringify(answer.body))
        } finally {
          await file?.blob.discard()
        }
      },
    })
  }
}

async function readBody(request: FastifyRequest, library: Library): Promise<{ body: RawParams; file?: UploadedFile }> {
  if (request.headers['content-range'] !== undefined) refusePartial(request.headers['content-range'])
  if (!request.isMultipart()) {
    const body = request.body ?? {}
    if (typeof body !== 'object' || Array.isArray(body))
      throw new AppError('invalid', 'The JSON body must be an object')
    return { body: body as RawParams }
  }
  const { fields, file } = await readMultipart(request, library)
  return file ? { body: fields, file } : { body: fields }
}

/** A part of a file must not be taken for the whole of it. */
function refusePartial(contentRange: string): void {
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(-?\d+|\*)$/.exec(contentRange) ?? []
  if (start !== '0' || Number(end) + 1 !== Number(total)) {
    throw new AppError('invalid', 'Chunked upload is not supported yet: send the file in one request')
  }
}

/** There is no limit; the SDKs want to read one. A new hour starts with each clock hour. */
const NO_LIMIT = '1000000'
const HOUR_MS = 60 * 60 * 1000
let reset = { at: 0, text: '' }

function rateLimitHeaders(): Record<string, string> {
  const now = Date.now()
  if (now >= reset.at) {
    const at = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS
    reset = { at, text: new Date(at).toUTCString() }
  }
  return {
    'x-featureratelimit-limit': NO_LIMIT,
    'x-featureratelimit-remaining': NO_LIMIT,
    'x-featureratelimit-reset': reset.text,
  }
}

const MAX_HEADER_LENGTH = 1000

/** What a header can carry of a text. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_HEADER_LENGTH)

declare module 'fastify' {
  interface FastifyContextConfig {
    errorStyle?: ErrorStyle
  }
}

function sendError({ log }: AppOptions, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const style = request.routeOptions?.config?.errorStyle ?? 'plain'
  const { status, code, message } = describeError(error, style)
  if (code === 'internal')
    log.error({ err: error, id: request.id, method: request.method, path: loggablePath(request.originalUrl) })
  if (style === 'admin') reply.headers(rateLimitHeaders())
  return reply
    .code(status)
    .headers({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-cld-error': headerText(message),
      'x-relata-code': code,
      'x-request-id': request.id,
    })
    .send(JSON.stringify({ error: { message } }))
}
