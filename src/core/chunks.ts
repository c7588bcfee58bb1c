import type { StagedBlob } from './blobs.ts'
import { AppError, invalid } from './errors.ts'

/** A part of a file that comes in several requests. */
export interface Chunk {
  /** Offset of the first byte. */
  readonly start: number
  /** Offset of the last byte, included. */
  readonly end: number
  /** Bytes of the whole file, where the sender knows by now. */
  readonly total: number | null
  /** MD5 of the chunk's bytes, 32 hex digits. */
  readonly etag: string
}

/** Which file a chunk is of: the sender's own name for it means nothing to another key or cloud. */
export interface ChunkedUpload {
  readonly cloudId: number
  /** The API key, or the operation that was called without one. */
  readonly caller: string
  /** Whether without credentials: such uploads have limits of their own, so that they take nothing from the others. */
  readonly anonymous: boolean
  readonly uploadId: string
}

/** The asset that the chunks have become, and the chunk that made them whole: it may come once more, if its answer was lost. */
export interface FinishedUpload {
  readonly last: Chunk
  readonly assetId: string
}

/** What is known of one chunked upload, and what can be done with it while nobody else does. */
export interface ChunkSession {
  chunks(): readonly Chunk[]
  readonly finished: FinishedUpload | undefined
  /** Keeps the chunk's bytes, across restarts too. Throws `rate_limited` past the limits of a cloud. */
  add(chunk: Chunk, blob: StagedBlob): Promise<void>
  /** The whole file, from chunks that are complete. They stay. */
  join(maxBytes: number): Promise<StagedBlob>
  /** Drops the chunks, and remembers for a while what they have become. */
  finish(finished: FinishedUpload): Promise<void>
  drop(): Promise<void>
}

/** Where chunks are until their file is whole. */
export interface ChunkStore {
  exclusively<T>(upload: ChunkedUpload, work: (session: ChunkSession) => Promise<T>): Promise<T>
  /** Drops what got no chunk for so long. Answers how many files were given up. */
  sweep(olderThanMs: number): Promise<number>
}

/** Most chunks of one file: a few thousand are the largest file in chunks of the SDKs' least size, 5 MB. */
export const MAX_CHUNKS = 10_000
/** Most files of a cloud that are in parts at a time, and most bytes of them. */
export const OPEN_LIMITS = { uploads: 100, bytes: 100 * 1024 ** 3 }
export const ANONYMOUS_OPEN_LIMITS = { uploads: 20, bytes: 20 * 1024 ** 3 }

const MAX_UPLOAD_ID_LENGTH = 255

export function checkUploadId(uploadId: string | undefined): string {
  if (!uploadId || uploadId.length > MAX_UPLOAD_ID_LENGTH) {
    throw invalid(
      `A part of a file needs the header X-Unique-Upload-Id: 1 to ${MAX_UPLOAD_ID_LENGTH} characters, the same for each part and another for each file`,
    )
  }
  return uploadId
}

/** Whether a chunk is new, given those that are there. Throws `invalid` where they can't be of one file. */
export function isNewChunk(chunks: readonly Chunk[], chunk: Chunk): boolean {
  const total = totalOf(chunks)
  if (total !== null && chunk.total !== null && total !== chunk.total) {
    throw invalid(`Invalid Content-Range - the file was said to have ${total} bytes before, and now ${chunk.total}`)
  }
  const furthest = chunks.reduce((end, other) => Math.max(end, other.end), chunk.end)
  const known = total ?? chunk.total
  if (known !== null && furthest >= known) {
    throw invalid(`Invalid Content-Range - byte ${furthest} is past the end of a file of ${known} bytes`)
  }
  const overlapping = chunks.find(({ start, end }) => start <= chunk.end && chunk.start <= end)
  if (!overlapping) {
    if (chunks.length >= MAX_CHUNKS) {
      throw new AppError('too_large', `The file has more than ${MAX_CHUNKS} parts: send larger ones`)
    }
    return true
  }
  if (overlapping.start !== chunk.start || overlapping.end !== chunk.end) {
    throw invalid(
      `Invalid Content-Range - bytes ${chunk.start}-${chunk.end} overlap with ${overlapping.start}-${overlapping.end}, which were received before`,
    )
  }
  if (overlapping.etag !== chunk.etag) {
    throw invalid(
      `Invalid part - bytes ${chunk.start}-${chunk.end} were received before, with another content: use another X-Unique-Upload-Id for another file`,
    )
  }
  // The same bytes once more, and by now the sender knows how many there are.
  return total === null && chunk.total !== null
}

/** Whether the chunks are the whole file: no gap, and an end that was told. */
export function isWhole(chunks: readonly Chunk[]): boolean {
  return receivedBytes(chunks) === totalOf(chunks)
}

/** Chunks never overlap, so that their bytes add up. */
export const receivedBytes = (chunks: readonly Chunk[]): number =>
  chunks.reduce((sum, { start, end }) => sum + end - start + 1, 0)

export const isSameChunk = (a: Chunk, b: Chunk): boolean => a.start === b.start && a.end === b.end && a.etag === b.etag

const totalOf = (chunks: readonly Chunk[]): number | null =>
  chunks.reduce<number | null>((total, chunk) => total ?? chunk.total, null)
