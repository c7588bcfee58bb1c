import { styleText } from 'node:util'

/** Text of others, without what would steer the terminal. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '�')

/** Data: a line of standard output. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** How wide the terminal is, where standard output is one that knows; elsewhere nothing is cut. */
export const terminalWidth = (): number | undefined => (process.stdout.isTTY && process.stdout.columns) || undefined

/** For scripts: JSON Lines, an object a line. */
export const printJson = (value: unknown): void => print(JSON.stringify(value))

/** What is about the data: a line of standard error. */
export const note = (line: string): void =>
  void process.stderr.write(`${styleText('dim', line, { stream: process.stderr })}\n`)

/** Something failed, and the rest goes on: told, and in the end the exit code. */
export function fail(line: string): void {
  process.exitCode = 1
  complain(line)
}

/** What went wrong. Where the server's words name an operation that a command is for, that is named. */
export const complain = (message: string): void =>
  console.error(`relata: ${plain(message).replace(/\bGET (\/[a-z/]+)/g, (said, path) => COMMANDS[path] ?? said)}`)

const COMMANDS: Readonly<Record<string, string>> = {
  '/kinds': 'relata kinds',
  '/history': 'relata history',
  '/bundle/links': 'relata bundle --links',
}

export const bold = (text: string): string => styleText('bold', text, { stream: process.stdout })
export const dim = (text: string): string => styleText('dim', text, { stream: process.stdout })

/** A reader that has seen enough, as `head` does, ends the command without a word. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      throw error
    })
  }
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** `12.3 MB` */
export function size(bytes: number): string {
  if (bytes === 1) return '1 byte'
  let unit = 0
  let amount = bytes
  for (; amount >= 999.5 && unit < UNITS.length - 1; unit++) amount /= 1000
  return `${unit === 0 || amount >= 99.5 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`
}

/** `1,234 files`, `1 file` */
export const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`

/** `2026-11-24 17:02`, in the time zone of whoever reads it. */
export function time(iso: string): string {
  const date = new Date(iso)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}
