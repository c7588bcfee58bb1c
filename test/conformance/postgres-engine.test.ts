import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND } from '../../src/core/relation-kind.ts'
import { PostgresEngine } from '../../src/store/postgres.ts'
import { raw } from '../../src/store/sql.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { findDamage } from './integrity.ts'
import { postgresPlace } from './places.ts'
import { RecordingEngine } from './recording-engine.ts'
import { countRelated, numbersOf, Subject } from './subject.ts'

const subject = new Subject(postgresPlace)
beforeAll(() => subject.open())
afterAll(() => subject.remove())

const KILL_OTHERS = raw(`
  select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)

test('several servers may open an empty database at the same time', async () => {
  const place = await postgresPlace()
  const stores = await Promise.all([1, 2, 3, 4].map(() => SqlStore.open(place.engine())))
  for (const store of stores) await store.close()
  await place.remove()
})

test('two servers relate the same assets: nobody is refused, both ends agree', async () => {
  const cloud = await subject.newCloud()
  const numbers = numbersOf(await subject.newAssets(cloud, 11))
  const second = await SqlStore.open(subject.place.engine())
  await Promise.all(
    Array.from({ length: 200 }, (_, i) => {
      const [from, ...to] = i % 2 === 0 ? numbers : numbers.toReversed()
      const store = i % 3 === 0 ? second : subject.store
      return store.write(async (tx) =>
        i % 5 === 4
          ? tx.relations.remove(cloud.id, star(from!, to, RELATED_KIND))
          : tx.relations.add(cloud.id, star(from!, to, RELATED_KIND)),
      )
    }),
  )
  expect(await findDamage(subject.engine, cloud)).toEqual([])
  await second.close()
})

test('those who relate the same assets in opposite order never block each other', async () => {
  const place = await postgresPlace()
  const engine = new RecordingEngine(place.engine())
  const other = new Subject(async () => ({ ...place, engine: () => engine }))
  await other.open()
  const cloud = await other.newCloud()
  const numbers = numbersOf(await other.newAssets(cloud, 11))
  await Promise.all(
    Array.from({ length: 200 }, (_, i) => {
      const from = numbers[i % 11]!
      const to = numbers.filter((no) => no !== from)
      const change = i % 22 < 11 ? to : to.toReversed()
      return other.store.write(async (tx) => {
        if (i % 3 === 2) await tx.relations.remove(cloud.id, star(from, change, RELATED_KIND))
        else await tx.relations.add(cloud.id, star(from, change, RELATED_KIND))
      })
    }),
  )
  expect(engine.failures).toEqual([])
  await other.remove()
})

test('tells that the database is away, to readers and writers', async () => {
  const nowhere = new PostgresEngine(new Pool({ host: '/nowhere', user: 'nobody' }))
  const select = raw('select 1')
  await expect(nowhere.reader.all(select)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(nowhere.transaction((tx) => tx.all(select))).rejects.toMatchObject({ code: 'unavailable' })
  await expect(SqlStore.open(nowhere)).rejects.toMatchObject({ code: 'unavailable' })
  await nowhere.close()
})

test('goes on after the server has closed every connection', async () => {
  const cloud = await subject.newCloud()
  const [a, b] = await subject.newAssets(cloud, 2)
  // All connections of the pool are made, and idle.
  await Promise.all(Array.from({ length: 10 }, () => subject.store.read.clouds.byName(cloud.name)))
  const outsider = new Pool({ connectionString: subject.place.url })
  await outsider.query(KILL_OTHERS.text)
  await outsider.end()
  const relate = () => subject.store.write((tx) => tx.relations.add(cloud.id, star(a!.no, [b!.no], RELATED_KIND)))
  // Whoever gets a connection before its end is noticed is told so; once they are used up, everyone is served.
  const answers = await Promise.allSettled(Array.from({ length: 10 }, relate))
  for (const answer of answers) {
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'unavailable' })
  }
  await relate()
  expect(await countRelated(subject.store.read.relations, cloud.id, [a!.no, b!.no])).toEqual([1, 1])
})

test('a connection that is lost within a change undoes it, and says that the database is away', async () => {
  const cloud = await subject.newCloud()
  const [a, b, c] = await subject.newAssets(cloud, 3)
  const change = subject.engine.transaction(async (connection) => {
    await connection.run(
      raw(`update asset set public_id = 'lost' where cloud_id = ${cloud.id} and asset_no = ${a!.no}`),
    )
    await subject.engine.reader.all(KILL_OTHERS)
    await connection.run(raw('select 1'))
  })
  await expect(change).rejects.toMatchObject({ code: 'unavailable' })
  expect(await subject.store.read.assets.find(cloud.id, [a!])).toEqual([a])
  await subject.store.write((tx) => tx.relations.add(cloud.id, star(b!.no, [c!.no], RELATED_KIND)))
})
