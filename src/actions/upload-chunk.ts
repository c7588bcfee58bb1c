import type { StagedBlob } from '../core/blobs.ts'
import {
  type Chunk,
  type ChunkedUpload,
  checkUploadId,
  isNewChunk,
  isSameChunk,
  isWhole,
  receivedBytes,
} from '../core/chunks.ts'
import type { Caller } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { getAsset } from './get-asset.ts'
import { type UploadRequest, type UploadResult, uploadAsset } from './upload-asset.ts'

export interface ReceivedChunk {
  readonly chunk: Chunk
  /** Bytes of the file that are there by now. */
  readonly bytes: number
  /** Whether that is all of them. */
  readonly whole: boolean
}

/**
 * Takes a part of a file, in whatever order they come. One that comes again is taken for what it is; one that doesn't fit
 * those that are there is refused, and they stay. The staged part is used up in any case.
 */
export async function receiveChunk(
  { chunks, limits }: Library,
  upload: ChunkedUpload,
  { start, end, total }: Omit<Chunk, 'etag'>,
  blob: StagedBlob,
): Promise<ReceivedChunk> {
  try {
    checkUploadId(upload.uploadId)
    const chunk = { start, end, total, etag: blob.etag }
    checkPartLength(chunk, blob)
    const needed = Math.max(end + 1, total ?? 0)
    if (needed > limits.maxUploadBytes) {
      throw new AppError(
        'too_large',
        `The file is larger than ${limits.maxUploadBytes} bytes, the most that one may have`,
      )
    }
    return await chunks.exclusively(upload, async (session) => {
      if (session.finished && isSameChunk(session.finished.last, chunk)) return { chunk, bytes: needed, whole: true }
      if (isNewChunk(session.chunks(), chunk)) await session.add(chunk, blob)
      const received = session.chunks()
      return { chunk, bytes: receivedBytes(received), whole: isWhole(received) }
    })
  } finally {
    // Kept ones are somewhere else by now.
    await blob.discard()
  }
}

/** A part that was cut off on its way must not be taken for all of it. */
export function checkPartLength({ start, end }: Pick<Chunk, 'start' | 'end'>, { bytes }: StagedBlob): void {
  const expected = end - start + 1
  if (bytes !== expected) {
    throw invalid(`Invalid Content-Range - it says ${expected} bytes, and the file in the body has ${bytes}`)
  }
}

/**
 * Makes an asset of chunks that are whole, and drops them. If they can't become one they are dropped as well; if the fault
 * is the server's they stay, for another try. `last` is the chunk that made them whole: repeated, it answers the same asset.
 */
export function finishChunks(
  library: Library,
  caller: Caller,
  upload: ChunkedUpload,
  last: Chunk,
  name: string,
  request: UploadRequest,
): Promise<UploadResult> {
  return library.chunks.exclusively(upload, async (session) => {
    if (session.finished && isSameChunk(session.finished.last, last)) {
      const asset = await getAsset(library.store.read, caller.cloud, { assetId: session.finished.assetId })
      return { asset, outcome: 'created' }
    }
    if (!isWhole(session.chunks()))
      throw invalid('The parts of this file were dropped meanwhile: send all of them again')
    const blob = await session.join(library.limits.maxUploadBytes)
    try {
      const result = await uploadAsset(library, caller, { blob, name }, request)
      await session.finish({ last, assetId: result.asset.assetId })
      return result
    } catch (error) {
      if (error instanceof AppError && error.code !== 'unavailable') await session.drop()
      throw error
    }
  })
}
