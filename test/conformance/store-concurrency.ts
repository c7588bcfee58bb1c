import { expect, test } from 'vitest'
import { deleteAssets } from '../../src/actions/delete-assets.ts'
import { relateAssets } from '../../src/actions/relate-assets.ts'
import { randomName } from '../../src/core/ids.ts'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND } from '../../src/core/relation-kind.ts'
import { findDamage } from './integrity.ts'
import { libraryOf } from './library.ts'
import { callerOf, countRelated, numbersOf, type Subject } from './subject.ts'

/** Many at once. */
export function describeConcurrency(subject: Subject): void {
  test('hundreds relate the same assets in every direction: nobody is refused, both ends agree', async () => {
    const cloud = await subject.newCloud()
    const numbers = numbersOf(await subject.newAssets(cloud, 11))
    const added = await Promise.all(
      Array.from({ length: 300 }, (_, i) => {
        const from = numbers[i % 11]!
        const others = numbers.filter((no) => no !== from)
        const to = i % 2 === 0 ? others : others.toReversed()
        return subject.store.write((tx) => tx.relations.add(cloud.id, star(from, to, RELATED_KIND)))
      }),
    )
    // Each of the pairs was new to exactly one of them.
    expect(added.reduce((sum, { length }) => sum + length, 0)).toBe((11 * 10) / 2)
    expect(await countRelated(subject.store.read.relations, cloud.id, numbers)).toEqual(numbers.map(() => 10))
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('hundreds relate and unrelate the same assets: every change is answered once, and counted', async () => {
    const cloud = await subject.newCloud()
    const numbers = numbersOf(await subject.newAssets(cloud, 8))
    const changes = Array.from({ length: 300 }, async (_, i) => {
      const from = numbers[i % 8]!
      const to = numbers.filter((no) => no !== from && (no + i) % 3 !== 0)
      if (i % 2 === 0)
        return (await subject.store.write((tx) => tx.relations.add(cloud.id, star(from, to, RELATED_KIND)))).length
      return -(await subject.store.write((tx) => tx.relations.remove(cloud.id, star(from, to, RELATED_KIND)))).length
    })
    const balance = (await Promise.all(changes)).reduce((sum, n) => sum + n)
    const counts = await countRelated(subject.store.read.relations, cloud.id, numbers)
    expect(counts.reduce((sum, n) => sum + n)).toBe(2 * balance)
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('whoever relates to an asset that is being deleted finds it gone, and nothing dangles', async () => {
    const cloud = await subject.newCloud()
    const library = libraryOf(subject.store)
    const [hub, ...others] = await subject.newAssets(cloud, 61)
    const outcomes = await Promise.all(
      others.flatMap((other, i) => {
        const gone = deleteAssets(library, callerOf(cloud), [other]).then(() => undefined)
        const relating = [
          relateAssets(library, callerOf(cloud), hub!, [other.assetId]),
          relateAssets(library, callerOf(cloud), others[(i + 30) % 60]!, [other.assetId]).catch(({ code }) => code),
        ]
        return [gone, ...relating]
      }),
    )
    for (const outcome of outcomes.flat()) {
      if (typeof outcome === 'object') expect(outcome.outcome).toMatch(/^(related|not_found)$/)
      else if (outcome !== undefined) expect(outcome).toBe('not_found')
    }
    expect(await countRelated(subject.store.read.relations, cloud.id, [hub!.no])).toEqual([0])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('of changes to one asset at the same time, none is lost', async () => {
    const cloud = await subject.newCloud()
    const [asset] = await subject.newAssets(cloud, 1)
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        subject.store.write(async (tx) => {
          const [before] = await tx.assets.claim(cloud.id, [{ assetId: asset!.assetId }])
          const tags = [...before!.tags, `tag ${i}`]
          await tx.assets.replace(cloud.id, before!, { ...before!, tags, publicId: `${before!.publicId}-${i}` })
        }),
      ),
    )
    const [after] = await subject.store.read.assets.find(cloud.id, [{ assetId: asset!.assetId }])
    expect(new Set(after!.tags)).toEqual(new Set(Array.from({ length: 12 }, (_, i) => `tag ${i}`)))
    expect(after!.publicId.split('-')).toHaveLength(asset!.publicId.split('-').length + 12)
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('an asset that is changed while it is deleted leaves no tags', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 20, () => ({ tags: ['old'] }))
    const changes = assets.flatMap((asset) => {
      const change = subject.store.write(async (tx) => {
        const [before] = await tx.assets.claim(cloud.id, [{ assetId: asset.assetId }])
        if (before) await tx.assets.replace(cloud.id, before, { ...before, tags: ['new'] })
      })
      const removal = deleteAssets(libraryOf(subject.store), callerOf(cloud), [asset]).then(() => undefined)
      return [change, removal]
    })
    await Promise.all(changes)
    const rest = await subject.store.read.assets.find(cloud.id, assets)
    expect(rest).toEqual(assets.map(() => undefined))
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('gives no asset number twice, however many ask', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const take = (id: number) => Promise.all(Array.from({ length: 300 }, () => subject.store.nextAssetNo(id)))
    const [mine, theirs] = await Promise.all([take(cloud.id), take(other.id)])
    expect(new Set(mine).size).toBe(300)
    expect(new Set(theirs).size).toBe(300)
    await expect(subject.store.nextAssetNo(999_999)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('makes many clouds at once, and of one name only one', async () => {
    const insert = (name: string) => subject.store.write((tx) => tx.clouds.insert(name, 'secret'))
    const unique = `cloud-${randomName(12)}`
    const clouds = await Promise.all(Array.from({ length: 8 }, (_, i) => insert(`${unique}-${i}`)))
    expect(new Set(clouds.map(({ id }) => id)).size).toBe(8)
    const settled = await Promise.allSettled(Array.from({ length: 8 }, () => insert(`${unique}-same`)))
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of settled) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' })
    }
  })
}
