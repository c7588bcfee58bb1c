import { invalid } from '../../core/errors.ts'
import type { BodyStream } from '../operation.ts'
import { CONTENT_TYPES, rearm } from './relation-format.ts'

/** Longer than any relation that can be kept. */
const MAX_LINE_BYTES = 32 * 1024

/** A line as it stands in a file: its fields, or what is wrong with it. */
export interface FileLine {
  readonly line: number
  readonly fields?: Readonly<Record<string, unknown>>
  readonly problem?: string
}

/** Reads lines in groups as they come in. Throws `invalid` for a body of which none can be read. */
export const readLines = ({ type, bytes }: BodyStream): AsyncGenerator<FileLine[]> =>
  type === CONTENT_TYPES.csv ? csvRecords(bytes) : jsonLines(bytes)

const NEWLINE = 10

interface TextLine {
  readonly line: number
  /** Nothing where it is too long. */
  readonly text?: string
}

const TOO_LONG = `The line has more than ${MAX_LINE_BYTES} bytes`

/** The lines of a text, without the mark that some programs begin a file with; too long ones are not kept. */
async function* textLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine[]> {
  let line = 1
  let pieces: Uint8Array[] = []
  let size = 0
  const ended = (): TextLine => {
    const text = Buffer.concat(pieces).toString()
    const isLong = size > MAX_LINE_BYTES
    pieces = []
    size = 0
    const number = line++
    return isLong ? { line: number } : { line: number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text }
  }
  for await (const chunk of source) {
    const lines: TextLine[] = []
    for (let start = 0; start <= chunk.length; ) {
      const end = chunk.indexOf(NEWLINE, start)
      const piece = chunk.subarray(start, end < 0 ? undefined : end)
      size += piece.length
      if (size <= MAX_LINE_BYTES) pieces.push(piece)
      if (end < 0) break
      lines.push(ended())
      start = end + 1
    }
    if (lines.length > 0) yield lines
  }
  if (size > 0) yield [ended()]
}

/** Empty lines are passed over. */
async function* jsonLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine[]> {
  for await (const lines of textLines(source)) yield lines.filter(({ text }) => text?.trim() !== '').map(jsonLine)
}

function jsonLine({ line, text }: TextLine): FileLine {
  if (text === undefined) return { line, problem: TOO_LONG }
  try {
    const fields: unknown = JSON.parse(text)
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) {
      return { line, fields: fields as Record<string, unknown> }
    }
  } catch {
    // Told below.
  }
  return { line, problem: 'The line is not a JSON object' }
}

/**
 * CSV with a header line, as of RFC 4180. Empty cells say nothing. Parsers that there are either stop at a broken line, or
 * take the sound ones that follow with it; here each line that is passed over is told by its number.
 */
async function* csvRecords(source: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine[]> {
  let header: string[] | undefined
  for await (const records of csvTexts(source)) {
    const lines: FileLine[] = []
    for (const { line, text, problem } of records) {
      const cells = text === undefined ? undefined : cellsOf(text)
      if (!header) header = headerOf(cells ?? [])
      else if (cells) lines.push(csvLine(line, header, cells))
      else
        lines.push({
          line,
          problem: problem ?? 'The line is not CSV: a cell with a quote in it stands in quotes, and the quote twice',
        })
    }
    yield lines
  }
}

/** Joins the lines of a record: it goes on as long as a quote is open. */
async function* csvTexts(source: AsyncIterable<Uint8Array>): AsyncGenerator<(TextLine & { problem?: string })[]> {
  let open: { line: number; text: string } | undefined
  const unclosed = ({ line }: { line: number }, last: number) => ({
    line,
    problem:
      line === last
        ? 'The line is passed over: a quote that is opened in it is not closed'
        : `Lines ${line} to ${last} are passed over: a quote that is opened in the first of them is not closed`,
  })
  let last = 0
  for await (const lines of textLines(source)) {
    const records: (TextLine & { problem?: string })[] = []
    for (const { line, text } of lines) {
      last = line
      if (text === undefined) {
        records.push(open ? unclosed(open, line) : { line, problem: TOO_LONG })
        open = undefined
        continue
      }
      const isOdd: boolean = text.split('"').length % 2 === 0
      if (!open && text.trim() === '') continue
      const isOpen: boolean = (open !== undefined) !== isOdd
      open = open ? { line: open.line, text: `${open.text}\n${text}` } : { line, text }
      if (isOpen && open.text.length <= MAX_LINE_BYTES) continue
      records.push(isOpen ? unclosed(open, line) : { line: open.line, text: open.text.replace(/\r$/, '') })
      open = undefined
    }
    if (records.length > 0) yield records
  }
  if (open) yield [unclosed(open, last)]
}

/** The cells of a record; nothing where it is broken. */
function cellsOf(record: string): string[] | undefined {
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y
  const cells: string[] = []
  for (;;) {
    const match = cell.exec(record)
    if (!match) return undefined
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]!)
    if (match[3] === '') return cells
  }
}

function headerOf(cells: readonly string[]): string[] {
  const header = cells.map((cell) => cell.trim())
  if (header.includes('from') && header.includes('to')) return header
  throw invalid('The first line of CSV names the columns, separated by commas: from and to at least')
}

function csvLine(line: number, header: readonly string[], record: readonly string[]): FileLine {
  if (record.length > header.length) {
    return { line, problem: `The line has ${record.length} cells, and the first line names ${header.length} columns` }
  }
  const fields: Record<string, unknown> = Object.create(null)
  for (const [i, cell] of record.entries()) if (cell !== '') fields[header[i]!] = rearm(cell)
  if (fields.metadata === undefined) return { line, fields }
  try {
    return { line, fields: { ...fields, metadata: JSON.parse(String(fields.metadata)) } }
  } catch {
    return { line, problem: 'metadata is not JSON' }
  }
}
