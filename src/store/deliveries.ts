import type { PositionClock } from '../core/clock.ts'
import type { Attempt, Delivery, DeliverySummary, NewDelivery } from '../core/notification.ts'
import type { FollowedLog } from '../core/ports/changes.ts'
import type { DeliveryHead, DeliveryQuery, DeliveryWriter } from '../core/ports/deliveries.ts'
import type { Connection } from './engine.ts'
import type { LogPositions } from './log-positions.ts'
import { empty, groupsOf, raw, rowList, sql } from './sql.ts'

const SUMMARY = raw(`position as "position", receiver as "receiver", uri as "uri", event_type as "eventType",
  state as "state", attempts as "attempts", due_at as "dueAt", status as "status", error as "error",
  created_at as "createdAt"`)

/** Behind all positions, which are digits and letters. */
const PAST_ALL = '~'

/** Rows of one `insert`. */
const GROUP_SIZE = 100

export class DeliveryQueries implements DeliveryWriter {
  readonly #db: Connection
  readonly #clock: PositionClock
  readonly #positions: LogPositions

  constructor(db: Connection, clock: PositionClock, positions: LogPositions) {
    this.#db = db
    this.#clock = clock
    this.#positions = positions
  }

  followed(): Promise<FollowedLog[]> {
    return this.#db.all<FollowedLog>(
      sql`select cloud_id as "cloudId", position as "position" from delivery_cursor order by cloud_id`,
    )
  }

  /** Steps from receiver to receiver by the index of what is due; however much is due for one, it is one step. */
  heads(cloudId: number): Promise<DeliveryHead[]> {
    const first = (column: string) => sql`(
      select ${raw(column)} from delivery
      where cloud_id = ${cloudId} and receiver = lane.receiver and due_at is not null
      order by due_at, position limit 1)`
    return this.#db.all<DeliveryHead>(sql`
      with recursive lane (receiver) as (
        select min(receiver) from delivery where cloud_id = ${cloudId} and due_at is not null and receiver > ''
        union all
        select (select min(receiver) from delivery
          where cloud_id = ${cloudId} and due_at is not null and receiver > lane.receiver)
        from lane where lane.receiver is not null
      )
      select receiver as "receiver", ${first('position')} as "position", ${first('due_at')} as "dueAt"
      from lane where receiver is not null`)
  }

  async get(cloudId: number, position: string): Promise<Delivery | undefined> {
    const [row] = await this.#db.all<Delivery>(
      sql`select ${SUMMARY}, body as "body", answer as "answer" from delivery where cloud_id = ${cloudId} and position = ${position}`,
    )
    return row
  }

  list(cloudId: number, { state, before, limit }: DeliveryQuery): Promise<DeliverySummary[]> {
    return this.#db.all<DeliverySummary>(sql`
      select ${SUMMARY} from delivery
      where cloud_id = ${cloudId} ${state ? sql`and state = ${state}` : empty}
        and position < ${before ?? PAST_ALL} order by position desc limit ${limit}`)
  }

  follow(cloudId: number): Promise<string> {
    return follow(this.#db, this.#positions, cloudId)
  }

  async unfollow(cloudId: number): Promise<void> {
    await this.#db.run(sql`delete from delivery_cursor where cloud_id = ${cloudId}`)
  }

  async advance(cloudId: number, position: string, deliveries: readonly NewDelivery[]): Promise<void> {
    const now = Date.now()
    for (const group of groupsOf(deliveries, GROUP_SIZE)) {
      const rows = group.map(({ receiver, uri, eventType, body }) => [
        ...[cloudId, this.#clock.next(), receiver, uri, eventType, body, 'pending', 0, now, now],
      ])
      await this.#db.run(sql`
        insert into delivery
          (cloud_id, position, receiver, uri, event_type, body, state, attempts, due_at, created_at)
        ${rowList(rows)}`)
    }
    await this.#db.run(sql`update delivery_cursor set position = ${position} where cloud_id = ${cloudId}`)
  }

  async attempted(cloudId: number, position: string, { uri, state, dueAt, ...told }: Attempt): Promise<void> {
    const { status, error, answer } = told
    await this.#db.run(sql`
      update delivery set uri = ${uri}, state = ${state}, attempts = attempts + 1, due_at = ${dueAt},
        status = ${status}, error = ${error}, answer = ${answer}
      where cloud_id = ${cloudId} and position = ${position}`)
  }

  async resend(cloudId: number, position: string): Promise<void> {
    await this.#db.run(sql`
      update delivery set state = 'pending', attempts = 0, due_at = ${Date.now()}
      where cloud_id = ${cloudId} and position = ${position}`)
  }

  sweep(cloudId: number, settledBefore: string, pendingBefore: string, limit: number): Promise<number> {
    return this.#db.run(sql`
      delete from delivery where cloud_id = ${cloudId} and (due_at is null or position < ${pendingBefore})
        and position <= (select max(position) from (
          select position from delivery
          where cloud_id = ${cloudId} and position < ${settledBefore}
            and (due_at is null or position < ${pendingBefore})
          order by position limit ${limit}) as oldest)`)
  }
}

/** From here on, what is logged is to be made into deliveries. */
export async function follow(db: Connection, positions: LogPositions, cloudId: number): Promise<string> {
  const [position] = await positions.take(cloudId, 1)
  await db.run(sql`
    insert into delivery_cursor (cloud_id, position) values (${cloudId}, ${position!})
    on conflict (cloud_id) do nothing`)
  return position!
}
