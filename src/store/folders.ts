import { type Folder, lineage, parentFolder } from '../core/folder.ts'
import { randomHex32 } from '../core/ids.ts'
import type { FolderPageQuery, FolderWriter } from '../core/ports/folders.ts'
import type { Connection, RowLocks } from './engine.ts'
import { empty, groupsOf, join, lockedBy, raw, rowList, type Sql, sql } from './sql.ts'

export const FOLDER_COLUMNS = raw('path as "path", external_id as "externalId", created_at as "createdAt"')

/** Both databases take tens of thousands of parameters in a statement; this keeps well below. */
const ROWS_PER_STATEMENT = 500

export class FolderQueries implements FolderWriter {
  readonly #db: Connection
  readonly #locks: RowLocks

  constructor(db: Connection, locks: RowLocks) {
    this.#db = db
    this.#locks = locks
  }

  async find(cloudId: number, path: string): Promise<Folder | undefined> {
    const [folder] = await this.#db.all<Folder>(
      sql`select ${FOLDER_COLUMNS} from folder where cloud_id = ${cloudId} and path = ${path}`,
    )
    return folder
  }

  list(cloudId: number, parent: string, { after, limit }: FolderPageQuery): Promise<Folder[]> {
    return this.#db.all<Folder>(sql`
      select ${FOLDER_COLUMNS} from folder
      where cloud_id = ${cloudId} and parent = ${parent} ${after === undefined ? empty : sql`and path > ${after}`}
      order by path limit ${limit}`)
  }

  async count(cloudId: number, parent: string): Promise<number> {
    const [row] = await this.#db.all<{ n: number }>(
      sql`select count(*) as "n" from folder where cloud_id = ${cloudId} and parent = ${parent}`,
    )
    return row!.n
  }

  async ensure(cloudId: number, path: string): Promise<boolean> {
    // Whatever is there has all that it is in, so that nearly always this is all.
    if (path === '' || (await this.#hold(cloudId, [path])).length > 0) return false
    const line = lineage(path)
    let held = await this.#hold(cloudId, line)
    while (held.length < line.length) {
      const missing = line.filter((folder) => !held.includes(folder))
      const now = Date.now()
      await this.#insert(
        cloudId,
        missing.map((path) => ({ path, externalId: randomHex32(), createdAt: now })),
      )
      held = await this.#hold(cloudId, line)
    }
    return true
  }

  async claim(cloudId: number, path: string, limit: number): Promise<Folder[]> {
    const claimed = (condition: Sql) =>
      this.#db.all<Folder>(sql`
        select ${FOLDER_COLUMNS} from folder where cloud_id = ${cloudId} and ${condition}
        order by path limit ${limit} ${this.#locks.claim}`)
    // First the folder alone: whoever puts something new below it holds it.
    const top = await claimed(sql`path = ${path}`)
    if (top.length === 0) return []
    // A slash, and what comes after it.
    return [...top, ...(await claimed(sql`path > ${`${path}/`} and path < ${`${path}0`}`))]
  }

  async remove(cloudId: number, paths: readonly string[]): Promise<void> {
    for (const group of groupsOf(paths, ROWS_PER_STATEMENT))
      await this.#db.run(sql`delete from folder where cloud_id = ${cloudId} and path in (${join(group)})`)
  }

  async move(cloudId: number, folders: readonly Folder[], from: string, to: string): Promise<void> {
    await this.ensure(cloudId, parentFolder(to))
    const paths = folders.map(({ path }) => path)
    await this.remove(cloudId, paths)
    const moved = folders.map((folder) => ({ ...folder, path: to + folder.path.slice(from.length) }))
    for (const group of groupsOf(moved, ROWS_PER_STATEMENT)) await this.#insert(cloudId, group)
  }

  /** Those that are there, which nobody removes before the transaction ends. */
  async #hold(cloudId: number, paths: readonly string[]): Promise<string[]> {
    const rows = await this.#db.all<{ path: string }>(sql`
      select path as "path" from folder where cloud_id = ${cloudId} and path in (${join(paths)})
      ${lockedBy('path', this.#locks.hold)}`)
    return rows.map(({ path }) => path)
  }

  async #insert(cloudId: number, folders: readonly Folder[]): Promise<void> {
    const rows = folders.map(({ path, externalId, createdAt }) => [
      cloudId,
      path,
      parentFolder(path),
      externalId,
      createdAt,
    ])
    await this.#db.run(sql`
      insert into folder (cloud_id, path, parent, external_id, created_at) ${rowList(rows)}
      on conflict (cloud_id, path) do nothing`)
  }
}
