import { afterAll, beforeAll, expect, test } from 'vitest'
import { catchUp } from '../../src/actions/index-history.ts'
import { listHistory } from '../../src/actions/list-history.ts'
import { sweepHistory } from '../../src/actions/sweep-history.ts'
import { libraryOf } from '../conformance/library.ts'
import { sqlitePlace } from '../conformance/places.ts'
import { callerOf, Subject } from '../conformance/subject.ts'

const subject = new Subject(sqlitePlace)
beforeAll(() => subject.open())
afterAll(() => subject.remove())

const KEPT = { days: null, bytes: 100_000 }

async function logOf(size: number, follow = false) {
  const cloud = await subject.newCloud()
  const caller = callerOf(cloud)
  const log = (path: string) => subject.store.write((tx) => tx.changes.add(caller, { type: 'create_folder', path }))
  if (follow) await subject.store.write((tx) => tx.deliveries.follow(cloud.id))
  await subject.store.write(async (tx) => {
    for (let i = 0; i < size; i++) await tx.changes.add(caller, { type: 'create_folder', path: `${i}` })
  })
  const left = async () => {
    await catchUp(subject.store, cloud)
    const { changes } = await listHistory(subject.store.read, cloud, { type: 'create_folder', limit: 5000 })
    return changes.map((change) => ('path' in change ? change.path : ''))
  }
  return { cloud, log, left }
}

test('of a log that is too large the oldest changes go, and no more than must', async () => {
  const library = libraryOf(subject.store)
  const { cloud, log, left } = await logOf(2000)
  expect((await left()).length).toBeGreaterThan(100)
  await sweepHistory(library, KEPT)
  const { bytes } = await subject.store.read.changes.marks(cloud.id)
  expect(bytes).toBeLessThanOrEqual(KEPT.bytes)
  // Within what goes in one transaction.
  expect(bytes).toBeGreaterThan(KEPT.bytes / 4)
  const paths = await left()
  expect([paths[0], paths.length]).toEqual(['1999', 2000 - Number(paths.at(-1))])
  await sweepHistory(library, KEPT)
  expect(await left()).toEqual(paths)
  await log('new')
  expect(await left()).toEqual(['new', ...paths])
})

test('what is still to be made into deliveries stays, however large', async () => {
  const { cloud, left } = await logOf(1000, true)
  await sweepHistory(libraryOf(subject.store), KEPT)
  expect((await subject.store.read.changes.marks(cloud.id)).swept).toBe('')
  await subject.store.write((tx) => tx.deliveries.unfollow(cloud.id))
  await sweepHistory(libraryOf(subject.store), KEPT)
  expect((await left()).length).toBeLessThan(1000)
})
