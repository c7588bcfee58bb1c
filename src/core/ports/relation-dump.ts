import type { AssetRef } from '../asset.ts'
import type { RelationDetails } from '../relation.ts'
import type { ListEntry, RelatedPageQuery } from './relations.ts'

/** All relations of an environment, asset by asset in the order of their names. It may read much, and runs off the main thread. */
export interface RelationDumpReader {
  /** The next assets by their names, with how many relations each has under each label. */
  assets(cloudId: number, page: { readonly after?: AssetRef; readonly limit: number }): Promise<DumpedAsset[]>
  /** All that is in these lists, list by list in the order of each. */
  lists(cloudId: number, lists: readonly ListName[]): Promise<DumpedEntry[]>
  /** A part of one list, in its order; however long that is, it reads no more. */
  part(cloudId: number, list: ListName, page: RelatedPageQuery): Promise<DumpedEntry[]>
}

/** The list that an asset has under a label. */
export interface ListName {
  readonly no: number
  readonly label: number
}

export interface DumpedAsset extends AssetRef {
  readonly no: number
  readonly counts: readonly { readonly label: number; readonly n: number }[]
}

/** A relation as the asset has it whose list it is in. */
export interface DumpedEntry extends Omit<RelationDetails, 'fromVersion' | 'toVersion'>, ListEntry {
  /** Which of the lists it is in. */
  readonly list: number
  readonly other: AssetRef
  readonly otherPosition: string
  readonly ownVersion: string | null
  readonly otherVersion: string | null
  readonly createdAt: number
}
