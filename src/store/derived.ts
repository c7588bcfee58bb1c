import type { AssetRef } from '../core/asset.ts'
import type { Derived } from '../core/derived.ts'
import type { DerivedOfAsset, DerivedPageQuery, DerivedWriter } from '../core/ports/derived.ts'
import type { Connection } from './engine.ts'
import { empty, groupsOf, join, keyList, raw, type Sql, sql } from './sql.ts'
import type { Totals } from './totals.ts'

const COLUMNS = raw(
  `d.derived_id as "id", d.asset_no as "assetNo", d.transformation as "transformation", d.format as "format",
    d.width as "width", d.height as "height", d.bytes as "bytes", d.created_at as "createdAt"`,
)
const ASSET_COLUMNS = raw(
  'asset.resource_type as "resourceType", asset.type as "type", asset.public_id as "publicId", asset.version as "version", asset.blob as "blob"',
)

type WithAssetRow = Derived & AssetRef & { version: number; blob: string }

const withAsset = ({ resourceType, type, publicId, version, blob, ...derived }: WithAssetRow): DerivedOfAsset => ({
  ...derived,
  asset: { resourceType, type, publicId, version, blob },
})

const IDS_PER_STATEMENT = 500

export class DerivedQueries implements DerivedWriter {
  readonly #db: Connection
  readonly #totals: Totals

  constructor(db: Connection, totals: Totals) {
    this.#db = db
    this.#totals = totals
  }

  async get(cloudId: number, id: string): Promise<Derived | undefined> {
    const [row] = await this.#db.all<Derived>(
      sql`select ${COLUMNS} from derived d where d.cloud_id = ${cloudId} and d.derived_id = ${id}`,
    )
    return row
  }

  async find(cloudId: number, ids: readonly string[]): Promise<DerivedOfAsset[]> {
    const found: DerivedOfAsset[] = []
    for (const group of groupsOf(ids, IDS_PER_STATEMENT))
      found.push(...(await this.#selectWithAsset(sql`d.cloud_id = ${cloudId} and d.derived_id in (${join(group)})`)))
    return found
  }

  async listOfAsset(cloudId: number, assetNo: number, page: DerivedPageQuery): Promise<Derived[]> {
    return this.#db.all<Derived>(sql`
      select ${COLUMNS} from derived d where d.cloud_id = ${cloudId} and d.asset_no = ${assetNo} ${past(page)}
      order by d.created_at, d.derived_id limit ${page.limit}`)
  }

  listByTransformation(cloudId: number, transformation: string, page: DerivedPageQuery): Promise<DerivedOfAsset[]> {
    return this.#selectWithAsset(
      sql`d.cloud_id = ${cloudId} and d.transformation = ${transformation} ${past(page)}
        order by d.created_at, d.derived_id limit ${page.limit}`,
    )
  }

  async ofAssets(
    cloudId: number,
    assetNos: readonly number[],
    transformations?: readonly string[],
  ): Promise<DerivedOfAsset[]> {
    const found: DerivedOfAsset[] = []
    if (transformations?.length === 0) return found
    const which = transformations ? sql`and d.transformation in (${join(transformations)})` : empty
    for (const group of groupsOf(assetNos, IDS_PER_STATEMENT))
      found.push(
        ...(await this.#selectWithAsset(sql`d.cloud_id = ${cloudId} and d.asset_no in (${join(group)}) ${which}`)),
      )
    return found
  }

  /** Jumps from each to the next: an index look-up for each that is answered, however often it was used. */
  async transformations(
    cloudId: number,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Promise<string[]> {
    const rows = await this.#db.all<{ name: string }>(sql`
      with recursive r0 (name, n) as (
        select (select min(transformation) from derived where cloud_id = ${cloudId} and transformation > ${after}), 1
        union all
        select (select min(transformation) from derived where cloud_id = ${cloudId} and transformation > r0.name), r0.n + 1
        from r0 where r0.name is not null and r0.n < ${limit}
      ) select name as "name" from r0 where name is not null`)
    return rows.map(({ name }) => name)
  }

  async used(cloudId: number, transformations: readonly string[]): Promise<Set<string>> {
    if (transformations.length === 0) return new Set()
    const names = keyList(
      ['text'],
      transformations.map((name) => [name]),
    )
    const rows = await this.#db.all<{ name: string }>(sql`
      with r0 (name) as ${names} select r0.name as "name" from r0 where exists (
        select 1 from derived where cloud_id = ${cloudId} and transformation = r0.name)`)
    return new Set(rows.map(({ name }) => name))
  }

  async put(cloudId: number, derived: Derived): Promise<void> {
    const { id, assetNo, transformation, format, width, height, bytes, createdAt } = derived
    const added = await this.#db.run(sql`
      insert into derived
        (cloud_id, derived_id, asset_no, transformation, format, width, height, bytes, created_at)
      values (${cloudId}, ${id}, ${assetNo}, ${transformation}, ${format}, ${width}, ${height}, ${bytes}, ${createdAt})
      on conflict (cloud_id, derived_id) do nothing`)
    if (added > 0) this.#totals.add(cloudId, { derived: 1 })
    await this.#db.run(sql`
      update derived set bytes = ${bytes}, created_at = ${createdAt} where cloud_id = ${cloudId} and derived_id = ${id}`)
  }

  async remove(cloudId: number, ids: readonly string[]): Promise<void> {
    for (const group of groupsOf(ids, IDS_PER_STATEMENT))
      await this.#remove(cloudId, sql`derived_id in (${join(group)})`)
  }

  /** What was derived from these assets is theirs no more. */
  async clear(cloudId: number, assetNos: readonly number[]): Promise<void> {
    for (const group of groupsOf(assetNos, IDS_PER_STATEMENT))
      await this.#remove(cloudId, sql`asset_no in (${join(group)})`)
  }

  async #remove(cloudId: number, which: Sql): Promise<void> {
    const removed = await this.#db.run(sql`delete from derived where cloud_id = ${cloudId} and ${which}`)
    this.#totals.add(cloudId, { derived: -removed })
  }

  async #selectWithAsset(where: Sql): Promise<DerivedOfAsset[]> {
    const rows = await this.#db.all<WithAssetRow>(sql`
      select ${COLUMNS}, ${ASSET_COLUMNS} from derived d
      join asset on asset.cloud_id = d.cloud_id and asset.asset_no = d.asset_no where ${where}`)
    return rows.map(withAsset)
  }
}

const past = ({ after }: DerivedPageQuery): Sql =>
  after ? sql`and (d.created_at, d.derived_id) > (${after.createdAt}, ${after.id})` : empty
