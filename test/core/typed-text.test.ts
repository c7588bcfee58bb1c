import { describe, expect, test } from 'vitest'
import { printSearch } from '../../src/core/search/print.ts'
import { understand } from '../../src/core/search/typed-text.ts'

describe('what people type to search', () => {
  test.each([
    ['sunset', 'sunset*'],
    ['Red  shirt', 'Red* AND shirt*'],
    ['"sea side', 'sea* AND side*'],
    ['12:30', '"12:30*"'],
    ['Trip: a summary', 'Trip* AND a* AND summary*'],
    ['https://example.com/a', '"https://example.com/a*"'],
    ['rock and roll', 'rock* AND and* AND roll*'],
    ['a - b', 'a* AND b*'],
    ['!!', '"!!*"'],
    ['beach.jpg', 'beach.jpg* OR (beach AND format:jpg)'],
    ['', undefined],
  ])('%j is words', (text, expected) => {
    const { as, tree } = understand(text)
    expect([as, tree && printSearch(tree)]).toEqual(['words', expected])
  })

  test.each([
    ['tags:red', 'tags:red'],
    ['tags: red shirt', 'tags:red AND shirt'],
    ['red bytes>5', 'red AND bytes>5'],
    ['ROCK AND roll', 'ROCK AND roll'],
    ['red -blue', 'red AND NOT blue'],
    ['context.a\\ key=x', 'context.a\\ key=x'],
  ])('%j is an expression', (text, expected) => {
    const { as, tree } = understand(text)
    expect([as, tree && printSearch(tree)]).toEqual(['expression', expected])
  })

  test.each([
    ['tags:', 'expected a value'],
    ['tag:red', 'there is no field tag'],
    ['red AND', 'expected a value'],
    ['red -(blue', 'expected )'],
    ['bytes>many', 'expected a size'],
  ])('%j is a wrong expression', (text, message) => {
    expect(() => understand(text)).toThrow(message)
  })

  test('words that stand for something else in an expression say so', () => {
    expect(understand('what (is').error).toContain('at character 9')
    expect(understand('what is')).not.toHaveProperty('error')
    expect(() => understand('a\0b')).toThrow('not well-formed')
  })
})
