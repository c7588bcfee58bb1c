import stringWidth from 'string-width'
import { dim, plain, print } from './output.ts'

export interface Column {
  readonly title: string
  readonly align?: 'right'
  /** Gives way where the terminal is narrow. */
  readonly shrinks?: boolean
}

const GAP = '  '
const LEAST_WIDTH = 8

/** Rows under their titles. On a terminal no line is longer than it is wide; elsewhere nothing is cut. */
export function printTable(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
  for (const line of tableLines(columns, rows, process.stdout.isTTY ? process.stdout.columns : undefined)) print(line)
}

/** The titles first, if there are any rows. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminalWidth: number | undefined,
): string[] {
  if (rows.length === 0) return []
  const cells = rows.map((row) => row.map(plain))
  const widths = columns.map(({ title }, i) => Math.max(...[title, ...cells.map((row) => row[i]!)].map(textWidth)))
  if (terminalWidth) shrink(widths, columns, terminalWidth - GAP.length * (columns.length - 1))
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, i) => fitted(cell, widths[i]!, columns[i]!.align))
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

/** Cut in its middle where it is too long: the ends of names tell them apart. */
function fitted(text: string, width: number, align?: 'right'): string {
  const cut = textWidth(text) > width ? cutMiddle(text, width) : text
  const padding = ' '.repeat(Math.max(0, width - textWidth(cut)))
  return align === 'right' ? padding + cut : cut + padding
}

function cutMiddle(text: string, width: number): string {
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
  let start = ''
  let end = ''
  for (let i = 0, left = width - 1; ; i++) {
    const [first, last] = [letters[i]!, letters[letters.length - 1 - i]!]
    left -= textWidth(last)
    if (left < 0) break
    end = last + end
    left -= textWidth(first)
    if (left < 0) break
    start += first
  }
  return `${start}…${end}`
}
