import type { Readable } from 'node:stream'
import type { Asset } from './asset.ts'
import type { ByteRange } from './blobs.ts'
import type { ImageFormat, Step } from './transformation.ts'

/** A file that was made from an asset's own by a transformation. */
export interface Derived {
  /** 32 hex digits: of the file that it is made from, of the transformation and of the format. */
  readonly id: string
  readonly assetNo: number
  /** As it was asked for: a named one by its name. */
  readonly transformation: string
  readonly format: ImageFormat
  readonly width: number
  readonly height: number
  readonly bytes: number
  /** Unix milliseconds. */
  readonly createdAt: number
}

/** What became of one transformation that was asked for beforehand: what was made, or why nothing was. */
export type EagerOutcome =
  | Pick<Derived, 'id' | 'transformation' | 'format' | 'width' | 'height' | 'bytes'>
  | { readonly transformation: string; readonly failed: string }

/** What is to be made: the steps with the named ones resolved, and in which format. */
export interface Recipe {
  readonly steps: readonly Step[]
  /** `auto`: as the image is, if that's a format of pictures on pages, else png where it has transparency and jpg where not. */
  readonly format: ImageFormat | 'auto'
}

/** What was made, as a file. */
export type Rendered = Pick<Derived, 'format' | 'width' | 'height' | 'bytes'>

/** What there is to make it from. */
export interface RenderSource
  extends Pick<Asset, 'format' | 'resourceType' | 'width' | 'height' | 'pages' | 'durationMicros'> {
  /** Where the file is on this machine. */
  readonly path: string
}

/**
 * Makes an image of a file, into another. Throws `invalid` where the file or the recipe don't allow it, where it would
 * be too large or takes too long; `unavailable` where too many are waiting already.
 */
export type Render = (source: RenderSource, recipe: Recipe, output: string) => Promise<Rendered>

/**
 * Where derived files are: a cache, since each can be made anew. A file is named by the blob that it is made from, with
 * which it goes, and by its ID.
 */
export interface DerivedFiles {
  /** Whether it is there; counts as a use of it. */
  has(blob: string, id: string): Promise<boolean>
  /** Throws `not_found`. The stream begins only once the bytes can be read. */
  open(blob: string, id: string, range?: ByteRange): Promise<Readable>
  /** Keeps what `make` writes into the file at that path; on an error nothing is left behind. */
  make(blob: string, id: string, make: (path: string) => Promise<Rendered>): Promise<Rendered>
  /** All that is made from these blobs. */
  removeAll(blobs: readonly string[]): Promise<void>
  /** Those that are not there are passed over. */
  remove(files: readonly { readonly blob: string; readonly id: string }[]): Promise<void>
  /** Removes those that were not used for the longest time, where all together are larger than they may be. */
  trim(): Promise<readonly { readonly blob: string; readonly id: string }[]>
}
