import type { ErrorObject, ValidateFunction } from 'ajv'
import { AppError, invalid } from '../core/errors.ts'

/** A JSON Schema of an object, as far as parameters need it. */
export interface ParamsSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, ParamSchema>>
  readonly required?: readonly string[]
  readonly [keyword: string]: unknown
}

type TypeName = keyof TypeOf

interface ParamSchema {
  readonly type?: TypeName | readonly TypeName[]
  readonly enum?: readonly string[]
  readonly [keyword: string]: unknown
}

interface TypeOf {
  string: string
  integer: number
  number: number
  boolean: boolean
  null: null
  /** Lists whose items have no schema are lists of text. */
  array: readonly string[]
  object: Readonly<Record<string, unknown>>
}

type Value<Schema> = Schema extends { enum: readonly (infer Choice)[] }
  ? Choice
  : Schema extends { type: 'array'; items: infer Items }
    ? readonly Value<Items>[]
    : Schema extends ParamsSchema
      ? InputOf<Schema>
      : Schema extends { type: readonly ['object', 'null']; properties: ParamsSchema['properties'] }
        ? InputOf<Omit<Schema, 'type'> & { type: 'object' }> | null
        : Schema extends { type: infer Name extends TypeName }
          ? TypeOf[Name]
          : Schema extends { type: readonly (infer Name extends TypeName)[] }
            ? TypeOf[Name]
            : unknown

/** The type of the parameters that a schema lets through. */
export type InputOf<Schema extends ParamsSchema> = {
  readonly [Name in keyof Schema['properties'] & RequiredOf<Schema>]: Value<Schema['properties'][Name]>
} & {
  readonly [Name in Exclude<keyof Schema['properties'], RequiredOf<Schema>>]?: Value<Schema['properties'][Name]>
}

type RequiredOf<Schema> = Schema extends { required: readonly (infer Name)[] } ? Name : never

export type RawParams = Record<string, unknown>

/**
 * Joins parameters from wherever they came (query, form, JSON, path); later ones win. `ids[]=a&ids[]=b`, `ids[0]=a` and
 * `ids=a&ids=b` are all the list `ids`; null counts as not given.
 */
export function mergeParams(...sources: (Readonly<Record<string, unknown>> | undefined)[]): RawParams {
  const params: RawParams = Object.create(null)
  for (const source of sources) {
    if (!source) continue
    const bracketed: Record<string, unknown[]> = Object.create(null)
    for (const key of Object.keys(source)) {
      const value = source[key]
      if (value === null || value === undefined) continue
      const bracket = key.indexOf('[')
      if (bracket > 0 && /^\[\d*\]$/.test(key.slice(bracket))) {
        const name = key.slice(0, bracket)
        for (const item of [value].flat()) append(bracketed, name, item)
      } else params[key] = value
    }
    Object.assign(params, bracketed)
  }
  return params
}

/** Adds to the list of that name. */
function append(lists: Record<string, unknown[]>, name: string, value: unknown): void {
  const list = lists[name]
  if (list) list.push(value)
  else lists[name] = [value]
}

/** Levels of lists and maps in parameters: more than any have, and few enough for whatever walks them. */
export const MAX_DEPTH = 16

export function checkDepth(value: unknown, levels = MAX_DEPTH): void {
  if (typeof value !== 'object' || value === null) return
  if (levels === 0) throw invalid(`The body is nested more than ${MAX_DEPTH} levels deep`)
  for (const item of Object.values(value)) checkDepth(item, levels - 1)
}

/** Parameters of one request, each item of a list counted: several times what any operation takes. */
export const MAX_PARAMS = 5000

const tooMany = () => new AppError('too_large', `A request takes at most ${MAX_PARAMS} parameters`)

/** Joins named values in their order, as forms have them: a name that is repeated is a list. Throws `too_large`. */
export class FormFields {
  readonly #lists: Record<string, unknown[]> = Object.create(null)
  #count = 0

  add(name: string, value: unknown): void {
    if (++this.#count > MAX_PARAMS) throw tooMany()
    append(this.#lists, name, value)
  }

  get params(): RawParams {
    const params: RawParams = Object.create(null)
    for (const [name, list] of Object.entries(this.#lists)) params[name] = list.length === 1 ? list[0] : list
    return params
  }
}

/** Reads `application/x-www-form-urlencoded` text, of a body or a query. */
export function parseForm(text: string): RawParams {
  // Before it is parsed, which takes Node a time that grows with the square of their number.
  if (text.split('&', MAX_PARAMS + 1).length > MAX_PARAMS) throw tooMany()
  const fields = new FormFields()
  for (const [name, value] of new URLSearchParams(text)) fields.add(name, value)
  return fields.params
}

/**
 * Checks parameters by a schema, after turning the text that forms and queries carry into what the schema asks for
 * (`true` and `1`, digits, a single value for a list). Parameters that the schema doesn't name are left out. The schema
 * is compiled when it is first needed, and the compiler loaded with it: a server is ready before that.
 */
export function paramsReader<Input>(schema: ParamsSchema): (raw: RawParams) => Promise<Input> {
  const names = Object.keys(schema.properties)
  let compiled: Promise<ValidateFunction<Input>> | undefined
  return async (raw) => {
    compiled ??= compile<Input>(schema)
    const validate = await compiled
    const input: RawParams = {}
    for (const name of names) {
      const value = raw[name]
      if (value !== undefined) input[name] = coerce(schema.properties[name]!, value)
    }
    if (!validate(input)) throw invalid(describe(validate.errors![0]!, input))
    return input
  }
}

async function compile<Input>(schema: ParamsSchema): Promise<ValidateFunction<Input>> {
  const { Ajv } = await import('ajv')
  return new Ajv({ strict: true, allowUnionTypes: true }).compile<Input>(schema)
}

function coerce({ type }: ParamSchema, value: unknown): unknown {
  switch (type) {
    case 'boolean':
      return value === 'true' || value === '1' || value === 1
        ? true
        : value === 'false' || value === '0' || value === 0
          ? false
          : value
    case 'integer':
      return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
    case 'number':
      return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value
    case 'string':
      return typeof value === 'number' ? String(value) : value
    case 'array':
      return Array.isArray(value) ? value : [value]
    default:
      return value
  }
}

const A_TYPE: Record<string, string> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  null: 'null',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** An Ajv error in words: what was wrong, and what was expected. */
function describe(error: ErrorObject, input: RawParams): string {
  const keys = error.instancePath.split('/').slice(1)
  const given = keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], input)
  const what = keys.reduce((path, key) => inside(path, key), '')
  switch (error.keyword) {
    case 'required':
      return `Missing required parameter - ${inside(what, error.params.missingProperty)}`
    case 'additionalProperties':
      return `Unknown parameter - ${inside(what, error.params.additionalProperty)}`
    case 'enum':
      return `Invalid value for ${what} - ${quote(given)}. Must be one of: ${error.params.allowedValues.join(', ')}`
    case 'type':
      return `Invalid value for ${what} - ${quote(given)}. Must be ${[error.params.type]
        .flat()
        .map((type) => A_TYPE[type] ?? type)
        .join(' or ')}`
    case 'minItems':
    case 'maxItems':
      return `${what} takes at ${error.keyword === 'minItems' ? 'least' : 'most'} ${error.params.limit} items, got ${(given as unknown[]).length}`
    default:
      return `Invalid value for ${what} - ${quote(given)}: it ${error.message}`
  }
}

/** `relations`, `relations[3]`, `relations[3].from`. */
const inside = (path: string, key: string): string =>
  /^\d+$/.test(key) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`

const MAX_QUOTED = 100

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text
}
