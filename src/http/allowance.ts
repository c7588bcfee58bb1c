import { AppError } from '../core/errors.ts'

/** What one caller has of an allowance, until it is given back. */
export interface Share {
  /** Throws `rate_limited` where all of them have too many. */
  add(bytes: number): void
  giveBack(): void
}

/** What callers who aren't known may have under way, all of them together: a number of things, and their bytes. */
export class Allowance {
  readonly #what: string
  readonly #maxShares: number
  readonly #maxBytes: number
  #shares = 0
  #bytes = 0

  constructor(what: string, maxShares: number, maxBytes: number) {
    this.#what = what
    this.#maxShares = maxShares
    this.#maxBytes = maxBytes
  }

  /** Throws `rate_limited` where there are too many. */
  share(): Share {
    if (this.#shares >= this.#maxShares) throw this.#usedUp()
    this.#shares++
    let bytes = 0
    return {
      add: (more) => {
        if (this.#bytes + more > this.#maxBytes) throw this.#usedUp()
        this.#bytes += more
        bytes += more
      },
      giveBack: () => {
        this.#shares--
        this.#bytes -= bytes
      },
    }
  }

  #usedUp(): AppError {
    return new AppError(
      'rate_limited',
      `Too many ${this.#what} of callers who aren't known yet: try again later, or say who you are before the file (api_key, timestamp and signature as the first fields, or an Authorization header)`,
    )
  }
}
