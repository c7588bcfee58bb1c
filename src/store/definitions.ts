import type { Definition, DefinitionKind } from '../core/definition.ts'
import type { DefinitionPageQuery, DefinitionWriter } from '../core/ports/definitions.ts'
import type { Connection } from './engine.ts'
import { empty, raw, sql } from './sql.ts'

/** As the database has it: JSON as text. */
type DefinitionRow = Definition<string>

const COLUMNS = raw('name as "name", body as "body", created_at as "createdAt", updated_at as "updatedAt"')

const fromRow = <Body>(row: DefinitionRow): Definition<Body> => ({ ...row, body: JSON.parse(row.body) })

export class DefinitionQueries implements DefinitionWriter {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  async get<Body>(cloudId: number, kind: DefinitionKind, name: string): Promise<Definition<Body> | undefined> {
    const [row] = await this.#db.all<DefinitionRow>(
      sql`select ${COLUMNS} from definition where cloud_id = ${cloudId} and kind = ${kind} and name = ${name}`,
    )
    return row && fromRow(row)
  }

  async list<Body>(
    cloudId: number,
    kind: DefinitionKind,
    { after, limit }: DefinitionPageQuery,
  ): Promise<Definition<Body>[]> {
    const rows = await this.#db.all<DefinitionRow>(sql`
      select ${COLUMNS} from definition
      where cloud_id = ${cloudId} and kind = ${kind} ${after === undefined ? empty : sql`and name > ${after}`}
      order by name limit ${limit}`)
    return rows.map((row) => fromRow<Body>(row))
  }

  async insert(cloudId: number, kind: DefinitionKind, name: string, body: unknown): Promise<boolean> {
    const now = Date.now()
    const inserted = await this.#db.run(sql`
      insert into definition (cloud_id, kind, name, body, created_at, updated_at)
      values (${cloudId}, ${kind}, ${name}, ${JSON.stringify(body)}, ${now}, ${now})
      on conflict (cloud_id, kind, name) do nothing`)
    return inserted > 0
  }

  async replace(cloudId: number, kind: DefinitionKind, name: string, body: unknown): Promise<boolean> {
    const replaced = await this.#db.run(sql`
      update definition set body = ${JSON.stringify(body)}, updated_at = ${Date.now()}
      where cloud_id = ${cloudId} and kind = ${kind} and name = ${name}`)
    return replaced > 0
  }

  async remove(cloudId: number, kind: DefinitionKind, name: string): Promise<boolean> {
    const removed = await this.#db.run(
      sql`delete from definition where cloud_id = ${cloudId} and kind = ${kind} and name = ${name}`,
    )
    return removed > 0
  }
}
