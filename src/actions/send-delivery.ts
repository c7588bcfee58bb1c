import type { Readable } from 'node:stream'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Attempt, Delivery, NotificationWords, Trigger } from '../core/notification.ts'

/** How long a receiver may take to answer. */
const TIME_LIMIT_MS = 10_000
/** Past it the connection is cut. */
const MAX_ANSWER_BYTES = 64 * 1024
/** So much of it is kept, as far as it comes within so long: the next one to be sent waits for it. */
const MAX_KEPT_BYTES = 2000
const ANSWER_WAIT_MS = 1000
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
  readonly answer?: string
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
    const { status } = answer
    const told = { status, answer: await beginningOf(answer.body) }
    return status >= 200 && status < 300 ? told : { ...told, error: `It answered ${status}` }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { error: timeLimit.aborted ? `No answer came within ${TIME_LIMIT_MS / 1000} seconds` : error.message }
  }
}

/** All of it is read, so that the connection can be used again, but not beyond the time limit. */
function beginningOf(body: Readable): Promise<string> {
  return new Promise((resolve) => {
    const kept: Buffer[] = []
    let bytes = 0
    const tell = () => {
      clearTimeout(timer)
      // A NUL is nothing that every database keeps.
      resolve(Buffer.concat(kept).toString().replaceAll('\0', '').slice(0, MAX_KEPT_BYTES))
    }
    const timer = setTimeout(tell, ANSWER_WAIT_MS)
    body.on('error', tell)
    body.on('close', tell)
    body.on('data', (chunk: Buffer) => {
      if (bytes < MAX_KEPT_BYTES) kept.push(chunk.subarray(0, MAX_KEPT_BYTES - bytes))
      bytes += chunk.length
      if (bytes >= MAX_KEPT_BYTES) tell()
      if (bytes > MAX_ANSWER_BYTES) body.destroy()
    })
  })
}

function attemptOf(
  { attempts }: Delivery,
  {
    status = null,
    error = null,
    answer = null,
    isFinal,
  }: Partial<Pick<Attempt, 'status' | 'error' | 'answer'>> & Pick<Outcome, 'isFinal'>,
  retryDelaysMs: readonly number[],
): Omit<Attempt, 'uri'> {
  if (error === null) return { state: 'delivered', dueAt: null, status, error, answer }
  const delay = isFinal ? undefined : retryDelaysMs[attempts]
  if (delay === undefined) return { state: 'failed', dueAt: null, status, error, answer }
  return {
    state: 'pending',
    dueAt: Date.now() + Math.round(delay * (1 + JITTER * Math.random())),
    status,
    error,
    answer,
  }
}
