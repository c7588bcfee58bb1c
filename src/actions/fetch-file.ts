import { STATUS_CODES } from 'node:http'
import { pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createUnzip } from 'node:zlib'
import type { StagedBlob } from '../core/blobs.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { OutboundAnswer } from '../core/outbound.ts'

const MAX_REDIRECTS = 5

export interface FetchTimes {
  /** From the first request to the last byte, redirects and all. */
  readonly totalMs: number
  /** With not one byte coming. */
  readonly silentMs: number
}
const TIMES: FetchTimes = { totalMs: 10 * 60 * 1000, silentMs: 20 * 1000 }

/** Whether the text is meant as an address to fetch from, well-formed or not. */
export const isRemoteUrl = (text: string): boolean => /^https?:/i.test(text)

/**
 * Fetches a file by http or https. Each redirect is checked as the first address is. Throws `not_found` where there is no
 * such file, `invalid` for whatever else is wrong with the address or with what it answers.
 */
export async function fetchFile(
  { outbound, blobs, limits }: Pick<Library, 'outbound' | 'blobs' | 'limits'>,
  url: string,
  times: FetchTimes = TIMES,
): Promise<{ blob: StagedBlob; name: string }> {
  checkRemoteUrl(outbound, url)
  const patience = new Patience(url, times)
  try {
    const { status, headers, body } = await followRedirects(outbound, url, patience)
    // Whoever reads the body is told of its errors; until then nobody is.
    body.on('error', () => {})
    try {
      checkStatus(url, status)
      if (Number(headers['content-length']) > limits.maxUploadBytes) throw tooLarge(limits.maxUploadBytes)
      const bytes = decoded(url, body, headers['content-encoding'])
      return { blob: await blobs.stage(patience.watch(bytes), limits.maxUploadBytes), name: nameIn(url) }
    } finally {
      body.destroy()
    }
  } finally {
    patience.end()
  }
}

/** What can be told to be refused before anything is sent. */
export function checkRemoteUrl(outbound: Library['outbound'], url: string): void {
  outbound.check('file', url)
  const { username, password } = new URL(url)
  if (username !== '' || password !== '') {
    throw invalid('Invalid file - the URL has a user name or password: give an address that needs none')
  }
}

async function followRedirects(
  outbound: Library['outbound'],
  first: string,
  patience: Patience,
): Promise<OutboundAnswer> {
  let url = first
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await patience.send(outbound, url)
    const { location } = answer.headers
    if (![301, 302, 303, 307, 308].includes(answer.status) || typeof location !== 'string') return answer
    answer.body.on('error', () => {}).destroy()
    if (!URL.canParse(location, url)) throw failed(first, 'it redirects to what is no URL')
    url = new URL(location, url).href
    checkRemoteUrl(outbound, url)
  }
  throw failed(first, `it redirects more than ${MAX_REDIRECTS} times`)
}

function checkStatus(url: string, status: number): void {
  // In Cloudinary's words: its users look for them.
  if (status === 404 || status === 410) throw new AppError('not_found', `Resource not found - ${url}`)
  if (status !== 200) throw failed(url, `${status} ${STATUS_CODES[status] ?? ''}`.trim())
}

/** Servers were asked for the plain bytes; some have nothing but packed ones. */
function decoded(url: string, body: Readable, encoding: OutboundAnswer['headers'][string]): Readable {
  if (encoding === undefined || encoding === 'identity') return body
  if (!['br', 'gzip', 'x-gzip', 'deflate'].includes(String(encoding))) {
    throw failed(url, `its Content-Encoding ${encoding} is not understood`)
  }
  const decoder = encoding === 'br' ? createBrotliDecompress() : createUnzip()
  return pipeline(body, decoder, () => {})
}

/** The name of the file, from the path of its address. */
function nameIn(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1)!
  try {
    return decodeURIComponent(last) || 'file'
  } catch {
    return last
  }
}

const failed = (url: string, why: string): AppError => invalid(`Error in loading ${url} - ${why}`)

const tooLarge = (maxBytes: number): AppError =>
  new AppError('too_large', `The file is larger than ${maxBytes} bytes, the most that one may have`)

/** How long another server is waited for, in all and for its next byte. Its faults become the caller's to know. */
class Patience {
  readonly #url: string
  readonly #ending = new AbortController()
  readonly #total: NodeJS.Timeout
  readonly #silence: NodeJS.Timeout
  /** Why it was over. */
  #reason: string | undefined

  constructor(url: string, { totalMs, silentMs }: FetchTimes) {
    this.#url = url
    this.#total = setTimeout(() => this.#lose(`it takes longer than ${totalMs / 1000} seconds`), totalMs)
    this.#silence = setTimeout(() => this.#lose(`nothing came for ${silentMs / 1000} seconds`), silentMs)
  }

  async send(outbound: Library['outbound'], url: string): Promise<OutboundAnswer> {
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Relata' }
    try {
      return await outbound.send({ method: 'GET', url, headers, signal: this.#ending.signal })
    } catch (error) {
      throw error instanceof AppError && error.code !== 'unavailable' ? error : this.#failed(error)
    } finally {
      this.#silence.refresh()
    }
  }

  async *watch(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of bytes) {
        this.#silence.refresh()
        yield chunk
      }
    } catch (error) {
      throw this.#failed(error)
    }
  }

  end(): void {
    clearTimeout(this.#total)
    clearTimeout(this.#silence)
  }

  #lose(reason: string): void {
    this.#reason = reason
    this.#ending.abort()
  }

  #failed(error: unknown): AppError {
    return failed(this.#url, this.#reason ?? (error as Error).message)
  }
}
