import type { Change, LoggedChange } from '../core/change.ts'
import type { PositionClock } from '../core/clock.ts'
import type { Caller } from '../core/cloud.ts'
import type { ChangeWriter } from '../core/store.ts'
import { follow } from './deliveries.ts'
import type { Connection } from './engine.ts'
import { empty, sql } from './sql.ts'

/** As the database has it: JSON as text. */
type ChangeRow = Pick<LoggedChange, 'position' | 'at' | 'actor' | 'requestId'> & { body: string }

export class ChangeQueries implements ChangeWriter {
  readonly #db: Connection
  readonly #clock: PositionClock
  /** How many were logged through this. */
  logged = 0

  constructor(db: Connection, clock: PositionClock) {
    this.#db = db
    this.#clock = clock
  }

  async list(
    cloudId: number,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<LoggedChange[]> {
    const rows = await this.#db.all<ChangeRow>(sql`
      select position as "position", at as "at", actor as "actor", request_id as "requestId", body as "body" from change
      where cloud_id = ${cloudId} ${after === undefined ? empty : sql`and position > ${after}`}
      order by position limit ${limit}`)
    return rows.map(({ body, ...row }) => ({ ...JSON.parse(body), ...row }))
  }

  async add({ cloud, actor, requestId, notificationUrl }: Caller, change: Change): Promise<void> {
    this.logged++
    if (notificationUrl !== undefined) await follow(this.#db, this.#clock, cloud.id)
    const body = JSON.stringify({ ...change, notificationUrl })
    await this.#db.run(sql`
      insert into change (cloud_id, position, at, actor, request_id, body)
      values (${cloud.id}, ${this.#clock.next()}, ${Date.now()}, ${actor}, ${requestId}, ${body})`)
  }

  sweep(cloudId: number, before: string, limit: number): Promise<number> {
    return this.#db.run(sql`
      delete from change where cloud_id = ${cloudId} and position <= (select max(position) from (
        select position from change where cloud_id = ${cloudId} and position < ${before}
        order by position limit ${limit}) as oldest)`)
  }
}
