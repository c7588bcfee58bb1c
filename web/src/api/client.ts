/** An answer of the server that is an error, in its own words: they say what was wrong and what to do. */
export class ApiError extends Error {
  readonly status: number
  /** One of the server's closed list: invalid, unauthorized, forbidden, not_found, conflict, ... or `offline`. */
  readonly code: string
  /** What else the error said. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.details = details
  }
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

interface Options {
  readonly query?: Query | undefined
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** `?a=1&b[]=x&b[]=y`, without what is undefined or empty. */
export function queryText(query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const item of value) params.append(`${name}[]`, item)
    else if (value !== undefined && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return text && `?${text}`
}

/** What tells the server that a change was asked for by the page, and not by another site that has the cookie sent along. */
export const PAGE_HEADER = { 'x-relata-page': '1' } as const

/** An answer, and the ID of the call by which the history has what it changed. */
export interface Noted<Answer> {
  readonly answer: Answer
  readonly call: string
}

/** Calls the server with the session of the page. Throws an ApiError for any answer but a good one. */
export const call = async <Answer>(method: string, path: string, options: Options = {}): Promise<Answer> =>
  (await callNoted<Answer>(method, path, options)).answer

/** As `call`, for what is to be undone. */
export async function callNoted<Answer>(
  method: string,
  path: string,
  { query, body, signal }: Options = {},
): Promise<Noted<Answer>> {
  let response: Response
  try {
    response = await fetch(path + queryText(query), {
      method,
      headers: { ...PAGE_HEADER, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError(0, 'offline', 'The server can’t be reached. Check that it runs, then try again.')
  }
  const text = await response.text()
  if (response.ok) {
    return { answer: (text ? JSON.parse(text) : undefined) as Answer, call: response.headers.get('x-request-id') ?? '' }
  }
  throw errorOf(response.status, text)
}

export function errorOf(status: number, text: string): ApiError {
  let told: { code?: string; message?: string } = {}
  try {
    told = JSON.parse(text).error ?? {}
  } catch {
    // Something between the page and the server answered.
  }
  const { code = 'internal', message = `The server answered ${status}.`, ...details } = told
  return new ApiError(status, code, message, details)
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
