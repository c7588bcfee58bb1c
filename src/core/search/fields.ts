import { isRelativeTime, type NumberUnit, readNumber, readTime } from './literals.ts'
import type { Comparison, Literal } from './tree.ts'

/** What can be asked of a field, and how its values are written. */
export type FieldKind =
  /** Words by `:`, the whole by `=`. */
  | 'text'
  /** A path of folders: the whole by either, by `:` whatever its case. */
  | 'path'
  /** One of a few names: the whole by either. */
  | 'name'
  | 'time'
  /** Text, numbers or dates, as whoever made the field wanted. */
  | 'value'
  /** An asset, or a kind of relations, by its name. */
  | 'asset'
  | 'relation_kind'
  | NumberUnit

/** The fields of what is searched. `context.` stands for every name that begins so. */
export type FieldSet = Readonly<Record<string, FieldKind>>

/**
 * Source: the table of fields on Cloudinary's page on search expressions, as far as this library has them. Those of
 * relations are our own.
 */
export const ASSET_FIELDS = {
  asset_id: 'name',
  public_id: 'text',
  display_name: 'text',
  filename: 'text',
  asset_folder: 'path',
  folder: 'path',
  tags: 'text',
  'context.': 'text',
  'metadata.': 'value',
  resource_type: 'name',
  type: 'name',
  format: 'name',
  status: 'name',
  access_mode: 'name',
  moderation_status: 'name',
  moderation_kind: 'name',
  bytes: 'bytes',
  width: 'none',
  height: 'none',
  pixels: 'none',
  aspect_ratio: 'ratio',
  duration: 'seconds',
  pages: 'none',
  created_at: 'time',
  uploaded_at: 'time',
  updated_at: 'time',
  last_updated: 'time',
  related_to: 'asset',
  'relation.kind': 'relation_kind',
  relations: 'none',
  'relations.': 'none',
} as const satisfies FieldSet

export type AssetField = keyof typeof ASSET_FIELDS

/** The entry of a set that a name belongs to: itself, or the one it begins with. */
export function fieldOf<Set extends FieldSet>(fields: Set, name: string): (keyof Set & string) | undefined {
  if (Object.hasOwn(fields, name) && !name.endsWith('.')) return name
  const group = name.slice(0, name.indexOf('.') + 1)
  return group !== '' && group.length < name.length && Object.hasOwn(fields, group) ? group : undefined
}

/** Those whose values come before and after one another. */
export const ORDERED: ReadonlySet<FieldKind> = new Set(['time', 'value', 'none', 'bytes', 'seconds', 'ratio'])
const WORDED: ReadonlySet<FieldKind> = new Set(['text', 'value', 'path', 'name'])

/** Longest beginning that the index of terms can tell apart. */
const MAX_PREFIX_LENGTH = 80

/** Says what is wrong with a comparison of a field of that kind, or nothing. */
export function comparisonProblem(kind: FieldKind, is: Comparison, { text, prefix }: Literal): string | undefined {
  const isOrdering = is !== ':' && is !== '='
  if (isOrdering && !ORDERED.has(kind))
    return `${is} compares numbers and times, and this field has neither: use : or =`
  if (prefix && isOrdering) return `* can't be compared by ${is}`
  if (prefix && text === '') return undefined
  if (prefix && (kind === 'asset' || kind === 'relation_kind')) return 'it is named whole: leave out the *'
  if (prefix && !WORDED.has(kind)) return 'only text can be searched by how it begins: use a range'
  if (prefix && text.length > MAX_PREFIX_LENGTH)
    return `what stands before * has at most ${MAX_PREFIX_LENGTH} characters`
  return valueProblem(kind, text, !isOrdering)
}

/** Says what is wrong with a value, or nothing. `equals`: whether it is to be met, and not just a bound. */
export function valueProblem(kind: FieldKind, text: string, equals: boolean): string | undefined {
  switch (kind) {
    case 'time':
      if (!readTime(text, 0)) return 'expected a time such as 2026-11-24, "2026-11-24T14:00:00" or 3d (h, d, w, m, y)'
      return equals && isRelativeTime(text) ? 'compare a relative time by > or <, as in created_at>3d' : undefined
    case 'none':
      return readNumber(text, kind) === undefined ? 'expected a number' : undefined
    case 'bytes':
      return readNumber(text, kind) === undefined ? 'expected a size such as 50000, 200kb or 1.5mb' : undefined
    case 'seconds':
      return readNumber(text, kind) === undefined ? 'expected seconds, as 12.5, or 12.5s, 3m or 1h' : undefined
    case 'ratio':
      return readNumber(text, kind) === undefined ? 'expected a ratio such as "16:9" or 1.5' : undefined
    case 'value':
      if (equals || readNumber(text, 'none') !== undefined || /^\d{4}-\d\d-\d\d/.test(text)) return undefined
      return 'expected a number or a date such as 2026-11-24'
    default:
      return undefined
  }
}
