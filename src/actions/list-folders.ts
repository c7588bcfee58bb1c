import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { AppError } from '../core/errors.ts'
import type { Folder } from '../core/folder.ts'
import { checkFolder } from '../core/public-id.ts'
import type { Reader } from '../core/store.ts'

export interface FolderPage {
  readonly folders: Folder[]
  readonly totalCount: number
  readonly nextCursor?: string
}

/** The folders in one (of the root, ''), by name. Throws `not_found`. */
export async function listFolders(
  { folders }: Reader,
  cloud: Cloud,
  parent: string,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<FolderPage> {
  const path = checkFolder(parent)
  const scope = `folders ${path}`
  const after = cursor === undefined ? undefined : String(decodeCursor(cloud, scope, cursor)[0])
  if (path !== '' && !(await folders.find(cloud.id, path))) throw folderNotFound(path)
  const found = await folders.list(cloud.id, path, { ...(after !== undefined && { after }), limit: limit + 1 })
  const totalCount = await folders.count(cloud.id, path)
  const page = found.slice(0, limit)
  return found.length > limit
    ? { folders: page, totalCount, nextCursor: encodeCursor(cloud, scope, [page.at(-1)!.path]) }
    : { folders: page, totalCount }
}

/** In Cloudinary's words: its SDKs' tests look for them. */
export const folderNotFound = (path: string): AppError =>
  new AppError('not_found', `Can't find folder with path ${path}`)
