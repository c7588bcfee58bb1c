import {
  changeMetadataField,
  createMetadataField,
  deleteMetadataField as deleteField,
  getMetadataField,
  readMetadataFields,
  reorderMetadataFields,
} from '../../actions/metadata-fields.ts'
import { invalid } from '../../core/errors.ts'
import { METADATA_TYPES, type MetadataFields } from '../../core/metadata-field.ts'
import { mergeOptions } from '../../core/metadata-options.ts'
import { type Answer, ok, operation } from '../operation.ts'
import { externalId, fieldParts, metadataField, parseFieldParts, parseOptions } from './metadata-field-params.ts'
import { idList } from './schemas.ts'

const all = (fields: MetadataFields): Answer =>
  ok({ metadata_fields: [...fields].map(([id, field]) => metadataField(id, field)) })

const listMetadataFields = operation({
  name: 'list_metadata_fields',
  summary: 'The structured metadata fields of the environment, in their order',
  method: 'GET',
  paths: ['/metadata_fields'],
  api: 'admin',
  input: { type: 'object', properties: { external_ids: { ...idList, description: 'Only these' } } },
  async handle(call, { external_ids }) {
    const fields = await readMetadataFields(call.library.store.read, call.cloud.id)
    if (external_ids === undefined) return all(fields)
    const wanted = new Set([external_ids].flat().flatMap((text) => text.split(',')))
    return all(new Map([...fields].filter(([id]) => wanted.has(id))))
  },
})

const metadataFieldByFieldId = operation({
  name: 'metadata_field_by_field_id',
  summary: 'A structured metadata field',
  method: 'GET',
  paths: ['/metadata_fields/{external_id}'],
  api: 'admin',
  input: { type: 'object', properties: { external_id: externalId }, required: ['external_id'] },
  handle: async (call, { external_id: id }) =>
    ok(metadataField(id, await getMetadataField(call.library.store.read, call.cloud.id, id))),
})

const addMetadataField = operation({
  name: 'add_metadata_field',
  summary: 'Defines a structured metadata field; new assets get its default',
  method: 'POST',
  paths: ['/metadata_fields'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      external_id: { ...externalId, description: 'Letters, digits, _ and -; a random one without it' },
      type: { type: 'string', enum: METADATA_TYPES },
      ...fieldParts,
    },
    required: ['type', 'label'],
  },
  async handle(call, input) {
    const { external_id, type, label, datasource } = input
    const [id, field] = await createMetadataField(call.library, call, {
      ...parseFieldParts(input),
      ...(external_id !== undefined && { externalId: external_id }),
      type,
      label,
      ...(datasource && { options: mergeOptions([], parseOptions(datasource.values)) }),
    })
    return ok(metadataField(id, field))
  },
})

const updateMetadataField = operation({
  name: 'update_metadata_field',
  summary: 'Changes parts of a structured metadata field; its type and external ID stay',
  method: 'PUT',
  paths: ['/metadata_fields/{external_id}'],
  api: 'admin',
  input: { type: 'object', properties: { external_id: externalId, ...fieldParts }, required: ['external_id'] },
  async handle(call, input) {
    const { external_id: id, datasource } = input
    const parts = parseFieldParts(input)
    const given = datasource && parseOptions(datasource.values)
    const field = await changeMetadataField(call.library, call, id, (before) => ({
      ...before,
      ...parts,
      ...(given && { options: mergeOptions(before.options, given) }),
    }))
    return ok(metadataField(id, field))
  },
})

const deleteMetadataField = operation({
  name: 'delete_metadata_field',
  summary: 'Deletes a structured metadata field, and its values from all assets',
  method: 'DELETE',
  paths: ['/metadata_fields/{external_id}'],
  api: 'admin',
  input: { type: 'object', properties: { external_id: externalId }, required: ['external_id'] },
  async handle(call, input) {
    await deleteField(call.library, call, input.external_id)
    return ok({ message: 'ok' })
  },
})

const reorderMetadataFieldsBy = operation({
  name: 'reorder_metadata_fields',
  summary: 'Orders all structured metadata fields anew',
  method: 'PUT',
  paths: ['/metadata_fields/order'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      order_by: { type: 'string', enum: ['label', 'external_id', 'created_at'] },
      direction: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
    },
    required: ['order_by'],
  },
  async handle(call, { order_by, direction }) {
    const fields = await reorderMetadataFields(call.library, call, (fields, createdAt) => {
      const ids = [...fields.keys()].sort((a, b) => {
        if (order_by === 'created_at') return createdAt(a) - createdAt(b)
        if (order_by === 'label') return fields.get(a)!.label.localeCompare(fields.get(b)!.label, 'en')
        return a.localeCompare(b, 'en')
      })
      return direction === 'desc' ? ids.reverse() : ids
    })
    return all(fields)
  },
})

const reorderMetadataField = operation({
  name: 'reorder_metadata_field',
  summary: 'Moves a structured metadata field to a position among all',
  method: 'PUT',
  paths: ['/metadata_fields/{external_id}/reorder'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { external_id: externalId, position: { type: 'integer', minimum: 1, description: 'From 1' } },
    required: ['external_id', 'position'],
  },
  async handle(call, { external_id: id, position }) {
    await getMetadataField(call.library.store.read, call.cloud.id, id)
    const fields = await reorderMetadataFields(call.library, call, (fields) => {
      if (position > fields.size) throw invalid(`position can be 1 to ${fields.size}, got ${position}`)
      const others = [...fields.keys()].filter((other) => other !== id)
      return others.toSpliced(position - 1, 0, id)
    })
    return all(fields)
  },
})

export const METADATA_FIELDS = [
  listMetadataFields,
  metadataFieldByFieldId,
  addMetadataField,
  updateMetadataField,
  deleteMetadataField,
  reorderMetadataFieldsBy,
  reorderMetadataField,
]
