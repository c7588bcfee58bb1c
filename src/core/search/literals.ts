import type { Ordering } from './tree.ts'

/** A span of time in Unix milliseconds, its end not included: a year, a month, a day, a second. Empty where it is a moment. */
export interface Span {
  readonly from: number
  readonly to: number
}

const RELATIVE = /^(\d{1,5})([hdwmy])$/
const ABSOLUTE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/

export const isRelativeTime = (text: string): boolean => RELATIVE.test(text) || text === 'now'

/**
 * `2026`, `2026-11`, `2026-11-24`, `2026-11-24T14:00[:30[.5]][Z|+01:00]` (UTC without a zone), `now`, or so long before
 * it: `3h`, `1d`, `2w`, `6m` (months), `1y`. Nothing for other text.
 */
export function readTime(text: string, now: number): Span | undefined {
  if (isRelativeTime(text)) {
    const [, count, unit] = RELATIVE.exec(text) ?? []
    const moment = unit === undefined ? now : timeBefore(now, Number(count), unit)
    return { from: moment, to: moment }
  }
  const [, year, month, day, hour, minute, second, fraction, zone] = ABSOLUTE.exec(text) ?? []
  if (year === undefined) return undefined
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)]
  const from = Date.UTC(y, m, d, Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)) + millisOf(fraction)
  const start = new Date(from)
  // 30 February, 25 o'clock: the calendar would take them for later days.
  if (
    start.getUTCFullYear() !== y ||
    start.getUTCMonth() !== m ||
    start.getUTCDate() !== d ||
    Number(hour ?? 0) > 23 ||
    Number(minute ?? 0) > 59 ||
    Number(second ?? 0) > 59
  )
    return undefined
  const to =
    month === undefined
      ? Date.UTC(y + 1, 0)
      : day === undefined
        ? Date.UTC(y, m + 1)
        : from + (hour === undefined ? DAY_MS : second === undefined ? 60_000 : fraction === undefined ? 1000 : 1)
  const shift = zoneMillis(zone)
  return { from: from - shift, to: to - shift }
}

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

function timeBefore(now: number, count: number, unit: string): number {
  if (unit === 'h') return now - count * HOUR_MS
  if (unit === 'd') return now - count * DAY_MS
  if (unit === 'w') return now - count * 7 * DAY_MS
  const date = new Date(now)
  if (unit === 'm') date.setUTCMonth(date.getUTCMonth() - count)
  else date.setUTCFullYear(date.getUTCFullYear() - count)
  // A month that hasn't that day: its last one.
  if (date.getUTCDate() !== new Date(now).getUTCDate()) date.setUTCDate(0)
  return date.getTime()
}

const millisOf = (fraction: string | undefined): number => Number((fraction ?? '0').padEnd(3, '0'))

function zoneMillis(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '') ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * 60_000)
}

export type NumberUnit = 'none' | 'bytes' | 'seconds' | 'ratio'

/** What one of a unit is. Sizes are in powers of two, as those of files are; a `b` may follow. */
const FACTORS: Readonly<Record<NumberUnit, Readonly<Record<string, number>>>> = {
  none: { '': 1 },
  bytes: { '': 1, b: 1, k: 2 ** 10, kb: 2 ** 10, m: 2 ** 20, mb: 2 ** 20, g: 2 ** 30, gb: 2 ** 30 },
  // Kept in microseconds.
  seconds: { '': 1e6, s: 1e6, m: 60e6, h: 3600e6 },
  ratio: { '': 1 },
}

/** A number in the unit in which it is kept: `1500`, `1.5mb`, `30s`, `16:9`. Nothing for other text. */
export function readNumber(text: string, unit: NumberUnit): number | undefined {
  const [, across, down] = (unit === 'ratio' && /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(text)) || []
  if (across !== undefined) return Number(down) === 0 ? undefined : Number(across) / Number(down)
  const [, digits, suffix] = /^(-?\d+(?:\.\d+)?)([a-z]*)$/.exec(text.toLowerCase()) ?? []
  const factor = FACTORS[unit][suffix ?? '']
  if (digits === undefined || factor === undefined) return undefined
  const number = Number(digits) * factor
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined
}

/** Of `1.33`: the numbers that are written so with as many digits. Nothing for a whole number, which is just itself. */
export function roundedSpan(text: string): { readonly from: number; readonly to: number } | undefined {
  const digits = /\.(\d+)$/.exec(text)?.[1]
  if (digits === undefined) return undefined
  const half = 0.5 * 10 ** -digits.length
  return { from: Number(text) - half, to: Number(text) + half }
}

/** The comparison of whole numbers that says the same as one with a fraction. */
export const wholeBound = (is: Ordering, number: number): number =>
  is === '>' || is === '<=' ? Math.floor(number) : Math.ceil(number)
