import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Operation } from './operation.ts'
import { sentToken } from './session.ts'
import { loggablePath } from './url.ts'

/** Of each environment: of programs, and as many of the library's own page. */
export const MAX_REQUESTS = 500
/** Environments with requests that are kept; of more, those go that were heard of first. */
const MAX_CLOUDS = 200
const MAX_TEXT_LENGTH = 500

export type RequestKind = Operation['api'] | 'delivery'

/** A request as whoever looks on is told of it: nothing in it opens a door. */
export interface SeenRequest {
  /** Grows with each request, across restarts too. */
  readonly no: number
  readonly requestId: string
  /** Unix milliseconds of its end. */
  readonly at: number
  readonly kind: RequestKind
  readonly method: string
  readonly path: string
  /** The operation, where one was found. */
  readonly operation: string | undefined
  readonly status: number
  readonly ms: number
  /** An API key, `user:NAME`, or nobody. */
  readonly caller: string | undefined
  readonly error: string | undefined
  /** Whether the library's own page sent it, in a browser that somebody signed in with. */
  readonly fromPage: boolean
}

/** What is said of a request while it is answered. */
export interface SeenParts {
  cloudId: number
  caller?: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who was let in where. */
    seen: SeenParts | undefined
    toldError: string | undefined
  }
  interface FastifyContextConfig {
    seenAs?: { readonly kind: RequestKind; readonly operation?: string; readonly isHidden?: boolean }
  }
}

/** The last ones of some kind. */
class Ring {
  readonly #requests: SeenRequest[] = []
  /** Where the next one goes, once there are as many as may be. */
  #next = 0

  add(seen: SeenRequest): void {
    this.#requests[this.#next] = seen
    this.#next = (this.#next + 1) % MAX_REQUESTS
  }

  after(no: number): SeenRequest[] {
    return this.#requests.filter((seen) => seen.no > no)
  }
}

interface Rings {
  readonly cloudIds: ReadonlySet<number>
  readonly programs: Ring
  /** Apart, since a look around in the library is hundreds of them. */
  readonly page: Ring
}

/**
 * The last requests of each environment, in memory. Of those that nobody was let in with, an environment has some kept
 * once somebody was: so that made-up names take no room.
 */
export class RequestLog {
  readonly #rings = new Map<string, Rings>()
  readonly #listeners = new Set<(cloudIds: ReadonlySet<number>) => void>()
  #no = Date.now()

  /** Once it is answered. */
  add(request: FastifyRequest, reply: FastifyReply): void {
    const { seenAs } = request.routeOptions.config
    if (!seenAs || seenAs.isHidden) return
    const params = request.params as { cloud_name?: string; cloud?: string }
    const rings = this.#ringsOf(params.cloud_name ?? params.cloud ?? '', request.seen)
    if (!rings) return
    const { authorization, 'sec-fetch-site': site = 'same-origin' } = request.headers
    // Other pages of the same host may show what is delivered here, and the browser sends the cookie with that as well.
    const fromPage = authorization === undefined && site === 'same-origin' && sentToken(request) !== undefined
    const seen: SeenRequest = {
      no: ++this.#no,
      requestId: request.id,
      at: Date.now(),
      kind: seenAs.kind,
      method: request.method,
      path: loggablePath(request.originalUrl).slice(0, MAX_TEXT_LENGTH),
      operation: seenAs.operation,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      caller: request.seen?.caller,
      error: request.toldError?.slice(0, MAX_TEXT_LENGTH),
      fromPage,
    }
    rings[fromPage ? 'page' : 'programs'].add(seen)
    for (const listener of this.#listeners) listener(rings.cloudIds)
  }

  /** Those after a number, oldest first. */
  list(cloudName: string, after = 0): SeenRequest[] {
    const rings = this.#rings.get(cloudName)
    if (!rings) return []
    return [...rings.programs.after(after), ...rings.page.after(after)].sort((a, b) => a.no - b.no)
  }

  /** The number of the last request of all. */
  get last(): number {
    return this.#no
  }

  /** As of a store: calls the listener with the clouds that had a request. */
  onChange(listener: (cloudIds: ReadonlySet<number>) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #ringsOf(cloudName: string, seen: SeenParts | undefined): Rings | undefined {
    const known = this.#rings.get(cloudName)
    if (known || !seen) return known
    if (this.#rings.size >= MAX_CLOUDS) {
      const [oldest] = this.#rings.keys()
      this.#rings.delete(oldest!)
    }
    const rings = { cloudIds: new Set([seen.cloudId]), programs: new Ring(), page: new Ring() }
    this.#rings.set(cloudName, rings)
    return rings
  }
}
