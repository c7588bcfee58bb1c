import type { Asset, AssetRef } from '../asset.ts'
import type { Derived } from '../derived.ts'

/** With what it is derived from. */
export interface DerivedOfAsset extends Derived {
  readonly asset: AssetRef & Pick<Asset, 'version' | 'blob'>
}

export interface DerivedPageQuery {
  readonly after?: Pick<Derived, 'createdAt' | 'id'>
  readonly limit: number
}

/** Goes with its asset: a deletion or an overwrite of that clears it. */
export interface DerivedReader {
  get(cloudId: number, id: string): Promise<Derived | undefined>
  /** Those that are there, in no order. */
  find(cloudId: number, ids: readonly string[]): Promise<DerivedOfAsset[]>
  /** Oldest first. */
  listOfAsset(cloudId: number, assetNo: number, page: DerivedPageQuery): Promise<Derived[]>
  /** Oldest first. */
  listByTransformation(cloudId: number, transformation: string, page: DerivedPageQuery): Promise<DerivedOfAsset[]>
  /** All of these assets, or those by these transformations, in no order. */
  ofAssets(cloudId: number, assetNos: readonly number[], transformations?: readonly string[]): Promise<DerivedOfAsset[]>
  /** The transformations that something is derived by, each once, by their text. */
  transformations(cloudId: number, page: { readonly after?: string; readonly limit: number }): Promise<string[]>
  /** Which of these transformations something is derived by. */
  used(cloudId: number, transformations: readonly string[]): Promise<Set<string>>
}

export interface DerivedWriter extends DerivedReader {
  put(cloudId: number, derived: Derived): Promise<void>
  /** IDs that are not there are passed over. */
  remove(cloudId: number, ids: readonly string[]): Promise<void>
}
