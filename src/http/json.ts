import type { FastifyRequest } from 'fastify'
import { AppError, invalid } from '../core/errors.ts'
import { MAX_DEPTH } from './params.ts'

const [QUOTE, BACKSLASH, COMMA] = [...'"\\,'].map((char) => char.charCodeAt(0))
const OPENING = [...'[{'].map((char) => char.charCodeAt(0))
const CLOSING = [...']}'].map((char) => char.charCodeAt(0))

/**
 * Counts values and levels of JSON text while its bytes come in, so that none is parsed that would take long or much
 * memory: a value of two bytes takes fifty.
 */
export class JsonBounds {
  readonly #maxValues: number
  #values = 0
  #levels = 0
  #inText = false
  #escaped = false

  constructor(maxValues: number) {
    this.#maxValues = maxValues
  }

  /** Throws `invalid` for too deep a nesting, `too_large` for too many values. */
  take(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false
        else if (byte === BACKSLASH) this.#escaped = true
        else if (byte === QUOTE) this.#inText = false
      } else if (byte === QUOTE) this.#inText = true
      else if (byte === COMMA) this.#count()
      else if (OPENING.includes(byte)) {
        this.#count()
        if (++this.#levels > MAX_DEPTH) throw invalid(`The body is nested more than ${MAX_DEPTH} levels deep`)
      } else if (CLOSING.includes(byte)) this.#levels--
    }
  }

  #count(): void {
    if (++this.#values > this.#maxValues) {
      throw new AppError('too_large', `The body has more than ${this.#maxValues} values`)
    }
  }
}

/** Throws an error that says what is wrong with the text; nothing in it changes what all objects have. */
export function parseJson({ server }: FastifyRequest, text: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    server.getDefaultJsonParser('error', 'error')({} as FastifyRequest, text, (error, value) =>
      error ? reject(invalid(whatIsWrong(text))) : resolve(value),
    )
  })
}

/** With text that was refused. */
function whatIsWrong(text: string): string {
  try {
    JSON.parse(text)
    return 'A name in the body is not allowed: __proto__, or constructor with a prototype'
  } catch (error) {
    // Without the part of the body that it quotes, which may have what is nobody's business.
    return `The body is not valid JSON: ${(error as SyntaxError).message.replace(/, (?:\.\.\.)?".*$/s, '')}`
  }
}
