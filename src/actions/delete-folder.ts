import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import { type Folder, MAX_FOLDERS_AT_ONCE } from '../core/folder.ts'
import type { Library } from '../core/library.ts'
import type { Writer } from '../core/store.ts'
import { folderTerm } from '../core/terms.ts'
import { checkNamedFolder } from './create-folder.ts'
import { folderNotFound } from './list-folders.ts'

/** Deletes a folder and those below it, where no asset is in any of them. Answers their paths. Throws `not_found`. */
export async function deleteFolder({ store }: Library, caller: Caller, wanted: string): Promise<string[]> {
  const path = checkNamedFolder(wanted)
  return store.write(async (tx) => {
    const paths = (await claimFolders(tx, caller, path)).map((folder) => folder.path)
    const used = await tx.assets.termsInUse(caller.cloud.id, paths.map(folderTerm))
    const inUse = paths.find((folder) => used.has(folderTerm(folder)))
    if (inUse !== undefined)
      throw invalid(`Folder is not empty - there are assets in ${inUse}: move or delete them first`)
    await tx.folders.remove(caller.cloud.id, paths)
    await tx.changes.add(caller, { type: 'delete_folder', path })
    return paths
  })
}

/** The folder and all below it. Throws `not_found`, and `invalid` where they are too many for one call. */
export async function claimFolders(tx: Writer, { cloud }: Caller, path: string): Promise<Folder[]> {
  const folders = await tx.folders.claim(cloud.id, path, MAX_FOLDERS_AT_ONCE)
  if (folders.length === 0) throw folderNotFound(path)
  if (folders.length > MAX_FOLDERS_AT_ONCE) {
    throw invalid(
      `The folder ${path} has more than ${MAX_FOLDERS_AT_ONCE - 1} folders below it: take them in several calls`,
    )
  }
  return folders
}
