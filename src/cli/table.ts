import stringWidth from 'string-width'
import { dim, plain, print, terminalWidth } from './output.ts'

export interface Column {
  readonly title: string
  readonly align?: 'right'
  /** Gives way where the terminal is narrow: in its middle, since the ends of names tell them apart, or at its end. */
  readonly shrinks?: 'middle' | 'end'
}

const GAP = '  '
const LEAST_WIDTH = 8

/** Rows under their titles. On a terminal no line is longer than it is wide; elsewhere nothing is cut. */
export function printTable(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
  for (const line of tableLines(columns, rows, terminalWidth())) print(line)
}

/** The titles first, if there are any rows. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string[] {
  if (rows.length === 0) return []
  const cells = rows.map((row) => row.map(plain))
  const widths = columns.map(({ title }, i) => Math.max(...[title, ...cells.map((row) => row[i]!)].map(textWidth)))
  if (width) shrink(widths, columns, width - GAP.length * (columns.length - 1))
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, i) => fitted(cell, widths[i]!, columns[i]!))
      .join(GAP)
      .trimEnd()
  return [dim(lineOf(columns.map(({ title }) => title))), ...cells.map(lineOf)]
}

const textWidth = (text: string): number => stringWidth(text)

/** Takes from the widest of those that may shrink, again and again. */
function shrink(widths: number[], columns: readonly Column[], room: number): void {
  for (let over = widths.reduce((a, b) => a + b, 0) - room; over > 0; over--) {
    const narrowed = columns.map(({ shrinks }, i) => (shrinks && widths[i]! > LEAST_WIDTH ? widths[i]! : 0))
    const widest = narrowed.indexOf(Math.max(...narrowed))
    if (narrowed[widest] === 0) return
    widths[widest]!--
  }
}

function fitted(text: string, width: number, { align, shrinks }: Column): string {
  const short = cut(text, width, shrinks)
  const padding = ' '.repeat(Math.max(0, width - textWidth(short)))
  return align === 'right' ? padding + short : short + padding
}

/** No wider than that. */
export function cut(text: string, width: number, where: Column['shrinks'] = 'end'): string {
  if (textWidth(text) <= width) return text
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
  let start = ''
  let end = ''
  for (let left = width - 1; ; ) {
    const fromEnd = where === 'middle' && end.length <= start.length
    const letter = fromEnd ? letters.pop()! : letters.shift()!
    left -= textWidth(letter)
    if (left < 0) return `${start.trimEnd()}…${end}`
    if (fromEnd) end = letter + end
    else start += letter
  }
}
