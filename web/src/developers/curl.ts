import type { Address, Schema } from '../api/openapi.ts'
import type { Access } from './snippets.ts'

/** What stands for a value in an example, so that the commonest work as they are. */
const VALUES: Readonly<Record<string, unknown>> = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'dog',
  assets_to_relate: ['raw/upload/dog.srt'],
  assets_to_unrelate: ['raw/upload/dog.srt'],
  expression: 'tags:dog',
  asset: 'dog',
  identifier: 'image/upload/dog',
  from: 'dog',
  to: 'raw/upload/dog.srt',
}

/** A longer one is broken at its parts. */
const LONGEST_LINE = 90

/** A line that calls an operation, with what it can't do without. */
export function curlOf({ method, path, parameters, requestBody, tags }: Address, access: Access): string {
  const isAccount = tags[0] === 'account'
  const [bodyType, body] = Object.entries(requestBody?.content ?? {})[0] ?? []
  const line = ['curl']
  line.push(
    ...(isAccount
      ? ["-H 'cookie: relata_session=SESSION'", "-H 'x-relata-page: 1'"]
      : [`-u ${access.key}:${access.secret}`]),
  )
  const values = body?.schema.properties ? exampleOf(body.schema) : undefined
  if (bodyType === 'multipart/form-data') {
    const fields = Object.entries({ ...values, ...(isUpload(path) && { file: '@dog.jpg' }) })
    if (fields.length === 0) line.push(`-X ${method}`)
    line.push(...fields.map(([name, value]) => `-F ${quoted(`${name}=${textOf(value)}`)}`))
  } else if (values !== undefined) {
    if (method !== 'POST') line.push(`-X ${method}`)
    line.push("-H 'content-type: application/json'", `-d ${quoted(JSON.stringify(values))}`)
  } else if (bodyType !== undefined) line.push(`-H 'content-type: ${bodyType}'`, '--data-binary @FILE')
  else if (method !== 'GET') line.push(`-X ${method}`)
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, schema }) => queryOf(name, exampleValue(name, schema)))
    .join('&')
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'cloud_name'
      ? access.cloud
      : textOf(exampleValue(name, parameters.find((one) => one.name === name)?.schema ?? {})),
  )
  line.push(quoted(access.origin + filled + (query && `?${query}`)))
  const all = line.join(' ')
  return all.length > LONGEST_LINE ? line.join(' \\\n  ') : all
}

const isUpload = (path: string): boolean => path.endsWith('/upload')
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
const queryOf = (name: string, value: unknown): string =>
  Array.isArray(value) ? `${name}[]=${textOf(value[0])}` : `${name}=${encodeURIComponent(textOf(value))}`

const exampleOf = ({ properties = {}, required = [] }: Schema): Record<string, unknown> =>
  Object.fromEntries(required.map((name) => [name, exampleValue(name, properties[name] ?? {})]))

function exampleValue(name: string, schema: Schema): unknown {
  const { type, enum: values, default: standard, minimum, items, properties, anyOf, oneOf } = schema
  if (values) return values.includes(VALUES[name]) ? VALUES[name] : values[0]
  if (name in VALUES && (type === 'array') === Array.isArray(VALUES[name])) return VALUES[name]
  if (standard !== undefined) return standard
  const either = anyOf ?? oneOf
  if (either) return exampleValue(name, either[0]!)
  switch (Array.isArray(type) ? type[0] : type) {
    case 'array':
      return [exampleValue(name.replace(/s$/, ''), items ?? {})]
    case 'object':
      return properties ? exampleOf(schema) : {}
    case 'integer':
    case 'number':
      return minimum ?? 1
    case 'boolean':
      return true
    default:
      return name.toUpperCase()
  }
}
