import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient, QueryResult } from 'pg'
import { AppError } from '../core/errors.ts'
import type { ColumnTypes, Connection, Engine } from './engine.ts'
import { raw, type Sql } from './sql.ts'

const MAX_ATTEMPTS = 8
/** Any number of ours: who migrates holds this advisory lock. */
const MIGRATION_LOCK = 7_235_214

/** Serialization failure, deadlock, and keys that another transaction took or removed meanwhile: run it again. */
const CONFLICTS = new Set(['40001', '40P01', '23505', '23503'])
/** Connection lost, out of resources (the disk is full, too many connections), shut down, failing disk. */
const OUT_OF_ORDER = /^(08|53|57P|58)/

/**
 * For the pool's `options`. Every query of ours has its index and its order; left to guess, as long as it has no
 * statistics of a table that fills fast, the planner reads all of it.
 */
export const SESSION_OPTIONS = '-c enable_seqscan=off -c enable_bitmapscan=off -c random_page_cost=1.1'

/**
 * PostgreSQL, over a pool that the caller makes, with those options, and this closes. Counts and times come as numbers,
 * not as text.
 */
export class PostgresEngine implements Engine {
  readonly reader: Connection
  readonly slowReader: Connection
  readonly counterSlots = 8
  readonly severalWriters = true
  readonly ddl: ColumnTypes = { integer: 'bigint', text: 'text collate "C"', keyed: '', plain: '' }
  readonly locks = { hold: raw('for key share'), claim: raw('for update') }
  readonly #pool: Pool
  readonly #underWay = new Set<Promise<unknown>>()
  #closed = false

  constructor(pool: Pool) {
    this.#pool = pool
    // A connection lost while nobody uses it: the pool makes another. Without a listener it would end the process.
    pool.on('error', ignore)
    this.reader = new PostgresConnection(pool)
    this.slowReader = this.reader
  }

  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new AppError('unavailable', 'The library is shutting down'))
    const answer = this.#untilNoConflict(work)
    const settled: Promise<unknown> = answer.then(ignore, ignore).then(() => this.#underWay.delete(settled))
    this.#underWay.add(settled)
    return answer
  }

  migration<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#attempt(work, (client) => client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]))
  }

  /** The pool would leave whoever still waits for a connection without an answer. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#underWay)
    await this.#pool.end()
  }

  async #untilNoConflict<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(work)
      } catch (error) {
        if (!CONFLICTS.has(sqlState(error))) throw error
        if (attempt === MAX_ATTEMPTS) {
          throw new AppError(
            'unavailable',
            'Too many changes to the same assets at once: nothing was written. Try again',
            { cause: error },
          )
        }
        await sleep(Math.random() * 5 * 2 ** attempt)
      }
    }
  }

  async #attempt<T>(
    work: (connection: Connection) => Promise<T>,
    first?: (client: PoolClient) => Promise<unknown>,
  ): Promise<T> {
    const client = await this.#pool.connect().catch(refuse)
    // Whoever waits for a statement is told when the connection is lost; the event comes on top.
    client.on('error', ignore)
    const connection = new PostgresConnection(client)
    let broken: Error | undefined
    try {
      await connection.run(raw('begin'))
      await first?.(client)
      const result = await work(connection)
      await connection.run(raw('commit'))
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      client.off('error', ignore)
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
    return (await this.#query(query)).rows as Row[]
  }

  async run(query: Sql): Promise<number> {
    return (await this.#query(query)).rowCount ?? 0
  }

  #query({ text, values }: Sql): Promise<QueryResult> {
    return this.#client.query({ text, values: [...values], types }).catch(refuse)
  }
}

const ignore = () => {}

const sqlState = (error: unknown): string => String((error as { code?: unknown })?.code)

/** What the server itself says has a severity; all else is a connection that could not be made or was lost. */
function refuse(error: Error): never {
  if ('severity' in error && !OUT_OF_ORDER.test(sqlState(error))) throw error
  throw new AppError('unavailable', 'The database is away or out of order: try again in a while', { cause: error })
}
