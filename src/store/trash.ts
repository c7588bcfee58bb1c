import type { AssetIdentifier } from '../core/asset.ts'
import type { TrashWriter } from '../core/store.ts'
import type { TrashedAsset } from '../core/version.ts'
import type { Connection, RowLocks } from './engine.ts'
import { groupsOf, join, lockedBy, rowList, sql } from './sql.ts'

/** As the database has it: the whole asset as JSON, beside what it is found by. */
interface TrashRow {
  body: string
}

/** Those of before files were asked for their origin have none. */
const fromRow = ({ body }: TrashRow): TrashedAsset => ({ origin: null, ...JSON.parse(body) })

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
