import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, type ErrorCode } from '../core/errors.ts'
import { type Connection, connectionFrom } from './connection.ts'

/** Waits before each further attempt, where a repeated request does no harm. */
const RETRY_DELAYS_MS = [300, 1500, 5000]
/** Too many requests, in both APIs, and what a server or the proxy before it says while it starts anew. */
const WORTH_REPEATING = new Set([420, 429, 502, 503, 504])

const CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  420: 'rate_limited',
  429: 'rate_limited',
  503: 'unavailable',
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface RequestOptions {
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is; made anew for each attempt. */
  readonly body?: () => { readonly type: string; readonly stream: ReadableStream }
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a lost connection is tried again, since doing it twice is the same as once. */
  readonly repeatable?: boolean
  readonly signal?: AbortSignal
}

/** The one way to a server: both of its APIs over HTTP, with errors in words. */
export class Client {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Our own API, below `/api/v1/{cloud_name}`. */
  async api<Answer>(method: Method, path: string, options: RequestOptions = {}): Promise<Answer> {
    return this.#json(await this.open('/api/v1', method, path, options))
  }

  /** Cloudinary's, below `/v1_1/{cloud_name}`. */
  async cloudinary<Answer>(method: Method, path: string, options: RequestOptions = {}): Promise<Answer> {
    return this.#json(await this.open('/v1_1', method, path, options))
  }

  /** An answer that went well, to be read in whichever way. */
  async open(
    root: '/api/v1' | '/v1_1',
    method: Method,
    path: string,
    options: RequestOptions = {},
  ): Promise<Response & { readonly body: NonNullable<Response['body']> }> {
    const { url, cloudName } = this.#connection
    const address = `${url}${root}/${cloudName}${path}${queryOf(options.query)}`
    const delays = options.repeatable ? RETRY_DELAYS_MS : []
    for (let attempt = 0; ; attempt++) {
      const response = await this.#attempt(address, method, options).catch((error: unknown) => {
        if (options.signal?.aborted || attempt >= delays.length) throw this.#unreachable(error)
      })
      if (response?.ok && response.body) return response as Response & { readonly body: NonNullable<Response['body']> }
      if (response && (attempt >= delays.length || !WORTH_REPEATING.has(response.status)))
        throw await this.#refusal(response)
      await sleep(delays[attempt], undefined, { signal: options.signal })
    }
  }

  async #attempt(address: string, method: Method, { json, body, headers, signal }: RequestOptions): Promise<Response> {
    const { key, secret } = this.#connection
    const content = body?.()
    return fetch(address, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(content && { 'content-type': content.type }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(content && { body: content.stream, duplex: 'half' }),
      ...(signal && { signal }),
    })
  }

  async #json<Answer>(response: Response): Promise<Answer> {
    try {
      return (await response.json()) as Answer
    } catch (error) {
      throw error instanceof SyntaxError ? this.#stranger(response.status) : this.#unreachable(error)
    }
  }

  #stranger(status: number): AppError {
    const { url } = this.#connection
    return new AppError(
      'unavailable',
      `${url} answered ${status} and not as Relata does: is upload_prefix in CLOUDINARY_URL its address?`,
    )
  }

  #unreachable(error: unknown): Error {
    if (!(error instanceof TypeError)) return error as Error
    const { code, message } = (error.cause ?? error) as { code?: string; message: string }
    // A file that can't be read ends its request as well, and is told as what it is.
    if (code && /^(ENOENT|EACCES|EISDIR|EIO)$/.test(code)) return new AppError('invalid', message)
    return new AppError(
      'unavailable',
      `No answer from ${this.#connection.url} (${code ?? message}): is the server running, and is upload_prefix in CLOUDINARY_URL its address?`,
    )
  }

  /** What the server said was wrong, with what to do where its own words can't know that. */
  async #refusal(response: Response): Promise<AppError> {
    const { url, cloudName } = this.#connection
    const { status, headers } = response
    const text = await response.text().catch(() => '')
    if (status >= 300 && status < 400) {
      return new AppError(
        'invalid',
        `${url} redirects to ${headers.get('location')}: set upload_prefix to where it leads`,
      )
    }
    const message = errorMessage(text)
    if (message === undefined) return this.#stranger(status)
    if (status === 401) {
      return new AppError(
        'unauthorized',
        `${url} refuses the credentials for ${cloudName} (${message}): check key, secret and cloud in CLOUDINARY_URL`,
      )
    }
    if (message.startsWith('Resource not found')) {
      return new AppError('not_found', `${message}: a name alone is that of an image, others are as raw/upload/dog.srt`)
    }
    const id = status >= 500 ? ` (request ${headers.get('x-request-id')})` : ''
    return new AppError(CODES[status] ?? 'internal', message + id)
  }
}

/** The server that the environment names. */
export const connect = (): Client => new Client(connectionFrom(process.env.CLOUDINARY_URL))

function queryOf(query: RequestOptions['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const item of [value].flat()) if (item !== undefined) search.append(name, String(item))
  }
  return search.size > 0 ? `?${search}` : ''
}

function errorMessage(text: string): string | undefined {
  try {
    return JSON.parse(text).error.message
  } catch {
    return undefined
  }
}
