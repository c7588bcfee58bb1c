import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Sql } from 'sql-template-tag'
import { AppError } from '../core/errors.ts'
import type { ColumnTypes, Connection, Engine } from './engine.ts'

const MAX_ATTEMPTS = 8
/** Any number of ours: who migrates holds this advisory lock. */
const MIGRATION_LOCK = 7_235_214

/** Serialization failure, deadlock, and keys that another transaction took or removed meanwhile: run it again. */
const CONFLICTS = new Set(['40001', '40P01', '23505', '23503'])

/** PostgreSQL, over a pool that the caller makes and this closes. Counts and times come as numbers, not as text. */
export class PostgresEngine implements Engine {
  readonly reader: Connection
  readonly counterSlots = 8
  readonly ddl: ColumnTypes = { integer: 'bigint', text: 'text collate "C"', keyed: '', plain: '' }
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
    this.reader = new PostgresConnection(pool)
  }

  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(work)
      } catch (error) {
        if (!CONFLICTS.has(sqlState(error)) || attempt === MAX_ATTEMPTS) throw toAppError(error)
        await sleep(Math.random() * 5 * 2 ** attempt)
      }
    }
  }

  migration<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#attempt(work, (client) => client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]))
  }

  close(): Promise<void> {
    return this.#pool.end()
  }

  async #attempt<T>(
    work: (connection: Connection) => Promise<T>,
    first?: (client: PoolClient) => Promise<unknown>,
  ): Promise<T> {
    const client = await this.#pool.connect()
    let broken: Error | undefined
    try {
      await client.query('begin')
      await first?.(client)
      const result = await work(new PostgresConnection(client))
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      client.release(broken)
    }
  }
}

const BIGINT = 20

/** Whole numbers of 64 bits as numbers: ours stay below 2^53. */
const types = {
  getTypeParser: (oid: number) => (oid === BIGINT ? Number : (text: string) => (isNumeric(oid) ? Number(text) : text)),
}

const isNumeric = (oid: number): boolean => oid === 21 || oid === 23 || oid === 1700

class PostgresConnection implements Connection {
  readonly #client: Pool | PoolClient

  constructor(client: Pool | PoolClient) {
    this.#client = client
  }

  async all<Row>(query: Sql): Promise<Row[]> {
    const { rows } = await this.#client.query({ text: query.text, values: query.values, types })
    return rows as Row[]
  }

  async run(query: Sql): Promise<number> {
    const { rowCount } = await this.#client.query({ text: query.text, values: query.values, types })
    return rowCount ?? 0
  }
}

const sqlState = (error: unknown): string => String((error as { code?: unknown })?.code)

function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (CONFLICTS.has(sqlState(error))) {
    return new AppError('unavailable', 'Too many changes to the same assets at once: nothing was written. Try again', {
      cause: error,
    })
  }
  return error
}
