import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Share } from './allowance.ts'
import type { OperationDescription } from './operation.ts'
import type { RawParams } from './params.ts'

/** All that parameters may have, but a file among them that is text. */
export const MAX_PARAM_BYTES = 1024 * 1024

/** Values in JSON: of those who aren't known yet, several times what any operation takes that they may call. */
const MAX_VALUES = 1_000_000
const MAX_VALUES_OF_UNKNOWN = 20_000

export const maxValues = ({ isKnown }: Reception): number => (isKnown ? MAX_VALUES : MAX_VALUES_OF_UNKNOWN)

/** A request whose body is received, and what is known by then of who sent it. */
export interface Reception {
  readonly library: Library
  readonly operation: Pick<OperationDescription, 'name' | 'api' | 'takesFile' | 'bodyTypes'>
  /** Whether a header has told who it is. */
  readonly isKnown: boolean
  /** Whether the parameters that came before a file tell it. Throws where nothing that may follow makes them right. */
  isKnownBy(params: RawParams): Promise<boolean>
  /** Of what may be received of those who aren't known, until this request is answered. */
  share(of: 'files' | 'texts'): Share
}

/** Reads text as it comes in. Of those who aren't known, what is more than a few parameters takes a share. */
export async function readText(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  isKnown: boolean,
  { share }: Pick<Reception, 'share'>,
  check?: (bytes: Uint8Array) => void,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  let shared: Share | undefined
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > maxBytes) {
      throw new AppError('too_large', `The request body is too large for this operation: it takes ${maxBytes} bytes`)
    }
    if (!isKnown && bytes > MAX_PARAM_BYTES) {
      shared ??= share('texts')
      shared.add(chunk.length)
    }
    check?.(chunk)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
