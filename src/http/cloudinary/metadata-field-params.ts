import type { MetadataFieldPart } from '../../actions/metadata-fields.ts'
import { invalid } from '../../core/errors.ts'
import type { MetadataField } from '../../core/metadata-field.ts'
import { activeOptions, type GivenOption } from '../../core/metadata-options.ts'
import type { Validation } from '../../core/metadata-validation.ts'

export const externalId = { type: 'string', description: 'The external ID of the metadata field' } as const

/** The parts of a field that can be changed. */
export const fieldParts = {
  label: { type: 'string' },
  mandatory: { type: 'boolean' },
  default_value: { description: 'A value of the type of the field' },
  default_disabled: { type: 'boolean', description: 'Whether new assets are not given the default' },
  validation: {
    type: 'object',
    additionalProperties: true,
    description: 'greater_than, less_than (value, equals), strlen (min, max), or and (rules)',
  },
  datasource: {
    type: 'object',
    additionalProperties: true,
    description: 'Of the types enum and set: {"values":[{"external_id":...,"value":...}]}',
  },
  restrictions: { type: 'object', additionalProperties: true, description: 'readonly_ui' },
  allow_dynamic_list_values: { type: 'boolean', description: 'Only false is supported' },
} as const

interface FieldParams {
  readonly label?: string
  readonly mandatory?: boolean
  readonly default_value?: unknown
  readonly default_disabled?: boolean
  readonly validation?: Readonly<Record<string, unknown>>
  readonly restrictions?: Readonly<Record<string, unknown>>
  readonly allow_dynamic_list_values?: boolean
}

/** What was given of a field, without its options; the core checks how the parts fit together. */
export function parseFieldParts(input: FieldParams): Omit<MetadataFieldPart, 'options'> {
  const { label, mandatory, default_value, default_disabled, validation, restrictions } = input
  if (input.allow_dynamic_list_values) {
    throw invalid('allow_dynamic_list_values is not supported here: add values to the datasource before they are used')
  }
  return {
    ...(label !== undefined && { label }),
    ...(mandatory !== undefined && { mandatory }),
    ...(default_value !== undefined && { defaultValue: default_value as MetadataField['defaultValue'] }),
    ...(default_disabled !== undefined && { defaultDisabled: default_disabled }),
    ...(validation !== undefined && { validation: validation as unknown as Validation }),
    ...(restrictions !== undefined && { restrictions: parseRestrictions(restrictions) }),
  }
}

function parseRestrictions({ readonly_ui, ...rest }: Readonly<Record<string, unknown>>): { readonly_ui?: boolean } {
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined || (readonly_ui !== undefined && typeof readonly_ui !== 'boolean')) {
    throw invalid('Invalid restrictions: expected {"readonly_ui":true} or {"readonly_ui":false}')
  }
  return readonly_ui === undefined ? {} : { readonly_ui }
}

/** The options in a datasource, `{values: [...]}`. */
export function parseOptions(values: unknown): GivenOption[] {
  if (!Array.isArray(values)) throw invalid('Missing required parameter - values: a list of {external_id, value}')
  return values.map((given) => {
    const { external_id, value, state, position } = (
      typeof given === 'object' && given !== null ? given : {}
    ) as Record<string, unknown>
    const isTextOrNone = (text: unknown) => text === undefined || text === null || typeof text === 'string'
    const isState = state === undefined || state === null || state === 'active' || state === 'inactive'
    const isPosition = position === undefined || position === null || Number.isSafeInteger(position)
    if (!isTextOrNone(external_id) || !isTextOrNone(value) || !isState || !isPosition) {
      throw invalid('Invalid datasource: each value is {external_id: text, value: text, state: active or inactive}')
    }
    return {
      ...(typeof external_id === 'string' && { externalId: external_id }),
      ...(typeof value === 'string' && { value }),
      ...(state && { state: state as 'active' | 'inactive' }),
      ...(typeof position === 'number' && { position }),
    }
  })
}

/** The options that can be chosen; deleted ones are not shown. */
export const datasource = (field: MetadataField) => ({
  values: activeOptions(field).map(({ externalId, value, state }) => ({ external_id: externalId, value, state })),
})

/** A field as Cloudinary writes it. */
export const metadataField = (id: string, field: MetadataField) => ({
  type: field.type,
  external_id: id,
  label: field.label,
  mandatory: field.mandatory,
  default_value: field.defaultValue,
  default_disabled: field.defaultDisabled,
  validation: field.validation,
  restrictions: field.restrictions,
  allow_dynamic_list_values: false,
  ...((field.type === 'enum' || field.type === 'set') && { datasource: datasource(field) }),
})
