type Scalar = string | number | null
type ColumnType = 'integer' | 'text'
type Part = Scalar | Sql

/** A statement, or a part of one, and its values. */
export class Sql {
  readonly form: Form
  readonly values: readonly Scalar[]

  constructor(form: Form, values: readonly Scalar[]) {
    this.form = form
    this.values = values
  }

  /** With `?` for each value. */
  get sql(): string {
    return this.form.sql
  }

  /** With `$1` and so on. */
  get text(): string {
    return this.form.text
  }
}

/** A text without its values. Most calls of a template have the same, so that it is put together, and looked up, once. */
class Form {
  /** What is before, between and behind the values. */
  readonly pieces: readonly string[]
  #sql: string | undefined
  #text: string | undefined

  constructor(pieces: readonly string[]) {
    this.pieces = pieces
  }

  get sql(): string {
    this.#sql ??= this.pieces.join('?')
    return this.#sql
  }

  get text(): string {
    this.#text ??= this.pieces.reduce((text, piece, i) => `${text}$${i}${piece}`)
    return this.#text
  }
}

/** A form that a template has had, and the forms of the parts that it was made with; none for values. */
interface KnownForm {
  readonly parts: readonly (Form | undefined)[]
  readonly form: Form
}

/** Kept of each template; those of searches are endless. */
const MAX_FORMS = 64
const knownForms = new WeakMap<readonly string[], KnownForm[]>()

/** A statement as a template, whose values stay apart from its text; what is `sql` itself becomes a part of it. */
export function sql(strings: TemplateStringsArray, ...parts: Part[]): Sql {
  const known = knownForms.get(strings) ?? []
  let form = known.find(({ parts: forms }) => forms.every((one, i) => one === formOf(parts[i]!)))?.form
  if (!form) {
    form = new Form(joined(strings, parts))
    if (known.length === MAX_FORMS) known.length = 0
    known.push({ parts: parts.map(formOf), form })
    knownForms.set(strings, known)
  }
  return new Sql(form, valuesOf(parts))
}

const formOf = (part: Part): Form | undefined => (part instanceof Sql ? part.form : undefined)

function valuesOf(parts: readonly Part[]): Scalar[] {
  const values: Scalar[] = []
  for (const part of parts) {
    if (part instanceof Sql) for (const value of part.values) values.push(value)
    else values.push(part)
  }
  return values
}

function joined(strings: readonly string[], parts: readonly Part[]): string[] {
  const pieces = [strings[0]!]
  for (const [i, part] of parts.entries()) {
    const [first, ...more] = part instanceof Sql ? part.form.pieces : ['', '']
    pieces.push(`${pieces.pop()}${first}`, ...more)
    pieces.push(`${pieces.pop()}${strings[i + 1]}`)
  }
  return pieces
}

const MAX_RAW = 1000
const rawForms = new Map<string, Form>()

/** Text as it is: never anybody's input. */
export function raw(text: string): Sql {
  let form = rawForms.get(text)
  if (!form) {
    form = new Form([text])
    if (rawForms.size === MAX_RAW) rawForms.clear()
    rawForms.set(text, form)
  }
  return new Sql(form, [])
}

export const empty = raw('')

/** One or more, with text between them. */
export function join(parts: readonly Part[], separator = ','): Sql {
  const [only] = parts
  if (only instanceof Sql && parts.length === 1) return only
  const strings = ['', ...Array<string>(parts.length - 1).fill(separator), '']
  if (parts.some((part) => part instanceof Sql)) return new Sql(new Form(joined(strings, parts)), valuesOf(parts))
  return new Sql(
    listForm(`${separator}${parts.length}`, () => strings),
    parts as Scalar[],
  )
}

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
  const pieces = () => `${before}${rows.map(() => row)}${after}`.split('?')
  return new Sql(listForm(`${before}${row}${after}${rows.length}`, pieces), rows.flat())
}

const MAX_LISTS = 200
/** By what they are made of, and their length. */
const listForms = new Map<string, Form>()

function listForm(name: string, pieces: () => readonly string[]): Form {
  let form = listForms.get(name)
  if (!form) {
    form = new Form(pieces())
    if (listForms.size === MAX_LISTS) listForms.clear()
    listForms.set(name, form)
  }
  return form
}

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
