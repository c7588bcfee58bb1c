import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CloudFinding, checkLibrary } from '../../src/actions/check-library.ts'
import { openCheckup } from '../../src/main.ts'
import { runCommand } from '../support/command-line.ts'
import { startTestRelata } from '../support/relata.ts'

let folder: string
const copies: string[] = []

/** A library with relations of several kinds, one of them noted and moved; two of its assets are in the trash. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relata-doctor-'))
  const relata = await startTestRelata({ dataFolder: folder })
  for (const name of ['film', 'text', 'poster', 'gone', 'away', 'alone']) {
    await relata.asset(`a/${name}`, { tags: 'summer', asset_folder: `trips/${name}` })
  }
  const raw = (name: string) => `raw/upload/a/${name}`
  const relations = [
    { from: raw('film'), to: raw('text') },
    { from: raw('film'), to: raw('poster') },
    { from: raw('text'), to: raw('film'), kind: 'transcript_of', note: 'by hand', start: 1.5 },
    { from: raw('film'), to: raw('gone') },
    { from: raw('gone'), to: raw('away'), kind: 'derived_from' },
  ]
  expect((await relata.api('POST', '/relations', { relations })).body.counts.failed).toBe(0)
  await relata.api('POST', '/related/move', { asset: raw('film'), assets: [raw('poster')], to: 'first' })
  await relata.asset('a/alone', { tags: 'summer', backup: true })
  for (const name of ['gone', 'away']) await relata.admin('DELETE', `/resources/raw/upload?public_ids[]=a/${name}`)
  await relata.stop()
})
afterAll(() => Promise.all([folder, ...copies].map((each) => rm(each, { recursive: true, force: true }))))

async function copy(): Promise<string> {
  const to = await mkdtemp(join(tmpdir(), 'relata-doctor-'))
  copies.push(to)
  await cp(folder, to, { recursive: true })
  return to
}

function withDatabase<T>(of: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(of, 'relata.sqlite'))
  try {
    db.pragma('foreign_keys = off')
    return work(db)
  } finally {
    db.close()
  }
}

const TABLES = [
  'asset',
  'deleted_asset',
  'asset_version',
  'asset_term',
  'relation',
  'relation_end',
  'parked_end',
  'definition',
]

/** Everything that a repair must not change, and what it must bring back. */
const contents = (of: string) =>
  withDatabase(of, (db) => ({
    tables: Object.fromEntries(
      TABLES.map((table) => [table, db.prepare(`select * from ${table} order by 1, 2, 3, 4, 5`).all()]),
    ),
    counts: db
      .prepare('select asset_no, label, sum(n) as n from relation_count group by 1, 2 having sum(n) <> 0')
      .all(),
    folders: db.prepare('select path, parent from folder order by path').all(),
    totals: db.prepare('select sum(assets), sum(bytes), sum(derived), sum(relations) from asset_total').all(),
    parts: db.prepare('select part, sum(n), sum(bytes) from part_total group by part having sum(n) <> 0').all(),
  }))

async function findings(of: string, fix: boolean, checksums = true): Promise<CloudFinding[]> {
  const { close, ...library } = await openCheckup(of, fix)
  try {
    const all: CloudFinding[] = []
    for await (const finding of checkLibrary(library, { fix, checksums, onPart: () => {} })) all.push(finding)
    return all
  } finally {
    await close()
  }
}

const no = (name: string) => `(select asset_no from asset where public_id = 'a/${name}')`
const trashed = (name: string) => `(select asset_no from deleted_asset where public_id = 'a/${name}')`

describe('relata doctor', () => {
  test('finds nothing in a library that is as it must be', async () => {
    expect(await findings(folder, false)).toEqual([])
  })

  test.each([
    [
      'an end is gone',
      `delete from relation_end where from_no = ${no('text')} and label = 0`,
      ['1 relations are missing in the list of an asset'],
    ],
    [
      'both ends are gone',
      `delete from relation_end where label in (6, 7)`,
      ['1 relations are missing in the list of an asset'],
    ],
    [
      'an end stands elsewhere',
      `update relation_end set position = '0' || position where from_no = ${no('film')} and label = 7`,
      [
        '1 entries of lists are of no asset, or stand where their relation does not',
        '1 relations are missing in the list of an asset',
      ],
    ],
    [
      'an end leads nowhere',
      `insert into relation_end values (1, ${no('film')}, 0, 'x', 99999, 1)`,
      ['1 entries of lists are of no asset'],
    ],
    [
      'an end comes from nowhere',
      `insert into relation_end values (1, 99999, 0, 'x', ${no('film')}, 1)`,
      ['1 entries of lists are of no asset'],
    ],
    [
      'a symmetric kind has an end of an object',
      `insert into relation_end values (1, ${no('film')}, 9, 'x', ${no('alone')}, 1)`,
      ['1 entries of lists are of no asset'],
    ],
    [
      'a relation is gone, and its ends are there',
      `delete from relation where a_no = ${no('film')} and b_no = ${no('poster')}`,
      ['2 entries of lists are of a relation that is not there'],
    ],
    [
      'a relation has an asset that never was',
      `insert into relation (cloud_id, a_no, b_no, kind, a_position, b_position, created_at) values (1, ${no('film')}, 99999, 0, 'x', 'x', 1)`,
      ['1 relations have an asset that is not there'],
    ],
    [
      'a relation is the wrong way round',
      `update relation set a_no = b_no, b_no = a_no, a_position = b_position, b_position = a_position where a_no = ${no('film')} and b_no = ${no('text')} and kind = 0`,
      ['1 relations are the wrong way round'],
    ],
    [
      'an asset is in relation with itself',
      `insert into relation (cloud_id, a_no, b_no, kind, a_position, b_position, created_at) values (1, ${no('film')}, ${no('film')}, 0, 'x', 'x', 1)`,
      ['1 relations are the wrong way round'],
    ],
    [
      'the end that waits is gone',
      `delete from parked_end where from_no = ${trashed('gone')} and label = 0`,
      ['1 relations of deleted assets would not come back'],
    ],
    [
      'both ends wait',
      `insert into parked_end select cloud_id, b_no, 11, b_position, a_no from relation where kind = 5`,
      ['1 relations of deleted assets would not come back'],
    ],
    [
      'an end waits for nothing',
      `insert into parked_end values (1, ${trashed('gone')}, 0, 'x', ${no('alone')})`,
      ['1 entries that wait for a deleted asset are of none'],
    ],
    [
      'an end waits for an asset that is there',
      `insert into parked_end values (1, ${no('film')}, 0, 'x', ${no('alone')})`,
      ['1 entries that wait for a deleted asset are of none'],
    ],
    [
      'a number is too large',
      `update relation_count set n = n + 5 where asset_no = ${no('film')} and label = 0`,
      ['1 numbers of relations are not what there are'],
    ],
    ['a number is gone', `delete from relation_count where asset_no = ${no('text')}`, ['2 numbers of relations']],
    [
      'an asset is in the trash as well',
      `insert into deleted_asset select cloud_id, asset_no, asset_id, resource_type, type, public_id, blob, 0, 1, '{"bytes":1,"etag":""}' from asset where public_id = 'a/alone'`,
      ['1 assets are there, and in the trash as well'],
    ],
    [
      'words are gone',
      `delete from asset_term where asset_no = ${no('film')} and term like 'tag%'`,
      ['1 assets are not found by all that is said of them'],
    ],
    [
      'words are of nothing',
      `insert into asset_term select 1, 'tag=winter', resource_type, type, created_at, asset_no from asset where public_id = 'a/film'`,
      ['1 entries of the index of words'],
    ],
    [
      'folders are gone',
      `delete from folder where path in ('trips', 'trips/text')`,
      ['2 folders are missing that something is in'],
    ],
    [
      'a folder is elsewhere',
      `update folder set parent = 'x' where path = 'trips/text'`,
      ['1 folders are said to be in another one'],
    ],
    [
      'totals are off',
      `update asset_total set assets = assets + 3, bytes = bytes - 7`,
      ['2 totals are not what there is'],
    ],
    [
      'totals by type and by kind are off',
      `update part_total set n = n + 1; update asset_total set relations = relations + 1`,
      ['totals are not what there is'],
    ],
  ])('%s: it is found, repaired, and nothing else is changed', async (_, damage, expected) => {
    const damaged = await copy()
    const before = contents(damaged)
    withDatabase(damaged, (db) => db.exec(damage))
    const found = await findings(damaged, false)
    const told = found.map(({ count, what }) => `${count} ${what}`)
    for (const words of expected) expect(told).toContainEqual(expect.stringContaining(words))
    expect(found.every(({ repaired, examples }) => !repaired && examples.length > 0)).toBe(true)
    const repaired = await findings(damaged, true)
    expect(repaired.every((finding) => finding.repaired)).toBe(true)
    expect(repaired.length).toBeGreaterThan(0)
    expect(await findings(damaged, false)).toEqual([])
    expect(contents(damaged)).toEqual(before)
  })

  test('a kind that is not known gets a name, and its relations stay', async () => {
    const damaged = await copy()
    withDatabase(damaged, (db) => {
      db.exec(`update relation set kind = 107 where kind = 3; update relation_end set label = 208 + label where label in (6, 7);
        update relation_count set label = 208 + label where label in (6, 7)`)
    })
    const { relation } = contents(damaged).tables
    const [found] = await findings(damaged, true)
    expect(found).toMatchObject({
      what: 'kinds of relations are not known',
      count: 1,
      examples: ['no. 107'],
      repaired: true,
    })
    expect(await findings(damaged, false)).toEqual([])
    expect(contents(damaged).tables.relation).toEqual(relation)
    const relata = await startTestRelata({ dataFolder: damaged })
    const { body } = await relata.api('GET', '/related?asset=raw/upload/a/film')
    expect(body.counts).toMatchObject({ of_kind_107: 1 })
    await relata.stop()
  })

  test('a kind that only an entry of a list has gets a name in the same run', async () => {
    const damaged = await copy()
    withDatabase(damaged, (db) =>
      db.exec(`update relation_end set label = 400 where from_no = ${no('text')} and label = 0`),
    )
    expect((await findings(damaged, true)).every(({ repaired }) => repaired)).toBe(true)
    expect(await findings(damaged, false)).toEqual([])
  })

  test('files that are gone, cut off or changed are told, and can not be repaired', async () => {
    const damaged = await copy()
    const blobs = withDatabase(damaged, (db) =>
      db.prepare('select public_id, blob from asset order by public_id').all(),
    ) as { public_id: string; blob: string }[]
    const path = (name: string) =>
      join(damaged, 'objects', blobs.find(({ public_id }) => public_id === `a/${name}`)!.blob)
    rmSync(path('film'))
    writeFileSync(path('text'), 'longer')
    writeFileSync(path('poster'), 'y')
    const [gone, cut, changed] = [
      'files are not there',
      'files have another size than they had',
      'files have other bytes than they had',
    ].map((what, i) =>
      expect.objectContaining({
        what,
        count: 1,
        examples: [`raw/upload/a/${['film', 'text', 'poster'][i]}`],
        repaired: false,
      }),
    )
    const all = await findings(damaged, true)
    expect(all).toHaveLength(3)
    expect(all).toEqual(expect.arrayContaining([gone, cut, changed]))
    const quick = await findings(damaged, false, false)
    expect(quick).toHaveLength(2)
    expect(quick).toEqual(expect.arrayContaining([gone, cut]))
  })

  test('files that nothing needs are told, and are no damage', async () => {
    const orphaned = await copy()
    const key = `1/ab/${'0'.repeat(32)}`
    mkdirSync(join(orphaned, 'objects/1/ab'), { recursive: true })
    writeFileSync(join(orphaned, 'objects', key), 'x')
    expect(await findings(orphaned, false)).toEqual([])
    utimesSync(join(orphaned, 'objects', key), 1, 1)
    expect(await findings(orphaned, true)).toMatchObject([{ count: 1, examples: [key], isDamage: false }])
    const { code, stdout } = await runCommand('', ['doctor', '--data', orphaned])
    expect([code, stdout]).toEqual([0, `demo: 1 files are of nothing: a server removes them in time (${key})\n`])
  })

  test('says it on the command line, beside a running server too, where nothing is repaired', async () => {
    const damaged = await copy()
    const run = (...args: string[]) => runCommand('', ['doctor', '--data', damaged, ...args])
    const right = { code: 0, stdout: '', stderr: 'Everything is as it must be.\n' }
    expect(await run()).toEqual(right)
    withDatabase(damaged, (db) => db.exec(`delete from relation_end where from_no = ${no('text')} and label = 0`))
    const relata = await startTestRelata({ dataFolder: damaged })
    try {
      const found = await run()
      expect([found.code, found.stderr]).toEqual([
        1,
        'Stop the server and run relata doctor --fix to repair what can be.\n',
      ])
      expect(found.stdout.split('\n')[0]).toBe(
        'demo: 1 relations are missing in the list of an asset (raw/upload/a/film related raw/upload/a/text)',
      )
      const refused = await run('--fix')
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringContaining('Another Relata server is using the data folder'),
      ])
      expect((await run()).stdout).toBe(found.stdout)
    } finally {
      await relata.stop()
    }
    const json = await run('--json')
    expect(JSON.parse(json.stdout.split('\n')[0]!)).toMatchObject({
      cloud: 'demo',
      count: 1,
      repaired: false,
      isDamage: true,
    })
    const fixed = await run('--fix')
    expect([fixed.code, fixed.stderr]).toEqual([0, 'All of it was repaired.\n'])
    expect(await run()).toEqual(right)
    expect((await runCommand('', ['doctor', '--data', tmpdir()])).stderr).toContain('There is no library in')
  })
})
