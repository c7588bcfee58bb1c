import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Folder } from '../core/folder.ts'
import type { Library } from '../core/library.ts'
import { checkFolder } from '../core/public-id.ts'

/** Makes an empty folder, and those that it is in. One that is there already stays as it is. */
export async function createFolder({ store }: Library, caller: Caller, wanted: string): Promise<Folder> {
  const path = checkNamedFolder(wanted)
  return store.write(async (tx) => {
    const isNew = await tx.folders.ensure(caller.cloud.id, path)
    if (isNew) await tx.changes.add(caller, { type: 'create_folder', path })
    return (await tx.folders.find(caller.cloud.id, path))!
  })
}

/** Any folder but the root. */
export function checkNamedFolder(wanted: string): string {
  const path = checkFolder(wanted)
  if (path === '') throw invalid('Missing folder path: the root is no folder that can be made, moved or deleted')
  return path
}
