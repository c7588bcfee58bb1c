import { pastPrefix } from '../public-id.ts'
import {
  contextTerm,
  filenameTerm,
  foldedFolderTerm,
  folderTerm,
  formatTerm,
  metadataNumberTerm,
  metadataTerm,
  moderationTerm,
  tagTerm,
  termPrefix,
  wordTerm,
} from '../terms.ts'
import { ASSET_FIELDS, type AssetField, fieldOf } from './fields.ts'
import { type NumberUnit, readNumber, readTime, roundedSpan, wholeBound } from './literals.ts'
import { labelNamed, NO_NAMES, type SearchNames } from './named.ts'
import type { Bound, Comparison, Literal, Ordering, SearchTree } from './tree.ts'
import { folded, wordsOf } from './words.ts'

/** What must be true of an asset, in terms of what the store keeps of it. Where an asset has no value, nothing is true of it. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  /** It has one of these terms. */
  | { readonly terms: readonly string[] }
  /** It has a term from the first to before the other. */
  | { readonly termsFrom: string; readonly below: string }
  | { readonly column: SearchColumn; readonly is: Ordering | '='; readonly value: string | number }
  /** It is related to one of these assets, by any kind. */
  | { readonly relatedTo: readonly number[] }
  /** It has so many relations under a label, or under all. */
  | { readonly relations: number | 'all'; readonly is: Ordering | '='; readonly value: number }

export type SearchColumn =
  | ('assetId' | 'publicId' | 'displayName' | 'assetFolder' | 'format' | 'resourceType' | 'type' | 'accessMode')
  | ('bytes' | 'width' | 'height' | 'durationMicros' | 'pages' | 'createdAt' | 'uploadedAt' | 'updatedAt')
  | ('pixels' | 'aspectRatio')

export const EVERYTHING: Condition = { all: [] }
const NOTHING: Condition = { any: [] }

/** What is not in the expression itself. */
interface Setting {
  /** What relative times are counted from. */
  readonly now: number
  readonly names: SearchNames
}

/** `now` is what relative times are counted from; `names`, what named values stand for. */
export const conditionOf = (tree: SearchTree, now: number, names = NO_NAMES): Condition =>
  meaningOf(tree, { now, names })

function meaningOf(tree: SearchTree, setting: Setting): Condition {
  switch (tree.kind) {
    case 'and':
      return { all: tree.of.map((part) => meaningOf(part, setting)) }
    case 'or':
      return { any: tree.of.map((part) => meaningOf(part, setting)) }
    case 'not':
      return { not: meaningOf(tree.of, setting) }
    case 'compare':
      return tree.field === null ? anywhere(tree.value) : compared(tree.field, tree.is, tree.value, setting)
    case 'range': {
      const bounds = [
        tree.from && ordered(tree.field, tree.from, '>', setting),
        tree.to && ordered(tree.field, tree.to, '<', setting),
      ]
      const all = bounds.filter((bound) => bound !== null)
      return all.length > 0 ? { all } : compared(tree.field, ':', { text: '', prefix: true }, setting)
    }
  }
}

const ordered = (field: string, { text, inclusive }: Bound, is: '>' | '<', setting: Setting): Condition =>
  compared(field, inclusive ? `${is}=` : is, { text, prefix: false }, setting)

const NUMBER_COLUMNS = {
  bytes: 'bytes',
  width: 'width',
  height: 'height',
  pixels: 'pixels',
  aspect_ratio: 'aspectRatio',
  duration: 'durationMicros',
  pages: 'pages',
} as const satisfies Partial<Record<AssetField, SearchColumn>>

const TIME_COLUMNS = {
  created_at: 'createdAt',
  uploaded_at: 'uploadedAt',
  updated_at: 'updatedAt',
  last_updated: 'updatedAt',
} as const satisfies Partial<Record<AssetField, SearchColumn>>

const NAME_COLUMNS = {
  asset_id: 'assetId',
  resource_type: 'resourceType',
  type: 'type',
  access_mode: 'accessMode',
} as const satisfies Partial<Record<AssetField, SearchColumn>>

const isIn = <Key extends string>(map: Readonly<Record<Key, unknown>>, key: string): key is Key =>
  Object.hasOwn(map, key)

/** A comparison that the parser has let through. */
function compared(name: string, is: Comparison, value: Literal, { now, names }: Setting): Condition {
  const field = fieldOf(ASSET_FIELDS, name)!
  if (isIn(NUMBER_COLUMNS, field)) return numberCondition(NUMBER_COLUMNS[field], ASSET_FIELDS[field], is, value)
  if (isIn(TIME_COLUMNS, field)) return timeCondition(TIME_COLUMNS[field], is, value, now)
  if (isIn(NAME_COLUMNS, field)) return nameCondition(NAME_COLUMNS[field], value)
  const key = name.slice(field.length)
  switch (field) {
    case 'public_id':
      // With a slash, how the whole begins is meant, as in public_id:folder/*
      return is === '=' || (value.prefix && value.text.includes('/'))
        ? textColumn('publicId', value)
        : worded(value, ['filename', 'path'], textColumn('publicId', value))
    case 'display_name':
      if (isAnyValue(value)) return { column: 'displayName', is: '>', value: '' }
      return is === '=' ? textColumn('displayName', value) : worded(value, ['name'], textColumn('displayName', value))
    case 'filename':
      return textTerms(is, value, ['filename'], filenameTerm)
    case 'tags':
      return textTerms(is, value, ['tag'], tagTerm)
    case 'context.':
      if (isAnyValue(value)) return { terms: [contextTerm(key)] }
      return textTerms(is, value, [contextTerm(key)], (text) => contextTerm(key, text))
    case 'metadata.':
      return metadataCondition(key, is, value)
    case 'folder':
    case 'asset_folder':
      return folderCondition(is, value)
    case 'format':
      return term(formatTerm, { ...value, text: folded(value.text) })
    case 'status':
      return matchesText('active', value) ? EVERYTHING : NOTHING
    case 'moderation_status':
      if (isAnyValue(value)) return startsWith(moderationTerm('', '').slice(0, -1))
      return {
        terms: MODERATION_STATUSES.filter((status) => matchesText(status, value)).map((status) =>
          moderationTerm('manual', status),
        ),
      }
    case 'moderation_kind':
      return matchesText('manual', value) ? startsWith(moderationTerm('manual', '')) : NOTHING
    case 'related_to':
      return isAnyValue(value) ? ANY_RELATION : { relatedTo: names.assets.get(value.text) ?? [] }
    case 'relation.kind':
      return isAnyValue(value) ? ANY_RELATION : countCondition(labelNamed(names, value.text), '>=', 1)
    case 'relations':
    case 'relations.': {
      if (isAnyValue(value)) return EVERYTHING
      const label = field === 'relations' ? 'all' : labelNamed(names, key)
      return countCondition(label, is === ':' ? '=' : is, readNumber(value.text, 'none')!)
    }
  }
}

const ANY_RELATION: Condition = { relations: 'all', is: '>=', value: 1 }

/** How many, as a whole number: none has half a relation. */
function countCondition(relations: number | 'all' | undefined, is: Ordering | '=', value: number): Condition {
  if (relations === undefined || (is === '=' && !Number.isInteger(value))) return NOTHING
  return { relations, is, value: is === '=' ? value : wholeBound(is, value) }
}

const MODERATION_STATUSES = ['pending', 'approved', 'rejected']

const isAnyValue = ({ text, prefix }: Literal): boolean => prefix && text === ''

const matchesText = (known: string, { text, prefix }: Literal): boolean =>
  prefix ? known.startsWith(folded(text)) : known === folded(text)

/** Which fields a plain word is looked for in. */
const ANYWHERE = ['filename', 'path', 'place', 'name', 'tag', 'context', 'metadata']

const anywhere = (value: Literal): Condition =>
  isAnyValue(value)
    ? EVERYTHING
    : worded(value, ANYWHERE, {
        any: [textColumn('publicId', value), textColumn('displayName', value), term(tagTerm, value)],
      })

/**
 * All words of the value are among those of the fields together, in any order; with `*`, the last one may go on. A value
 * without letters and digits is `otherwise` looked for as it is.
 */
function worded({ text, prefix }: Literal, fields: readonly string[], otherwise: Condition): Condition {
  const words = [...wordsOf(text)]
  if (words.length === 0) return otherwise
  const open = prefix && /[\p{L}\p{N}]$/u.test(folded(text)) ? words.pop()! : undefined
  const all: Condition[] = words.map((word) => ({ terms: fields.map((field) => wordTerm(field, word)) }))
  if (open !== undefined) all.push({ any: fields.map((field) => startsWith(wordTerm(field, open))) })
  return all.length === 1 ? all[0]! : { all }
}

const textTerms = (
  is: Comparison,
  value: Literal,
  wordFields: readonly string[],
  whole: (text: string) => string,
): Condition => (is === '=' || isAnyValue(value) ? term(whole, value) : worded(value, wordFields, term(whole, value)))

const term = (make: (text: string) => string, { text, prefix }: Literal): Condition =>
  prefix ? startsWith(make(text)) : { terms: [make(text)] }

const startsWith = (beginning: string): Condition => ({
  termsFrom: termPrefix(beginning),
  below: pastPrefix(beginning),
})

function textColumn(column: SearchColumn, { text, prefix }: Literal): Condition {
  if (!prefix) return { column, is: '=', value: text }
  if (text === '') return EVERYTHING
  return {
    all: [
      { column, is: '>=', value: text },
      { column, is: '<', value: pastPrefix(text) },
    ],
  }
}

const nameCondition = (column: SearchColumn, value: Literal): Condition =>
  textColumn(column, { ...value, text: folded(value.text) })

/** `photos/*` is the folder and all below it. */
function folderCondition(is: Comparison, { text, prefix }: Literal): Condition {
  if (prefix && text === '') return { column: 'assetFolder', is: '>', value: '' }
  const [make, path] = is === '=' ? [folderTerm, text] : [foldedFolderTerm, folded(text)]
  const trimmed = path.replace(/^\/+|\/+$/g, '')
  if (!prefix) return { terms: [make(trimmed)] }
  if (!path.endsWith('/') || trimmed === '') return startsWith(make(trimmed))
  return { any: [{ terms: [make(trimmed)] }, startsWith(make(`${trimmed}/`))] }
}

function metadataCondition(field: string, is: Comparison, value: Literal): Condition {
  if (isAnyValue(value)) return { terms: [metadataTerm(field)] }
  const whole = (text: string) => metadataTerm(field, text)
  if (is === ':' || is === '=') return textTerms(is, value, [metadataTerm(field)], whole)
  const number = readNumber(value.text, 'none')
  return number === undefined
    ? termOrder(whole(''), whole(value.text), is)
    : termOrder(metadataNumberTerm(field), metadataNumberTerm(field, number), is)
}

/** Terms of one beginning that stand before or after one of them. Just after a term is the term and U+0001: none has a NUL. */
function termOrder(beginning: string, bound: string, is: Ordering): Condition {
  const after = `${bound}\u0001`
  if (is === '>' || is === '>=') return { termsFrom: is === '>' ? after : bound, below: pastPrefix(beginning) }
  return { termsFrom: beginning, below: is === '<' ? bound : after }
}

function numberCondition(column: SearchColumn, unit: NumberUnit, is: Comparison, value: Literal): Condition {
  if (isAnyValue(value)) return { column, is: '>=', value: 0 }
  const number = readNumber(value.text, unit)!
  if (is === ':' || is === '=') {
    const rounded = unit === 'ratio' ? roundedSpan(value.text) : undefined
    if (rounded)
      return {
        all: [
          { column, is: '>=', value: rounded.from },
          { column, is: '<', value: rounded.to },
        ],
      }
    return unit === 'ratio' || Number.isInteger(number) ? { column, is: '=', value: number } : NOTHING
  }
  return { column, is, value: unit === 'ratio' ? number : wholeBound(is, number) }
}

function timeCondition(column: SearchColumn, is: Comparison, value: Literal, now: number): Condition {
  if (isAnyValue(value)) return EVERYTHING
  const { from, to } = readTime(value.text, now)!
  // A moment is only as exact as whoever asks, so that more recent than it is from it on.
  switch (is) {
    case '>':
      return { column, is: '>=', value: to }
    case '>=':
      return { column, is: '>=', value: from }
    case '<':
      return { column, is: '<', value: from }
    case '<=':
      return { column, is: '<', value: to }
    default:
      return {
        all: [
          { column, is: '>=', value: from },
          { column, is: '<', value: to },
        ],
      }
  }
}
