import type { VersionWriter } from '../core/ports/versions.ts'
import type { FileVersion } from '../core/version.ts'
import type { Connection } from './engine.ts'
import { groupsOf, join, raw, rowList, sql } from './sql.ts'

/** As the database has it: JSON as text. */
interface VersionRow {
  body: string
}

/** Of those of before, less is known. */
const fromRow = ({ body }: VersionRow): FileVersion => ({
  origin: null,
  color: null,
  uploadedBy: null,
  ...JSON.parse(body),
})

const ROWS_PER_STATEMENT = 500

export class VersionQueries implements VersionWriter {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  /** One index range for each asset, merged. */
  async list(cloudId: number, assetIds: readonly string[], limit: number): Promise<FileVersion[]> {
    if (assetIds.length === 0) return []
    const ranges = assetIds.map(
      (assetId, i) => sql`select * from (
        select body as "body", version as "version" from asset_version
        where cloud_id = ${cloudId} and asset_id = ${assetId} order by version desc limit ${limit}) ${raw(`r${i}`)}`,
    )
    const rows = await this.#db.all<VersionRow>(
      sql`${join(ranges, ' union all ')} order by "version" desc limit ${limit}`,
    )
    return rows.map(fromRow).sort((a, b) => a.uploadedAt - b.uploadedAt || a.version - b.version)
  }

  async find(cloudId: number, versionIds: readonly string[]): Promise<FileVersion[]> {
    if (versionIds.length === 0) return []
    const rows = await this.#db.all<VersionRow>(sql`
      select body as "body" from asset_version where cloud_id = ${cloudId} and version_id in (${join([...versionIds])})`)
    return rows.map(fromRow)
  }

  async owners(cloudId: number, assetIds: readonly string[]): Promise<Set<string>> {
    if (assetIds.length === 0) return new Set()
    const rows = await this.#db.all<{ assetId: string }>(sql`
      select distinct asset_id as "assetId" from asset_version
      where cloud_id = ${cloudId} and asset_id in (${join([...assetIds])})`)
    return new Set(rows.map(({ assetId }) => assetId))
  }

  async bytes(cloudId: number, assetIds: readonly string[]): Promise<Map<string, number>> {
    if (assetIds.length === 0) return new Map()
    const rows = await this.#db.all<{ assetId: string; bytes: number }>(sql`
      select asset_id as "assetId", cast(sum(bytes) as bigint) as "bytes" from asset_version
      where cloud_id = ${cloudId} and asset_id in (${join([...assetIds])}) group by asset_id`)
    return new Map(rows.map(({ assetId, bytes }) => [assetId, bytes]))
  }

  async backups(cloudId: number, blobs: readonly string[]): Promise<Set<string>> {
    if (blobs.length === 0) return new Set()
    const rows = await this.#db.all<{ blob: string }>(
      sql`select blob as "blob" from asset_version where cloud_id = ${cloudId} and blob in (${join([...blobs])})`,
    )
    return new Set(rows.map(({ blob }) => blob))
  }

  async add(cloudId: number, versions: readonly FileVersion[]): Promise<void> {
    for (const group of groupsOf(versions, ROWS_PER_STATEMENT)) {
      const rows = group.map((file) => [
        ...[cloudId, file.assetId, file.version, file.versionId, file.blob, file.bytes],
        JSON.stringify(file),
      ])
      await this.#db.run(sql`
        insert into asset_version (cloud_id, asset_id, version, version_id, blob, bytes, body) ${rowList(rows)}`)
    }
  }

  async remove(cloudId: number, assetId: string, versionIds: readonly string[]): Promise<FileVersion[]> {
    if (versionIds.length === 0) return []
    const rows = await this.#db.all<VersionRow>(sql`
      delete from asset_version
      where cloud_id = ${cloudId} and version_id in (${join([...versionIds])}) and asset_id = ${assetId}
      returning body as "body"`)
    return rows.map(fromRow)
  }
}
