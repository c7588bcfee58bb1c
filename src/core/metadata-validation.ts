import { invalid } from './errors.ts'
import type { MetadataType } from './metadata-field.ts'

/** What values of a field must be, beside their type. As on the wire. */
export type Validation =
  | { readonly type: 'greater_than' | 'less_than'; readonly value: number | string; readonly equals?: boolean }
  | { readonly type: 'strlen'; readonly min?: number; readonly max?: number }
  | { readonly type: 'and'; readonly rules: readonly Validation[] }

const MAX_RULES = 20

/** Reads a validation from outside, for a field of a type. */
export function checkRule(type: MetadataType, rule: unknown, isWithinAnd = false): Validation {
  const given = (typeof rule === 'object' && rule !== null ? rule : {}) as Record<string, unknown>
  switch (given.type) {
    case 'greater_than':
    case 'less_than': {
      const { value, equals = false } = given
      const fits = type === 'integer' ? Number.isSafeInteger(value) : type === 'date' ? isDate(value) : undefined
      if (fits === undefined) throw invalid(`validation ${given.type} is for the types integer and date alone`)
      if (!fits) throw invalid(`validation ${given.type} takes a value of the field's type ${type}`)
      if (typeof equals !== 'boolean') throw invalid(`equals of validation ${given.type} is true or false`)
      return { type: given.type, equals, value: value as number | string }
    }
    case 'strlen': {
      const { min, max } = given
      if (type !== 'string') throw invalid('validation strlen is for the type string alone')
      const isLength = (length: unknown) =>
        length === undefined || (Number.isSafeInteger(length) && Number(length) >= 0)
      if (!isLength(min) || !isLength(max) || (min === undefined && max === undefined) || Number(min) > Number(max)) {
        throw invalid('validation strlen takes a min, a max or both, in characters')
      }
      return {
        type: 'strlen',
        ...(min !== undefined && { min: Number(min) }),
        ...(max !== undefined && { max: Number(max) }),
      }
    }
    case 'and': {
      const { rules } = given
      if (isWithinAnd || !Array.isArray(rules) || rules.length === 0 || rules.length > MAX_RULES) {
        throw invalid(`validation and takes 1 to ${MAX_RULES} rules, and no further and among them`)
      }
      return { type: 'and', rules: rules.map((one) => checkRule(type, one, true)) }
    }
    default:
      throw invalid('The type of a validation is one of greater_than, less_than, strlen, and')
  }
}

/** What is wrong with a value of the field's type, or nothing. Dates as YYYY-MM-DD compare as text. */
export function problemOf(rule: Validation, value: string | number): string | undefined {
  switch (rule.type) {
    case 'greater_than':
      if (value > rule.value || (rule.equals && value === rule.value)) return undefined
      return `not greater than ${rule.equals ? 'or equal to ' : ''}${rule.value}`
    case 'less_than':
      if (value < rule.value || (rule.equals && value === rule.value)) return undefined
      return `not less than ${rule.equals ? 'or equal to ' : ''}${rule.value}`
    case 'strlen': {
      const { length } = String(value)
      const [min, max] = [rule.min ?? 0, rule.max ?? Number.POSITIVE_INFINITY]
      return length >= min && length <= max ? undefined : `not of ${min} to ${rule.max ?? 'any number of'} characters`
    }
    case 'and':
      for (const one of rule.rules) {
        const problem = problemOf(one, value)
        if (problem) return problem
      }
  }
}

export function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const time = Date.parse(value)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}
