import Database from 'better-sqlite3'
import { RELATED_PAGE_SIZE, star } from '../src/core/relation.ts'
import { RELATED_KIND, RELATED_LABEL } from '../src/core/relation-kind.ts'
import { AssetQueries } from '../src/store/assets.ts'
import { ChangeQueries } from '../src/store/changes.ts'
import { DerivedQueries } from '../src/store/derived.ts'
import type { Connection } from '../src/store/engine.ts'
import { RelationQueries } from '../src/store/relations.ts'
import { empty } from '../src/store/sql.ts'
import { kindPart, Totals } from '../src/store/totals.ts'
import { VersionQueries } from '../src/store/versions.ts'
import { CLOUD_NO, KEY, publicId, RELATED } from './library.ts'

type Row = Record<string, string | number | null>
type Values = (string | number)[]

/** What the store sends to the database, without a database. `answers` are the rows of each query in turn. */
async function textsOf(work: (connection: Connection) => Promise<unknown>, ...answers: unknown[][]): Promise<string[]> {
  const texts: string[] = []
  await work({
    async all(query) {
      texts.push(query.sql)
      return (answers.shift() ?? []) as never[]
    },
    run: async (query) => texts.push(query.sql),
  })
  return texts
}

const ref = (number: number) => ({ resourceType: 'image', type: 'upload', publicId: publicId(number) }) as const
const NO_LOCKS = { hold: empty, claim: empty }
const clock = { next: () => '' } as never
const DAY_MS = 24 * 60 * 60 * 1000
/** Derived files that details answer. */
const DERIVED = 10
const REQUEST_ID = '0123456789abcdef0123456789abcdef'
const others = Array.from({ length: RELATED }, (_, i) => i + 2)
const relations = others.map((b) => ({ a: 1, b, kind: RELATED_KIND, aPosition: '', bPosition: '', metadata: null }))

/**
 * The work of a request on bare better-sqlite3: Relata's own SQL texts, every statement prepared once, nothing else; on
 * the two connections that Relata opens, with the same settings but for SQLite's own checkpoints.
 */
export async function openBare(file: string) {
  const write = new Database(file)
  write.pragma('synchronous = FULL')
  write.pragma('foreign_keys = ON')
  write.pragma('cache_size = -65536')
  const read = new Database(file, { readonly: true })
  read.pragma('cache_size = -4096')
  read.pragma(`mmap_size = ${2 ** 31}`)

  const page = { limit: RELATED_PAGE_SIZE + 1 }
  const [findOne] = await textsOf((db) => new AssetQueries(db, NO_LOCKS).find(CLOUD_NO, [ref(1)]))
  const [list] = await textsOf((db) =>
    new RelationQueries(db, clock, NO_LOCKS, 1, new Totals(db)).list(CLOUD_NO, 1, RELATED_LABEL, page),
  )
  const [holdAll] = await textsOf((db) => new AssetQueries(db, NO_LOCKS).hold(CLOUD_NO, [1, ...others].map(ref)))
  const change = (name: 'add' | 'remove') =>
    textsOf(async (db) => {
      const totals = new Totals(db)
      await new RelationQueries(db, clock, NO_LOCKS, 1, totals)[name](CLOUD_NO, star(1, others, RELATED_KIND))
      await totals.flush()
    }, relations)
  const [addRelations, addEnds, addCounts, addToDay, addToKind] = await change('add')
  const [removeRelations, removeEnds] = await change('remove')

  const caller = { cloud: { id: CLOUD_NO, name: '', cursorSecret: '', createdAt: 0 }, actor: '', requestId: '' }
  const [addChange] = await textsOf(async (db) => {
    const log = new ChangeQueries(db, { take: async () => [''] } as never)
    await log.add(caller, { type: 'create_folder', path: '' })
    await log.flush()
  })

  const [listDerived] = await textsOf((db) =>
    new DerivedQueries(db, {} as never).listOfAsset(CLOUD_NO, 1, { limit: DERIVED + 1 }),
  )

  const [sumBackups] = await textsOf((db) => new VersionQueries(db).bytes(CLOUD_NO, ['']))

  const one = read.prepare(findOne!)
  const backups = read.prepare(sumBackups!)
  const derived = read.prepare(listDerived!)
  const related = read.prepare(list!)
  const all = write.prepare(holdAll!)
  const inserts = { relations: write.prepare(addRelations!), ends: write.prepare(addEnds!) }
  const deletes = { relations: write.prepare(removeRelations!), ends: write.prepare(removeEnds!) }
  const counts = write.prepare(addCounts!)
  const totals = { day: write.prepare(addToDay!), kind: write.prepare(addToKind!) }
  const changes = write.prepare(addChange!)

  // An hour ahead of those that Relata, on the same file, takes from its clock.
  let position = (Date.now() + 3_600_000) * 1000
  const nextPosition = () => (position++).toString(36).padStart(11, '0')

  /** The assets, the subject first. */
  const held = (publicIds: readonly string[]): Row[] => {
    const found = new Map<string, Row>()
    for (const row of all.all(CLOUD_NO, ...publicIds.flatMap((id) => ['image', 'upload', id])) as Row[])
      found.set(row.publicId as string, row)
    return publicIds.map((id) => found.get(id)!)
  }
  const numbers = (assets: Row[]) => assets.map(({ no }) => no as number)
  /** `rows`: of relations that are gone, what they were. */
  const log = (type: string, assets: Row[], rows?: Row[]) =>
    changes.run(
      CLOUD_NO,
      nextPosition(),
      Date.now(),
      KEY,
      REQUEST_ID,
      JSON.stringify({ type, assets, relations: rows ?? star(1, numbers(assets.slice(1)), RELATED_KIND), failed: 0 }),
    )
  const keys = ([subject, ...objects]: number[]) =>
    objects
      .map((no) => (no < subject! ? [CLOUD_NO, no, subject!, RELATED_KIND] : [CLOUD_NO, subject!, no, RELATED_KIND]))
      .sort((x, y) => x[1]! - y[1]! || x[2]! - y[2]!)
  const ends = (changed: Row[], rest: Values): Values[] =>
    changed
      .flatMap(({ a, b, aPosition, bPosition }) => [
        [CLOUD_NO, a, RELATED_LABEL, aPosition, b, ...rest] as Values,
        [CLOUD_NO, b, RELATED_LABEL, bPosition, a, ...rest] as Values,
      ])
      .sort((x, y) => (x[1] as number) - (y[1] as number))
  const count = (ends: Values[], sign: number) => {
    const sums = new Map<number, number>()
    for (const end of ends) sums.set(end[1] as number, (sums.get(end[1] as number) ?? 0) + sign)
    counts.run([...sums].sort((x, y) => x[0] - y[0]).flatMap(([no, n]) => [CLOUD_NO, no, RELATED_LABEL, 0, n]))
    const relations = (sign * ends.length) / 2
    totals.day.run(CLOUD_NO, Math.floor(Date.now() / DAY_MS), 0, 0, 0, 0, relations)
    totals.kind.run(CLOUD_NO, kindPart(RELATED_KIND), 0, relations, 0)
  }

  return {
    write,
    asset: (publicId: string) => one.get(CLOUD_NO, 'image', 'upload', publicId) as Row | undefined,
    backups: (assetId: string) => backups.all(CLOUD_NO, assetId) as Row[],
    derived: (no: number) => derived.all(CLOUD_NO, no, DERIVED + 1) as Row[],
    related: (no: number) => related.all(CLOUD_NO, no, RELATED_LABEL, page.limit) as Row[],
    relate(publicIds: readonly string[]): void {
      const now = Date.now()
      const assets = held(publicIds)
      const rows = keys(numbers(assets)).flatMap((key) => {
        const position = nextPosition()
        return [...key, position, position, now]
      })
      const added = inserts.relations.all(rows) as Row[]
      if (added.length < RELATED) return
      const both = ends(added, [now])
      inserts.ends.run(both.flat())
      count(both, 1)
      log('relate', assets)
    },
    unrelate(publicIds: readonly string[]): void {
      const assets = held(publicIds)
      const removed = deletes.relations.all(keys(numbers(assets)).flat()) as Row[]
      if (removed.length < RELATED) return
      const both = ends(removed, [])
      deletes.ends.run(both.flat())
      count(both, -1)
      log('unrelate', assets, removed)
    },
  }
}
