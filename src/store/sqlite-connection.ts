import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { Connection } from './engine.ts'
import type { Sql } from './sql.ts'

/** Statements kept prepared, by their text; lists of many lengths would otherwise fill the memory. */
const MAX_STATEMENTS = 400
/** What has held the thread for so long lets others have a turn. */
const MAX_SLICE_MS = 5

/** What others commit empties its cache, of so many kB; the file itself is mapped, which that leaves alone. */
export function openForReading(file: string, cacheKb: number): Database.Database {
  const db = new Database(file, { readonly: true, timeout: 5000 })
  db.pragma('trusted_schema = OFF')
  db.pragma(`cache_size = -${cacheKb}`)
  db.pragma(`mmap_size = ${2 ** 31}`)
  return db
}

export class SqliteConnection implements Connection {
  readonly #db: Database.Database
  readonly #statements = new Map<string, Database.Statement>()

  constructor(db: Database.Database) {
    this.#db = db
  }

  async all<Row>(query: Sql): Promise<Row[]> {
    return this.#prepared(query.sql).all(...query.values) as Row[]
  }

  async run(query: Sql): Promise<number> {
    return this.#prepared(query.sql).run(...query.values).changes
  }

  #prepared(text: string): Database.Statement {
    let statement = this.#statements.get(text)
    if (!statement) {
      statement = this.#db.prepare(text)
      if (this.#statements.size >= MAX_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!)
      this.#statements.set(text, statement)
    }
    return statement
  }
}

/** Gives way between two statements of what takes long, so that others have a turn meanwhile. */
export class SlicedConnection extends SqliteConnection {
  #sliceStart = 0

  override async all<Row>(query: Sql): Promise<Row[]> {
    if (this.sliceIsOver()) await this.yield()
    return super.all<Row>(query)
  }

  override async run(query: Sql): Promise<number> {
    if (this.sliceIsOver()) await this.yield()
    return super.run(query)
  }

  sliceIsOver(): boolean {
    return performance.now() - this.#sliceStart > MAX_SLICE_MS
  }

  async yield(): Promise<void> {
    await turn()
    this.#sliceStart = performance.now()
  }
}

/** Answers no more once the signal is aborted, but throws its reason: for work that nobody waits for any longer. */
export class AbortableConnection implements Connection {
  readonly #db: Connection
  readonly #signal: AbortSignal

  constructor(db: Connection, signal: AbortSignal) {
    this.#db = db
    this.#signal = signal
  }

  async all<Row>(query: Sql): Promise<Row[]> {
    const rows = await this.#db.all<Row>(query)
    this.#signal.throwIfAborted()
    return rows
  }

  async run(query: Sql): Promise<number> {
    const changed = await this.#db.run(query)
    this.#signal.throwIfAborted()
    return changed
  }
}
