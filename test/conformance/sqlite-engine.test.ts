import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND } from '../../src/core/relation-kind.ts'
import { raw } from '../../src/store/sql.ts'
import { prepareDataFolder, SqliteEngine } from '../../src/store/sqlite.ts'
import { WriteAheadLog } from '../../src/store/sqlite-log.ts'
import { findDamage } from './integrity.ts'
import { sqlitePlace, temporaryFolder } from './places.ts'
import { countRelated, numbersOf, relatedAmong, Subject, sampleAsset } from './subject.ts'

const subject = new Subject(sqlitePlace)
beforeAll(() => subject.open())
afterAll(() => subject.remove())

async function pragma(text: string): Promise<unknown> {
  const [row] = await subject.engine.transaction((connection) => connection.all<object>(raw(`pragma ${text}`)))
  return row && Object.values(row)[0]
}

test('writes keep a log, and check foreign keys', async () => {
  expect(await pragma('synchronous')).toBe(1)
  expect(await pragma('journal_mode')).toBe('wal')
  expect(await pragma('foreign_keys')).toBe(1)
  expect(await pragma('trusted_schema')).toBe(0)
})

/** A device that takes no fsync. */
const NO_DISK = '/dev/full'

test.skipIf(!existsSync(NO_DISK))('writes wait for the disk, and once it fails, all are refused', async () => {
  const folder = temporaryFolder()
  const file = prepareDataFolder(folder)
  const note = (engine: SqliteEngine, text: string) =>
    engine.transaction((connection) => connection.run(raw(`insert into note values ('${text}')`)))
  const before = new SqliteEngine(file)
  await before.transaction((connection) => connection.run(raw('create table note (text text)')))
  await note(before, 'before')
  await before.close()

  writeFileSync(join(folder, 'failing'), '')
  symlinkSync(NO_DISK, join(folder, 'failing-wal'))
  const failing = new SqliteEngine(file, new WriteAheadLog(join(folder, 'failing')))
  const refused = await Promise.allSettled([note(failing, 'one'), note(failing, 'another')])
  const reason = { code: 'unavailable', cause: { syscall: 'fdatasync' } }
  for (const result of refused) expect(result).toMatchObject({ reason })
  await expect(note(failing, 'late')).rejects.toMatchObject({ code: 'unavailable' })
  const found = await failing.reader.all<{ text: string }>(raw('select text from note'))
  expect(found).toContainEqual({ text: 'before' })
  expect(found).not.toContainEqual({ text: 'late' })
  await failing.close()

  const after = new SqliteEngine(file)
  await note(after, 'after')
  expect(await after.reader.all(raw('select text from note'))).toContainEqual({ text: 'after' })
  await after.close()
  rmSync(folder, { recursive: true })
})

test('a database that is a link is written where it leads, and its log with it', async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()]
  const file = prepareDataFolder(folder)
  writeFileSync(join(elsewhere, 'kept.sqlite'), '')
  symlinkSync(join(elsewhere, 'kept.sqlite'), file)
  const engine = new SqliteEngine(file)
  await engine.migration((connection) => connection.run(raw('create table note (text text)')))
  await engine.transaction((connection) => connection.run(raw("insert into note values ('there')")))
  expect(await engine.reader.all(raw('select text from note'))).toEqual([{ text: 'there' }])
  await engine.close()
  for (const one of [folder, elsewhere]) rmSync(one, { recursive: true })
})

test('readers can not write', async () => {
  const write = subject.engine.reader.run(raw("update cloud set name = 'x'"))
  await expect(write).rejects.toThrow('readonly')
})

test('changes made at the same time share a commit', async () => {
  const cloud = await subject.newCloud()
  const [hub, ...others] = numbersOf(await subject.newAssets(cloud, 401))
  // What a reader sees changes with each commit and with nothing else, so the values tell how many there were.
  const seen = new Set<number>()
  await Promise.all(
    others.map((no) =>
      subject.store.write(async (tx) => {
        const [committed] = await countRelated(subject.store.read.relations, cloud.id, [hub!])
        seen.add(committed!)
        await tx.relations.add(cloud.id, star(hub!, [no], RELATED_KIND))
      }),
    ),
  )
  expect(await countRelated(subject.store.read.relations, cloud.id, [hub!])).toEqual([400])
  // A group is as large as what can be done in some milliseconds, which is little where others have the processors.
  expect(seen.size).toBeLessThan(300)
})

test('a statement that fails undoes its own change alone', async () => {
  const cloud = await subject.newCloud()
  const assets = Array.from({ length: 30 }, (_, i) => ({ ...sampleAsset(i + 1), publicId: `name ${i % 20}` }))
  const settled = await Promise.allSettled(
    assets.map((asset) =>
      subject.store.write(async (tx) => {
        await tx.assets.insert(cloud.id, {
          ...asset,
          no: asset.no + 100,
          assetId: `1${asset.assetId}`,
          publicId: `_${asset.no}`,
        })
        await tx.assets.insert(cloud.id, asset)
      }),
    ),
  )
  expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(assets.map((_, i) => i < 20))
  const page = await subject.store.read.assets.list(cloud.id, {
    resourceTypes: ['image'],
    types: ['upload'],
    direction: 'asc',
    limit: 100,
  })
  expect(page.assets).toHaveLength(40)
})

test('a full disk refuses all whose change it took with it, and only those', async () => {
  const cloud = await subject.newCloud()
  const [hub, ...others] = numbersOf(await subject.newAssets(cloud, 301))
  const pages = Number(await pragma('page_count'))
  await pragma(`max_page_count = ${pages + 60}`)
  let lost = 0
  const changes = others.map(async (no, i) => {
    // Odd ones relate, in statements that can be undone one by one; even ones make the whole transaction fail.
    const asset = { ...sampleAsset(no + 1000), context: { filling: randomBytes(2000).toString('hex') } }
    let done = false
    const change = subject.store.write(async (tx) => {
      if (i % 2 === 0) await tx.assets.insert(cloud.id, asset)
      else await tx.relations.add(cloud.id, star(hub!, [no], RELATED_KIND))
      done = true
    })
    const isKept = await change.then(
      () => true,
      (error) => {
        expect(error).toMatchObject({ code: 'unavailable' })
        return false
      },
    )
    if (done && !isKept) lost++
    return { no, i, asset, isKept }
  })
  const results = await Promise.all(changes)
  expect(results.some(({ isKept }) => isKept)).toBe(true)
  // Some had done their work when another one of their group met the end of the disk.
  expect(lost).toBeGreaterThan(0)

  await pragma('max_page_count = 1000000')
  const later = sampleAsset(5000)
  await subject.store.write((tx) => tx.assets.insert(cloud.id, later))
  await subject.reopen()
  const { assets, relations } = subject.store.read
  expect(await assets.find(cloud.id, [later])).toEqual([later])
  const related = await relatedAmong(relations, cloud.id, star(hub!, others, RELATED_KIND))
  for (const { no, i, asset, isKept } of results) {
    const isThere = i % 2 === 0 ? (await assets.find(cloud.id, [asset]))[0] !== undefined : related.has(no)
    expect({ no, isThere }).toEqual({ no, isThere: isKept })
  }
  expect(await findDamage(subject.engine, cloud)).toEqual([])
})
