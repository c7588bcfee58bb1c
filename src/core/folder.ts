/** Where people put assets. A folder is there once an asset is put into it, or it is made; the root has the path ''. */
export interface Folder {
  /** Names from the root down, joined by slashes; unique in its cloud. */
  readonly path: string
  /** Stays when the folder is renamed or moved. */
  readonly externalId: string
  /** Unix milliseconds. */
  readonly createdAt: number
}

/**
 * `dynamic`: the folder of an asset is a label, apart from its public ID. `fixed`: it is what stands before the last slash
 * of the public ID, so that moving is renaming.
 */
export type FolderMode = 'dynamic' | 'fixed'

/** Folders that one move or deletion may take along. */
export const MAX_FOLDERS_AT_ONCE = 10_000
/** Assets that one move of a folder may take along: it is one transaction, for a few seconds, and other writers wait for it. */
export const MAX_ASSETS_MOVED = 100_000

export const folderName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** What a path is in: all before its last slash, or the root. Of a public ID, its folder where folders are fixed. */
export const parentFolder = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** The folder itself and all that it is in, outermost first; of the root, nothing. */
export function lineage(path: string): string[] {
  const names = path === '' ? [] : path.split('/')
  return names.map((_, i) => names.slice(0, i + 1).join('/'))
}

export const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

/** Paths from one to before another. */
export interface PathRange {
  readonly from: string
  readonly below: string
}
