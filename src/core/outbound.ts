import type { Readable } from 'node:stream'

export interface OutboundRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Ends the request, and the receiving of its answer, at any time. */
  readonly signal: AbortSignal
}

export interface OutboundAnswer {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Must be read to its end or destroyed. */
  readonly body: Readable
}

/** Requests of this server's to others. Addresses that aren't public are refused, but for those that a setting allows. */
export interface Outbound {
  /** Throws `invalid` for what is no http or https URL, or can be told to be refused without looking its name up. */
  check(field: string, url: string): void
  /**
   * Answers a redirect as any other status and follows none: whoever follows one sends another request, which is checked
   * anew. Throws `invalid` for an address that is refused, `unavailable` where no answer came.
   */
  send(request: OutboundRequest): Promise<OutboundAnswer>
}
