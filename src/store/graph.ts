import type { AssetCard } from '../core/asset.ts'
import type {
  GraphReader,
  HubQuery,
  PartQuery,
  RelatedQuery,
  Step,
  StepQuery,
  UnrelatedPage,
  UnrelatedQuery,
} from '../core/ports/graph.ts'
import type { Hop, Standing } from '../core/walk.ts'
import type { Connection } from './engine.ts'
import { CARD } from './relations.ts'
import { empty, groupsOf, join, keyList, raw, type Sql, sql } from './sql.ts'

/** Assets asked for in one statement. */
const CARDS_AT_ONCE = 500

export class GraphQueries implements GraphReader {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  async degrees(cloudId: number, assetNos: readonly number[], labels?: readonly number[]): Promise<number[]> {
    if (assetNos.length === 0) return []
    const rows = await this.#db.all<Standing>(sql`
      with r0 (no) as ${numbers(assetNos)}
      select r0.no as "no", ${degreeOf(cloudId, raw('r0.no'), labels)} as "degree" from r0`)
    const degrees = new Map(rows.map(({ no, degree }) => [no, degree]))
    return assetNos.map((no) => degrees.get(no)!)
  }

  async step(cloudId: number, assetNos: readonly number[], { labels, limit }: StepQuery): Promise<Step[]> {
    if (assetNos.length === 0) return []
    const order = keyList(
      ['integer', 'integer'],
      assetNos.map((no, i) => [i, no]),
    )
    return this.#db.all<Step>(sql`
      with r0 (place, no) as ${order}
      select ${STEP}, ${degreeOf(cloudId, raw('e.to_no'), labels)} as "degree"
      from r0 cross join relation_end e
      where e.cloud_id = ${cloudId} and e.from_no = r0.no ${underAny('e', labels)}
      order by r0.place, e.label, e.position, e.to_no limit ${limit}`)
  }

  stepFrom(cloudId: number, assetNo: number, label: number, { after, labels, limit }: PartQuery): Promise<Step[]> {
    const onward = after ? sql`and (e.position, e.to_no) > (${after.position}, ${after.to})` : empty
    return this.#db.all<Step>(sql`
      select ${STEP}, ${degreeOf(cloudId, raw('e.to_no'), labels)} as "degree" from relation_end e
      where e.cloud_id = ${cloudId} and e.from_no = ${assetNo} and e.label = ${label} ${onward}
      order by e.position, e.to_no limit ${limit}`)
  }

  async labelsOf(cloudId: number, assetNo: number): Promise<number[]> {
    const rows = await this.#db.all<{ label: number }>(sql`
      select label as "label" from relation_count where cloud_id = ${cloudId} and asset_no = ${assetNo}
      group by label having sum(n) > 0 order by label`)
    return rows.map(({ label }) => label)
  }

  async among(
    cloudId: number,
    assetNos: readonly number[],
    among: readonly number[],
    labels?: readonly number[],
  ): Promise<Hop[]> {
    if (assetNos.length === 0 || among.length === 0) return []
    return this.#db.all<Hop>(sql`
      with r0 (no) as ${numbers(assetNos)}, r1 (no) as ${numbers(among)}
      select e.from_no as "from", e.label as "label", e.to_no as "to"
      from r0 cross join relation_end e
      where e.cloud_id = ${cloudId} and e.from_no = r0.no ${underAny('e', labels)}
        and e.to_no in (select no from r1)
      order by e.from_no, e.label, e.position, e.to_no`)
  }

  async cards(cloudId: number, assetNos: readonly number[]): Promise<Map<number, AssetCard>> {
    const cards = new Map<number, AssetCard>()
    for (const group of groupsOf(assetNos, CARDS_AT_ONCE)) {
      const rows = await this.#db.all<AssetCard>(
        sql`select ${CARD} from asset where cloud_id = ${cloudId} and asset_no in (${join(group)})`,
      )
      for (const card of rows) cards.set(card.no, card)
    }
    return cards
  }

  /** A loose index scan: each step seeks the first end past those of the asset before, however many that one has. */
  async related(cloudId: number, { labels, after, look }: RelatedQuery) {
    const rows = await this.#db.all<{ no: number; isFirst: number }>(sql`
      with recursive r0 (no) as (
        select min(from_no) from relation_end where cloud_id = ${cloudId} and from_no > ${after}
        union all
        select (select min(e.from_no) from relation_end e where e.cloud_id = ${cloudId} and e.from_no > r0.no)
          from r0 where r0.no is not null)
      select r0.no as "no", case when ${isRelated(cloudId, raw('r0.no'), labels)}
        and not ${isRelated(cloudId, raw('r0.no'), labels, raw('and e.to_no < e.from_no'))} then 1 else 0 end as "isFirst"
      from r0 where r0.no is not null limit ${look}`)
    return rows.map(({ no, isFirst }) => ({ no, isFirst: isFirst === 1 }))
  }

  async unrelated(
    cloudId: number,
    { labels, before = Number.MAX_SAFE_INTEGER, look, limit }: UnrelatedQuery,
  ): Promise<UnrelatedPage> {
    const below = sql`and asset_no < ${before}`
    const [last] = await this.#db.all<{ no: number }>(sql`
      select asset_no as "no" from asset where cloud_id = ${cloudId} ${below} order by asset_no desc limit 1 offset ${look - 1}`)
    // Within a case, so that no planner makes a join of it, which would read all relations.
    const assets = await this.#db.all<AssetCard>(sql`
      select ${CARD} from asset where cloud_id = ${cloudId} ${below} ${last ? sql`and asset_no >= ${last.no}` : empty}
        and case when ${isRelated(cloudId, raw('asset.asset_no'), labels)} then 1 else 0 end = 0
      order by asset_no desc limit ${limit}`)
    const end = assets.length === limit ? assets.at(-1)!.no : last?.no
    return end === undefined ? { assets } : { assets, end }
  }

  hubs(cloudId: number, { labels, after, limit }: HubQuery): Promise<Standing[]> {
    const onward = after ? sql`and (-sum(n), asset_no) > (${-after.degree}, ${after.no})` : empty
    return this.#db.all<Standing>(sql`
      select asset_no as "no", cast(sum(n) as bigint) as "degree" from relation_count c
      where cloud_id = ${cloudId} ${underAny('c', labels)} group by asset_no having sum(n) > 0 ${onward}
      order by sum(n) desc, asset_no limit ${limit}`)
  }
}

const STEP = raw('e.from_no as "from", e.label as "label", e.position as "position", e.to_no as "to"')

const numbers = (nos: readonly number[]): Sql =>
  keyList(
    ['integer'],
    nos.map((no) => [no]),
  )

const underAny = (table: string, labels: readonly number[] | undefined): Sql =>
  labels ? sql`and ${raw(table)}.label in (${join(labels)})` : empty

/** How many relations the asset of that number has. */
export const degreeOf = (cloudId: number, no: Sql, labels?: readonly number[]): Sql =>
  sql`(select cast(coalesce(sum(c.n), 0) as bigint) from relation_count c
    where c.cloud_id = ${cloudId} and c.asset_no = ${no} ${underAny('c', labels)})`

const isRelated = (cloudId: number, no: Sql, labels: readonly number[] | undefined, more: Sql = empty): Sql =>
  sql`exists (select 1 from relation_end e where e.cloud_id = ${cloudId} and e.from_no = ${no} ${underAny('e', labels)} ${more})`
