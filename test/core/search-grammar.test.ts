import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import { ASSET_FIELDS } from '../../src/core/search/fields.ts'
import { parseSearch } from '../../src/core/search/parse.ts'
import { printSearch } from '../../src/core/search/print.ts'
import type { SearchTree } from '../../src/core/search/tree.ts'
import { searchTrees } from '../support/search-trees.ts'

const parse = (text: string) => parseSearch(text, ASSET_FIELDS)!
const same = (one: string, other: string) => expect([one, parse(one)]).toEqual([one, parse(other)])

function problem(text: string): string {
  try {
    parseSearch(text, ASSET_FIELDS)
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe('invalid')
    return (error as AppError).message
  }
  throw new Error(`${text} was let through`)
}

describe('search expressions', () => {
  test('any tree is printed as text that is read as the same tree, and printed the same again', () => {
    fc.assert(
      fc.property(searchTrees(), (tree) => {
        const printed = printSearch(tree)
        const read = parse(printed)
        expect(read).toEqual(tree)
        expect(printSearch(read)).toBe(printed)
      }),
      { numRuns: 500 },
    )
  })

  test('any text is read, or refused with the character at which it is wrong', () => {
    const pieces = fc.constantFrom(
      ...['tags', ':', '=', '>', '<=', '(', ')', '[', ']', '{', '}', '"', '\\', '*', ' AND ', ' OR ', ' NOT ', ' TO '],
      ...['-', '!', '+', '||', '&&', ' ', 'bytes', '5', '1d', 'context.alt', 'word', 'é', '😀', '~'],
    )
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.string(),
    )
    fc.assert(
      fc.property(texts, (text) => {
        let tree: SearchTree | undefined
        try {
          tree = parseSearch(text, ASSET_FIELDS)
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
          const at = Number(/^Invalid expression at character (\d+)/.exec((error as AppError).message)![1])
          expect(at).toBeGreaterThan(0)
          expect(at).toBeLessThanOrEqual(text.length + 1)
          return
        }
        if (tree) expect(parse(printSearch(tree))).toEqual(tree)
        else expect(text.trim()).toBe('')
      }),
      { numRuns: 2000 },
    )
  })

  test('AND binds more closely than OR, and words beside each other are joined by AND', () => {
    same('a OR b c', 'a OR (b AND c)')
    same('a b OR c', '(a AND b) OR c')
    same('tags:a && tags:b || -tags:c', '(tags:a AND tags:b) OR NOT tags:c')
    same('!a +b', 'NOT a AND b')
    same('NOT a b', '(NOT a) AND b')
  })

  test('a field before parentheses is that of each value in them', () => {
    same('format:(jpg OR png)', 'format:jpg OR format:png')
    same('tags=(a -b)', 'tags=a AND NOT tags=b')
  })

  test('comparisons are written in several ways', () => {
    same('bytes > 5', 'bytes>5')
    same('bytes:>=5', 'bytes>=5')
    same('created_at:2026-11-24T14:00', 'created_at:"2026-11-24T14:00"')
    same('tags:"a b"', 'tags:a\\ b')
    same('folder:"a/*"', 'folder:a/*')
    same('tags:AND', 'tags:"AND"')
    expect(parse('tags:a\\*')).toMatchObject({ value: { text: 'a*', prefix: false } })
    expect(parse('bytes:[1 TO *}')).toEqual({
      kind: 'range',
      field: 'bytes',
      from: { text: '1', inclusive: true },
      to: null,
    })
  })

  test.each([
    ['tags:', 'at character 6: expected a value, and there is nothing more'],
    ['a AND', 'at character 6: expected a value'],
    ['(a OR b', 'at character 8: expected ) here'],
    ['a) b', 'at character 2 (") b"): this ) closes nothing'],
    ['tags:"shirt', 'at character 6 ("\\"shirt"): this quote is never closed'],
    ['colour:red', 'at character 1 ("colour:red"): there is no field colour. Fields: asset_id, public_id,'],
    ['a AND context.:x', 'at character 7 ("context.:x"): there is no field context.'],
    ['bytes>big', 'at character 7 ("big"): expected a size such as'],
    ['tags>5', 'at character 6 ("5"): > compares numbers and times'],
    ['created_at:yesterday', 'expected a time such as'],
    ['created_at:2026-02-30', 'expected a time such as'],
    ['created_at:"2026-02-03T10:00:99"', 'expected a time such as'],
    ['created_at:"0050-02-03"', 'expected a time such as'],
    ['created_at:1d', 'compare a relative time by > or <, as in created_at>3d'],
    ['bytes:[1 5]', 'at character 10 ("5]"): expected TO'],
    ['bytes:[1 TO 5', 'at character 14: expected ] or } here'],
    ['tags:[a TO b]', 'a range is of numbers or times'],
    ['tags:a*b', '* stands only at the end of a value'],
    ['tags:"a*b"', '* stands only at the end of a value'],
    ['width:1*', 'only text can be searched by how it begins'],
    ['related_to>dog', '> compares numbers and times'],
    ['related_to:dog*', 'it is named whole: leave out the *'],
    ['relation.kind:[a TO b]', 'a range is of numbers or times'],
    ['relations:many', 'at character 11 ("many"): expected a number'],
    ['a~2', 'at character 2 ("~2"): ~ means something else here'],
    ['OR a', 'at character 1 ("OR a"): expected something to search for'],
    [':a', 'expected the name of a field before :'],
    ['a \\', 'a backslash stands before a character'],
    [`tags:${'x'.repeat(100)}*`, 'has at most 80 characters'],
  ])('%s is refused with the place and the reason', (text, expected) => {
    expect(problem(text)).toContain(expected)
  })

  test('what stands for something of the environment is told, with its place', () => {
    const told: string[] = []
    parseSearch(
      'a related_to:("pair/one" OR hub) relations.poster_of>2 relation.kind:* -relation.kind=x',
      ASSET_FIELDS,
      (name) => told.push(`${name.kind} ${name.text}: ${name.problem('no').message}`),
    )
    expect(told).toEqual([
      'asset pair/one: Invalid expression at character 15 ("\\"pair/one\\" OR hub) r"): no',
      'asset hub: Invalid expression at character 29 ("hub) relations.poste"): no',
      'relation_kind poster_of: Invalid expression at character 34 ("relations.poster_of>"): no',
      'relation_kind x: Invalid expression at character 87 ("x"): no',
    ])
  })

  test('length, depth and number of values are bounded', () => {
    expect(problem('a'.repeat(10_001))).toContain('at most 10000')
    expect(problem(`${'('.repeat(40)}a`)).toContain('nested more than 30 levels')
    expect(problem(`${'NOT '.repeat(40)}a`)).toContain('nested more than 30 levels')
    expect(problem(`tags:${'('.repeat(40)}a`)).toContain('nested more than 30 levels')
    expect(problem('a '.repeat(201))).toContain('more than 200 values')
    expect(parse('a '.repeat(200))).toMatchObject({ kind: 'and' })
  })
})
