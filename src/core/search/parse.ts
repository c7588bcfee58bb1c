import { type AppError, invalid } from '../errors.ts'
import { comparisonProblem, type FieldKind, type FieldSet, fieldOf, ORDERED, valueProblem } from './fields.ts'
import type { NamedValue } from './named.ts'
import { KEYWORDS } from './print.ts'
import type { Bound, Comparison, Literal, SearchTree } from './tree.ts'

const MAX_LENGTH = 10_000
/** Levels of parentheses and negations. */
const MAX_DEPTH = 30
/** Values in an expression: each is a condition of the query. */
const MAX_VALUES = 200

/**
 * Reads a search expression, or throws `invalid` that says at which character it is wrong and why. Nothing is the empty
 * expression, which everything matches. `onName` is told each value that names something of the environment.
 *
 *     either  = both {("OR" | "||") both}
 *     both    = one {["AND" | "&&"] one}
 *     one     = ("NOT" | "-" | "!" | "+") one | "(" either ")" | field operator value | value
 *     value   = word | quoted | ("[" | "{") end "TO" end ("]" | "}") | "(" ... ")", the same with values alone
 */
export function parseSearch(
  text: string,
  fields: FieldSet,
  onName: (name: NamedValue) => void = () => {},
): SearchTree | undefined {
  if (text.length > MAX_LENGTH)
    throw invalid(`Invalid expression: it has ${text.length} characters, at most ${MAX_LENGTH} are allowed`)
  if (text.includes('\0') || !text.isWellFormed()) throw invalid('Invalid expression: it is not well-formed text')
  return new Parser(text, fields, onName).parse()
}

/** What a value is compared with: the field before a `:(...)`, or anything. */
interface Subject {
  readonly field: string | null
  readonly kind: FieldKind
  readonly is: Comparison
}

const ANYTHING: Subject = { field: null, kind: 'text', is: ':' }

/** Characters that mean something; in a word they need a backslash, or the word needs quotes. */
const RESERVED = /[\s(){}[\]:=<>"*^~?!&|]/

class Parser {
  readonly #text: string
  readonly #fields: FieldSet
  readonly #onName: (name: NamedValue) => void
  #at = 0
  #values = 0

  constructor(text: string, fields: FieldSet, onName: (name: NamedValue) => void) {
    this.#text = text
    this.#fields = fields
    this.#onName = onName
  }

  parse(): SearchTree | undefined {
    this.#skipSpace()
    if (this.#isEnd()) return undefined
    const tree = this.#either(ANYTHING, MAX_DEPTH)
    if (!this.#isEnd())
      throw this.#problem(this.#next() === ')' ? 'this ) closes nothing' : 'expected AND, OR or the end')
    return tree
  }

  #either(subject: Subject, depth: number): SearchTree {
    const of = [this.#both(subject, depth)]
    while (this.#takeKeyword('OR') || this.#take('||')) of.push(this.#both(subject, depth))
    return of.length === 1 ? of[0]! : { kind: 'or', of }
  }

  #both(subject: Subject, depth: number): SearchTree {
    const of = [this.#one(subject, depth)]
    while (this.#takeKeyword('AND') || this.#take('&&') || this.#startsOperand()) of.push(this.#one(subject, depth))
    return of.length === 1 ? of[0]! : { kind: 'and', of }
  }

  #startsOperand(): boolean {
    return !this.#isEnd() && this.#next() !== ')' && !this.#seesKeyword('OR') && !this.#text.startsWith('||', this.#at)
  }

  #one(subject: Subject, depth: number): SearchTree {
    if (depth === 0) throw this.#problem(`it is nested more than ${MAX_DEPTH} levels deep`)
    if (this.#takeKeyword('NOT') || this.#take('-') || this.#take('!'))
      return { kind: 'not', of: this.#one(subject, depth - 1) }
    if (this.#take('+')) return this.#one(subject, depth - 1)
    if (this.#take('(')) return this.#closed(this.#either(subject, depth - 1))
    if (subject.field !== null) return this.#value(subject, depth)
    const start = this.#at
    if (this.#next() !== '"') {
      const name = this.#word(RESERVED)
      const is = this.#comparison()
      if (is) return this.#value(this.#subject(name, is, start), depth)
      this.#at = start
    }
    return this.#value(subject, depth)
  }

  #closed(tree: SearchTree): SearchTree {
    if (!this.#take(')')) throw this.#problem('expected ) here')
    return tree
  }

  /** Both `bytes>5` and `bytes:>5` are written. */
  #comparison(): Comparison | undefined {
    const found = /^\s*(?::?(>=|<=|>|<)|(:|=))\s*/.exec(this.#text.slice(this.#at, this.#at + 20))
    if (!found) return undefined
    this.#at += found[0].length
    return (found[1] ?? found[2]) as Comparison
  }

  #subject(name: string, is: Comparison, at: number): Subject {
    const field = fieldOf(this.#fields, name)
    if (name === '') throw this.#problem(`expected the name of a field before ${is}`, at)
    if (field === undefined)
      throw this.#problem(
        `there is no field ${name}. Fields: ${Object.keys(this.#fields)
          .map((known) => (known.endsWith('.') ? `${known}KEY` : known))
          .join(', ')}`,
        at,
      )
    if (field === 'relations.') this.#name('relation_kind', name.slice(field.length), at)
    return { field: name, kind: this.#fields[field]!, is }
  }

  #value(subject: Subject, depth: number): SearchTree {
    const { field, kind, is } = subject
    const start = this.#at
    if (field !== null && this.#next() === '(') {
      if (depth === 1) throw this.#problem(`it is nested more than ${MAX_DEPTH} levels deep`)
      this.#take('(')
      return this.#closed(this.#either(subject, depth - 1))
    }
    if (field !== null && (this.#next() === '[' || this.#next() === '{')) return this.#range(subject)
    if (field === null && this.#seesAnyKeyword()) throw this.#problem('expected something to search for')
    const value = this.#literal()
    const problem = comparisonProblem(kind, is, value)
    if (problem) throw this.#problem(problem, start)
    if ((kind === 'asset' || kind === 'relation_kind') && !value.prefix) this.#name(kind, value.text, start)
    return { kind: 'compare', field, is, value }
  }

  #name(kind: NamedValue['kind'], text: string, at: number): void {
    this.#onName({ kind, text, problem: (what) => this.#problem(what, at) })
  }

  #range({ field, kind, is }: Subject): SearchTree {
    if (is !== ':' && is !== '=') throw this.#problem(`a range follows a colon, not ${is}`)
    const start = this.#at
    const fromInclusive = this.#text[this.#at++] === '['
    this.#skipSpace()
    const from = this.#bound(kind, fromInclusive)
    if (!this.#takeKeyword('TO')) throw this.#problem('expected TO, as in [1 TO 5]')
    // Whether the end is included is known only after it.
    const to = this.#bound(kind, true)
    const inclusive = this.#take(']')
    if (!inclusive && !this.#take('}')) throw this.#problem('expected ] or } here')
    if (!ORDERED.has(kind)) throw this.#problem('a range is of numbers or times, and this field has neither', start)
    return { kind: 'range', field: field!, from, to: to && { ...to, inclusive } }
  }

  #bound(kind: FieldKind, inclusive: boolean): Bound | null {
    const start = this.#at
    const { text, prefix } = this.#literal()
    if (prefix && text === '') return null
    const problem = prefix ? "* can't end a value in a range" : valueProblem(kind, text, false)
    if (problem) throw this.#problem(problem, start)
    return { text, inclusive }
  }

  /** A word or a quoted text, with a `*` at its end or not. */
  #literal(): Literal {
    if (++this.#values > MAX_VALUES) throw this.#problem(`it has more than ${MAX_VALUES} values`)
    const isQuoted = this.#text[this.#at] === '"'
    const start = this.#at
    if (isQuoted) this.#at++
    // After an operator, a colon is part of the value, as in 2026-11-24T14:00.
    const text = this.#word(isQuoted ? /["*]/ : /[\s(){}[\]<>"*^~?!&|]/)
    const prefix = this.#text[this.#at] === '*'
    if (prefix) this.#at++
    if (isQuoted && this.#text[this.#at++] !== '"') {
      this.#at = this.#at > this.#text.length ? this.#text.length : this.#at - 1
      throw prefix
        ? this.#problem('* stands only at the end of a value; write \\* for the character')
        : this.#problem('this quote is never closed', start)
    }
    if (!isQuoted && text === '' && !prefix) {
      throw this.#problem(this.#isEnd() ? 'expected a value, and there is nothing more' : 'expected a value here')
    }
    if (!isQuoted && !/^(?:[\s)}\]]|\|\||&&|$)/.test(this.#text.slice(this.#at, this.#at + 2))) {
      throw prefix
        ? this.#problem('* stands only at the end of a value; write \\* for the character')
        : this.#problem(
            `${this.#next()} means something else here: put a backslash before it, or quotes around the value`,
          )
    }
    this.#skipSpace()
    return { text, prefix }
  }

  /** Characters up to one of those, each backslash taking the next one as it is. */
  #word(until: RegExp): string {
    let word = ''
    for (; this.#at < this.#text.length; ) {
      let char = String.fromCodePoint(this.#text.codePointAt(this.#at)!)
      if (char === '\\') {
        this.#at++
        if (this.#isEnd()) throw this.#problem('a backslash stands before a character')
        char = String.fromCodePoint(this.#text.codePointAt(this.#at)!)
      } else if (until.test(char)) break
      word += char
      this.#at += char.length
    }
    return word
  }

  #seesAnyKeyword(): boolean {
    return [...KEYWORDS].some((word) => this.#seesKeyword(word))
  }

  #seesKeyword(word: string): boolean {
    return this.#text.startsWith(word, this.#at) && /^$|[\s()[\]{}"]/.test(this.#text.charAt(this.#at + word.length))
  }

  #takeKeyword(word: string): boolean {
    return this.#seesKeyword(word) && this.#take(word)
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false
    this.#at += token.length
    this.#skipSpace()
    return true
  }

  #skipSpace(): void {
    while (/\s/.test(this.#next())) this.#at++
  }

  #next(): string {
    return this.#text.charAt(this.#at)
  }

  #isEnd(): boolean {
    return this.#at >= this.#text.length
  }

  #problem(what: string, at = this.#at): AppError {
    const rest = this.#text.slice(at, at + 20).toWellFormed()
    return invalid(
      `Invalid expression at character ${at + 1}${rest === '' ? '' : ` (${JSON.stringify(rest)})`}: ${what}`,
    )
  }
}
