import type { Sql } from './sql.ts'

/** Runs one statement. `?` and `$1` both come from the same `Sql`, so every query is written once. */
export interface Connection {
  all<Row>(query: Sql): Promise<Row[]>
  /** Answers how many rows were changed. */
  run(query: Sql): Promise<number>
}

/** All that may differ between databases. A branch on the engine anywhere else is a mistake. */
export interface Engine {
  /** For queries outside a transaction. */
  readonly reader: Connection
  /** For queries that may read much: whatever they take, nobody else waits for it. Bounded in how many wait, and how long. */
  readonly slowReader: Connection
  /** Durable once it answers. The work may be run again after a conflict. Failures of the database are AppErrors. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Holds every other process off while the schema is brought up to date. */
  migration<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Whether transactions may be under way at the same time, so that they can end in another order than they began. */
  readonly severalWriters: boolean
  readonly ddl: ColumnTypes
  readonly locks: RowLocks
  /** Over how many rows a counter is spread, so that writers to one hub needn't wait for each other. */
  readonly counterSlots: number
  close(): Promise<void>
}

/** Words of the schema that the databases spell differently. */
export interface ColumnTypes {
  /** 64-bit whole numbers. */
  readonly integer: string
  /** Text that is compared by its bytes. */
  readonly text: string
  /** At the end of `create table`: a table that is looked up by its primary key alone. */
  readonly keyed: string
  /** At the end of any other `create table`. */
  readonly plain: string
}

/** At the end of a select in a transaction: what it finds is kept until the transaction ends. Empty where there is one writer. */
export interface RowLocks {
  /** Nobody deletes it. */
  readonly hold: Sql
  /** Nobody else changes, deletes or holds it. */
  readonly claim: Sql
}
