import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Checkups } from '../actions/run-checkup.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { Allowance, type Share } from './allowance.ts'
import { isSignedSoFar } from './auth.ts'
import type { Background } from './background.ts'
import { baseUrlOf } from './base-url.ts'
import { readBody } from './body.ts'
import { type Identity, identifyByHeader, identifyByParams } from './caller.ts'
import { allowPages, OPEN_TO_PAGES } from './cors.ts'
import { partOf } from './file-part.ts'
import { headerText, rateLimitHeaders } from './headers.ts'
import { API_ROOTS, ignoredParams, type Operation, type UploadedFile } from './operation.ts'
import { mergeParams, paramsReader, type RawParams } from './params.ts'
import { answerOfReading, type ReadingQuestion, type ReadingReply } from './reading.ts'
import type { RequestLog } from './request-log.ts'
import type { ChangeStreams } from './streams.ts'
import { loggablePath } from './url.ts'

/** What may be received before it is known who sends it: of browsers' uploads, and of SDKs that sign after the file. */
const MAX_UNKNOWN_FILES = 100
const MAX_UNKNOWN_FILE_BYTES = 20 * 1024 ** 3
const MAX_UNKNOWN_TEXTS = 16
const MAX_UNKNOWN_TEXT_BYTES = 200 * 1024 ** 2

export interface DispatchOptions {
  readonly library: Library
  readonly log: Logger
  readonly partialFailureStatus: 200 | 207
  /** Where people reach this server, if that isn't where requests say that they came to. */
  readonly publicUrl: string | undefined
  /** Whether transformations are for signed URLs alone, but for those that are allowed. */
  readonly strictTransformations: boolean
  readonly background: Background
  readonly streams: ChangeStreams
  readonly requestLog: RequestLog
  readonly checkups: Checkups
  readonly requestStreams: ChangeStreams
  readonly sendDue: (cloudId: number) => void
  /** Asks a thread for the answer of an operation that only reads, unless the signal says that nobody waits for it. */
  readonly askReading: (question: ReadingQuestion, signal: AbortSignal) => Promise<ReadingReply>
}

/** `{name}` becomes a parameter of one segment, `{name+}` the rest of the path; an asset ID is told by its hex digits. */
export const toRoute = (api: keyof typeof API_ROOTS, template: string): string =>
  `${API_ROOTS[api]}${template}`
    .replace('{asset_id}', ':asset_id(^[0-9a-fA-F]+$)')
    .replace(/\{(\w+)\}/g, ':$1')
    .replace(/\{\w+\+\}$/, '*')

/** Mounts operations on all their paths: body, credentials, parameters, then the operation itself. */
export function addOperations(app: FastifyInstance, options: DispatchOptions, operations: readonly Operation[]): void {
  const unknown = {
    files: new Allowance('files', MAX_UNKNOWN_FILES, MAX_UNKNOWN_FILE_BYTES),
    texts: new Allowance('large bodies', MAX_UNKNOWN_TEXTS, MAX_UNKNOWN_TEXT_BYTES),
  }
  const signable = operations
    .filter(({ api }) => api === 'upload')
    .flatMap(({ input }) => Object.keys(input.properties))
  const edge = { ...options, unknown, signable: new Set(signable) }
  for (const operation of operations) addOperation(app, edge, operation)
}

interface Edge extends DispatchOptions {
  readonly unknown: Readonly<Record<'files' | 'texts', Allowance>>
  /** Names of all parameters that the operations of the Upload API have. */
  readonly signable: ReadonlySet<string>
}

function addOperation(app: FastifyInstance, options: Edge, operation: Operation): void {
  const readInput = paramsReader<never>(operation.input)
  const { name, api, isHidden = false } = operation
  const seenAs = { kind: api, operation: name, isHidden }
  for (const template of operation.paths) {
    if (operation.anonymous) allowPages(app, toRoute(operation.api, template), operation.method)
    const restName = /\{(\w+)\+\}$/.exec(template)?.[1]
    app.route({
      method: operation.method,
      url: toRoute(operation.api, template),
      exposeHeadRoute: false,
      config: { errorStyle: operation.api, seenAs },
      ...(operation.anonymous && { onRequest: async (_, reply) => void reply.headers(OPEN_TO_PAGES) }),
      async handler(request, reply) {
        const { '*': rest, cloud_name: cloudName = '', ...named } = request.params as Record<string, string>
        const inPath = restName === undefined ? named : { ...named, [restName]: rest }
        const reader = options.library.store.read
        // Before a file is received, where that can be told.
        const part = partOf(request.headers)
        const identify = () => identifyByHeader(reader, cloudName, request, operation, options.publicUrl)
        const known = await identify()
        request.seen = known && seenBy(known)
        const query = request.query as RawParams
        const shares: Share[] = []
        const share = (of: keyof Edge['unknown']) => {
          const taken = options.unknown[of].share()
          shares.push(taken)
          return taken
        }
        let file: UploadedFile | undefined
        let handedOn = false
        try {
          const received = await readBody(request, {
            library: options.library,
            operation,
            isKnown: known !== undefined,
            isKnownBy: (before) => isSignedSoFar(reader, cloudName, mergeParams(query, before)),
            share,
          })
          file = received.file
          const params = mergeParams(query, received.body)
          const identity = known ?? (await identifyByParams(reader, cloudName, operation, params, options.signable))
          request.seen ??= seenBy(identity)
          // They may have the server fetch a file, too.
          if (identity.anonymous && operation.takesFile && shares.length === 0) share('files')
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
            ...identity,
            requestId: request.id,
            library: options.library,
            baseUrl: baseUrlOf(options.publicUrl, request),
            partialFailureStatus: options.partialFailureStatus,
            file,
            part,
            stream: received.stream,
            streams: options.streams,
            requestLog: options.requestLog,
            checkups: options.checkups,
            requestStreams: options.requestStreams,
            ifNoneMatch: request.headers['if-none-match'],
            sendDue: options.sendDue,
            isStillLetIn: () =>
              identify().then(
                () => true,
                () => false,
              ),
            lastEventId: request.headers['last-event-id'] as string | undefined,
            ignore(name: string) {
              ignored.push(name)
              tellIgnored()
            },
            later(work: () => Promise<unknown>) {
              options.background.add(request.id, work, identity.anonymous)
              handedOn = true
            },
            notificationUrl: notificationUrl(options.library, input),
          }
          await operation.beforeReading?.(call, input)
          const answer = operation.isReading?.(input)
            ? answerOfReading(await options.askReading({ operation: name, cloud: call.cloud, input }, untilGone(reply)))
            : await operation.handle(call, input)
          if (operation.api === 'admin') reply.headers(rateLimitHeaders())
          // Whoever stands between doesn't keep what was for one caller.
          reply
            .code(answer.status)
            .headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' })
          if (!operation.anonymous) reply.header('cross-origin-resource-policy', 'same-origin')
          if (answer.body instanceof Readable) {
            logWhereItBreaks(options.log, answer.body, request, reply)
            return reply.headers(answer.headers ?? {}).send(answer.body)
          }
          return reply
            .header('content-type', 'application/json; charset=utf-8')
            .headers(answer.headers ?? {})
            .send(answer.body instanceof Uint8Array ? answer.body : JSON.stringify(answer.body))
        } finally {
          if (!handedOn) await file?.blob.discard()
          for (const taken of shares) taken.giveBack()
        }
      },
    })
  }
}

/** What has begun can only be cut off: whoever reads it is told no more, so that the log has to say why. */
function logWhereItBreaks(
  log: Logger,
  body: Readable,
  { id, method, originalUrl }: FastifyRequest,
  { raw }: FastifyReply,
) {
  body.once('error', (err) => {
    const isCutOff = raw.headersSent && !raw.destroyed
    if (isCutOff) log.error({ err, id, method, path: loggablePath(originalUrl) })
  })
}

/** Aborted once the client has closed the connection. Fastify's own is as soon as the body was read. */
function untilGone({ raw }: FastifyReply): AbortSignal {
  if (raw.destroyed) return AbortSignal.abort()
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return gone.signal
}

const seenBy = ({ cloud, actor, anonymous }: Identity) => ({ cloudId: cloud.id, ...(!anonymous && { caller: actor }) })

/** Whatever has the parameter is told to that URL. */
function notificationUrl(
  { outbound }: Library,
  { notification_url: url }: { notification_url?: string },
): string | undefined {
  if (!url) return undefined
  outbound.check('notification_url', url)
  return url
}
