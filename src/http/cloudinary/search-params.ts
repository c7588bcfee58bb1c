import type { Aggregate } from '../../actions/search-assets.ts'
import { invalid } from '../../core/errors.ts'
import type { RangedColumn, TallyColumn, TallyRange } from '../../core/ports/search.ts'

const MAX_SORT_KEYS = 10
const MAX_RANGES = 20

const quote = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? String(value)

/** `[{ "public_id": "desc" }]`, as the SDKs send it; `["public_id", "desc"]` and a bare name, which is descending, too. */
export function parseSort<Column>(
  sortBy: readonly unknown[] = [],
  fields: Readonly<Record<string, Column>>,
): { readonly column: Column; readonly direction: 'asc' | 'desc' }[] {
  const keys = sortBy.flatMap((item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.entries(item)
      : [Array.isArray(item) ? item : [item, 'desc']],
  )
  if (keys.length > MAX_SORT_KEYS) throw invalid(`sort_by takes at most ${MAX_SORT_KEYS} fields, got ${keys.length}`)
  return keys.map(([name, direction = 'desc']) => {
    if (typeof name !== 'string' || !Object.hasOwn(fields, name))
      throw invalid(`Invalid value for sort_by - ${quote(name)}. Must be one of: ${Object.keys(fields).join(', ')}`)
    if (direction !== 'asc' && direction !== 'desc')
      throw invalid(`Invalid direction in sort_by - ${quote(direction)}. Must be one of: asc, desc`)
    return { column: fields[name]!, direction }
  })
}

const TALLIED: Readonly<Record<string, TallyColumn>> = { format: 'format', resource_type: 'resourceType', type: 'type' }
const RANGED: Readonly<Record<string, RangedColumn>> = { bytes: 'bytes', pixels: 'pixels', duration: 'durationMicros' }

/** A name, or `{ "type": "bytes", "ranges": [{ "key": "small", "to": 500 }, ...] }`. */
export function parseAggregates(aggregate: readonly unknown[] = []): Aggregate[] {
  return aggregate.map((item) => {
    const { type: name, ranges } =
      typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : { type: item }
    if (typeof name === 'string' && Object.hasOwn(TALLIED, name)) return { name, column: TALLIED[name]! }
    if (typeof name !== 'string' || !Object.hasOwn(RANGED, name)) {
      const known = [...Object.keys(TALLIED), ...Object.keys(RANGED)].join(', ')
      throw invalid(`Invalid value for aggregate - ${quote(name)}. Must be one of: ${known}`)
    }
    return { name, column: RANGED[name]!, ranges: parseRanges(name, ranges) }
  })
}

function parseRanges(name: string, ranges: unknown): TallyRange[] {
  if (!Array.isArray(ranges) || ranges.length === 0 || ranges.length > MAX_RANGES)
    throw invalid(
      `An aggregate of ${name} takes 1 to ${MAX_RANGES} ranges, as in {"type":"${name}","ranges":[{"key":"small","to":500},{"key":"large","from":501}]}`,
    )
  const factor = name === 'duration' ? 1e6 : 1
  return ranges.map((range) => {
    const { key, from, to } = (range ?? {}) as Record<string, unknown>
    const bounds = [from, to].filter((bound) => bound !== undefined && bound !== null)
    const isSafe = (bound: unknown) => typeof bound === 'number' && Math.abs(bound * factor) <= Number.MAX_SAFE_INTEGER
    if (typeof key !== 'string' || !bounds.every(isSafe))
      throw invalid(`Invalid range of ${name} - ${quote(range)}. Must have a key, and numbers as from and to`)
    return {
      key,
      ...(typeof from === 'number' && { from: Math.ceil(from * factor) }),
      ...(typeof to === 'number' && { to: Math.floor(to * factor) }),
    }
  })
}

/** A list, or text with commas. */
export const parseNames = (names: readonly string[] = []): string[] =>
  names
    .flatMap((name) => String(name).split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
