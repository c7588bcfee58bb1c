import { readMetadataFields } from '../../actions/metadata-fields.ts'
import { METADATA_TYPES } from '../../core/metadata-field.ts'
import { activeOptions } from '../../core/metadata-options.ts'
import { ok, operation } from '../operation.ts'
import { nextCursor, pageOf, shortListParams } from './short-list.ts'

export const metadataFieldsSchema = {
  type: 'object',
  properties: {
    fields: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          external_id: { type: 'string' },
          label: { type: 'string' },
          type: { type: 'string', enum: METADATA_TYPES },
          mandatory: { type: 'boolean' },
          readonly: { type: 'boolean', description: 'Whether pages that edit assets leave it as it is' },
          options: {
            type: 'array',
            description: 'Of an enum or a set: what can be chosen',
            items: {
              type: 'object',
              properties: { external_id: { type: 'string' }, value: { type: 'string' } },
              required: ['external_id', 'value'],
            },
          },
        },
        required: ['external_id', 'label', 'type', 'mandatory', 'readonly', 'options'],
      },
    },
    next_cursor: nextCursor,
  },
  required: ['fields'],
} as const

export const metadataFields = operation({
  name: 'metadata_fields_of_assets',
  summary: 'The structured metadata fields that assets can have values of, in their order',
  method: 'GET',
  paths: ['/metadata-fields'],
  api: 'relata',
  input: { type: 'object', properties: shortListParams },
  output: metadataFieldsSchema,
  async handle(call, input) {
    const fields = await readMetadataFields(call.library.store.read, call.cloud.id)
    const { page, next_cursor } = pageOf(call, 'metadata_fields', [...fields], ([id]) => id, input)
    return ok({
      fields: page.map(([id, field]) => ({
        external_id: id,
        label: field.label,
        type: field.type,
        mandatory: field.mandatory,
        readonly: field.restrictions?.readonly_ui ?? false,
        options: activeOptions(field).map(({ externalId, value }) => ({ external_id: externalId, value })),
      })),
      next_cursor,
    })
  },
})
