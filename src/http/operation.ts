import type { Checkups } from '../actions/run-checkup.ts'
import type { StagedBlob } from '../core/blobs.ts'
import type { Caller, Credentials } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { Reader } from '../core/store.ts'
import type { Access } from '../core/user.ts'
import type { FilePart } from './file-part.ts'
import type { InputOf, ParamsSchema, RawParams } from './params.ts'
import type { RequestLog } from './request-log.ts'
import type { ChangeStreams } from './streams.ts'

/** What every operation is called with, besides its input. */
export interface Call extends Credentials, Caller {
  readonly library: Library
  /** Where the caller reached this server, without a slash at the end: what delivery URLs begin with. */
  readonly baseUrl: string
  /** Status of a relation call of which some items failed. */
  readonly partialFailureStatus: 200 | 207
  /** Whether nobody signed it: `apiKey` is then one of the cloud's, and not the caller's. */
  readonly anonymous: boolean
  /** The file of a multipart body, if there was one. */
  readonly file: UploadedFile | undefined
  /** Which part of a file the body has, if it said so. */
  readonly part: FilePart | undefined
  /**
   * Does it after the answer was sent, and leaves it to that what becomes of the file. Throws `rate_limited` where too
   * much is waiting.
   */
  readonly later: (work: () => Promise<unknown>) => void
  /** The body that an operation with `bodyTypes` reads itself. */
  readonly stream: BodyStream | undefined
  /** From where a stream of events is to go on. */
  readonly lastEventId: string | undefined
  /** What the caller has of the answer already, by the tags that it came with. */
  readonly ifNoneMatch: string | undefined
  readonly streams: ChangeStreams
  readonly requestLog: RequestLog
  readonly checkups: Checkups
  readonly requestStreams: ChangeStreams
  /** Tells that something is to be sent to a receiver now. */
  readonly sendDue: (cloudId: number) => void
  /** Whether whoever called would still be let in: for answers that stay open. */
  readonly isStillLetIn: () => Promise<boolean>
  /** Tells, in a header, that a parameter has no effect on this asset. */
  readonly ignore: (name: string) => void
}

export interface BodyStream {
  /** One of the operation's `bodyTypes`. */
  readonly type: string
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface UploadedFile {
  readonly blob: StagedBlob
  readonly name: string
}

export interface Answer {
  readonly status: number
  /** Sent as JSON, but for a stream, and for bytes, which are JSON already. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Nothing but that what the caller has, by its tag, is still so. */
export const notModified = (headers: Readonly<Record<string, string>>): Answer => ({
  status: 304,
  body: undefined,
  headers,
})

export const ok = (body: unknown): Answer => ({ status: 200, body })

/**
 * Cloudinary's two APIs tell errors by different statuses, and only the Admin API has rate limit headers. Our own takes JSON
 * alone, tells errors by the statuses that HTTP has for them, and refuses parameters that it doesn't know.
 */
export const API_ROOTS = {
  admin: '/v1_1/{cloud_name}',
  upload: '/v1_1/{cloud_name}',
  relata: '/api/v1/{cloud_name}',
  account: '/api/account',
} as const

/** An endpoint as data: what the router, the validation and the OpenAPI document are all made from. */
export interface OperationDescription {
  /** Named as Cloudinary, or its SDKs, name it. */
  readonly name: string
  readonly summary: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the address of its API (`API_ROOTS`). `{name}` is one segment; `{name+}`, at the end, takes slashes too. */
  readonly paths: readonly string[]
  readonly api: keyof typeof API_ROOTS
  /** What it asks of those who are signed in with a role; left out, GET is to read and everything else to write. */
  readonly access?: Access
  /** Lets callers in that have no credentials, by whatever else they have. Throws `unauthorized` where that isn't enough. */
  readonly anonymous?: (reader: Reader, cloudName: string, params: RawParams) => Promise<Credentials>
  /** Whether requests of it are kept from the list of requests, as what looks at that would fill it. */
  readonly isHidden?: boolean
  /** Whether it deletes assets: then no signature opens it that was made for something else, as far as that can be told. */
  readonly deletes?: boolean
  /** Whether it takes a file. Where none is taken, none is received. */
  readonly takesFile?: boolean
  /** Types of bodies that it reads itself as they come in, of whatever size; parameters are then in the query alone. */
  readonly bodyTypes?: readonly string[]
  /** Parameters, from the path, the query and the body alike. */
  readonly input: ParamsSchema
  /** What is answered, where that is described. */
  readonly output?: ParamsSchema
  /** The types of what is answered, where that isn't JSON, or not always. */
  readonly answerTypes?: readonly string[]
  /** The statuses of what goes well, where that isn't 200, or not always. */
  readonly statuses?: readonly number[]
}

export interface Operation<Input = never> extends OperationDescription {
  readonly api: Exclude<keyof typeof API_ROOTS, 'account'>
  /** Whether threads answer a call: see `reading`. */
  readonly isReading?: (input: Input) => boolean
  /** What is to be written first, which the threads can't do. */
  readonly beforeReading?: (call: Call, input: Input) => Promise<void>
  readonly handle: (call: Call, input: Input) => Promise<Answer>
}

export const accessOf = ({ access, method }: OperationDescription): Access =>
  access ?? (method === 'GET' ? 'read' : 'write')

/** Lets the type of the input follow from its schema. */
export function operation<const Schema extends ParamsSchema>(
  definition: Omit<Operation, 'input' | 'handle'> & {
    readonly input: Schema
    readonly handle: (call: Call, input: InputOf<Schema>) => Promise<Answer>
  },
): Operation {
  return definition as unknown as Operation
}

/** Parameters that every operation takes: credentials, and what SDKs send along without meaning anything by it. */
const COMMON = new Set(['signature', 'timestamp', 'api_key', 'cloud_name', 'file'])

/** Names of parameters that were sent and have no effect yet, to be told in a header. */
export const ignoredParams = (raw: RawParams, schema: ParamsSchema): string[] =>
  Object.keys(raw).filter((name) => !(name in schema.properties) && !COMMON.has(name))
