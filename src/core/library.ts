import type { MediaInfo, ResourceType } from './asset.ts'
import type { BlobStore, StagedBlob } from './blobs.ts'
import type { ChunkStore } from './chunks.ts'
import type { DerivedFiles, Render } from './derived.ts'
import type { FolderMode } from './folder.ts'
import type { Outbound } from './outbound.ts'
import type { Store } from './store.ts'

/** Everything that the actions work on, joined in main.ts. */
export interface Library {
  readonly store: Store
  readonly blobs: BlobStore
  readonly chunks: ChunkStore
  readonly inspect: Inspect
  readonly examine: Examine
  readonly outbound: Outbound
  readonly render: Render
  readonly derivedFiles: DerivedFiles
  readonly limits: Limits
  readonly folderMode: FolderMode
  readonly retention: Retention
  /** The API key that the server is started with (CLOUDINARY_URL): without it, it would not start again. */
  readonly givenKey: string | undefined
}

/**
 * Reads what a file is. `wanted` is the resource type that the caller named (`auto`: decide from the bytes).
 * Throws `invalid` for a file that is not what it was said to be, is damaged, or is larger in pixels than can be read.
 */
export type Inspect = (
  blob: Pick<StagedBlob, 'path' | 'bytes'>,
  wanted: ResourceType | 'auto',
  filename: string,
) => Promise<{ resourceType: ResourceType; media: MediaInfo }>

/** What can be told of an image on request; texts as they stand in the file. */
export interface Examination {
  readonly metadata: Readonly<Record<string, string>>
  readonly exif: Readonly<Record<string, string>>
  /** Each with its share in percent, most first. */
  readonly colors: readonly (readonly [hex: string, percent: number])[]
}

/** Looks into an image that was inspected before. */
export type Examine = (blob: Pick<StagedBlob, 'path'>) => Promise<Examination>

export interface Limits {
  /** Most relations of one asset; null is no limit. */
  readonly maxRelations: number | null
  /** Most bytes of one file. */
  readonly maxUploadBytes: number
}

/** What stays of files and assets that were replaced or deleted. */
export interface Retention {
  /** For how long a deleted asset without backups can be restored. */
  readonly trashMs: number
  /** Whether every upload is kept as a backup, unless it says otherwise. */
  readonly backup: boolean
}
