import type { AssetTotals } from '../core/store.ts'
import type { Connection } from './engine.ts'
import { sql } from './sql.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)

/** How much there is in an environment: what came and went each day is counted in the transaction that changes it. */
export class Totals {
  readonly #db: Connection
  /** Where this transaction counts, so that others needn't wait for it. */
  readonly #slot: number

  constructor(db: Connection, counterSlots = 1) {
    this.#db = db
    this.#slot = counterSlots === 1 ? 0 : Math.floor(Math.random() * counterSlots)
  }

  async add(cloudId: number, change: Partial<AssetTotals>): Promise<void> {
    const { assets = 0, bytes = 0, derived = 0 } = change
    if (assets === 0 && bytes === 0 && derived === 0) return
    await this.#db.run(sql`
      insert into asset_total (cloud_id, day, slot, assets, bytes, derived)
      values (${cloudId}, ${dayOf(Date.now())}, ${this.#slot}, ${assets}, ${bytes}, ${derived})
      on conflict (cloud_id, day, slot) do update set assets = asset_total.assets + excluded.assets,
        bytes = asset_total.bytes + excluded.bytes, derived = asset_total.derived + excluded.derived`)
  }

  async at(cloudId: number, ms: number): Promise<AssetTotals> {
    const [row] = await this.#db.all<AssetTotals>(sql`
      select cast(coalesce(sum(assets), 0) as bigint) as "assets", cast(coalesce(sum(bytes), 0) as bigint) as "bytes",
        cast(coalesce(sum(derived), 0) as bigint) as "derived"
      from asset_total where cloud_id = ${cloudId} and day <= ${dayOf(ms)}`)
    return row!
  }
}
