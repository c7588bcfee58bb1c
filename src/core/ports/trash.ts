import type { AssetIdentifier } from '../asset.ts'
import type { TrashedAsset } from '../version.ts'

export interface TrashReader {
  /** The asset of that ID, or those that had this public ID when they were deleted: the last one first. */
  list(cloudId: number, identifier: AssetIdentifier, limit: number): Promise<TrashedAsset[]>
  /** All of them, those that were deleted last first. */
  recent(cloudId: number, page: TrashPageQuery): Promise<TrashedAsset[]>
  /** How many relations wait for each of these, counted up to a limit. */
  waiting(cloudId: number, assetNos: readonly number[], limit: number): Promise<Map<number, number>>
}

export interface TrashPageQuery {
  readonly after?: Pick<TrashedAsset, 'deletedAt' | 'no'>
  readonly limit: number
}

export interface TrashWriter extends TrashReader {
  /** The deleted asset of that ID; nobody else restores or purges it. */
  claim(cloudId: number, assetId: string): Promise<TrashedAsset | undefined>
  /** As `claim`: those without backups that were deleted before a time (Unix milliseconds), oldest first. */
  expired(cloudId: number, before: number, limit: number): Promise<TrashedAsset[]>
  add(cloudId: number, assets: readonly TrashedAsset[]): Promise<void>
  /** Writes anew what is kept of a claimed one, but for its names. */
  replace(cloudId: number, asset: TrashedAsset): Promise<void>
  /** Takes them out of the trash: their relations must come back or be dropped in the same transaction. */
  remove(cloudId: number, assetNos: readonly number[]): Promise<void>
}
