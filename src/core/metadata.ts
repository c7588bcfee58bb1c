import type { AssetLabels, MetadataValue } from './asset.ts'
import { AppError, invalid } from './errors.ts'
import { checkValue, type MetadataFields } from './metadata-field.ts'

/** Values as they came from outside, by external ID. An empty one (null, no text, no items) takes the value away. */
export type GivenMetadata = Readonly<Record<string, unknown>>

type Metadata = AssetLabels['metadata']

/** Given values by the definitions: those to set, and those to take away. */
export interface MetadataChanges {
  readonly set: Metadata
  readonly removed: ReadonlySet<string>
}

/** Throws `invalid` in Cloudinary's words for fields that don't exist (OpenAPI, `metadata`). */
export function checkMetadata(fields: MetadataFields, given: GivenMetadata): MetadataChanges {
  const unknown = Object.keys(given).filter((id) => !fields.has(id))
  if (unknown.length > 0) {
    throw invalid(`The following metadata fields do not exist: ${JSON.stringify(unknown).slice(0, 1000)}`)
  }
  const set: Record<string, MetadataValue> = {}
  const removed = new Set<string>()
  for (const [id, value] of Object.entries(given)) {
    const field = fields.get(id)!
    if (!isEmpty(value)) {
      try {
        set[id] = checkValue(field, value)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        throw invalid(`Invalid value for metadata field ${id}: ${error.message}`)
      }
    } else if (field.mandatory) {
      throw invalid(`Metadata field ${id} is mandatory: give it a value`)
    } else removed.add(id)
  }
  return { set, removed }
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** With `clearInvalid`, values that their field's definition of today would refuse go as well. */
export function changedMetadata(
  fields: MetadataFields,
  before: Metadata,
  { set, removed }: MetadataChanges,
  clearInvalid: boolean,
): Metadata {
  const kept = Object.entries(before).filter(
    ([id, value]) => !removed.has(id) && !(clearInvalid && !isValid(fields, id, value)),
  )
  return { ...Object.fromEntries(kept), ...set }
}

/** The values of a new asset: what was given, and the defaults of other fields. */
export function newMetadata(fields: MetadataFields, { set, removed }: MetadataChanges): Metadata {
  const defaults = [...fields].flatMap(([id, { defaultValue, defaultDisabled }]) =>
    defaultValue === null || defaultDisabled || removed.has(id) ? [] : [[id, defaultValue] as const],
  )
  return { ...Object.fromEntries(defaults), ...set }
}

function isValid(fields: MetadataFields, id: string, value: MetadataValue): boolean {
  const field = fields.get(id)
  try {
    return field !== undefined && checkValue(field, value) !== undefined
  } catch {
    return false
  }
}
