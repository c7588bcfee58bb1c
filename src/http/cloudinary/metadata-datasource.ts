import { changeMetadataField, getMetadataField, readMetadataFields } from '../../actions/metadata-fields.ts'
import type { MetadataField } from '../../core/metadata-field.ts'
import {
  checkHasOptions,
  mergeOptions,
  searchOptions,
  sortOptions,
  switchOptions,
} from '../../core/metadata-options.ts'
import { type Answer, type Call, ok, operation } from '../operation.ts'
import { datasource, externalId, parseOptions } from './metadata-field-params.ts'
import { textList } from './schemas.ts'

/** Changes a datasource and answers it. */
const change = async (call: Call, id: string, edit: (field: MetadataField) => MetadataField): Promise<Answer> =>
  ok(datasource(await changeMetadataField(call.library, call, id, (field) => edit(checkHasOptions(field)))))

const options = {
  type: 'object',
  properties: { external_id: externalId, external_ids: { ...textList, minItems: 1, maxItems: 3000 } },
  required: ['external_id', 'external_ids'],
} as const

const updateMetadataFieldDatasource = operation({
  name: 'update_metadata_field_datasource',
  summary: 'Changes values of a datasource, and adds those that are new',
  method: 'PUT',
  paths: ['/metadata_fields/{external_id}/datasource'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { external_id: externalId, values: { description: 'A list of {external_id, value, state, position}' } },
    required: ['external_id', 'values'],
  },
  handle(call, input) {
    const given = parseOptions(input.values)
    return change(call, input.external_id, (field) => ({ ...field, options: mergeOptions(field.options, given) }))
  },
})

const deleteDatasourceEntries = operation({
  name: 'delete_datasource_entries',
  summary: 'Lets values of a datasource be chosen no more; assets that have them keep them',
  method: 'DELETE',
  paths: ['/metadata_fields/{external_id}/datasource'],
  api: 'admin',
  input: options,
  handle: (call, input) =>
    change(call, input.external_id, (field) => switchOptions(field, input.external_ids, 'inactive')),
})

const restoreMetadataFieldDatasource = operation({
  name: 'restore_metadata_field_datasource',
  summary: 'Lets deleted values of a datasource be chosen again',
  method: 'POST',
  paths: ['/metadata_fields/{external_id}/datasource_restore'],
  api: 'admin',
  input: options,
  handle: (call, input) =>
    change(call, input.external_id, (field) => switchOptions(field, input.external_ids, 'active')),
})

const orderMetadataFieldDatasource = operation({
  name: 'order_metadata_field_datasource',
  summary: 'Orders the values of a datasource anew',
  method: 'POST',
  paths: ['/metadata_fields/{external_id}/datasource/order'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      external_id: externalId,
      order_by: { type: 'string', enum: ['value'] },
      direction: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
    },
    required: ['external_id', 'order_by'],
  },
  handle: (call, input) => change(call, input.external_id, (field) => sortOptions(field, input.direction ?? 'asc')),
})

const search = {
  term: { type: 'string', description: 'Any part of the value' },
  exact_match: { type: 'boolean', default: false },
  max_results: { type: 'integer', minimum: 1, maximum: 3000, default: 100 },
} as const

const searchDatasource = operation({
  name: 'search_datasource',
  summary: 'The values of a datasource that have a text in them',
  method: 'POST',
  paths: ['/metadata_fields/{external_id}/datasource/search'],
  api: 'admin',
  access: 'read',
  input: { type: 'object', properties: { external_id: externalId, ...search }, required: ['external_id'] },
  async handle(call, { external_id, term = '', exact_match = false, max_results = 100 }) {
    const field = checkHasOptions(await getMetadataField(call.library.store.read, call.cloud.id, external_id))
    const found = searchOptions(field, term, exact_match).slice(0, max_results)
    return ok(datasource({ ...field, options: found }))
  },
})

const searchDatasources = operation({
  name: 'search_datasources',
  summary: 'The values of all datasources that have a text in them',
  method: 'POST',
  paths: ['/metadata_fields/datasource/search'],
  api: 'admin',
  access: 'read',
  input: { type: 'object', properties: search },
  async handle(call, { term = '', exact_match = false, max_results = 100 }) {
    const fields = await readMetadataFields(call.library.store.read, call.cloud.id)
    const found = [...fields].flatMap(([id, field]) =>
      searchOptions(field, term, exact_match).map(({ externalId, value }) => ({ field_id: id, id: externalId, value })),
    )
    return ok(found.slice(0, max_results))
  },
})

export const METADATA_DATASOURCE = [
  updateMetadataFieldDatasource,
  deleteDatasourceEntries,
  restoreMetadataFieldDatasource,
  orderMetadataFieldDatasource,
  searchDatasource,
  searchDatasources,
]
