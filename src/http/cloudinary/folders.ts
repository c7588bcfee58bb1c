import { createFolder } from '../../actions/create-folder.ts'
import { deleteFolder } from '../../actions/delete-folder.ts'
import { type FolderPage, listFolders } from '../../actions/list-folders.ts'
import { renameFolder } from '../../actions/rename-folder.ts'
import { FOLDER_SORT_FIELDS, searchFolders } from '../../actions/search-folders.ts'
import { type Folder, folderName } from '../../core/folder.ts'
import { type Call, ok, operation } from '../operation.ts'
import type { InputOf } from '../params.ts'
import { cursor } from './schemas.ts'
import { parseSort } from './search-params.ts'
import { time } from './wire.ts'

/** As many as the SDKs may ask for; few libraries have more in one place. */
const MAX_RESULTS = 500
const DEFAULT_FOUND = 50

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

const searchInput = {
  type: 'object',
  properties: {
    expression: { type: 'string', description: 'By name, path, created_at: name:summer* AND created_at>1w' },
    sort_by: {
      type: 'array',
      items: {},
      description: '[{"name": "asc"}]; also path, which is the default, created_at',
    },
    max_results: { type: 'integer', minimum: 0, maximum: MAX_RESULTS, default: DEFAULT_FOUND },
    next_cursor: cursor,
  },
} as const

const searchDefinition = {
  summary: 'Finds folders by an expression',
  paths: ['/folders/search'],
  api: 'admin',
  access: 'read',
  input: searchInput,
  async handle(call: Call, input: InputOf<typeof searchInput>) {
    const started = performance.now()
    const page = await searchFolders(call.library.store.read, call.cloud, {
      expression: input.expression ?? '',
      sort: parseSort(input.sort_by, FOLDER_SORT_FIELDS),
      limit: input.max_results ?? DEFAULT_FOUND,
      cursor: input.next_cursor,
    })
    return ok({
      total_count: page.totalCount,
      time: Math.round(performance.now() - started),
      folders: page.folders.map(listedFolder),
      next_cursor: page.nextCursor,
    })
  },
} as const

export const searchFoldersOperation = operation({ name: 'search_folders', method: 'POST', ...searchDefinition })
export const searchFoldersByQuery = operation({ name: 'search_folders_by_query', method: 'GET', ...searchDefinition })
