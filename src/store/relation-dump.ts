import type { AssetRef, DeliveryType, ResourceType } from '../core/asset.ts'
import type { DumpedAsset, DumpedEntry, ListName, RelationDumpReader } from '../core/ports/relation-dump.ts'
import type { RelatedPageQuery } from '../core/ports/relations.ts'
import type { Connection } from './engine.ts'
import { RELATION_DETAILS, type StoredRelation } from './relation-columns.ts'
import { A_OF_END } from './relations.ts'
import { empty, keyList, raw, type Sql, sql } from './sql.ts'

export class RelationDumpQueries implements RelationDumpReader {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  async assets(
    cloudId: number,
    { after, limit }: { readonly after?: AssetRef; readonly limit: number },
  ): Promise<DumpedAsset[]> {
    const { resourceType = '', type = '', publicId = '' } = after ?? {}
    const rows = await this.#db.all<AssetRef & { no: number; label: number | null; n: number }>(sql`
      with r0 as (
        select asset_no, resource_type, type, public_id from asset
        where cloud_id = ${cloudId} and (resource_type, type, public_id) > (${resourceType}, ${type}, ${publicId})
        order by resource_type, type, public_id limit ${limit})
      select r0.asset_no as "no", r0.resource_type as "resourceType", r0.type as "type", r0.public_id as "publicId",
        c.label as "label", cast(sum(c.n) as bigint) as "n"
      from r0 left join relation_count c on c.cloud_id = ${cloudId} and c.asset_no = r0.asset_no
      group by r0.asset_no, r0.resource_type, r0.type, r0.public_id, c.label
      order by r0.resource_type, r0.type, r0.public_id, c.label`)
    const assets: (AssetRef & { no: number; counts: { label: number; n: number }[] })[] = []
    for (const { label, n, ...asset } of rows) {
      if (assets.at(-1)?.no !== asset.no) assets.push({ ...asset, counts: [] })
      if (label !== null && n > 0) assets.at(-1)!.counts.push({ label, n })
    }
    return assets
  }

  lists(cloudId: number, lists: readonly ListName[]): Promise<DumpedEntry[]> {
    return lists.length === 0 ? Promise.resolve([]) : this.#entries(cloudId, lists, empty, empty)
  }

  part(cloudId: number, list: ListName, { after, limit }: RelatedPageQuery): Promise<DumpedEntry[]> {
    const onward = after ? sql`and (e.position, e.to_no) > (${after.position}, ${after.no})` : empty
    return this.#entries(cloudId, [list], onward, sql`limit ${limit}`)
  }

  async #entries(cloudId: number, lists: readonly ListName[], onward: Sql, limit: Sql): Promise<DumpedEntry[]> {
    const places = keyList(
      ['integer', 'integer', 'integer'],
      lists.map(({ no, label }, i) => [i, no, label]),
    )
    const rows = await this.#db.all<EntryRow>(sql`
      with r0 (place, no, label) as ${places}
      select r0.place as "list", e.from_no as "own", e.to_no as "no", e.position as "position",
        asset.resource_type as "resourceType", asset.type as "type", asset.public_id as "publicId",
        ${OTHER_COLUMNS}, ${RELATION_DETAILS}
      from r0 cross join relation_end e
      join asset on asset.cloud_id = e.cloud_id and asset.asset_no = e.to_no
      join relation r on r.cloud_id = e.cloud_id and r.kind = e.label / 2
        and r.a_no = ${A_OF_END} and r.b_no = e.from_no + e.to_no - ${A_OF_END}
      where e.cloud_id = ${cloudId} and e.from_no = r0.no and e.label = r0.label ${onward}
      order by r0.place, e.position, e.to_no ${limit}`)
    return rows.map(({ own, resourceType, type, publicId, a, aVersion, bVersion, aPosition, bPosition, ...row }) => {
      const isA = a === own
      return {
        ...row,
        metadata: row.metadata === null ? null : JSON.parse(row.metadata),
        other: { resourceType, type, publicId },
        otherPosition: isA ? bPosition : aPosition,
        ownVersion: isA ? aVersion : bVersion,
        otherVersion: isA ? bVersion : aVersion,
      }
    })
  }
}

const OTHER_COLUMNS = raw('r.a_position as "aPosition", r.b_position as "bPosition", r.created_at as "createdAt"')

interface EntryRow extends Omit<StoredRelation, 'b' | 'kind'> {
  list: number
  own: number
  no: number
  position: string
  resourceType: ResourceType
  type: DeliveryType
  publicId: string
}
