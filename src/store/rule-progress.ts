import type { FollowedLog } from '../core/ports/changes.ts'
import type { RuleProgressWriter } from '../core/ports/rule-progress.ts'
import type { Connection } from './engine.ts'
import type { LogPositions } from './log-positions.ts'
import { sql } from './sql.ts'

export class RuleProgressQueries implements RuleProgressWriter {
  readonly #db: Connection
  readonly #positions: LogPositions

  constructor(db: Connection, positions: LogPositions) {
    this.#db = db
    this.#positions = positions
  }

  followed(): Promise<FollowedLog[]> {
    return this.#db.all<FollowedLog>(
      sql`select cloud_id as "cloudId", position as "position" from rule_reader order by cloud_id`,
    )
  }

  async follow(cloudId: number): Promise<void> {
    const [position] = await this.#positions.take(cloudId, 1)
    await this.#db.run(sql`
      insert into rule_reader (cloud_id, position) values (${cloudId}, ${position!})
      on conflict (cloud_id) do nothing`)
  }

  async unfollow(cloudId: number): Promise<void> {
    await this.#db.run(sql`delete from rule_reader where cloud_id = ${cloudId}`)
  }

  async advance(cloudId: number, position: string): Promise<void> {
    await this.#db.run(sql`update rule_reader set position = ${position} where cloud_id = ${cloudId}`)
  }
}
