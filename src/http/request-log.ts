import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Operation } from './operation.ts'
import { loggablePath } from './url.ts'

/** Of each environment. */
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

interface Ring {
  readonly cloudIds: ReadonlySet<number>
  readonly requests: SeenRequest[]
  /** Where the next one goes, once there are as many as may be. */
  next: number
}

/**
 * The last requests of each environment, in memory. Of those that nobody was let in with, an environment has some kept
 * once somebody was: so that made-up names take no room.
 */
export class RequestLog {
  readonly #rings = new Map<string, Ring>()
  readonly #listeners = new Set<(cloudIds: ReadonlySet<number>) => void>()
  #no = Date.now()

  /** Once it is answered. */
  add(request: FastifyRequest, reply: FastifyReply): void {
    const { seenAs } = request.routeOptions.config
    if (!seenAs || seenAs.isHidden) return
    const params = request.params as { cloud_name?: string; cloud?: string }
    const ring = this.#ringOf(params.cloud_name ?? params.cloud ?? '', request.seen)
    if (!ring) return
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
    }
    ring.requests[ring.next] = seen
    ring.next = (ring.next + 1) % MAX_REQUESTS
    for (const listener of this.#listeners) listener(ring.cloudIds)
  }

  /** Those after a number, oldest first. */
  list(cloudName: string, after = 0): SeenRequest[] {
    const ring = this.#rings.get(cloudName)
    if (!ring) return []
    const { requests, next } = ring
    const inOrder = requests.length < MAX_REQUESTS ? requests : [...requests.slice(next), ...requests.slice(0, next)]
    return inOrder.filter(({ no }) => no > after)
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

  #ringOf(cloudName: string, seen: SeenParts | undefined): Ring | undefined {
    const known = this.#rings.get(cloudName)
    if (known || !seen) return known
    if (this.#rings.size >= MAX_CLOUDS) {
      const [oldest] = this.#rings.keys()
      this.#rings.delete(oldest!)
    }
    const ring = { cloudIds: new Set([seen.cloudId]), requests: [], next: 0 }
    this.#rings.set(cloudName, ring)
    return ring
  }
}
