import type { Folder } from '../folder.ts'

export interface FolderReader {
  find(cloudId: number, path: string): Promise<Folder | undefined>
  /** The folders in one, by path. */
  list(cloudId: number, parent: string, page: FolderPageQuery): Promise<Folder[]>
  /** How many there are in one. */
  count(cloudId: number, parent: string): Promise<number>
}

export interface FolderPageQuery {
  /** The path after which the page begins. */
  readonly after?: string
  readonly limit: number
}

export interface FolderWriter extends FolderReader {
  /** Makes a folder and those that it is in, where they aren't there yet; nobody removes them before this transaction ends. */
  ensure(cloudId: number, path: string): Promise<boolean>
  /** The folder and all below it, by path, or nothing; nobody puts anything into them before this transaction ends. */
  claim(cloudId: number, path: string, limit: number): Promise<Folder[]>
  remove(cloudId: number, paths: readonly string[]): Promise<void>
  /** Gives claimed folders the paths that they have once `from` is called `to`. */
  move(cloudId: number, folders: readonly Folder[], from: string, to: string): Promise<void>
}
