import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND } from '../../src/core/relation-kind.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { lockDataFolder, prepareDataFolder, SqliteEngine } from '../../src/store/sqlite.ts'
import { findDamage } from './integrity.ts'
import { type Place, temporaryFolder } from './places.ts'
import { firstLine, startLimitedProcess, startProcess } from './processes.ts'
import { countRelated, Subject } from './subject.ts'

let folder: string
let place: Place

beforeEach(() => {
  folder = temporaryFolder()
  place = {
    engine: () => new SqliteEngine(prepareDataFolder(folder)),
    remove: async () => rmSync(folder, { recursive: true }),
  }
})
afterEach(() => place.remove())

const LOCKER = new URL('./lock-process.ts', import.meta.url)

test('a data folder has one holder, in this process', () => {
  const lock = lockDataFolder(folder)
  expect(() => lockDataFolder(folder)).toThrow(expect.objectContaining({ code: 'conflict' }))
  lock.release()
  lockDataFolder(folder).release()
})

test('a data folder has one holder, among processes, and none once that was killed', async () => {
  const other = startProcess(LOCKER, folder)
  expect(await firstLine(other)).toBe('locked')
  expect(() => lockDataFolder(folder)).toThrow(expect.objectContaining({ code: 'conflict' }))
  await other.kill()
  const lock = lockDataFolder(folder)
  expect(await firstLine(startProcess(LOCKER, folder))).toBe('conflict')
  lock.release()
})

test('holding a data folder does not keep it from being read and written', async () => {
  const lock = lockDataFolder(folder)
  const store = await SqlStore.open(place.engine())
  await store.write((tx) => tx.clouds.insert('mine', 'secret'))
  await store.close()
  lock.release()
})

test('what is in the data folder is for its owner alone', async () => {
  const before = process.umask(0)
  try {
    rmSync(folder, { recursive: true })
    const store = await SqlStore.open(place.engine())
    const lock = lockDataFolder(folder)
    await store.write((tx) => tx.clouds.insert('mine', 'secret'))
    const mode = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8)
    expect(mode('.')).toBe('700')
    for (const name of ['relata.sqlite', 'relata.sqlite-wal', 'relata.sqlite-shm', 'server.lock']) {
      expect([name, mode(name)]).toEqual([name, '600'])
    }
    await store.close()
    lock.release()
  } finally {
    process.umask(before)
  }
})

test('a data folder that is there already keeps its own mode', () => {
  const shared = join(folder, 'shared')
  mkdirSync(shared, { mode: 0o750 })
  prepareDataFolder(shared)
  expect((statSync(shared).mode & 0o777).toString(8)).toBe('750')
})

test('closing leaves the database in one file', async () => {
  const store = await SqlStore.open(place.engine())
  await store.write((tx) => tx.clouds.insert('mine', 'secret'))
  await store.close()
  expect(existsSync(join(folder, 'relata.sqlite-wal'))).toBe(false)
})

test('a process that is killed has kept all that it had answered, and nothing by half', async () => {
  const subject = new Subject(async () => place)
  await subject.open()
  const cloud = await subject.newCloud()
  await subject.store.close()
  const child = startProcess(new URL('./crash-process.ts', import.meta.url), folder, String(cloud.id))
  const answered: number[] = []
  for await (const line of child.lines) {
    answered.push(Number(line))
    if (answered.length === 300) break
  }
  await child.kill()
  await subject.start()
  const counts = await countRelated(subject.store.read.relations, cloud.id, answered)
  expect(counts).toEqual(answered.map(() => 10))
  expect(await findDamage(subject.engine, cloud)).toEqual([])
  await subject.store.close()
})

test('a disk that is full to the last byte refuses what it can not keep, and ends no process', async () => {
  const subject = new Subject(async () => place)
  await subject.open()
  const cloud = await subject.newCloud()
  await subject.store.close()
  const blocks = 3000
  const child = startLimitedProcess(
    blocks,
    new URL('./full-disk-process.ts', import.meta.url),
    folder,
    String(cloud.id),
  )
  const { taken, refusals } = JSON.parse((await firstLine(child)) ?? 'null') as { taken: string[]; refusals: string[] }
  expect(refusals).toEqual(['unavailable'])
  expect(taken.length).toBeGreaterThan(20)
  await subject.start()
  // With the limit gone: all that was taken, none that was refused, and room for more.
  const found = await subject.store.read.assets.find(
    cloud.id,
    taken.map((assetId) => ({ assetId })),
  )
  expect(found.filter((asset) => asset === undefined)).toEqual([])
  const page = await subject.store.read.assets.list(cloud.id, {
    resourceTypes: ['image'],
    types: ['upload'],
    direction: 'asc',
    limit: 10_000,
  })
  expect(new Set(page.assets.map(({ assetId }) => assetId))).toEqual(new Set(taken))
  const [a, b] = await subject.newAssets(cloud, 2)
  await subject.store.write((tx) => tx.relations.add(cloud.id, star(a!.no, [b!.no], RELATED_KIND)))
  expect(await findDamage(subject.engine, cloud)).toEqual([])
  await subject.store.close()
})
