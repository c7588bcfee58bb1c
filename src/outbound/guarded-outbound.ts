import { lookup } from 'node:dns'
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { AppError, invalid } from '../core/errors.ts'
import type { Outbound, OutboundAnswer, OutboundRequest } from '../core/outbound.ts'
import { type Addresses, allowedAddresses } from './addresses.ts'

const MAX_URL_LENGTH = 2048
/** Connections that are kept for the next request to the same host. */
const MAX_IDLE_SOCKETS = 4
const IDLE_SOCKET_MS = 3000

/** Requests to others, each of whose addresses is checked when the connection is made. */
export class GuardedOutbound implements Outbound {
  readonly #addresses: Addresses
  readonly #http: HttpAgent
  readonly #https: HttpsAgent

  /** @param allowed addresses, ranges and names that may be reached although they aren't public. */
  constructor(allowed: readonly string[]) {
    this.#addresses = allowedAddresses(allowed)
    const options = {
      keepAlive: true,
      maxFreeSockets: MAX_IDLE_SOCKETS,
      timeout: IDLE_SOCKET_MS,
      scheduling: 'lifo',
    } as const
    this.#http = new HttpAgent(options)
    this.#https = new HttpsAgent(options)
  }

  check(field: string, text: string): void {
    this.#parse(field, text)
  }

  async send({ method, url, headers, body, signal }: OutboundRequest): Promise<OutboundAnswer> {
    const target = this.#parse('url', url)
    const isHttps = target.protocol === 'https:'
    const request = (isHttps ? httpsRequest : httpRequest)(target, {
      method,
      agent: isHttps ? this.#https : this.#http,
      headers: { ...headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) },
      lookup: this.#lookup,
      signal,
    })
    const answer = await answerTo(request, body)
    return { status: answer.statusCode!, headers: answer.headers, body: answer }
  }

  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }

  #parse(field: string, text: string): URL {
    const url = text.length <= MAX_URL_LENGTH && URL.canParse(text) ? new URL(text) : undefined
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw invalid(
        `Invalid ${field} - ${JSON.stringify(text.slice(0, 300))}: expected an http or https URL of at most ${MAX_URL_LENGTH} characters`,
      )
    }
    // The parser has written addresses of any spelling (octal, hexadecimal, one number) in the common one.
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) && !this.#addresses.allows(host, host)) throw refused(host)
    return url
  }

  /** For `connect`: whatever a name stands for is checked, and nothing else is connected to. */
  readonly #lookup: LookupFunction = (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      const wrong = found?.find(({ address }) => !this.#addresses.allows(name, address))
      if (error || wrong) callback(error ?? refused(name), '', 0)
      else if (options.all) callback(null, found)
      else callback(null, found[0]!.address, found[0]!.family)
    })
  }
}

const refused = (host: string): AppError =>
  invalid(`${host} is not a public address, and so is not connected to: RELATA_FETCH_ALLOW can allow it`)

function answerTo(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', (answer) => {
      // Whoever reads the body is told on it; an error of the request after that would end the process.
      request.on('error', () => {})
      resolve(answer)
    })
    request.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error instanceof AppError
          ? error
          : new AppError('unavailable', `No answer came: ${error.code ?? error.message}`, { cause: error }),
      ),
    )
    request.end(body)
  })
}
