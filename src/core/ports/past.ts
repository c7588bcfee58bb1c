import type { AssetKey } from '../asset.ts'
import type { Relation } from '../relation.ts'

/** An asset by all its names. */
export type NamedAsset = AssetKey & { readonly isDeleted: boolean }

/** What the past is told from; may read much, off the main thread. */
export interface PastReader {
  /** All relations of an asset, those too that wait for a deleted one, in no order; up to `limit`. */
  relations(cloudId: number, assetNo: number, limit: number): Promise<Relation[]>
  /** Of these assets those that are there, and those in the trash. */
  names(cloudId: number, assetNos: readonly number[]): Promise<Map<number, NamedAsset>>
}
