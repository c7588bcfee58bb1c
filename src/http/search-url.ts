import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiKey } from '../core/cloud.ts'
import { equalText } from '../core/equal-text.ts'
import { AppError, invalid } from '../core/errors.ts'
import { cloudByName } from './auth.ts'
import { baseUrlOf } from './base-url.ts'
import { answerSearch, searchInput } from './cloudinary/search.ts'
import type { DispatchOptions } from './dispatch.ts'
import { checkDepth, type InputOf, paramsReader, type RawParams } from './params.ts'

const MAX_TTL_S = 365 * 24 * 60 * 60

const readInput = paramsReader<InputOf<typeof searchInput>>(searchInput)

/**
 * `/CLOUD/search/SIGNATURE/TTL/QUERY[/CURSOR]`, for pages that have no secret: the query is JSON in base64, and the
 * signature is of it and the time for which its answer may be kept. Source: the SDKs' `search.to_url`.
 */
export async function searchByUrl(
  options: DispatchOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { cloud: name, signature, ttl, '*': rest } = request.params as Record<string, string>
  const { store } = options.library
  const cloud = await cloudByName(store.read, name!)
  const signed = findSigned(await store.read.clouds.keys(cloud.id), signature!, ttl!, rest!)
  const seconds = /^\d{1,9}$/.test(ttl!) ? Number(ttl) : Number.NaN
  if (!(seconds <= MAX_TTL_S)) throw invalid(`Invalid time to live - ${ttl}: expected seconds, at most ${MAX_TTL_S}`)
  const { apiKey, query, cursor } = signed
  const baseUrl = baseUrlOf(options.publicUrl, request)
  const input = await readInput({ ...readQuery(query), ...(cursor !== undefined && { next_cursor: cursor }) })
  return reply
    .headers({
      'content-type': 'application/json; charset=utf-8',
      // Its addresses are made from the request, unless they are set: then nobody else is to get them.
      'cache-control': `${options.publicUrl === undefined ? 'private' : 'public'}, max-age=${seconds}`,
      'access-control-allow-origin': '*',
    })
    .send(JSON.stringify(await answerSearch({ cloud, apiKey, baseUrl, library: options.library }, input)))
}

/** Base64 may have slashes, so only the signature tells whether what follows the last one is a cursor. */
function findSigned(keys: readonly ApiKey[], signature: string, ttl: string, rest: string) {
  const at = rest.lastIndexOf('/')
  const readings = [
    { query: rest, cursor: undefined },
    { query: rest.slice(0, Math.max(at, 0)), cursor: rest.slice(at + 1) },
  ]
  const right = readings.flatMap(({ query, cursor }) =>
    keys.flatMap((apiKey) =>
      equalText(hash('sha256', ttl + query + apiKey.secret), signature) ? [{ apiKey, query, cursor }] : [],
    ),
  )
  if (!right[0]) {
    throw new AppError(
      'unauthorized',
      'Invalid search URL signature: make the URL with to_url of an SDK, and change nothing',
    )
  }
  return right[0]
}

/** UTF-8 as most SDKs write it, or else Latin-1 as that of Node does. */
function readQuery(encoded: string): RawParams {
  const bytes = Buffer.from(encoded, 'base64')
  const utf8 = bytes.toString()
  let query: unknown
  try {
    query = JSON.parse(utf8.includes('\u{FFFD}') ? bytes.toString('latin1') : utf8)
  } catch {
    query = undefined
  }
  if (typeof query !== 'object' || query === null || Array.isArray(query))
    throw invalid('The query of a search URL must be an object, as JSON in base64')
  checkDepth(query)
  return query as RawParams
}
