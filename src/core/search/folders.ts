import { type Folder, folderName, isWithin, type PathRange } from '../folder.ts'
import { pastPrefix } from '../public-id.ts'
import type { FieldSet } from './fields.ts'
import { readTime } from './literals.ts'
import type { Comparison, Literal, Ordering, SearchTree } from './tree.ts'
import { folded, wordsOf } from './words.ts'

/** What folders can be searched by. Source: Cloudinary's page on searching folders, as far as this library has them. */
export const FOLDER_FIELDS = {
  name: 'text',
  path: 'path',
  external_id: 'name',
  created_at: 'time',
} as const satisfies FieldSet

/** Paths among which is every folder of which an expression is true, where it says how they begin, letter by letter. */
export function pathRangeOf(tree: SearchTree): PathRange | undefined {
  if (tree.kind === 'and') return tree.of.map(pathRangeOf).find((range) => range !== undefined)
  if (tree.kind !== 'compare' || tree.field !== 'path' || tree.is !== '=') return undefined
  const from = trimmed(tree.value.text)
  return { from, below: tree.value.prefix ? pastPrefix(from) : `${from}\u0001` }
}

/** Whether an expression, parsed with those fields, is true of a folder. `now` is what relative times are counted from. */
export function folderMatches(tree: SearchTree, folder: Folder, now: number): boolean {
  switch (tree.kind) {
    case 'and':
      return tree.of.every((part) => folderMatches(part, folder, now))
    case 'or':
      return tree.of.some((part) => folderMatches(part, folder, now))
    case 'not':
      return !folderMatches(tree.of, folder, now)
    case 'compare':
      return compared(tree.field as keyof typeof FOLDER_FIELDS | null, tree.is, tree.value, folder, now)
    case 'range': {
      const { from, to } = tree
      const isAfter = !from || timeIs(from.inclusive ? '>=' : '>', from.text, folder.createdAt, now)
      return isAfter && (!to || timeIs(to.inclusive ? '<=' : '<', to.text, folder.createdAt, now))
    }
  }
}

function compared(
  field: keyof typeof FOLDER_FIELDS | null,
  is: Comparison,
  value: Literal,
  { path, externalId, createdAt }: Folder,
  now: number,
): boolean {
  if (value.prefix && value.text === '') return true
  switch (field) {
    case null:
      return hasWords(value, path)
    case 'name':
      return is === '=' ? isText(value, folderName(path)) : hasWords(value, folderName(path))
    case 'path':
      return is === '=' ? isPath(value, path) : isPath({ ...value, text: folded(value.text) }, folded(path))
    case 'external_id':
      return isText({ ...value, text: folded(value.text) }, externalId)
    case 'created_at':
      return timeIs(is, value.text, createdAt, now)
  }
}

const isText = ({ text, prefix }: Literal, whole: string): boolean => (prefix ? whole.startsWith(text) : whole === text)

/** All words are there, in any order; with `*`, the last one may go on. What has no words is looked for as it is. */
function hasWords(value: Literal, whole: string): boolean {
  const words = [...wordsOf(value.text)]
  if (words.length === 0) return isText(value, whole)
  const open = value.prefix && /[\p{L}\p{N}]$/u.test(folded(value.text)) ? words.pop() : undefined
  const there = wordsOf(whole)
  return (
    words.every((word) => there.has(word)) && (open === undefined || [...there].some((word) => word.startsWith(open)))
  )
}

const trimmed = (path: string): string => path.replace(/^\/+|\/+$/g, '')

/** `photos/*` is the folder and all below it. */
function isPath({ text, prefix }: Literal, path: string): boolean {
  const wanted = trimmed(text)
  if (!prefix) return path === wanted
  return text.endsWith('/') ? isWithin(path, wanted) : path.startsWith(wanted)
}

function timeIs(is: Comparison, text: string, at: number, now: number): boolean {
  const { from, to } = readTime(text, now)!
  const holds: Record<Ordering, boolean> = { '>': at >= to, '>=': at >= from, '<': at < from, '<=': at < to }
  return is === ':' || is === '=' ? at >= from && at < to : holds[is]
}
