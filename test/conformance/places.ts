import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import type { Engine } from '../../src/store/engine.ts'
import { PostgresEngine, SESSION_OPTIONS } from '../../src/store/postgres.ts'
import { prepareDataFolder, SqliteEngine } from '../../src/store/sqlite.ts'
import { freshDatabase } from '../support/postgres.ts'

/** Where a store keeps its data: it outlives the engines that are opened on it. */
export interface Place {
  engine(): Engine
  remove(): Promise<void>
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'relata-test-'))

export async function sqlitePlace(): Promise<Place> {
  const folder = temporaryFolder()
  return {
    engine: () => new SqliteEngine(prepareDataFolder(folder)),
    remove: async () => rmSync(folder, { recursive: true }),
  }
}

export async function postgresPlace(): Promise<Place & { url: string }> {
  const { url, drop } = await freshDatabase()
  const engine = () => new PostgresEngine(new Pool({ connectionString: url, options: SESSION_OPTIONS }))
  return { engine, remove: drop, url }
}
