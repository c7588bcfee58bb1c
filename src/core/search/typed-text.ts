import { invalid } from '../errors.ts'
import { ASSET_FIELDS, fieldOf } from './fields.ts'
import type { NamedValue } from './named.ts'
import { parseSearch } from './parse.ts'
import type { SearchTree } from './tree.ts'
import { wordsOf } from './words.ts'

/** Words that people type at once: each is looked for in every field of text. */
const MAX_WORDS = 50
/** Of a longer word, its beginning isn't told apart from others by an index. */
const MAX_OPEN_LENGTH = 80

/** What people type into a field for searches, as it was understood. */
export interface Understood {
  readonly as: 'words' | 'expression'
  /** Nothing where everything is meant. */
  readonly tree: SearchTree | undefined
  /** Of words: why they are no expression, where they have what only stands in one. */
  readonly error?: string
}

/** `tags:shirt`, `bytes>5`: a name and an operator, and what comes next. */
const COMPARISON = /(?:^|[\s(!+-])([a-z_](?:[\w.]|\\.)+):?(?:[<>]=?|[:=])(\/\/|\S?)/gi
const WORD_OPERATOR = /(?:^|[\s)])(?:AND|OR|NOT)(?=[\s(]|$)|&&|\|\|/
const MINUS = /(?:^|\s)-(?=[\p{L}\p{N}"(])/u

/** Whether a text can't be meant as words alone: then what is wrong with it is told. */
const looksLikeExpression = (text: string): boolean =>
  WORD_OPERATOR.test(text) || MINUS.test(text) || [...text.matchAll(COMPARISON)].some(isComparison)

/** Of a name that is no field, one with a value at once: neither a title with a colon, nor an address. */
const isComparison = ([, name = '', next = '']: RegExpExecArray): boolean =>
  fieldOf(ASSET_FIELDS, name) !== undefined || (next !== '' && next !== '//')

/**
 * Reads an expression, where a text has a field or an operator, or else words: an asset has to have all of them, or words
 * that begin so. Throws `invalid` for an expression that is wrong, with the place.
 */
export function understand(text: string, onName: (name: NamedValue) => void = () => {}): Understood {
  if (looksLikeExpression(text)) return { as: 'expression', tree: parseSearch(text, ASSET_FIELDS, onName) }
  const error = problemOf(text)
  return { as: 'words', tree: treeOfWords(text), ...(error !== undefined && { error }) }
}

function problemOf(text: string): string | undefined {
  try {
    parseSearch(text, ASSET_FIELDS)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function treeOfWords(text: string): SearchTree | undefined {
  if (text.includes('\0') || !text.isWellFormed()) throw invalid('q is not well-formed text')
  const { size } = wordsOf(text)
  if (size > MAX_WORDS) throw invalid(`q has ${size} words, at most ${MAX_WORDS} are looked for`)
  const written = text.split(/\s+/).filter((word) => word !== '')
  const bare = written
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '')
  // Marks alone are looked for as they are.
  const of = (bare.length > 0 ? bare : written).slice(0, MAX_WORDS).map(treeOfWord)
  return of.length > 1 ? { kind: 'and', of } : of[0]
}

/** A public ID has no ending, and people write a file's name with it. */
function treeOfWord(word: string): SearchTree {
  const whole = anywhere(word, word.length <= MAX_OPEN_LENGTH)
  const [, stem, ending] = /^(.+)\.([a-z\d]{2,5})$/i.exec(word) ?? []
  if (stem === undefined || ending === undefined) return whole
  const format: SearchTree = { kind: 'compare', field: 'format', is: ':', value: { text: ending, prefix: false } }
  return { kind: 'or', of: [whole, { kind: 'and', of: [anywhere(stem, false), format] }] }
}

const anywhere = (text: string, prefix: boolean): SearchTree => ({
  kind: 'compare',
  field: null,
  is: ':',
  value: { text, prefix },
})
