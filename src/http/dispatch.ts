import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Credentials } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Reader } from '../core/store.ts'
import { authenticateHeader, authenticateSignature } from './auth.ts'
import type { Background } from './background.ts'
import { allowPages, OPEN_TO_PAGES } from './cors.ts'
import { partOf } from './file-part.ts'
import { headerText, rateLimitHeaders } from './headers.ts'
import { readMultipart } from './multipart.ts'
import { API_ROOTS, ignoredParams, type Operation, type UploadedFile } from './operation.ts'
import { checkDepth, mergeParams, paramsReader, type RawParams } from './params.ts'

/** An upload may carry its file in a data URI; a call of our own many relations. */
const MAX_BODY_BYTES = { upload: 96 * 1024 * 1024, relata: 8 * 1024 * 1024 }

export interface DispatchOptions {
  readonly library: Library
  readonly partialFailureStatus: 200 | 207
  /** Where people reach this server, if that isn't where requests say that they came to. */
  readonly publicUrl: string | undefined
  /** Whether transformations are for signed URLs alone, but for those that are allowed. */
  readonly strictTransformations: boolean
  readonly background: Background
}

/** `{name}` becomes a parameter of one segment, `{name+}` the rest of the path; an asset ID is told by its hex digits. */
const toRoute = (api: Operation['api'], template: string): string =>
  `${API_ROOTS[api]}${template}`
    .replace('{asset_id}', ':asset_id(^[0-9a-fA-F]+$)')
    .replace(/\{(\w+)\}/g, ':$1')
    .replace(/\{\w+\+\}$/, '*')

/** Mounts an operation on each of its paths: body, credentials, parameters, then the operation itself. */
export function addOperation(app: FastifyInstance, options: DispatchOptions, operation: Operation): void {
  const readInput = paramsReader<never>(operation.input)
  for (const template of operation.paths) {
    if (operation.anonymous) allowPages(app, toRoute(operation.api, template), operation.method)
    const restName = /\{(\w+)\+\}$/.exec(template)?.[1]
    app.route({
      method: operation.method,
      url: toRoute(operation.api, template),
      exposeHeadRoute: false,
      config: { errorStyle: operation.api },
      ...(operation.api !== 'admin' && { bodyLimit: MAX_BODY_BYTES[operation.api] }),
      ...(operation.anonymous && { onRequest: async (_, reply) => void reply.headers(OPEN_TO_PAGES) }),
      async handler(request, reply) {
        const { '*': rest, cloud_name, ...named } = request.params as Record<string, string>
        const inPath = restName === undefined ? named : { ...named, [restName]: rest }
        const { authorization } = request.headers
        const reader = options.library.store.read
        // Before a file is received, where that can be told.
        const part = partOf(request.headers)
        const known = authorization && (await authenticateHeader(reader, cloud_name!, authorization))
        const { body, file } = await readBody(request, options.library)
        let handedOn = false
        try {
          checkDepth(body)
          const params = mergeParams(request.query as RawParams, body)
          const anonymous =
            !known && params.signature === undefined && (await operation.anonymous?.(reader, cloud_name!, params))
          const credentials = known || anonymous || (await bySignature(reader, cloud_name!, request, params, operation))
          const raw = mergeParams(params, inPath)
          const ignored = ignoredParams(raw, operation.input)
          if (operation.api === 'relata' && ignored.length > 0) {
            throw invalid(`Unknown parameter - ${ignored[0]}: /openapi.json lists those of ${operation.name}`)
          }
          const tellIgnored = () => {
            if (ignored.length > 0) reply.header('x-relata-ignored', headerText(ignored.join(', ')))
          }
          tellIgnored()
          const input = await readInput(raw)
          const call = {
            ...credentials,
            actor: anonymous ? operation.name : credentials.apiKey.key,
            anonymous: Boolean(anonymous),
            requestId: request.id,
            library: options.library,
            baseUrl: options.publicUrl ?? `http://${request.host || localAddress(request)}`,
            partialFailureStatus: options.partialFailureStatus,
            file,
            part,
            ignore(name: string) {
              ignored.push(name)
              tellIgnored()
            },
            later(work: () => Promise<unknown>) {
              options.background.add(request.id, work)
              handedOn = true
            },
            notificationUrl: notificationUrl(options.library, input),
          }
          const answer = await operation.handle(call, input)
          if (operation.api === 'admin') reply.headers(rateLimitHeaders())
          reply.code(answer.status)
          if (answer.body instanceof Readable) return reply.headers(answer.headers ?? {}).send(answer.body)
          return reply
            .header('content-type', 'application/json; charset=utf-8')
            .headers(answer.headers ?? {})
            .send(JSON.stringify(answer.body))
        } finally {
          if (!handedOn) await file?.blob.discard()
        }
      },
    })
  }
}

/**
 * A signature covers parameters and not the address, so that one that was given out for an upload must not open the rest
 * of the Admin API. Signed are the addresses for which `@cloudinary/asset-management` has no other credentials, relations, and ping.
 */
const SIGNED = /\/(?:image|video|raw)\/upload(?:\/|$)|\/resources\/related_assets\/|\/ping$/
const SIGNED_LISTING = /\/(?:image|video|raw)\/(?:tags|context)(?:\/|$)/

function bySignature(
  reader: Reader,
  cloudName: string,
  request: FastifyRequest,
  params: RawParams,
  { api, input }: Operation,
): Promise<Credentials> {
  const path = request.url.split('?', 1)[0]!
  const isSignedListing = request.method === 'GET' && SIGNED_LISTING.test(path)
  const isTaken = api === 'upload' || (api === 'admin' && (SIGNED.test(path) || isSignedListing))
  if (params.signature !== undefined && !isTaken) {
    throw new AppError('unauthorized', 'Invalid credentials: authenticate here with your API key and secret')
  }
  return authenticateSignature(reader, cloudName, params, 'expires_at' in input.properties)
}

/** For those who don't say by which name they came: HTTP/1.0. */
const localAddress = ({ socket }: FastifyRequest): string => `${socket.localAddress}:${socket.localPort}`

/** Whatever has the parameter is told to that URL. */
function notificationUrl(
  { outbound }: Library,
  { notification_url: url }: { notification_url?: string },
): string | undefined {
  if (!url) return undefined
  outbound.check('notification_url', url)
  return url
}

async function readBody(request: FastifyRequest, library: Library): Promise<{ body: RawParams; file?: UploadedFile }> {
  if (!request.isMultipart()) {
    const body = request.body ?? {}
    if (typeof body !== 'object' || Array.isArray(body))
      throw new AppError('invalid', 'The JSON body must be an object')
    return { body: body as RawParams }
  }
  const { fields, file } = await readMultipart(request, library)
  return file ? { body: fields, file } : { body: fields }
}
