import { forgetSearch, listSearches, saveSearch } from '../../actions/saved-searches.ts'
import type { SavedSearch } from '../../core/asset-filter.ts'
import type { Definition } from '../../core/definition.ts'
import { ok, operation } from '../operation.ts'
import { filterOf, filterParams } from './asset-filter-params.ts'
import { nextCursor, pageOf, shortListParams } from './short-list.ts'

const name = { type: 'string', description: 'Any words on one line' } as const

export const savedSearchSchema = {
  type: 'object',
  properties: { name, ...filterParams, created_at: { type: 'string' }, updated_at: { type: 'string' } },
  required: ['name', 'created_at', 'updated_at'],
} as const

/** A search as GET /assets takes it. */
export const searchParams = ({ filter, sort, direction }: SavedSearch) => ({
  q: filter.text,
  folder: filter.folder,
  subfolders: filter.withSubfolders,
  resource_type: filter.resourceTypes,
  type: filter.types,
  tag: filter.tags,
  sort,
  direction,
})

const searchAnswer = ({ name, body, createdAt, updatedAt }: Definition<SavedSearch>) => ({
  name,
  ...searchParams(body),
  created_at: new Date(createdAt).toISOString(),
  updated_at: new Date(updatedAt).toISOString(),
})

export const savedSearchesSchema = {
  type: 'object',
  properties: { searches: { type: 'array', items: savedSearchSchema }, next_cursor: nextCursor },
  required: ['searches'],
} as const

export const searches = operation({
  name: 'saved_searches',
  summary: 'The searches that are kept under a name',
  method: 'GET',
  paths: ['/searches'],
  api: 'relata',
  input: { type: 'object', properties: shortListParams },
  output: savedSearchesSchema,
  async handle(call, input) {
    const searches = await listSearches(call.library.store.read, call.cloud)
    const { page, next_cursor } = pageOf(call, 'searches', searches, ({ name }) => name, input)
    return ok({ searches: page.map(searchAnswer), next_cursor })
  },
})

export const putSearch = operation({
  name: 'put_saved_search',
  summary: 'Keeps what GET /assets takes under a name, in place of what has it',
  method: 'PUT',
  paths: ['/searches/{name}'],
  api: 'relata',
  input: { type: 'object', properties: { name, ...filterParams }, required: ['name'] },
  output: savedSearchSchema,
  async handle(call, { name, ...input }) {
    const { sort, direction } = input
    const search = { filter: filterOf(input), ...(sort && { sort }), ...(direction && { direction }) }
    return ok(searchAnswer(await saveSearch(call.library, call, name, search)))
  },
})

export const deleteSearch = operation({
  name: 'delete_saved_search',
  summary: 'Forgets a search',
  method: 'DELETE',
  paths: ['/searches/{name}'],
  api: 'relata',
  input: { type: 'object', properties: { name }, required: ['name'] },
  output: { type: 'object', properties: { deleted: { type: 'string' } }, required: ['deleted'] },
  async handle(call, { name }) {
    await forgetSearch(call.library, call, name)
    return ok({ deleted: name })
  },
})
