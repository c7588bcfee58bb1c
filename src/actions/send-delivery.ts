import type { Readable } from 'node:stream'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Attempt, Delivery, NotificationWords, Trigger } from '../core/notification.ts'

/** How long a receiver may take to answer. */
const TIME_LIMIT_MS = 10_000
/** Past it the connection is cut. */
const MAX_ANSWER_BYTES = 64 * 1024
/** By how much a delay is drawn out at random, at most, so that what failed together is not tried again together. */
const JITTER = 0.25

export interface SendOptions {
  /** Waits before the second, third, ... attempt; there are no more after the last. */
  readonly retryDelaysMs: readonly number[]
  /** Ends the attempt without a trace: it is made again later. */
  readonly signal: AbortSignal
}

/** Makes one attempt to send what waits, and notes what became of it. */
export async function sendDelivery(
  library: Library,
  words: NotificationWords,
  cloud: Cloud,
  position: string,
  options: SendOptions,
): Promise<void> {
  const { store } = library
  const delivery = await store.read.deliveries.get(cloud.id, position)
  if (!delivery || delivery.dueAt === null || delivery.dueAt > Date.now()) return
  const uri = await uriOf(library, cloud, delivery)
  const outcome =
    uri === undefined
      ? { isFinal: true, error: 'The trigger was deleted' }
      : await post(library, words, cloud, uri, delivery.body, options.signal)
  if (options.signal.aborted) return
  const attempt = attemptOf(delivery, outcome, options.retryDelaysMs)
  await store.write((tx) => tx.deliveries.attempted(cloud.id, position, { ...attempt, uri: uri ?? delivery.uri }))
}

/** A trigger's URL as it is now. */
async function uriOf({ store }: Library, cloud: Cloud, { receiver, uri }: Delivery): Promise<string | undefined> {
  if (receiver.includes(':')) return uri
  const trigger = await store.read.definitions.get<Trigger>(cloud.id, 'trigger', receiver)
  return trigger?.body.uri
}

interface Outcome {
  readonly status?: number
  /** Without one it was delivered. */
  readonly error?: string
  /** Whether another attempt would be of no use. */
  readonly isFinal?: boolean
}

async function post(
  { store, outbound }: Library,
  words: NotificationWords,
  cloud: Cloud,
  url: string,
  text: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const [apiKey] = await store.read.clouds.keys(cloud.id)
  if (!apiKey) return { error: 'There is no API key to sign it with' }
  const { headers, body } = words.signed(text, apiKey)
  const timeLimit = AbortSignal.timeout(TIME_LIMIT_MS)
  try {
    const answer = await outbound.send({
      method: 'POST',
      url,
      headers,
      body,
      signal: AbortSignal.any([signal, timeLimit]),
    })
    discard(answer.body)
    const { status } = answer
    return status >= 200 && status < 300 ? { status } : { status, error: `It answered ${status}` }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { error: timeLimit.aborted ? `No answer came within ${TIME_LIMIT_MS / 1000} seconds` : error.message }
  }
}

/** What is said is of no interest, but for that the connection can be used again after it. Not beyond the time limit. */
function discard(body: Readable): void {
  let bytes = 0
  body.on('error', () => {})
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) body.destroy()
  })
}

function attemptOf(
  { attempts }: Delivery,
  { status = null, error = null, isFinal }: { status?: number | null; error?: string | null; isFinal?: boolean },
  retryDelaysMs: readonly number[],
): Omit<Attempt, 'uri'> {
  if (error === null) return { state: 'delivered', dueAt: null, status, error }
  const delay = isFinal ? undefined : retryDelaysMs[attempts]
  if (delay === undefined) return { state: 'failed', dueAt: null, status, error }
  return { state: 'pending', dueAt: Date.now() + Math.round(delay * (1 + JITTER * Math.random())), status, error }
}
