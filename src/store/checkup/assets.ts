import type { Asset } from '../../core/asset.ts'
import { lineage, parentFolder } from '../../core/folder.ts'
import { termsOf } from '../../core/terms.ts'
import { type AssetRow, assetColumns, fromRow } from '../assets.ts'
import type { Connection } from '../engine.ts'
import { groupsOf, join, keyList, raw, rowList, sql } from '../sql.ts'
import type { Window } from './relations.ts'

const TERM_KEY = ['integer', 'text', 'text', 'text', 'integer', 'integer'] as const
const TERM_COLUMNS = raw('cloud_id, term, resource_type, type, created_at, asset_no')
type TermRow = [cloudId: number, term: string, resourceType: string, type: string, createdAt: number, no: number]

const ROWS_PER_STATEMENT = 500
const ALL = assetColumns('asset')

export async function assetsIn(db: Connection, { cloudId, from, below }: Window): Promise<Asset[]> {
  const rows = await db.all<AssetRow>(sql`
    select ${ALL} from asset where cloud_id = ${cloudId} and asset_no >= ${from} and asset_no < ${below}`)
  return rows.map(fromRow)
}

const termRows = (cloudId: number, asset: Asset): TermRow[] =>
  [...termsOf(asset)].map((term) => [cloudId, term, asset.resourceType, asset.type, asset.createdAt, asset.no])

/** Entries of the index of terms that these assets must have and don't. */
export async function missingTerms(db: Connection, cloudId: number, assets: readonly Asset[]): Promise<TermRow[]> {
  const expected = assets.flatMap((asset) => termRows(cloudId, asset))
  const missing: TermRow[] = []
  for (const group of groupsOf(expected, ROWS_PER_STATEMENT)) {
    const rows = await db.all<{ term: string; no: number }>(sql`
      select term as "term", asset_no as "no" from asset_term where (${TERM_COLUMNS}) in ${keyList(TERM_KEY, group)}`)
    const found = new Set(rows.map(({ term, no }) => `${no} ${term}`))
    missing.push(...group.filter(([, term, , , , no]) => !found.has(`${no} ${term}`)))
  }
  return missing
}

export async function addTerms(db: Connection, rows: readonly TermRow[]): Promise<void> {
  for (const group of groupsOf(rows, ROWS_PER_STATEMENT)) {
    await db.run(sql`insert into asset_term (${TERM_COLUMNS}) ${rowList(group)} on conflict do nothing`)
  }
}

export async function removeTerms(db: Connection, rows: readonly TermRow[]): Promise<void> {
  for (const group of groupsOf(rows, ROWS_PER_STATEMENT)) {
    await db.run(sql`delete from asset_term where (${TERM_COLUMNS}) in ${keyList(TERM_KEY, group)}`)
  }
}

/** Entries of the index of terms that no asset has, in groups, each read together with its assets. */
export async function* strayTerms(db: Connection, cloudId: number): AsyncGenerator<TermRow[]> {
  const first: TermRow = [cloudId, '', '', '', 0, 0]
  for (let after = first; ; ) {
    const rows = await db.all<AssetRow & { term: string; rt: string; dt: string; at: number; of: number }>(sql`
      select i.term as "term", i.resource_type as "rt", i.type as "dt", i.created_at as "at", i.asset_no as "of", ${ALL}
      from (select * from asset_term where cloud_id = ${cloudId}
          and (term, resource_type, type, created_at, asset_no) > (${join(after.slice(1))})
        order by term, resource_type, type, created_at, asset_no limit ${ROWS_PER_STATEMENT}) i
      left join asset on asset.cloud_id = i.cloud_id and asset.asset_no = i.asset_no
      order by i.term, i.resource_type, i.type, i.created_at, i.asset_no`)
    if (rows.length === 0) return
    const stray = rows.flatMap(({ term, rt, dt, at, of, ...row }): TermRow[] => {
      const isRight = row.no !== null && row.resourceType === rt && row.type === dt && row.createdAt === at
      return isRight && termsOf(fromRow(row)).has(term) ? [] : [[cloudId, term, rt, dt, at, of]]
    })
    if (stray.length > 0) yield stray
    const { term, rt, dt, at, of } = rows.at(-1)!
    after = [cloudId, term, rt, dt, at, of]
  }
}

/** Folders that assets are in, or that folders are in, and that aren't there. */
export async function missingFolders(db: Connection, cloudId: number, paths: Iterable<string>): Promise<string[]> {
  const wanted = [...new Set([...paths].flatMap(lineage))]
  const missing: string[] = []
  for (const group of groupsOf(wanted, ROWS_PER_STATEMENT)) {
    const rows = await db.all<{ path: string }>(
      sql`select path as "path" from folder where cloud_id = ${cloudId} and path in (${join([...group])})`,
    )
    const found = new Set(rows.map(({ path }) => path))
    missing.push(...group.filter((path) => !found.has(path)))
  }
  return missing
}

/** All folders, in groups, and which of them are said to be in another one than they are. */
export async function* foldersOf(
  db: Connection,
  cloudId: number,
): AsyncGenerator<{ paths: string[]; misplaced: string[] }> {
  for (let after = ''; ; ) {
    const rows = await db.all<{ path: string; parent: string }>(sql`
      select path as "path", parent as "parent" from folder where cloud_id = ${cloudId} and path > ${after}
      order by path limit ${ROWS_PER_STATEMENT}`)
    if (rows.length === 0) return
    yield {
      paths: rows.map(({ path }) => path),
      misplaced: rows.filter(({ path, parent }) => parent !== parentFolder(path)).map(({ path }) => path),
    }
    after = rows.at(-1)!.path
  }
}

export async function placeFolder(db: Connection, cloudId: number, path: string): Promise<void> {
  await db.run(sql`update folder set parent = ${parentFolder(path)} where cloud_id = ${cloudId} and path = ${path}`)
}
