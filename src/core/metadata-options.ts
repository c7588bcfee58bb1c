import { invalid } from './errors.ts'
import { randomName } from './ids.ts'
import { hasOptions, type MetadataField, type MetadataOption } from './metadata-field.ts'

/** An option as it came from outside. Without an ID it is new. */
export interface GivenOption {
  readonly externalId?: string
  readonly value?: string
  readonly state?: MetadataOption['state']
  /** Where it is to stand, from 1. */
  readonly position?: number
}

/** Options with known IDs change, the others are added; those that aren't named stay. */
export function mergeOptions(before: readonly MetadataOption[], given: readonly GivenOption[]): MetadataOption[] {
  const options = [...before]
  for (const { externalId = randomName(20), value, state, position } of given) {
    const at = options.findIndex((option) => option.externalId === externalId)
    const known = options[at]
    const text = value ?? known?.value
    if (text === undefined) throw invalid(`Missing required parameter - value, of the datasource value ${externalId}`)
    const option = { externalId, value: text, state: state ?? known?.state ?? 'active' }
    if (position === undefined && known) options[at] = option
    else {
      if (known) options.splice(at, 1)
      options.splice(position === undefined ? options.length : Math.max(0, position - 1), 0, option)
    }
  }
  return options
}

/** Lets options be chosen again, or no more. Throws `invalid` for one that isn't there, or that the default needs. */
export function switchOptions(
  field: MetadataField,
  ids: readonly string[],
  state: MetadataOption['state'],
): MetadataField {
  const wanted = new Set(ids)
  const known = new Set(field.options.map(({ externalId }) => externalId))
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length > 0)
    throw invalid(`The following datasource values do not exist: ${JSON.stringify(unknown).slice(0, 1000)}`)
  if (state === 'inactive' && [field.defaultValue].flat().some((id) => wanted.has(String(id)))) {
    throw invalid('A datasource value that is the default_value cannot be deleted: change the default_value first')
  }
  return {
    ...field,
    options: field.options.map((option) => (wanted.has(option.externalId) ? { ...option, state } : option)),
  }
}

export function sortOptions(field: MetadataField, direction: 'asc' | 'desc'): MetadataField {
  const options = field.options.toSorted((a, b) => a.value.localeCompare(b.value, 'en'))
  return { ...field, options: direction === 'asc' ? options : options.reverse() }
}

/** The options that can be chosen whose value has this text, in upper or lower case; exactly, all of the value. */
export function searchOptions(field: MetadataField, term: string, exactly: boolean): MetadataOption[] {
  const wanted = term.toLowerCase()
  return activeOptions(field).filter(({ value }) => {
    const text = value.toLowerCase()
    return exactly ? text === wanted : text.includes(wanted)
  })
}

export const activeOptions = ({ options }: MetadataField): MetadataOption[] =>
  options.filter(({ state }) => state === 'active')

export function checkHasOptions(field: MetadataField): MetadataField {
  if (hasOptions(field)) return field
  throw invalid(`A metadata field of type ${field.type} has no datasource: only enum and set have one`)
}
