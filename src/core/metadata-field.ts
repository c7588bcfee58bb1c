import type { MetadataValue } from './asset.ts'
import { invalid } from './errors.ts'
import { checkRule, isDate, problemOf, type Validation } from './metadata-validation.ts'

/** Cloudinary's limits. */
export const MAX_METADATA_FIELDS = 100
export const MAX_OPTIONS = 3000
const MAX_EXTERNAL_ID_LENGTH = 255
const MAX_TEXT_LENGTH = 1000
const MAX_SET_OPTIONS = 100

export const METADATA_TYPES = ['string', 'integer', 'date', 'enum', 'set'] as const
export type MetadataType = (typeof METADATA_TYPES)[number]

/** A choice of an `enum` or a `set`. An inactive one can't be chosen any more; assets that have it keep it. */
export interface MetadataOption {
  readonly externalId: string
  readonly value: string
  readonly state: 'active' | 'inactive'
}

/** What values an environment's assets can have under one name, as its definition has it. The name is the external ID. */
export interface MetadataField {
  readonly type: MetadataType
  readonly label: string
  /** Whether an asset must not be without a value once it has one; new assets get the default. */
  readonly mandatory: boolean
  readonly defaultValue: MetadataValue | null
  /** Whether new assets don't get the default. */
  readonly defaultDisabled: boolean
  readonly validation: Validation | null
  /** Of an `enum` or a `set`, in their order; of others empty. */
  readonly options: readonly MetadataOption[]
  /** What pages that edit assets are to do; nothing that the API enforces. */
  readonly restrictions: { readonly readonly_ui?: boolean } | null
  /** Where the field stands among all. */
  readonly position: number
  /** Set while the values of a deleted field are being taken from the assets. */
  readonly deleting?: true
}

/** The fields of an environment, by external ID. */
export type MetadataFields = ReadonlyMap<string, MetadataField>

export const hasOptions = ({ type }: Pick<MetadataField, 'type'>): boolean => type === 'enum' || type === 'set'

/** Letters, digits, `_` and `-`: what all clients can write in a path and in `id=value`. */
export function checkExternalId(what: string, id: string): string {
  if (!/^(?!__proto__$)[\w-]+$/.test(id) || id.length > MAX_EXTERNAL_ID_LENGTH) {
    throw invalid(
      `Invalid ${what} - ${JSON.stringify(id.slice(0, 300))}: use 1 to ${MAX_EXTERNAL_ID_LENGTH} letters, digits, _ and -`,
    )
  }
  return id
}

/** Checks that the parts of a field fit together; its default is answered as a value of its type. */
export function checkField(field: MetadataField): MetadataField {
  if (field.label.trim() === '' || field.label.length > MAX_EXTERNAL_ID_LENGTH) {
    throw invalid(`label takes 1 to ${MAX_EXTERNAL_ID_LENGTH} characters`)
  }
  if (hasOptions(field) && field.options.length === 0) throw invalid(`datasource is required for type ${field.type}`)
  if (!hasOptions(field) && field.options.length > 0) throw invalid('datasource is for the types enum and set alone')
  checkOptions(field.options)
  const validation = field.validation && checkRule(field.type, field.validation)
  if (field.defaultValue === null) {
    if (field.mandatory) throw invalid('default_value is required where mandatory is true')
    return { ...field, validation }
  }
  try {
    return { ...field, validation, defaultValue: checkValue({ ...field, validation }, field.defaultValue) }
  } catch (error) {
    throw invalid(`default_value is invalid: ${(error as Error).message}`)
  }
}

function checkOptions(options: readonly MetadataOption[]): void {
  if (options.length > MAX_OPTIONS) throw invalid(`datasource takes at most ${MAX_OPTIONS} values`)
  const ids = new Set<string>()
  const values = new Set<string>()
  for (const { externalId, value, state } of options) {
    checkExternalId('external_id of a datasource value', externalId)
    if (ids.has(externalId)) throw invalid(`datasource has the external_id ${externalId} twice`)
    ids.add(externalId)
    if (value.trim() === '' || value.length > MAX_EXTERNAL_ID_LENGTH) {
      throw invalid(`A datasource value takes 1 to ${MAX_EXTERNAL_ID_LENGTH} characters`)
    }
    if (state === 'inactive') continue
    if (values.has(value)) throw invalid(`datasource has the value ${value} twice`)
    values.add(value)
  }
}

/** A value as it came from outside, as one of the field's type. Throws `invalid` with the reason alone. */
export function checkValue(field: MetadataField, given: unknown): MetadataValue {
  const value = ofType(field, given)
  if (field.validation && !Array.isArray(value)) {
    const problem = problemOf(field.validation, value as string | number)
    if (problem) throw invalid(`${JSON.stringify(value)} is ${problem}`)
  }
  return value
}

function ofType(field: MetadataField, given: unknown): MetadataValue {
  switch (field.type) {
    case 'string':
      return asText(given)
    case 'integer': {
      const number = typeof given === 'string' && /^-?\d{1,15}$/.test(given) ? Number(given) : given
      if (Number.isSafeInteger(number)) return number as number
      throw invalid(`${quoted(given)} is not a whole number`)
    }
    case 'date':
      if (isDate(given)) return given
      throw invalid(`${quoted(given)} is not a date as YYYY-MM-DD`)
    case 'enum':
      return asOption(field, given)
    case 'set': {
      const list = Array.isArray(given) ? given : [given]
      if (list.length > MAX_SET_OPTIONS) throw invalid(`it takes at most ${MAX_SET_OPTIONS} values, got ${list.length}`)
      return [...new Set(list.map((one) => asOption(field, one)))]
    }
  }
}

function asText(given: unknown): string {
  const text = typeof given === 'number' ? String(given) : given
  if (typeof text !== 'string') throw invalid(`${quoted(given)} is not text`)
  if (text.length > MAX_TEXT_LENGTH)
    throw invalid(`it has ${text.length} characters, at most ${MAX_TEXT_LENGTH} are allowed`)
  if (text.includes('\0') || !text.isWellFormed()) throw invalid('it has a NUL character or a lone surrogate')
  return text
}

function asOption(field: MetadataField, given: unknown): string {
  const id = typeof given === 'number' ? String(given) : given
  const option = field.options.find(({ externalId, state }) => externalId === id && state === 'active')
  if (option) return option.externalId
  throw invalid(`${quoted(given)} is not the external_id of a datasource value`)
}

const quoted = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 100)
