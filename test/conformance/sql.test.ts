import { expect, test } from 'vitest'
import { empty, join, keyList, raw, rowList, type Sql, sql } from '../../src/store/sql.ts'

const told = ({ sql, text, values }: Sql) => ({ sql, text, values })

test('a part is put into the text, a value never is', () => {
  const among = (part: Sql | string) => sql`select ${raw('name')} from asset where ${part} and no > ${7}`
  const asText = {
    sql: 'select name from asset where ? and no > ?',
    text: 'select name from asset where $1 and no > $2',
  }
  expect(told(among('a = 1'))).toEqual({ ...asText, values: ['a = 1', 7] })
  expect(told(among(sql`a = ${'x'} or b = ${null}`))).toEqual({
    sql: 'select name from asset where a = ? or b = ? and no > ?',
    text: 'select name from asset where a = $1 or b = $2 and no > $3',
    values: ['x', null, 7],
  })
  expect(told(among(empty))).toEqual({
    sql: 'select name from asset where  and no > ?',
    text: 'select name from asset where  and no > $1',
    values: [7],
  })
  expect(told(among('b = 2'))).toEqual({ ...asText, values: ['b = 2', 7] })
})

test('the same template and parts have one text, whatever their values', () => {
  const range = (from: number, order: string) => sql`no > ${from} order by no ${raw(order)}`
  const page = (from: number, order: string) => sql`select * from asset where ${range(from, order)} limit ${10}`
  expect(page(1, 'asc').form).toBe(page(2, 'asc').form)
  expect(page(1, 'asc').form).not.toBe(page(1, 'desc').form)
})

test('a template with more forms than are kept stays right', () => {
  const text = (i: number) => sql`select ${raw(`c${i}`)}, ${i}`
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 200; i++)
      expect(told(text(i))).toEqual({ sql: `select c${i}, ?`, text: `select c${i}, $1`, values: [i] })
  }
})

test('lists have a place for each value, short or long, and are not taken for one another', () => {
  expect(told(join([1, 2, 3]))).toEqual({ sql: '?,?,?', text: '$1,$2,$3', values: [1, 2, 3] })
  expect(told(join([1, 2], ' + '))).toEqual({ sql: '? + ?', text: '$1 + $2', values: [1, 2] })
  expect(told(join([sql`a = ${1}`, sql`b`, 2], ' or '))).toEqual({
    sql: 'a = ? or b or ?',
    text: 'a = $1 or b or $2',
    values: [1, 2],
  })
  expect(told(join([sql`a = ${1}`]))).toEqual({ sql: 'a = ?', text: 'a = $1', values: [1] })
  expect(
    told(
      rowList([
        [1, 'a'],
        [2, null],
      ]),
    ),
  ).toEqual({ sql: 'values (?,?),(?,?)', text: 'values ($1,$2),($3,$4)', values: [1, 'a', 2, null] })
  expect(told(keyList(['integer', 'text'], [[1, 'a']]))).toEqual({
    sql: '(values (cast(? as bigint),cast(? as text)))',
    text: '(values (cast($1 as bigint),cast($2 as text)))',
    values: [1, 'a'],
  })
  for (const length of [1, 32, 33, 500]) {
    const list = Array.from({ length }, (_, i) => i)
    expect(join(list).sql).toBe(list.map(() => '?').join())
    expect(rowList(list.map((i) => [i])).values).toEqual(list)
  }
})
