import type { Asset, AssetIdentifier, AssetKey, DeliveryType, ResourceType } from '../asset.ts'

/** What a listing asks for. Cost grows with `limit`, not with the library. */
export interface AssetQuery {
  readonly resourceTypes: readonly ResourceType[]
  readonly types: readonly DeliveryType[]
  /** Only public IDs that begin with this; the order is then that of the public IDs, by their bytes. */
  readonly prefix?: string
  /** Only assets with this term (core/terms.ts). */
  readonly term?: string
  /** Only assets created at this time or later, in Unix milliseconds; not together with a prefix. */
  readonly since?: number
  /** Without a prefix the order is that of creation: newest first, or oldest first. */
  readonly direction: 'asc' | 'desc'
  /** Where the page before ended: what `AssetPage.end` was. */
  readonly after?: readonly (string | number)[]
  readonly limit: number
}

export interface TermQuery {
  /** What the terms begin with. */
  readonly prefix: string
  /** Without it, of any. */
  readonly resourceType?: ResourceType
  /** The term after which the page begins. */
  readonly after?: string
  readonly limit: number
}

/** An asset as this transaction claimed it, and as it is to be. */
export interface AssetReplacement {
  readonly before: Asset
  readonly after: Asset
}

export interface FolderMove {
  readonly from: string
  readonly to: string
  /** Unix milliseconds. */
  readonly updatedAt: number
}

export interface AssetPage {
  readonly assets: Asset[]
  /** Where this page ends, if more follow. */
  readonly end?: readonly (string | number)[]
}

export interface AssetReader {
  /** One result for each identifier, in their order. */
  find(cloudId: number, identifiers: readonly AssetIdentifier[]): Promise<(Asset | undefined)[]>
  list(cloudId: number, query: AssetQuery): Promise<AssetPage>
  /** The distinct terms that assets have, by their bytes. Cost grows with the terms passed, not with their assets. */
  terms(cloudId: number, query: TermQuery): Promise<string[]>
  /** Which of these blobs belong to an asset, a deleted one that can be restored, or a backup. */
  blobsInUse(cloudId: number, keys: readonly string[]): Promise<Set<string>>
  /** How many assets have a term, counted up to a limit. */
  countTerm(cloudId: number, term: string, limit: number): Promise<number>
  /** Which of these terms any asset has. */
  termsInUse(cloudId: number, terms: readonly string[]): Promise<Set<string>>
}

export interface AssetWriter extends AssetReader {
  /** One result for each; nobody deletes what was found before this transaction ends. Comes before relating and unrelating. */
  hold(cloudId: number, identifiers: readonly AssetIdentifier[]): Promise<(AssetKey | undefined)[]>
  /** As `find`; nobody else changes, deletes or relates what was found. Comes before `replace` and `remove`. */
  claim(cloudId: number, identifiers: readonly AssetIdentifier[]): Promise<(Asset | undefined)[]>
  /** Makes the asset's folder too, and those that it is in. */
  insert(cloudId: number, asset: Asset): Promise<void>
  /** Writes every column anew. `before` is the asset as this transaction claimed it. */
  replace(cloudId: number, before: Asset, after: Asset): Promise<void>
  /** As `replace`, in a few statements for all of them. None may get the name of another one. */
  replaceAll(cloudId: number, replacements: readonly AssetReplacement[]): Promise<void>
  /**
   * Puts up to `limit` assets that are in a folder, not in those below it, into another one, which is there; their public
   * IDs stay. Answers how many, 0 once none is left.
   */
  moveFolder(cloudId: number, move: FolderMove, limit: number): Promise<number>
  /** Removes the rows alone: their relations must be parked or cleared in the same transaction. */
  remove(cloudId: number, assets: readonly Asset[]): Promise<void>
}
