import { type AssetKey, formatRef } from '../../core/asset.ts'
import type { Finding, KnownFile, StoreCheckup } from '../../core/checkup.ts'
import type { Cloud } from '../../core/cloud.ts'
import type { LibraryTotals } from '../../core/ports/totals.ts'
import { type Kinds, labelOf } from '../../core/relation-kind.ts'
import { assetColumns } from '../assets.ts'
import type { Connection, Engine } from '../engine.ts'
import { FolderQueries } from '../folders.ts'
import { join, raw, type Sql, sql } from '../sql.ts'
import { KIND_PART, ONE_END, Totals, TYPE_PART } from '../totals.ts'
import {
  addTerms,
  assetsIn,
  foldersOf,
  missingFolders,
  missingTerms,
  placeFolder,
  removeTerms,
  strayTerms,
} from './assets.ts'
import { type Check, RELATION_CHECKS, type Window } from './relations.ts'

/** Numbers of assets that one statement looks at. */
const WINDOW = 1000
const MAX_EXAMPLES = 3
const FILES_AT_ONCE = 500

/** Where numbers of assets are. */
const NUMBERED = [
  ...([
    ['asset', 'asset_no'],
    ['deleted_asset', 'asset_no'],
    ['relation', 'a_no'],
  ] as const),
  ...([
    ['relation_end', 'from_no'],
    ['parked_end', 'from_no'],
    ['relation_count', 'asset_no'],
  ] as const),
] as const

interface Example {
  a: number
  b?: number
  kind?: number
  label?: number
}

/** Gathers what is wrong over many batches. */
class Tally {
  count = 0
  readonly examples: string[] = []
  readonly #what: string
  readonly #remedy: string
  readonly #fix: boolean

  constructor(what: string, remedy: string, fix: boolean) {
    this.#what = what
    this.#remedy = remedy
    this.#fix = fix
  }

  add(examples: readonly string[], count = examples.length): void {
    this.count += count
    this.examples.push(...examples.slice(0, MAX_EXAMPLES - this.examples.length))
  }

  *found(): Generator<Finding> {
    if (this.count === 0) return
    const { count, examples } = this
    yield { what: this.#what, count, examples, remedy: this.#remedy, repaired: this.#fix }
  }
}

/** Compares the tables with SQL, a window of assets at a time, each in a statement that sees one moment. */
export class SqlCheckup implements StoreCheckup {
  readonly #engine: Engine
  readonly #db: Connection

  constructor(engine: Engine) {
    this.#engine = engine
    this.#db = engine.reader
  }

  async kindsInUse(cloudId: number): Promise<number[]> {
    const rows = await this.#db.all<{ kind: number }>(
      sql`select kind as "kind" from (
        select kind from relation where cloud_id = ${cloudId}
        union select label / 2 from relation_end where cloud_id = ${cloudId} and (label % 2 = 0 or label / 2 % 2 = 1)) r0 order by kind`,
    )
    return rows.map(({ kind }) => kind)
  }

  async *run(cloud: Cloud, kinds: Kinds, fix: boolean, onPart: (part: string) => void): AsyncGenerator<Finding> {
    for (const check of RELATION_CHECKS) yield* this.#relations(cloud, kinds, check, fix, onPart)
    yield* this.#terms(cloud, fix, onPart)
    yield* this.#folders(cloud, fix, onPart)
    onPart('totals')
    yield* this.#totals(cloud, fix)
  }

  async *files(cloudId: number): AsyncGenerator<readonly KnownFile[]> {
    const name = raw("resource_type || '/' || type || '/' || public_id")
    const isNew = (of: string) =>
      raw(`not exists (select 1 from asset a where a.cloud_id = f.cloud_id and a.blob = f.blob)${of}`)
    const sources = [
      {
        table: 'asset',
        key: 'asset_no',
        columns: sql`${name} as "name", bytes as "bytes", etag as "etag"`,
        only: raw('1 = 1'),
      },
      { table: 'deleted_asset', key: 'asset_no', columns: sql`${name} as "name", body as "body"`, only: isNew('') },
      {
        table: 'asset_version',
        key: 'version_id',
        columns: sql`'version ' || version_id as "name", body as "body"`,
        only: isNew(
          ' and not exists (select 1 from deleted_asset d where d.cloud_id = f.cloud_id and d.blob = f.blob)',
        ),
      },
    ]
    for (const { table, key, columns, only } of sources) {
      for (let after: string | number = key === 'version_id' ? '' : 0; ; ) {
        const rows: (KnownFile & { key: string | number; body?: string })[] = await this.#db.all(sql`
          select ${raw(key)} as "key", blob as "blob", ${columns} from ${raw(table)} f
          where cloud_id = ${cloudId} and ${raw(key)} > ${after} and ${only} order by ${raw(key)} limit ${FILES_AT_ONCE}`)
        const last = rows.at(-1)
        if (!last) break
        yield rows.map(({ body, ...file }) => ({ ...file, ...(body !== undefined && sizeIn(body)) }))
        after = last.key
      }
    }
  }

  async *#relations(
    cloud: Cloud,
    kinds: Kinds,
    { what, remedy, wrong, fix: repair }: Check,
    fix: boolean,
    onPart: (part: string) => void,
  ): AsyncGenerator<Finding> {
    const tally = new Tally(what, remedy, fix)
    for await (const window of this.#windows(cloud.id)) {
      onPart(`relations of assets ${window.from} to ${window.below}`)
      const examples = await this.#db.all<Example>(sql`${wrong(window)} limit ${MAX_EXAMPLES}`)
      if (examples.length === 0) continue
      const [row] = await this.#db.all<{ n: number }>(sql`select count(*) as "n" from (${wrong(window)}) w0`)
      tally.add(await this.#inWords(cloud, kinds, examples), Math.max(row!.n, examples.length))
      if (fix) await this.#change(repair(window))
    }
    yield* tally.found()
  }

  async *#terms(cloud: Cloud, fix: boolean, onPart: (part: string) => void): AsyncGenerator<Finding> {
    const lacking = new Tally('assets are not found by all that is said of them', 'lets them be found by it', fix)
    for await (const window of this.#windows(cloud.id)) {
      onPart(`words of assets ${window.from} to ${window.below}`)
      const first = await missingTerms(this.#db, cloud.id, await assetsIn(this.#db, window))
      if (first.length === 0) continue
      // Again, for those that somebody changed between the two statements.
      const assets = await assetsIn(this.#db, window)
      const missing = await missingTerms(this.#db, cloud.id, assets)
      const nos = new Set(missing.map((row) => row[5]))
      lacking.add(assets.filter(({ no }) => nos.has(no)).map(formatRef))
      if (fix) await this.#engine.transaction((tx) => addTerms(tx, missing))
    }
    yield* lacking.found()
    const stray = new Tally('entries of the index of words are of nothing that an asset has', 'removes them', fix)
    onPart('the index of words')
    for await (const rows of strayTerms(this.#db, cloud.id)) {
      stray.add(rows.map(([, term]) => term))
      if (fix) await this.#engine.transaction((tx) => removeTerms(tx, rows))
    }
    yield* stray.found()
  }

  async *#folders(cloud: Cloud, fix: boolean, onPart: (part: string) => void): AsyncGenerator<Finding> {
    onPart('folders')
    const missing = new Tally('folders are missing that something is in', 'makes these folders', fix)
    const told = new Set<string>()
    const make = async (paths: Iterable<string>) => {
      const found = (await missingFolders(this.#db, cloud.id, paths)).filter((path) => !told.has(path))
      for (const path of found) told.add(path)
      missing.add(found)
      if (!fix || found.length === 0) return
      await this.#engine.transaction(async (tx) => {
        const folders = new FolderQueries(tx, this.#engine.locks)
        for (const path of found) await folders.ensure(cloud.id, path)
      })
    }
    for await (const window of this.#windows(cloud.id)) {
      await make((await assetsIn(this.#db, window)).map(({ assetFolder }) => assetFolder))
    }
    const misplaced = new Tally('folders are said to be in another one than they are', 'says it right', fix)
    for await (const { paths, misplaced: wrong } of foldersOf(this.#db, cloud.id)) {
      await make(paths)
      misplaced.add(wrong)
      if (!fix || wrong.length === 0) continue
      await this.#engine.transaction(async (tx) => {
        for (const path of wrong) await placeFolder(tx, cloud.id, path)
      })
    }
    yield* missing.found()
    yield* misplaced.found()
  }

  async *#totals({ id }: Cloud, fix: boolean): AsyncGenerator<Finding> {
    const counted = (what: string) =>
      sql`(select coalesce(sum(${raw(what)}), 0) from asset_total where cloud_id = ${id})`
    const [off] = await this.#db.all<LibraryTotals>(sql`
      select (select count(*) from asset where cloud_id = ${id}) - ${counted('assets')} as "assets",
        cast((select coalesce(sum(bytes), 0) from asset where cloud_id = ${id}) - ${counted('bytes')} as bigint) as "bytes",
        (select count(*) from derived where cloud_id = ${id}) - ${counted('derived')} as "derived",
        (select count(*) from relation_end where cloud_id = ${id} and ${ONE_END}) - ${counted('relations')} as "relations"`)
    const parts = await this.#db.all<{ part: string; n: number; bytes: number }>(sql`
      select part as "part", cast(sum(n) as bigint) as "n", cast(sum(bytes) as bigint) as "bytes" from (
        select ${TYPE_PART} as part, count(*) as n, sum(bytes) as bytes from asset
        where cloud_id = ${id} group by resource_type, type
        union all
        select ${KIND_PART}, count(*), 0 from relation_end where cloud_id = ${id} and ${ONE_END} group by label / 2
        union all
        select part, -n, -bytes from part_total where cloud_id = ${id}
      ) r0 group by part having sum(n) <> 0 or sum(bytes) <> 0 order by part`)
    const tally = new Tally('totals are not what there is', 'counts anew', fix)
    tally.add(
      (['assets', 'bytes', 'derived', 'relations'] as const)
        .filter((name) => Number(off![name]) !== 0)
        .map((name) => `${name}: off by ${off![name]}`),
    )
    tally.add(parts.map(({ part, n, bytes }) => `${part}: off by ${n === 0 ? `${bytes} bytes` : n}`))
    if (fix && tally.count > 0) {
      await this.#engine.transaction((tx) => {
        const totals = new Totals(tx)
        totals.add(id, off!)
        for (const { part, n, bytes } of parts) totals.addPart(id, part, n, bytes)
        return totals.flush()
      })
    }
    yield* tally.found()
  }

  /** Over all numbers that any table has, those of assets that aren't there as well. */
  async *#windows(cloudId: number): AsyncGenerator<Window> {
    for (let below = 0; ; ) {
      const firsts = NUMBERED.map(
        ([table, column]) =>
          sql`select min(${raw(column)}) as no from ${raw(table)} where cloud_id = ${cloudId} and ${raw(column)} >= ${below}`,
      )
      const [row] = await this.#db.all<{ from: number | null }>(
        sql`select min(no) as "from" from (${join(firsts, ' union all ')}) r0`,
      )
      const from = row!.from
      if (from === null) return
      below = from + WINDOW
      yield { cloudId, from, below }
    }
  }

  #change(statements: readonly Sql[]): Promise<void> {
    return this.#engine.transaction(async (tx) => {
      for (const statement of statements) await tx.run(statement)
    })
  }

  async #inWords({ id }: Cloud, kinds: Kinds, examples: readonly Example[]): Promise<string[]> {
    const nos = examples.flatMap(({ a, b }) => (b === undefined ? [a] : [a, b]))
    const rows = await this.#db.all<AssetKey>(sql`
      select ${assetColumns('asset', ['no', 'resourceType', 'type', 'publicId'])} from asset
      where cloud_id = ${id} and asset_no in (${join(nos)})`)
    const names = new Map(rows.map((asset) => [asset.no, formatRef(asset)]))
    const name = (no: number) => names.get(no) ?? `asset no. ${no}`
    return examples.map(({ a, b, kind, label = kind === undefined ? undefined : labelOf(kind, 'subject') }) => {
      const kindName = label === undefined ? '' : kinds.nameOfLabel(label)
      return [name(a), kindName, b === undefined ? '' : name(b)].filter(Boolean).join(' ')
    })
  }
}

const sizeIn = (body: string): Pick<KnownFile, 'bytes' | 'etag'> => {
  const { bytes, etag } = JSON.parse(body)
  return { bytes, etag }
}
