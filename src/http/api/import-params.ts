import type { ImportLine } from '../../actions/import-relations.ts'
import { AppError, invalid } from '../../core/errors.ts'
import { checkDetails } from '../../core/relation.ts'
import { PROTECTED_ENDS } from '../../core/relation-kind.ts'
import { checkDepth, type InputOf, paramsReader } from '../params.ts'
import type { FileLine } from './import-lines.ts'
import { wantedRelation } from './relations.ts'

const text = { type: 'string' } as const
const position = { type: 'string', pattern: '^[0-9a-z]{11,64}$' } as const
const name = { type: 'string', maxLength: 255 } as const

const number = { type: 'number' } as const

const relationLine = {
  type: 'object',
  properties: {
    ...{ from: text, to: text, kind: name, inverse: name, note: text, start: number, end: number },
    metadata: { type: 'object' },
    ...{ from_version: name, to_version: name, rule: name, created_at: text },
    ...{ from_position: position, to_position: position },
  },
  required: ['from', 'to'],
} as const

const kindLine = {
  type: 'object',
  properties: {
    ...{ name, inverse: name },
    description: { type: 'string', maxLength: 500 },
    protects: { type: 'string', enum: PROTECTED_ENDS },
    retired: { type: 'boolean' },
  },
  required: ['name'],
} as const

const readRelation = paramsReader<InputOf<typeof relationLine>>(relationLine)
const readKind = paramsReader<InputOf<typeof kindLine>>(kindLine)

/** What a line of a file says. What is wrong with it is told, and never thrown. */
export async function importLine({ line, fields, problem }: FileLine): Promise<ImportLine> {
  if (!fields) return { line, ...(problem !== undefined && { problem: invalid(problem) }) }
  try {
    checkDepth(fields)
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
    if (isKindLine(given)) return { line, kind: await readKind(known(given.kind, kindLine)) }
    const { inverse, ...relation } = await readRelation(known(given, relationLine))
    const wanted = { ...wantedRelation(relation), ...partsOf(relation) }
    checkDetails(wanted)
    // CSV has no lines for kinds: both names stand beside each other.
    return { line, relation: wanted, ...(relation.kind && inverse && { kind: { name: relation.kind, inverse } }) }
  } catch (error) {
    if (error instanceof AppError) return { line, problem: error }
    throw error
  }
}

const isKindLine = (fields: Record<string, unknown>): fields is { kind: Record<string, unknown> } =>
  typeof fields.kind === 'object' && !('from' in fields)

function known(fields: Record<string, unknown>, { properties }: { readonly properties: object }) {
  const other = Object.keys(fields).find((name) => !Object.hasOwn(properties, name))
  if (other === undefined) return fields
  throw invalid(`Unknown field - ${other.slice(0, 100)}. There are: ${Object.keys(properties).join(', ')}`)
}

/** What only files have of a relation. */
const partsOf = ({ rule, created_at, from_position, to_position }: InputOf<typeof relationLine>) => ({
  ...(rule !== undefined && { rule }),
  ...(created_at !== undefined && { createdAt: timeOf(created_at) }),
  ...(from_position !== undefined && { fromPosition: from_position }),
  ...(to_position !== undefined && { toPosition: to_position }),
})

function timeOf(text: string): number {
  const ms = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (ms >= 0) return ms
  throw invalid(
    `Invalid value for created_at - ${JSON.stringify(text.slice(0, 100))}: expected 2026-01-31T12:00:00.000Z`,
  )
}
