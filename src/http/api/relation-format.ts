import type { ExportedRelation } from '../../actions/export-relations.ts'
import { formatRef } from '../../core/asset.ts'
import type { RelationKind } from '../../core/relation-kind.ts'

/** How relations are written to a file, and read from one. */
export const FORMATS = ['jsonl', 'csv'] as const
export type Format = (typeof FORMATS)[number]

export const CONTENT_TYPES: Record<Format, string> = { jsonl: 'application/x-ndjson', csv: 'text/csv' }

/** What a line has of a relation. In CSV these are the columns, with the other name of the kind behind its name. */
const fieldsOf = ({ from, to, kind, createdAt, ...relation }: ExportedRelation) => ({
  from: formatRef(from),
  to: formatRef(to),
  kind: kind.name,
  inverse: kind.inverse,
  note: relation.note,
  metadata: relation.metadata,
  start: relation.startMs === null ? null : relation.startMs / 1000,
  end: relation.endMs === null ? null : relation.endMs / 1000,
  from_version: relation.fromVersion,
  to_version: relation.toVersion,
  rule: relation.rule,
  created_at: new Date(createdAt).toISOString(),
  from_position: relation.fromPosition,
  to_position: relation.toPosition,
})

const COLUMNS = [
  ...(['from', 'to', 'kind', 'inverse', 'note', 'metadata', 'start', 'end'] as const),
  ...(['from_version', 'to_version', 'rule', 'created_at', 'from_position', 'to_position'] as const),
]

/** The text of relations that come in groups, as far as it is made. */
export const WRITERS: Record<Format, (groups: AsyncIterable<ExportedRelation[]>) => AsyncGenerator<string>> = {
  jsonl: jsonLines,
  csv,
}

/** A line that says what a kind is comes before the first relation by it. What a relation doesn't have is left out. */
async function* jsonLines(groups: AsyncIterable<ExportedRelation[]>): AsyncGenerator<string> {
  const told = new Set<number>()
  for await (const group of groups) {
    let text = ''
    for (const relation of group) {
      const { no } = relation.kind
      if (!told.has(no)) text += `${JSON.stringify({ kind: kindFields(relation.kind) })}\n`
      told.add(no)
      const { inverse, ...fields } = fieldsOf(relation)
      text += `${JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)))}\n`
    }
    if (text !== '') yield text
  }
}

const kindFields = ({ name, inverse, description, protects, retired }: RelationKind) => ({
  ...{ name, inverse, description, protects, retired },
})

async function* csv(groups: AsyncIterable<ExportedRelation[]>): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\r\n`
  for await (const group of groups) {
    const text = group.map((relation) => {
      const fields = fieldsOf(relation)
      return `${COLUMNS.map((column) => cell(fields[column])).join(',')}\r\n`
    })
    if (text.length > 0) yield text.join('')
  }
}

function cell(value: string | number | object | null): string {
  if (value === null) return ''
  const text = disarm(typeof value === 'object' ? JSON.stringify(value) : String(value))
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A spreadsheet would take a cell that begins so for a formula, which may send what stands beside it elsewhere. An
 * apostrophe before it makes it text; a cell that has apostrophes before such a beginning gets one more, so that reading
 * takes off exactly what writing has put there.
 */
const ARMED = /^'*[=+\-@\t\r\n＝＋－＠]/
const DISARMED = /^'+[=+\-@\t\r\n＝＋－＠]/
const disarm = (text: string): string => (ARMED.test(text) ? `'${text}` : text)
export const rearm = (text: string): string => (DISARMED.test(text) ? text.slice(1) : text)
