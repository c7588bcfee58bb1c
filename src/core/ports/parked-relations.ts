import type { Relation, TurnedKind } from '../relation.ts'

/** A relation as it was by its kind, and as it is by another one, unless there was one by that already. */
export interface Rekinded {
  readonly before: Relation
  readonly after?: Relation
}

/** Relations of deleted assets, which come back with them. */
export interface ParkedRelationWriter {
  /** Takes all relations of these assets, which are in the trash, from every other side, and keeps them. */
  park(cloudId: number, assetNos: readonly number[]): Promise<void>
  /**
   * Brings back the relations of an asset that was restored, each where it stood on either side. One whose other end is
   * in the trash goes on waiting for that.
   */
  bringBack(cloudId: number, assetNo: number): Promise<void>
  /**
   * Gives up to `limit` of those that wait another kind, turned round or not; one that is there already goes. Answers
   * those that it found.
   */
  rekind(cloudId: number, from: number, to: TurnedKind, limit: number): Promise<Rekinded[]>
  /** Forgets those of deleted assets that will not come back. */
  drop(cloudId: number, assetNos: readonly number[]): Promise<void>
}
