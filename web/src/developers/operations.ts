import type { Address, Schema } from '../api/openapi.ts'

const GROUPS = [
  { id: 'upload', title: 'Upload' },
  { id: 'admin', title: 'Admin' },
  { id: 'search', title: 'Search' },
  { id: 'relata', title: 'Own API' },
  { id: 'account', title: 'Account' },
] as const
type GroupId = (typeof GROUPS)[number]['id']

/** What the server can be asked, once for all addresses that it has. */
export interface Operation {
  readonly name: string
  readonly summary: string
  readonly method: string
  readonly group: GroupId
  readonly addresses: readonly Address[]
}

export interface Group {
  readonly id: GroupId
  readonly title: string
  readonly operations: readonly Operation[]
}

/** Of an operation with several addresses, the document says `name`, `name_2` and so on. */
export function operationsOf(addresses: readonly Address[]): Operation[] {
  const ids = new Set(addresses.map(({ operationId }) => operationId))
  const nameOf = ({ operationId }: Address): string => {
    const base = operationId.replace(/_\d+$/, '')
    return ids.has(base) ? base : operationId
  }
  return [...Map.groupBy(addresses, nameOf)].map(([name, its]) => {
    const { summary, method, tags, path } = its[0]!
    const isSearch = tags[0] === 'admin' && (name.startsWith('search') || path.endsWith('/search'))
    return { name, summary, method, group: isSearch ? 'search' : (tags[0] as GroupId), addresses: its }
  })
}

/** Those with all the words in their name, paths, summary or parameters; groups without any are left out. */
export function groupsOf(operations: readonly Operation[], text: string): Group[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = operations.filter((operation) => {
    const all = wordsOf(operation)
    return words.every((word) => all.includes(word))
  })
  return GROUPS.map((group) => ({ ...group, operations: found.filter((one) => one.group === group.id) })).filter(
    (group) => group.operations.length > 0,
  )
}

const known = new WeakMap<Operation, string>()

function wordsOf(operation: Operation): string {
  const before = known.get(operation)
  if (before !== undefined) return before
  const { name, summary, method, addresses } = operation
  const words = [
    name,
    summary,
    method,
    ...addresses.map(({ path }) => path),
    ...parametersOf(addresses[0]!).map((row) => row.name),
  ]
  const all = words.join('\n').toLowerCase()
  known.set(operation, all)
  return all
}

/** A line of a table of parameters, or of what an answer has. */
export interface Row {
  /** From the outermost: `relations[].from`. */
  readonly name: string
  readonly type: string
  readonly description: string
  readonly isRequired: boolean
}

const DEEPEST = 4

export function parametersOf({ parameters, requestBody }: Address): Row[] {
  const own = parameters.filter(({ name }) => name !== 'cloud_name')
  const body = Object.values(requestBody?.content ?? {})[0]?.schema
  return [
    ...own.flatMap(({ name, required, schema }) => rowsOf(name, schema, required)),
    ...(body?.properties ? rowsIn(body, '', 0) : []),
  ]
}

export function answerOf({ responses }: Address): Row[] {
  const schema = Object.values(responses[200]?.content ?? {})[0]?.schema
  return schema ? rowsIn(schema, '', 0) : []
}

const rowsIn = ({ properties = {}, required = [] }: Schema, before: string, depth: number): Row[] =>
  Object.entries(properties).flatMap(([name, schema]) => rowsOf(before + name, schema, required.includes(name), depth))

function rowsOf(name: string, schema: Schema, isRequired: boolean, depth = 0): Row[] {
  const row = { name, type: typeOf(schema), description: descriptionOf(schema), isRequired }
  if (depth >= DEEPEST) return [row]
  if (schema.properties) return [row, ...rowsIn(schema, `${name}.`, depth + 1)]
  if (schema.items?.properties) return [row, ...rowsIn(schema.items, `${name}[].`, depth + 1)]
  return [row]
}

function typeOf({ type, items, anyOf, oneOf, const: only }: Schema): string {
  const either = anyOf ?? oneOf
  if (either) return [...new Set(either.map(typeOf))].join(' or ')
  if (only !== undefined) return JSON.stringify(only)
  if (type === 'array') return items ? `${typeOf(items)}[]` : 'array'
  return Array.isArray(type) ? type.join(' or ') : ((type as string | undefined) ?? 'any')
}

/** Its own words, and what may be given. */
function descriptionOf({
  description,
  enum: values,
  default: standard,
  minimum,
  maximum,
  maxItems,
  items,
}: Schema): string {
  const choices = values ?? items?.enum
  return [
    description?.replace(/[.:]$/, ''),
    choices && `One of ${choices.join(', ')}`,
    minimum !== undefined && maximum !== undefined && `${minimum} to ${maximum}`,
    minimum !== undefined && maximum === undefined && `${minimum} or more`,
    minimum === undefined && maximum !== undefined && `At most ${maximum}`,
    maxItems !== undefined && `At most ${maxItems} items`,
    standard !== undefined && `Default: ${JSON.stringify(standard)}`,
  ]
    .filter(Boolean)
    .map((sentence) => `${sentence}.`)
    .join(' ')
}
