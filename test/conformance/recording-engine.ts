import type { Connection, Engine } from '../../src/store/engine.ts'
import type { Sql } from '../../src/store/sql.ts'

/** An engine that notes every statement, and every failure of one. */
export class RecordingEngine implements Engine {
  statements: Sql[] = []
  failures: unknown[] = []
  readonly reader: Connection
  readonly slowReader: Connection
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
    this.reader = this.#recorded(engine.reader)
    this.slowReader = this.#recorded(engine.slowReader)
  }

  get ddl() {
    return this.#engine.ddl
  }

  get locks() {
    return this.#engine.locks
  }

  get severalWriters() {
    return this.#engine.severalWriters
  }

  get counterSlots() {
    return this.#engine.counterSlots
  }

  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#engine.transaction((connection) => work(this.#recorded(connection)))
  }

  migration<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#engine.migration(work)
  }

  close(): Promise<void> {
    return this.#engine.close()
  }

  #recorded(connection: Connection): Connection {
    const note = (query: Sql) => this.statements.push(query)
    const fail = (error: unknown) => {
      this.failures.push(error)
      throw error
    }
    return {
      all<Row>(query: Sql) {
        note(query)
        return connection.all<Row>(query).catch(fail)
      },
      run(query) {
        note(query)
        return connection.run(query).catch(fail)
      },
    }
  }
}
