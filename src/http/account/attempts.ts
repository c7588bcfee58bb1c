import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import { AppError, type ErrorCode } from '../../core/errors.ts'

const WINDOW_MS = 15 * 60 * 1000
/** Failures within that time: of one name from one address, of one name from wherever, from one address. */
const MAX_OF_NAME_AND_ADDRESS = 10
const MAX_OF_NAME = 100
const MAX_OF_ADDRESS = 50
/** Names and addresses that are remembered; the oldest are forgotten. */
const MAX_REMEMBERED = 20_000

const REFUSED = new Set<ErrorCode>(['unauthorized', 'forbidden'])

interface Failures {
  count: number
  readonly until: number
}

/**
 * Attempts to sign in that failed. Each counts as failed from its beginning, so that many at once are no way around it, and
 * who succeeds is forgotten. A name is held by few failures only for where they came from: nobody can shut others out.
 */
export class Attempts {
  readonly #failures = new Map<string, Failures>()

  /** Throws `rate_limited` where there were too many. */
  async limit<T>(name: string, address: string, attempt: () => Promise<T>): Promise<T> {
    const pair = JSON.stringify([name, address])
    const counted = [
      this.#of(pair, MAX_OF_NAME_AND_ADDRESS),
      this.#of(JSON.stringify([name]), MAX_OF_NAME),
      this.#of(address, MAX_OF_ADDRESS),
    ]
    for (const failures of counted) failures.count++
    try {
      const result = await attempt()
      for (const failures of counted) failures.count--
      this.#failures.delete(pair)
      return result
    } catch (error) {
      // What isn't a wrong password, a full disk say, is nobody's attempt.
      if (!(error instanceof AppError && REFUSED.has(error.code))) for (const failures of counted) failures.count--
      throw error
    }
  }

  #of(key: string, most: number): Failures {
    const now = Date.now()
    const known = this.#failures.get(key)
    if (known && known.until > now) {
      if (known.count < most) return known
      const retryAfterS = Math.ceil((known.until - now) / 1000)
      throw new AppError(
        'rate_limited',
        `Too many attempts to sign in failed: try again in ${Math.ceil(retryAfterS / 60)} minutes`,
        { retryAfterS },
      )
    }
    this.#failures.delete(key)
    if (this.#failures.size >= MAX_REMEMBERED) this.#failures.delete(this.#failures.keys().next().value!)
    const failures = { count: 0, until: now + WINDOW_MS }
    this.#failures.set(key, failures)
    return failures
  }
}

/**
 * Where a request comes from: before a proxy that is this server's, as that one says. Of IPv6 the network, of which
 * anybody has as many addresses as they like.
 */
export function addressOf(publicUrl: string | undefined, { ip, headers }: FastifyRequest): string {
  const forwarded = [headers['x-forwarded-for']].flat().join(',').split(',').at(-1)!.trim()
  const told = publicUrl !== undefined && ipaddr.isValid(forwarded) && isNear(ip) ? forwarded : ip
  if (!ipaddr.isValid(told)) return told
  const address = ipaddr.process(told)
  return address.kind() === 'ipv4' ? address.toString() : address.toNormalizedString().split(':').slice(0, 4).join(':')
}

/** Where proxies of one's own are. */
const NEAR = new Set(['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'])
const isNear = (ip: string): boolean => ipaddr.isValid(ip) && NEAR.has(ipaddr.process(ip).range())
