import { AppError } from '../core/errors.ts'
import type { ColumnTypes, Engine } from './engine.ts'
import { foundation } from './migrations/0001-foundation.ts'
import { derived } from './migrations/0002-derived.ts'
import { search } from './migrations/0004-search.ts'
import { versions } from './migrations/0005-versions.ts'
import { folders } from './migrations/0007-folders.ts'
import { deliveries } from './migrations/0008-deliveries.ts'
import { relationDetails } from './migrations/0009-relation-details.ts'
import { suggestions } from './migrations/0010-suggestions.ts'
import { history } from './migrations/0011-history.ts'
import { users } from './migrations/0012-users.ts'
import { folderWords } from './migrations/0014-folder-words.ts'
import { backupBytes } from './migrations/0015-backup-bytes.ts'
import { totals } from './migrations/0016-totals.ts'
import { operations } from './migrations/0017-operations.ts'
import { colorsAndUploaders } from './migrations/0018-colors-and-uploaders.ts'
import { raw, sql } from './sql.ts'

/** In order; one that was released is never changed, a later one is added. */
const MIGRATIONS: readonly ((ddl: ColumnTypes) => string[])[] = [
  foundation,
  derived,
  search,
  versions,
  folders,
  deliveries,
  relationDetails,
  suggestions,
  history,
  backupBytes,
  totals,
  users,
  operations,
  folderWords,
  colorsAndUploaders,
]

/** Brings the schema up to date, each step in the one transaction. Refuses a database that a newer Relata wrote. */
export async function migrate(engine: Engine): Promise<void> {
  await engine.migration(async (connection) => {
    await connection.run(
      sql`create table if not exists schema_version (version ${raw(engine.ddl.integer)} not null primary key, applied_at ${raw(engine.ddl.integer)} not null) ${raw(engine.ddl.plain)}`,
    )
    const rows = await connection.all<{ version: number | null }>(
      sql`select max(version) as version from schema_version`,
    )
    const current = rows[0]?.version ?? 0
    if (current > MIGRATIONS.length) {
      throw new AppError(
        'unavailable',
        `The database has schema version ${current}, and this Relata knows versions up to ${MIGRATIONS.length}: run the newer Relata that wrote it`,
      )
    }
    for (const [index, statements] of MIGRATIONS.entries()) {
      if (index < current) continue
      for (const statement of statements(engine.ddl)) await connection.run(raw(statement))
      await connection.run(sql`insert into schema_version (version, applied_at) values (${index + 1}, ${Date.now()})`)
    }
  })
}
