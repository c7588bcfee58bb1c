import type { Readable } from 'node:stream'

/** Bytes received but not kept yet. Exactly one of `keep` and `discard` ends it. */
export interface StagedBlob {
  /** Where the bytes are on this machine, for reading what they are. */
  readonly path: string
  readonly bytes: number
  /** MD5, 32 hex digits. */
  readonly etag: string
  /** Makes them durable under a new random key of this cloud's, never overwriting anything. */
  keep(cloudId: number): Promise<string>
  discard(): Promise<void>
}

export interface ByteRange {
  /** Offset of the first byte. */
  readonly start: number
  /** Offset of the last byte, included. */
  readonly end: number
}

/** Where the bytes of assets are. Keys are opaque; what is under one never changes. */
export interface BlobStore {
  /** Streams the bytes in; on an error nothing is left behind. Throws `too_large` past `maxBytes`. */
  stage(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob>
  /** Throws `not_found` where nothing is under that key. The stream begins only once the bytes can be read. */
  open(key: string, range?: ByteRange): Promise<Readable>
  /** Where the bytes are on this machine, for programs that read files. Throws `not_found`. */
  locate(key: string): Promise<string>
  /** Keys that are not there are passed over. What was derived from a blob goes with it. */
  remove(keys: readonly string[]): Promise<void>
  /** Every key older than that many milliseconds, in groups, for the search of orphans. */
  list(olderThanMs: number): AsyncIterable<readonly string[]>
}
