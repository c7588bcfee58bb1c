import type { AssetIdentifier } from '../core/asset.ts'
import type { TrashPageQuery, TrashWriter } from '../core/ports/trash.ts'
import type { TrashedAsset } from '../core/version.ts'
import type { Connection, RowLocks } from './engine.ts'
import { empty, groupsOf, join, keyList, lockedBy, raw, rowList, sql } from './sql.ts'

/** As the database has it: the whole asset as JSON, beside what it is found by. */
interface TrashRow {
  body: string
}

/** Of those of before, less is known. */
const fromRow = ({ body }: TrashRow): TrashedAsset => ({
  origin: null,
  color: null,
  uploadedBy: null,
  ...JSON.parse(body),
})

const ROWS_PER_STATEMENT = 500

export class TrashQueries implements TrashWriter {
  readonly #db: Connection
  readonly #locks: RowLocks

  constructor(db: Connection, locks: RowLocks) {
    this.#db = db
    this.#locks = locks
  }

  async list(cloudId: number, identifier: AssetIdentifier, limit: number): Promise<TrashedAsset[]> {
    const condition =
      'assetId' in identifier
        ? sql`asset_id = ${identifier.assetId}`
        : sql`resource_type = ${identifier.resourceType} and type = ${identifier.type}
            and public_id = ${identifier.publicId}`
    const rows = await this.#db.all<TrashRow>(sql`
      select body as "body" from deleted_asset where cloud_id = ${cloudId} and ${condition}
      order by deleted_at desc, asset_no desc limit ${limit}`)
    return rows.map(fromRow)
  }

  /** One range for those with backups and one for the others, merged. */
  async recent(cloudId: number, { after, limit }: TrashPageQuery): Promise<TrashedAsset[]> {
    const before = after ? sql`and (deleted_at, asset_no) < (${after.deletedAt}, ${after.no})` : empty
    const ranges = [0, 1].map(
      (isBackedUp, i) => sql`select * from (
        select body as "body", deleted_at as "at", asset_no as "no" from deleted_asset
        where cloud_id = ${cloudId} and is_backed_up = ${isBackedUp} ${before}
        order by deleted_at desc, asset_no desc limit ${limit}) ${raw(`r${i}`)}`,
    )
    const rows = await this.#db.all<TrashRow>(
      sql`${join(ranges, ' union all ')} order by "at" desc, "no" desc limit ${limit}`,
    )
    return rows.map(fromRow)
  }

  async waiting(cloudId: number, assetNos: readonly number[], limit: number): Promise<Map<number, number>> {
    if (assetNos.length === 0) return new Map()
    const counted = (side: 'from_no' | 'to_no') => sql`(select count(*) from (
      select 1 from parked_end p where p.cloud_id = ${cloudId} and p.${raw(side)} = r0.no limit ${limit}) r1)`
    const nos = keyList(
      ['integer'],
      assetNos.map((no) => [no]),
    )
    const rows = await this.#db.all<{ no: number; n: number }>(sql`
      with r0 (no) as ${nos} select r0.no as "no", ${counted('from_no')} + ${counted('to_no')} as "n" from r0`)
    return new Map(rows.map(({ no, n }) => [no, Math.min(n, limit)]))
  }

  async expired(cloudId: number, before: number, limit: number): Promise<TrashedAsset[]> {
    const rows = await this.#db.all<TrashRow>(sql`
      select body as "body" from deleted_asset
      where cloud_id = ${cloudId} and is_backed_up = 0 and deleted_at < ${before}
      order by deleted_at, asset_no limit ${limit} ${this.#locks.claim}`)
    return rows.map(fromRow)
  }

  async claim(cloudId: number, assetId: string): Promise<TrashedAsset | undefined> {
    const [row] = await this.#db.all<TrashRow>(sql`
      select body as "body" from deleted_asset where cloud_id = ${cloudId} and asset_id = ${assetId}
      ${lockedBy('asset_no', this.#locks.claim)}`)
    return row && fromRow(row)
  }

  async add(cloudId: number, assets: readonly TrashedAsset[]): Promise<void> {
    for (const group of groupsOf(assets, ROWS_PER_STATEMENT)) {
      const rows = group.map((asset) => [
        ...[cloudId, asset.no, asset.assetId, asset.resourceType, asset.type, asset.publicId, asset.blob],
        ...[asset.isBackedUp ? 1 : 0, asset.deletedAt, JSON.stringify(asset)],
      ])
      await this.#db.run(sql`
        insert into deleted_asset
          (cloud_id, asset_no, asset_id, resource_type, type, public_id, blob, is_backed_up, deleted_at, body)
        ${rowList(rows)}`)
    }
  }

  async replace(cloudId: number, asset: TrashedAsset): Promise<void> {
    await this.#db.run(sql`
      update deleted_asset
      set blob = ${asset.blob}, is_backed_up = ${asset.isBackedUp ? 1 : 0}, body = ${JSON.stringify(asset)}
      where cloud_id = ${cloudId} and asset_no = ${asset.no}`)
  }

  async remove(cloudId: number, assetNos: readonly number[]): Promise<void> {
    if (assetNos.length === 0) return
    await this.#db.run(
      sql`delete from deleted_asset where cloud_id = ${cloudId} and asset_no in (${join([...assetNos])})`,
    )
  }
}
