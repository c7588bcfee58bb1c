import { invalid } from '../../core/errors.ts'

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/

export const timeSchema = {
  type: 'string',
  description: 'ISO 8601: 2026-11-24T14:00:00Z; UTC unless it says otherwise',
} as const

/** Unix milliseconds; undefined where the parameter was not given. Throws `invalid`. */
export function timeParam<Text extends string | undefined>(
  name: string,
  text: Text,
): Text extends string ? number : number | undefined
export function timeParam(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const match = TIME.exec(text)
  const time = match ? Date.parse(text.includes('T') && match[1] === undefined ? `${text}Z` : text) : Number.NaN
  if (!Number.isFinite(time) || time < 0) {
    throw invalid(
      `Invalid value for ${name} - ${JSON.stringify(text.slice(0, 100))}: use ISO 8601, as in 2026-11-24T14:00:00Z (a + is written %2B)`,
    )
  }
  return time
}
