import { listFolders } from '../../actions/list-folders.ts'
import { listTags } from '../../actions/list-tags.ts'
import { RESOURCE_TYPES } from '../../core/asset.ts'
import { folderName } from '../../core/folder.ts'
import { time } from '../cloudinary/wire.ts'
import { ok, operation } from '../operation.ts'
import { cursor, pageLimit } from './walk-params.ts'

export const foldersSchema = {
  type: 'object',
  properties: {
    folders: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, path: { type: 'string' }, created_at: { type: 'string' } },
        required: ['name', 'path', 'created_at'],
      },
    },
    total: { type: 'integer', description: 'Of all pages together' },
    next_cursor: { type: 'string' },
  },
  required: ['folders', 'total'],
} as const

export const folders = operation({
  name: 'folders',
  summary: 'The folders in a folder, or at the root, by name',
  method: 'GET',
  paths: ['/folders'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      folder: { type: 'string', default: '', description: 'The path of the one that they are in' },
      limit: pageLimit,
      cursor,
    },
  },
  output: foldersSchema,
  async handle({ library, cloud }, { folder = '', limit = pageLimit.default, cursor }) {
    const page = await listFolders(library.store.read, cloud, folder, { limit, cursor })
    return ok({
      folders: page.folders.map(({ path, createdAt }) => ({
        name: folderName(path),
        path,
        created_at: time(createdAt),
      })),
      total: page.totalCount,
      next_cursor: page.nextCursor,
    })
  },
})

export const tagsSchema = {
  type: 'object',
  properties: { tags: { type: 'array', items: { type: 'string' } }, next_cursor: { type: 'string' } },
  required: ['tags'],
} as const

export const tags = operation({
  name: 'tags_in_use',
  summary: 'The tags that assets have, in alphabetical order',
  method: 'GET',
  paths: ['/tags'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      prefix: { type: 'string', maxLength: 100, default: '', description: 'What they begin with' },
      resource_type: { type: 'string', enum: RESOURCE_TYPES, description: 'Only those of such assets' },
      limit: pageLimit,
      cursor,
    },
  },
  output: tagsSchema,
  async handle({ library, cloud }, { prefix = '', resource_type, limit = pageLimit.default, cursor }) {
    const query = { prefix, limit, ...(resource_type && { resourceType: resource_type }) }
    const { tags, nextCursor } = await listTags(library.store.read, cloud, query, cursor)
    return ok({ tags, next_cursor: nextCursor })
  },
})
