import { createFolder } from '../../actions/create-folder.ts'
import { deleteFolder } from '../../actions/delete-folder.ts'
import { type FolderPage, listFolders } from '../../actions/list-folders.ts'
import { renameFolder } from '../../actions/rename-folder.ts'
import { type Folder, folderName } from '../../core/folder.ts'
import { type Call, ok, operation } from '../operation.ts'
import { cursor } from './schemas.ts'
import { time } from './wire.ts'

/** As many as the SDKs may ask for; few libraries have more in one place. */
const MAX_RESULTS = 500

const folder = { type: 'string', description: 'The path of the folder, from the root' } as const
const paging = {
  max_results: { type: 'integer', minimum: 1, maximum: MAX_RESULTS, default: MAX_RESULTS },
  next_cursor: cursor,
} as const

const named = (path: string) => ({ name: folderName(path), path })

const listedFolder = ({ path, externalId, createdAt }: Folder) => ({
  ...named(path),
  external_id: externalId,
  created_at: time(createdAt),
})

/** Where nothing follows `next_cursor` is null: Cloudinary's OpenAPI requires it. */
const folderList = ({ folders, totalCount, nextCursor }: FolderPage) => ({
  folders: folders.map(listedFolder),
  next_cursor: nextCursor ?? null,
  total_count: totalCount,
})

async function list(
  call: Call,
  { folder = '', ...input }: { readonly folder?: string; readonly max_results?: number; readonly next_cursor?: string },
) {
  const { max_results: limit = MAX_RESULTS, next_cursor: cursor } = input
  return ok(folderList(await listFolders(call.library.store.read, call.cloud, folder, { limit, cursor })))
}

export const rootFolders = operation({
  name: 'root_folders',
  summary: 'Lists the folders at the root, by name',
  method: 'GET',
  paths: ['/folders'],
  api: 'admin',
  input: { type: 'object', properties: paging },
  handle: list,
})

export const subFolders = operation({
  name: 'sub_folders',
  summary: 'Lists the folders in a folder, by name',
  method: 'GET',
  paths: ['/folders/{folder+}'],
  api: 'admin',
  input: { type: 'object', properties: { folder, ...paging }, required: ['folder'] },
  handle: list,
})

export const createFolderOperation = operation({
  name: 'create_folder',
  summary: 'Makes an empty folder, with those that it is in',
  method: 'POST',
  paths: ['/folders/{folder+}'],
  api: 'admin',
  input: { type: 'object', properties: { folder }, required: ['folder'] },
  async handle(call, input) {
    const { path, externalId } = await createFolder(call.library, call, input.folder)
    return ok({ success: true, ...named(path), external_id: externalId })
  },
})

export const deleteFolderOperation = operation({
  name: 'delete_folder',
  summary: 'Deletes a folder that has no assets, with the folders below it, which may not have any either',
  method: 'DELETE',
  paths: ['/folders/{folder+}'],
  api: 'admin',
  input: { type: 'object', properties: { folder }, required: ['folder'] },
  handle: async (call, input) => ok({ deleted: await deleteFolder(call.library, call, input.folder) }),
})

export const renameFolderOperation = operation({
  name: 'rename_folder',
  summary: 'Renames or moves a folder, with the folders and assets in it',
  method: 'PUT',
  paths: ['/folders/{folder+}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { folder, to_folder: { ...folder, description: 'The new path, from the root' } },
    required: ['folder', 'to_folder'],
  },
  async handle(call, input) {
    const { from, to } = await renameFolder(call.library, call, input.folder, input.to_folder)
    return ok({ from: named(from), to: named(to) })
  },
})
