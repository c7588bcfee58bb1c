import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Reader, Store } from '../core/store.ts'
import type { Answer, Call, Operation } from './operation.ts'
import type { InputOf, ParamsSchema } from './params.ts'

/** All that an operation has of a call which only reads: so little that a thread can have it as well. */
export interface ReadingCall extends Pick<Call, 'cloud'> {
  readonly library: { readonly store: Pick<Store, 'read'> }
}

/**
 * An operation that only reads, and may answer so much that others would wait while it is put together: threads answer it
 * (src/reading-thread.ts), which find it in READINGS.
 */
export function reading<const Schema extends ParamsSchema>(
  definition: Omit<Operation, 'input' | 'handle' | 'isReading' | 'beforeReading'> & {
    readonly input: Schema
    /** Which calls read so much; left out, all. The others are answered like those of any operation. */
    readonly isReading?: (input: InputOf<Schema>) => boolean
    readonly beforeReading?: (call: Call, input: InputOf<Schema>) => Promise<void>
    readonly handle: (call: ReadingCall, input: InputOf<Schema>) => Promise<Answer>
  },
): Operation {
  return { isReading: () => true, ...definition } as unknown as Operation
}

/** What a thread is asked for: one of the readings, by its name, with parameters that were checked. */
export interface ReadingQuestion {
  readonly operation: string
  readonly cloud: Cloud
  readonly input: unknown
}

/** The JSON that is to be sent, what the caller is told instead, or what went wrong. */
export type ReadingReply =
  | { readonly status: number; readonly json: Uint8Array<ArrayBuffer> }
  | { readonly refused: Pick<AppError, 'code' | 'message' | 'retryAfterS' | 'details'> }
  | { readonly failed: unknown }

/** In the thread. Errors are told in the reply. */
export async function replyToReading(
  readings: readonly Operation[],
  read: Reader,
  { operation, cloud, input }: ReadingQuestion,
): Promise<ReadingReply> {
  try {
    const { handle } = readings.find(({ name }) => name === operation)!
    const { status, body } = await (handle as (call: ReadingCall, input: unknown) => Promise<Answer>)(
      { cloud, library: { store: { read } } },
      input,
    )
    return { status, json: new TextEncoder().encode(JSON.stringify(body)) }
  } catch (error) {
    // An error loses its class, and what it has of its own, on the way to another thread.
    if (!(error instanceof AppError)) return { failed: error }
    const { code, message, retryAfterS, details } = error
    return { refused: { code, message, retryAfterS, details } }
  }
}

/** On the main thread. Throws what was thrown in the other one. */
export function answerOfReading(reply: ReadingReply): Answer {
  if ('failed' in reply) throw reply.failed
  if ('refused' in reply) {
    const { code, message, retryAfterS, details } = reply.refused
    throw new AppError(code, message, {
      ...(retryAfterS !== undefined && { retryAfterS }),
      ...(details && { details }),
    })
  }
  return { status: reply.status, body: Buffer.from(reply.json.buffer, reply.json.byteOffset, reply.json.byteLength) }
}
