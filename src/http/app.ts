import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { AppError } from '../core/errors.ts'
import { randomHex32 } from '../core/ids.ts'
import { addAccountOperations } from './account/dispatch.ts'
import type { SetUpLink } from './account/set-up.ts'
import { API_OPERATIONS } from './api/operations.ts'
import { acceptBodies } from './body.ts'
import { refuseAnalysis } from './cloudinary/not-supported.ts'
import { OPERATIONS } from './cloudinary/operations.ts'
import { deliver } from './delivery.ts'
import { addOperations, type DispatchOptions } from './dispatch.ts'
import { describeError, type ErrorStyle } from './errors.ts'
import { headerText, rateLimitHeaders } from './headers.ts'
import { openApiDocument } from './openapi.ts'
import { addPage } from './page.ts'
import { RequestLog } from './request-log.ts'
import { searchByUrl } from './search-url.ts'
import { isFromPage } from './session.ts'
import { ChangeStreams } from './streams.ts'
import { canonicalUrl, loggablePath } from './url.ts'

/** A connection on which nothing moves for so long is closed. */
const IDLE_TIMEOUT_MS = 10 * 60 * 1000
/** Longer than any public ID can be, percent-encoded. */
const MAX_PARAM_LENGTH = 4096

export interface AppOptions extends Omit<DispatchOptions, 'streams' | 'requestLog' | 'requestStreams'> {
  readonly version: string
  /** Whether new work is welcome; false once the server is shutting down. */
  readonly isReady: () => boolean
  readonly setUpLink: SetUpLink
}

/** Routes have no schemas: operations check their parameters themselves. Fastify's compilers are a hundred modules to load. */
const unused = () => () => {
  throw new Error('Routes have no schemas')
}
const NO_SCHEMAS = { buildValidator: unused, buildSerializer: unused }

/** The HTTP edge: Cloudinary's APIs, delivery, health, and the one place where errors are told. */
export function createApp(options: AppOptions): FastifyInstance {
  const { library, log } = options
  const app = Fastify({
    genReqId: randomHex32,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    rewriteUrl: ({ url = '/' }) => canonicalUrl(url),
    forceCloseConnections: 'idle',
    connectionTimeout: IDLE_TIMEOUT_MS,
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void sendError(options, error, request, reply),
    clientErrorHandler: refuseConnection,
    schemaController: { compilersFactory: NO_SCHEMAS },
  })
  acceptBodies(app, [...new Set(API_OPERATIONS.flatMap(({ bodyTypes = [] }) => bodyTypes))])
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  // While the server stops, it would wait for connections that are kept for more.
  app.addHook('onSend', (_, reply, payload, done) => {
    if (!options.isReady()) reply.header('connection', 'close')
    done(null, payload)
  })
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

  const requestLog = new RequestLog()
  app.decorateRequest('seen', undefined)
  app.decorateRequest('toldError', undefined)
  app.addHook('onResponse', (request, reply, done) => {
    requestLog.add(request, reply)
    done()
  })
  const streams = new ChangeStreams(library.store)
  const requestStreams = new ChangeStreams(requestLog)
  app.addHook('preClose', async () => {
    streams.close()
    requestStreams.close()
  })
  const dispatch = { ...options, streams, requestLog, requestStreams }
  addAccountOperations(app, options)
  addOperations(app, dispatch, [...OPERATIONS, ...API_OPERATIONS])
  app.post('/v2/:cloud_name/*', refuseAnalysis)
  app.route({
    // The route for HEAD that would be added by itself says a length of 0.
    method: ['GET', 'HEAD'],
    url: '/:cloud/:resource_type(^image|video|raw$)/:type/*',
    config: { seenAs: { kind: 'delivery' } },
    handler: (request, reply) => deliver(options, request, reply),
  })
  app.get(
    '/:cloud/search/:signature/:ttl/*',
    { config: { errorStyle: 'admin', seenAs: { kind: 'admin', operation: 'search' } } },
    (request, reply) => searchByUrl(dispatch, request, reply),
  )
  let description: string | undefined
  app.get('/openapi.json', async (_, reply) => {
    description ??= JSON.stringify(openApiDocument(options.version))
    return reply.type('application/json; charset=utf-8').send(description)
  })
  app.get('/healthz', async () => ({ status: 'alive' }))
  app.get('/readyz', async () => {
    if (!options.isReady()) throw new AppError('unavailable', 'Shutting down')
    // Of nothing, but it is answered only where the disk would take a change.
    await library.store.write(async () => {})
    return { status: 'ready' }
  })
  addPage(app)
  return app
}

declare module 'fastify' {
  interface FastifyContextConfig {
    errorStyle?: ErrorStyle
  }
}

/** What isn't HTTP, or has headers past every limit, never becomes a request: it is told on the connection itself. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const message = `The request can't be read: ${error.code === 'HPE_HEADER_OVERFLOW' ? 'its headers are too large' : 'it is not valid HTTP'}`
  const body = JSON.stringify({ error: { message } })
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\n` +
      `x-cld-error: ${message}\r\nx-relata-code: invalid\r\nconnection: close\r\n\r\n${body}`,
  )
}

/** Of what no operation was found for. */
const styleOfPath = (url: string): ErrorStyle =>
  url.startsWith('/v1_1/') ? 'admin' : url.startsWith('/api/') ? 'relata' : 'plain'

function sendError({ log }: AppOptions, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // The page is told everything in one way, whichever API it calls.
  const style = isFromPage(request) ? 'relata' : (request.routeOptions?.config?.errorStyle ?? styleOfPath(request.url))
  const { status, code, message, retryAfterS, details } = describeError(error, style)
  request.toldError = message
  // What no caller can help, whoever runs the server has to know of.
  if (code === 'internal' || (error instanceof Error && code === 'unavailable' && error.cause))
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
      'x-content-type-options': 'nosniff',
      ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
    })
    .send(JSON.stringify({ error: style === 'relata' ? { code, message, ...details } : { message } }))
}
