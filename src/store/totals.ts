import type { Asset, DeliveryType, ResourceType } from '../core/asset.ts'
import type { DayTotals, LibraryTotals, TotalReader, TypeTotals } from '../core/ports/totals.ts'
import type { Connection } from './engine.ts'
import { raw, rowList, sql } from './sql.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)

const SUMS = raw(
  (['assets', 'bytes', 'derived', 'relations'] as const)
    .map((name) => `cast(coalesce(sum(${name}), 0) as bigint) as "${name}"`)
    .join(', '),
)

interface Part {
  n: number
  bytes: number
}

interface CloudChange extends Record<keyof LibraryTotals, number> {
  readonly parts: Map<string, Part>
}

/** What assets of a type, and relations of a kind, are counted under. */
export const typePart = ({ resourceType, type }: Pick<Asset, 'resourceType' | 'type'>): string =>
  `${resourceType}/${type}`
const KIND_MARK = '#'
export const kindPart = (kind: number): string => `${KIND_MARK}${kind}`

/** The same as SQL, of rows of `asset` and of `relation_end`. */
export const TYPE_PART = raw("resource_type || '/' || type")
export const KIND_PART = raw(`'${KIND_MARK}' || cast(label / 2 as text)`)
/** Which rows of `relation_end` are counted, so that each relation is once: that of its object, or of the smaller number. */
export const ONE_END = raw('(label % 2 = 1 or (label / 2 % 2 = 0 and from_no < to_no))')

/**
 * How much there is in an environment. What comes and goes in a transaction is counted by day, and by type and kind, and
 * written at its end, so that a thousand relations are one change of a total and nobody waits for it longer than that.
 */
export class Totals implements TotalReader {
  readonly #db: Connection
  /** Where this transaction counts, so that others needn't wait for it. */
  readonly #slot: number
  readonly #changes = new Map<number, CloudChange>()

  constructor(db: Connection, counterSlots = 1) {
    this.#db = db
    this.#slot = counterSlots === 1 ? 0 : Math.floor(Math.random() * counterSlots)
  }

  add(cloudId: number, change: Partial<LibraryTotals>): void {
    const { assets = 0, bytes = 0, derived = 0, relations = 0 } = change
    if (assets === 0 && bytes === 0 && derived === 0 && relations === 0) return
    const sum = this.#of(cloudId)
    sum.assets += assets
    sum.bytes += bytes
    sum.derived += derived
    sum.relations += relations
  }

  addPart(cloudId: number, name: string, n: number, bytes = 0): void {
    const { parts } = this.#of(cloudId)
    const part = parts.get(name) ?? { n: 0, bytes: 0 }
    parts.set(name, { n: part.n + n, bytes: part.bytes + bytes })
  }

  addAsset(cloudId: number, asset: Pick<Asset, 'resourceType' | 'type' | 'bytes'>, n: 1 | -1): void {
    this.add(cloudId, { assets: n, bytes: n * asset.bytes })
    this.addPart(cloudId, typePart(asset), n, n * asset.bytes)
  }

  addRelations(cloudId: number, kind: number, n: number): void {
    this.add(cloudId, { relations: n })
    this.addPart(cloudId, kindPart(kind), n)
  }

  /** Writes what was counted. */
  async flush(): Promise<void> {
    for (const [cloudId, { assets, bytes, derived, relations, parts }] of [...this.#changes].sort(
      ([a], [b]) => a - b,
    )) {
      if (assets !== 0 || bytes !== 0 || derived !== 0 || relations !== 0) {
        await this.#db.run(sql`
          insert into asset_total (cloud_id, day, slot, assets, bytes, derived, relations)
          values (${cloudId}, ${dayOf(Date.now())}, ${this.#slot}, ${assets}, ${bytes}, ${derived}, ${relations})
          on conflict (cloud_id, day, slot) do update set assets = asset_total.assets + excluded.assets,
            bytes = asset_total.bytes + excluded.bytes, derived = asset_total.derived + excluded.derived,
            relations = asset_total.relations + excluded.relations`)
      }
      const changed = [...parts].filter(([, part]) => part.n !== 0 || part.bytes !== 0)
      if (changed.length === 0) continue
      // In one order, so that two transactions can't block each other.
      const rows = changed.map(([name, part]) => [cloudId, name, this.#slot, part.n, part.bytes])
      await this.#db.run(sql`
        insert into part_total (cloud_id, part, slot, n, bytes) ${rowList(rows.sort((a, b) => (a[1]! < b[1]! ? -1 : 1)))}
        on conflict (cloud_id, part, slot) do update set n = part_total.n + excluded.n,
          bytes = part_total.bytes + excluded.bytes`)
    }
    this.#changes.clear()
  }

  async at(cloudId: number, ms: number): Promise<LibraryTotals> {
    const [row] = await this.#db.all<LibraryTotals>(
      sql`select ${SUMS} from asset_total where cloud_id = ${cloudId} and day <= ${dayOf(ms)}`,
    )
    return row!
  }

  async days(cloudId: number, since: number): Promise<DayTotals[]> {
    const rows = await this.#db.all<LibraryTotals & { day: number }>(sql`
      select day as "day", ${SUMS} from asset_total
      where cloud_id = ${cloudId} and day >= ${dayOf(since)} group by day order by day`)
    return rows.map(({ day, ...totals }) => ({ ...totals, at: day * DAY_MS }))
  }

  async byType(cloudId: number): Promise<TypeTotals[]> {
    const rows = await this.#parts(cloudId, raw('<>'))
    return rows.map(({ part, n, bytes }) => {
      const [resourceType, type] = part.split('/') as [ResourceType, DeliveryType]
      return { resourceType, type, assets: n, bytes }
    })
  }

  async byKind(cloudId: number): Promise<Map<number, number>> {
    const rows = await this.#parts(cloudId, raw('='))
    return new Map(rows.map(({ part, n }) => [Number(part.slice(KIND_MARK.length)), n]))
  }

  /** As many rows as there are types and kinds. */
  #parts(cloudId: number, isKind: ReturnType<typeof raw>): Promise<(Part & { part: string })[]> {
    return this.#db.all(sql`
      select part as "part", cast(sum(n) as bigint) as "n", cast(sum(bytes) as bigint) as "bytes" from part_total
      where cloud_id = ${cloudId} and part >= '' and substr(part, 1, 1) ${isKind} ${KIND_MARK}
      group by part having sum(n) <> 0 order by part`)
  }

  #of(cloudId: number): CloudChange {
    const known = this.#changes.get(cloudId)
    if (known) return known
    const change = { assets: 0, bytes: 0, derived: 0, relations: 0, parts: new Map<string, Part>() }
    this.#changes.set(cloudId, change)
    return change
  }
}
