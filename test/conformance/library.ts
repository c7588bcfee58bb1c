import type { BlobStore } from '../../src/core/blobs.ts'
import type { ChunkStore } from '../../src/core/chunks.ts'
import type { DerivedFiles } from '../../src/core/derived.ts'
import { AppError } from '../../src/core/errors.ts'
import type { Library, Retention } from '../../src/core/library.ts'
import type { Outbound } from '../../src/core/outbound.ts'
import type { Store } from '../../src/core/store.ts'

const noFiles = () => Promise.reject(new AppError('internal', 'This library keeps no files'))

/** For actions that keep no files: the sample assets have none. */
const noBlobs: BlobStore = {
  stage: noFiles,
  open: noFiles,
  locate: noFiles,
  remove: async () => {},
  async *list() {},
}

/** Nobody is notified, and nothing fetched. */
const noOutbound: Outbound = {
  check() {},
  send: () => Promise.reject(new AppError('unavailable', 'This library asks nobody')),
}

const noChunks: ChunkStore = {
  exclusively: noFiles,
  sweep: async () => 0,
}

const noDerivedFiles: DerivedFiles = {
  has: async () => false,
  open: noFiles,
  make: noFiles,
  removeAll: async () => {},
  remove: async () => {},
  trim: async () => [],
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
  outbound: noOutbound,
  inspect: noFiles,
  examine: noFiles,
  render: noFiles,
  derivedFiles: noDerivedFiles,
  limits: { maxRelations, maxUploadBytes: 0 },
  folderMode: 'dynamic',
  retention,
  givenKey: undefined,
})
