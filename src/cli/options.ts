import { type Command, InvalidArgumentError } from 'commander'

export interface JsonOption {
  readonly json?: true
}

export interface ListOptions extends JsonOption {
  readonly limit: number
  readonly all?: true
}

export const DEFAULT_LIMIT = 50

export const jsonOption = (command: Command): Command => command.option('--json', 'print JSON Lines, an object a line')

/** Of every command that lists. */
export const listOptions = (command: Command): Command =>
  jsonOption(
    command
      .option('--limit <number>', 'how many are shown at most', wholeNumber, DEFAULT_LIMIT)
      .option('--all', 'show all of them'),
  )

export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number, 1 or more.')
  return Number(text)
}

/** From now, in milliseconds: 12h, 7d. */
export function duration(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? []
  if (!count) throw new InvalidArgumentError('Expected minutes, hours or days, as 30m, 12h or 7d.')
  return Number(count) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 'm' | 'h' | 'd']
}

/** `12.4`, or `1:02:03.5` as players show it. */
export function seconds(text: string): number {
  const parts = /^(?:\d{1,7}|(?:\d{1,4}:)?\d{1,4}:\d\d)(?:\.\d+)?$/.test(text) ? text.split(':') : []
  if (parts.length === 0) throw new InvalidArgumentError('Expected seconds, as in 12.4, or a time, as in 1:02:03.5.')
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** `0.7` */
export function share(text: string): number {
  if (!/^(0(\.\d+)?|1(\.0+)?)$/.test(text)) throw new InvalidArgumentError('Expected a number from 0 to 1.')
  return Number(text)
}

/** For options that take a list with commas, and can be repeated. */
export const commaList = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
]

/** For options that can be repeated. */
export const repeated = (text: string, before: readonly string[] = []): string[] => [...before, text]
