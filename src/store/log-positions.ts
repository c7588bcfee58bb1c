import type { PositionClock } from '../core/clock.ts'
import type { Connection } from './engine.ts'
import { sql } from './sql.ts'

/**
 * Positions in the logs of clouds, in the order in which their transactions end. Where several are under way at a time,
 * whoever takes one keeps the cloud's others waiting until it has ended: it comes last in a transaction.
 */
export class LogPositions {
  readonly #db: Connection
  readonly #clock: PositionClock
  readonly #severalWriters: boolean

  constructor(db: Connection, clock: PositionClock, severalWriters: boolean) {
    this.#db = db
    this.#clock = clock
    this.#severalWriters = severalWriters
  }

  /** Nobody else takes a position in this cloud's log before this transaction ends. */
  async hold(cloudId: number): Promise<void> {
    if (!this.#severalWriters) return
    const [head] = await this.#db.all<{ position: string }>(sql`
      insert into change_head (cloud_id, position) values (${cloudId}, '')
      on conflict (cloud_id) do update set position = change_head.position returning position as "position"`)
    this.#clock.passed(head!.position)
  }

  async take(cloudId: number, count: number): Promise<string[]> {
    await this.hold(cloudId)
    const positions = Array.from({ length: count }, () => this.#clock.next())
    if (this.#severalWriters) {
      await this.#db.run(sql`
        update change_head set position = ${positions.at(-1)!} where cloud_id = ${cloudId}`)
    }
    return positions
  }
}

/** The last position that the one writer of before has issued, '' for none, so that the clock goes on from there. */
export async function lastLogged(db: Connection): Promise<string> {
  const [row] = await db.all<{ last: string | null }>(sql`
    select max(position) as "last" from (
      select (select max(position) from change where change.cloud_id = cloud.cloud_id) as position from cloud
      union all
      select max(position) as position from delivery_cursor
    ) as logs`)
  return row?.last ?? ''
}
