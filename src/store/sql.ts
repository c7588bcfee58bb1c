import sql, { empty, join, raw, Sql } from 'sql-template-tag'

export { empty, join, raw, type Sql, sql }

type Scalar = string | number | null
type ColumnType = 'integer' | 'text'

/**
 * A list of keys for `(a, b) in (...)`. The casts give PostgreSQL the types that it can't infer in a list; SQLite takes
 * them as they are, and both look each key up by index.
 */
export function keyList(types: readonly ColumnType[], keys: readonly (readonly Scalar[])[]): Sql {
  const row = types.map((type) => `cast(? as ${type === 'integer' ? 'bigint' : 'text'})`)
  return repeated(keys, `(${row})`, '(values ', ')')
}

/** The rows of an `insert`. */
export const rowList = (rows: readonly (readonly Scalar[])[]): Sql =>
  repeated(rows, `(${rows[0]!.map(() => '?')})`, 'values ', '')

/** In one piece: templates nested for each value of a long list take longer than some of the queries that they are for. */
function repeated(rows: readonly (readonly Scalar[])[], row: string, before: string, after: string): Sql {
  const form = `${before}${row}${after}${rows.length}`
  let strings = listTexts.get(form)
  if (!strings) {
    strings = `${before}${rows.map(() => row)}${after}`.split('?')
    if (rows.length <= MAX_KEPT_ROWS) listTexts.set(form, strings)
  }
  return new Sql(strings, rows.flat())
}

/** Texts of lists as short as most are, by row and length. */
const listTexts = new Map<string, readonly string[]>()
const MAX_KEPT_ROWS = 32

/** Orders rows by their key, so that two transactions take their locks in the same order and can't block each other. */
export function sortedByKey<Row extends readonly Scalar[]>(rows: Row[]): Row[] {
  return rows.sort((a, b) => {
    for (let i = 0; i < a.length; i++) {
      if (a[i] === b[i]) continue
      return a[i]! < b[i]! ? -1 : 1
    }
    return 0
  })
}

/** The end of a select that locks its rows, in one order for the same reason. Where there is nothing to lock, nothing is sorted. */
export const lockedBy = (order: string, lock: Sql): Sql =>
  lock.sql === '' ? empty : sql`order by ${raw(order)} ${lock}`

export function* groupsOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size)
}
