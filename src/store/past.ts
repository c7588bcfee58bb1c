import type { NamedAsset, PastReader } from '../core/ports/past.ts'
import type { Relation } from '../core/relation.ts'
import type { Connection } from './engine.ts'
import { RELATION, type StoredRelation, seenFrom } from './relation-columns.ts'
import { A_OF_END } from './relations.ts'
import { groupsOf, join, sql } from './sql.ts'

const NAMES_AT_ONCE = 1000

export class PastQueries implements PastReader {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  async relations(cloudId: number, assetNo: number, limit: number): Promise<Relation[]> {
    const rows = await this.#db.all<StoredRelation>(sql`
      with e (from_no, label, to_no) as (
        select from_no, label, to_no from relation_end where cloud_id = ${cloudId} and from_no = ${assetNo}
        union all
        select from_no, label, to_no from parked_end where cloud_id = ${cloudId} and from_no = ${assetNo}
        union all
        select from_no, label, to_no from parked_end where cloud_id = ${cloudId} and to_no = ${assetNo}
        limit ${limit}
      )
      select ${RELATION} from e
      join relation r on r.cloud_id = ${cloudId} and r.kind = e.label / 2
        and r.a_no = ${A_OF_END} and r.b_no = e.from_no + e.to_no - ${A_OF_END}`)
    return rows.map((row) => seenFrom(assetNo, row))
  }

  async names(cloudId: number, assetNos: readonly number[]): Promise<Map<number, NamedAsset>> {
    const named = new Map<number, NamedAsset>()
    for (const group of groupsOf(assetNos, NAMES_AT_ONCE)) {
      for (const [isDeleted, table] of [
        [true, sql`deleted_asset`],
        [false, sql`asset`],
      ] as const) {
        const rows = await this.#db.all<Omit<NamedAsset, 'isDeleted'>>(sql`
          select asset_no as "no", asset_id as "assetId", resource_type as "resourceType", type as "type",
            public_id as "publicId"
          from ${table} where cloud_id = ${cloudId} and asset_no in (${join([...group])})`)
        for (const row of rows) named.set(row.no, { ...row, isDeleted })
      }
    }
    return named
  }
}
