import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { type Folder, folderName } from '../core/folder.ts'
import { FOLDER_FIELDS, folderMatches, pathRangeOf } from '../core/search/folders.ts'
import { parseSearch } from '../core/search/parse.ts'
import { printSearch } from '../core/search/print.ts'
import type { Reader } from '../core/store.ts'
import type { FolderPage } from './list-folders.ts'

/** What a search of folders can be sorted by, under Cloudinary's names. */
export const FOLDER_SORT_FIELDS = {
  name: 'name',
  path: 'path',
  created_at: 'createdAt',
} as const

export interface FolderSortKey {
  readonly column: 'name' | 'path' | 'createdAt'
  readonly direction: 'asc' | 'desc'
}

export interface FolderSearch {
  readonly expression: string
  /** The path decides between equals. */
  readonly sort: readonly FolderSortKey[]
  readonly limit: number
  /** The `nextCursor` of the page before, taken back for the same expression and order alone. */
  readonly cursor: string | undefined
}

/** Folders that are looked at before others have a turn. */
const BATCH = 1000

/**
 * Finds folders by an expression. Where that says how their paths begin, as they are written, it looks at those alone, else
 * at every folder of the environment; they are read off the main thread, and of what matches a page is kept. Throws
 * `invalid` that says where the expression is wrong.
 */
export async function searchFolders({ search }: Reader, cloud: Cloud, request: FolderSearch): Promise<FolderPage> {
  const tree = parseSearch(request.expression, FOLDER_FIELDS)
  const sort: readonly FolderSortKey[] = [...request.sort, { column: 'path', direction: 'asc' }]
  const scope = `search folders ${JSON.stringify([tree ? printSearch(tree) : '', sort])}`
  const last = request.cursor === undefined ? undefined : folderAt(decodeCursor(cloud, scope, request.cursor))
  const range = tree && pathRangeOf(tree)
  const now = Date.now()
  let totalCount = 0
  let first: Folder[] = []
  for (let after: string | undefined; ; ) {
    const batch = await search.folders(cloud.id, { ...(after !== undefined && { after }), limit: BATCH }, range)
    const found = batch.filter((folder) => !tree || folderMatches(tree, folder, now))
    totalCount += found.length
    const rest = found.filter((folder) => !last || compare(sort, folder, last) > 0)
    first = [...first, ...rest].sort((a, b) => compare(sort, a, b)).slice(0, request.limit + 1)
    if (batch.length < BATCH) break
    after = batch.at(-1)!.path
  }
  const page = first.slice(0, request.limit)
  const end = first.length > page.length ? page.at(-1) : undefined
  return {
    folders: page,
    totalCount,
    ...(end && { nextCursor: encodeCursor(cloud, scope, [end.path, end.createdAt]) }),
  }
}

const folderAt = ([path, createdAt]: (string | number)[]): Folder => ({
  path: String(path),
  externalId: '',
  createdAt: Number(createdAt),
})

function compare(sort: readonly FolderSortKey[], a: Folder, b: Folder): number {
  for (const { column, direction } of sort) {
    const [one, other] = [sortValue(a, column), sortValue(b, column)]
    if (one !== other) return one < other === (direction === 'asc') ? -1 : 1
  }
  return 0
}

const sortValue = (folder: Folder, column: FolderSortKey['column']): string | number =>
  column === 'name' ? folderName(folder.path) : folder[column]
