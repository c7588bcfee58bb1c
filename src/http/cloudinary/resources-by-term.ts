import { checkFolder } from '../../core/public-id.ts'
import { contextTerm, folderTerm, moderationTerm } from '../../core/terms.ts'
import { operation } from '../operation.ts'
import { shown } from './listed-asset.ts'
import { listPage, paging } from './listing.ts'
import { moderationStatus, resourceType } from './schemas.ts'

export const resourcesByTag = operation({
  name: 'resources_by_tag',
  summary: 'Lists the assets of a resource type that have a tag, newest first',
  method: 'GET',
  paths: ['/resources/{resource_type}/tags/{tag+}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { resource_type: resourceType, tag: { type: 'string' }, ...shown, ...paging },
    required: ['resource_type', 'tag'],
  },
  handle: (call, input) => listPage(call, input),
})

export const resourcesByContext = operation({
  name: 'resources_by_context',
  summary: 'Lists the assets of a resource type whose context has a key, or this value of it, newest first',
  method: 'GET',
  paths: ['/resources/{resource_type}/context'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      resource_type: resourceType,
      key: { type: 'string', minLength: 1 },
      value: { type: 'string', description: 'Without it: any value' },
      ...shown,
      ...paging,
    },
    required: ['resource_type', 'key'],
  },
  handle: (call, { key, value, ...input }) => listPage(call, input, { term: contextTerm(key, value || undefined) }),
})

export const resourcesByModeration = operation({
  name: 'resources_by_moderation',
  summary: 'Lists the assets of a resource type by the state of their moderation, newest first',
  method: 'GET',
  paths: ['/resources/{resource_type}/moderations/{kind}/{status}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      resource_type: resourceType,
      kind: { type: 'string', maxLength: 100, description: 'manual is the one kind that there is' },
      status: moderationStatus,
      ...shown,
      ...paging,
    },
    required: ['resource_type', 'kind', 'status'],
  },
  handle: (call, { kind, status, ...input }) => listPage(call, input, { term: moderationTerm(kind, status) }),
})

export const resourcesByAssetFolder = operation({
  name: 'resources_by_asset_folder',
  summary: 'Lists the assets in a folder, of every type, newest first; not those in its subfolders',
  method: 'GET',
  paths: ['/resources/by_asset_folder'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      asset_folder: { type: 'string', description: 'Its path; the root is empty' },
      ...shown,
      ...paging,
    },
    required: ['asset_folder'],
  },
  handle: (call, { asset_folder, ...input }) => listPage(call, input, { term: folderTerm(checkFolder(asset_folder)) }),
})
