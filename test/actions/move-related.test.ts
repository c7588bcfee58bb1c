import { afterAll, beforeAll, expect, test } from 'vitest'
import { moveRelated } from '../../src/actions/move-related.ts'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND, RELATED_LABEL } from '../../src/core/relation-kind.ts'
import { libraryOf } from '../conformance/library.ts'
import { sqlitePlace } from '../conformance/places.ts'
import { callerOf, numbersOf, Subject } from '../conformance/subject.ts'

const subject = new Subject(sqlitePlace)
beforeAll(() => subject.open())
afterAll(() => subject.remove())

test('where a list has no room left, its entries are given room, and keep their order', async () => {
  const cloud = await subject.newCloud()
  const [hub, ...others] = await subject.newAssets(cloud, 7)
  const refs = star(hub!.no, numbersOf(others), RELATED_KIND)
  await subject.store.write(async (tx) => {
    await tx.relations.add(cloud.id, refs)
    const found = await tx.relations.claim(cloud.id, refs)
    // As crowded as it can be: nothing fits between any two.
    const crowded = found.map((before, i) => ({
      before: before!,
      after: { ...before!, fromPosition: `0hmztn3zlv1${'0'.repeat(52)}${i}` },
    }))
    await tx.relations.edit(cloud.id, crowded)
  })
  const list = async () =>
    numbersOf(await subject.store.read.relations.list(cloud.id, hub!.no, RELATED_LABEL, { limit: 10 }))
  const [a, b, c, d, e, f] = others.map(({ assetId }) => assetId) as [string, string, string, string, string, string]
  const inOrder = (...ids: string[]) => ids.map((id) => others.find(({ assetId }) => assetId === id)!.no)
  const move = (ids: string[], place: Parameters<typeof moveRelated>[5]) =>
    moveRelated(libraryOf(subject.store), callerOf(cloud), { assetId: hub!.assetId }, 'related', ids, place)
  await move([f, e], { after: b })
  expect(await list()).toEqual(inOrder(a, b, f, e, c, d))
  await move([a], { before: c })
  expect(await list()).toEqual(inOrder(b, f, e, a, c, d))
})
