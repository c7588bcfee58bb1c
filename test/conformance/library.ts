import type { BlobStore } from '../../src/core/blobs.ts'
import type { ChunkStore } from '../../src/core/chunks.ts'
import { AppError } from '../../src/core/errors.ts'
import type { Library, Retention } from '../../src/core/library.ts'
import type { Outbound } from '../../src/core/outbound.ts'
import type { Store } from '../../src/core/store.ts'

/** For actions that keep no files: the sample assets have none. */
const noBlobs: BlobStore = {
  stage: () => Promise.reject(new AppError('internal', 'This library keeps no files')),
  open: () => Promise.reject(new AppError('not_found', 'This library keeps no files')),
  remove: async () => {},
  async *list() {},
}

/** Nobody is notified, and nothing fetched. */
const noOutbound: Outbound = {
  check() {},
  send: () => Promise.reject(new AppError('unavailable', 'This library asks nobody')),
}

const noChunks: ChunkStore = {
  exclusively: () => Promise.reject(new AppError('internal', 'This library keeps no files')),
  sweep: async () => 0,
}

/** A library around a store, with no files in it. */
export const libraryOf = (
  store: Store,
  maxRelations: number | null = null,
  retention: Retention = { trashMs: 1000 * 60 * 60, backup: false },
): Library => ({
  store,
  blobs: noBlobs,
  chunks: noChunks,
  inspect: () => Promise.reject(new AppError('internal', 'This library keeps no files')),
  outbound: noOutbound,
  limits: { maxRelations, maxUploadBytes: 0 },
  folderMode: 'dynamic',
  retention,
})
