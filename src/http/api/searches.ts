import { forgetSearch, listSearches, type SavedSearch, saveSearch } from '../../actions/saved-searches.ts'
import type { Definition } from '../../core/definition.ts'
import { ok, operation } from '../operation.ts'
import { filterOf, filterParams } from './asset-filter-params.ts'

const name = { type: 'string', description: 'Any words on one line' } as const

export const savedSearchSchema = {
  type: 'object',
  properties: { name, ...filterParams, created_at: { type: 'string' }, updated_at: { type: 'string' } },
  required: ['name', 'created_at', 'updated_at'],
} as const

const searchAnswer = ({ name, body, createdAt, updatedAt }: Definition<SavedSearch>) => ({
  name,
  q: body.filter.text,
  folder: body.filter.folder,
  subfolders: body.filter.withSubfolders,
  resource_type: body.filter.resourceTypes,
  type: body.filter.types,
  tag: body.filter.tags,
  sort: body.sort,
  direction: body.direction,
  created_at: new Date(createdAt).toISOString(),
  updated_at: new Date(updatedAt).toISOString(),
})

export const savedSearchesSchema = {
  type: 'object',
  properties: { searches: { type: 'array', items: savedSearchSchema } },
  required: ['searches'],
} as const

export const searches = operation({
  name: 'saved_searches',
  summary: 'The searches that are kept under a name',
  method: 'GET',
  paths: ['/searches'],
  api: 'relata',
  input: { type: 'object', properties: {} },
  output: savedSearchesSchema,
  async handle({ library, cloud }) {
    return ok({ searches: (await listSearches(library.store.read, cloud)).map(searchAnswer) })
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
  async handle({ library, cloud }, { name, ...input }) {
    const { sort, direction } = input
    const search = { filter: filterOf(input), ...(sort && { sort }), ...(direction && { direction }) }
    return ok(searchAnswer(await saveSearch(library, cloud, name, search)))
  },
})

export const deleteSearch = operation({
  name: 'delete_saved_search',
  summary: 'Forgets a search',
  method: 'DELETE',
  paths: ['/searches/{name}'],
  api: 'relata',
  input: { type: 'object', properties: { name }, required: ['name'] },
  async handle({ library, cloud }, { name }) {
    await forgetSearch(library, cloud, name)
    return ok({ deleted: name })
  },
})
