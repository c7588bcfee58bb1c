import { expect, test } from 'vitest'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND, RELATED_LABEL } from '../../src/core/relation-kind.ts'
import { findDamage } from './integrity.ts'
import { countRelated, numbersOf, type Subject, sampleAsset } from './subject.ts'

/** All or nothing. */
export function describeTransactions(subject: Subject): void {
  test('answers what the change answers, once it can be read', async () => {
    const cloud = await subject.newCloud()
    const asset = sampleAsset(await subject.store.nextAssetNo(cloud.id))
    const answer = await subject.store.write(async (tx) => {
      await tx.assets.insert(cloud.id, asset)
      return 'done'
    })
    expect(answer).toBe('done')
    expect(await subject.store.read.assets.find(cloud.id, [asset])).toEqual([asset])
  })

  test('a change sees what it has written, nobody else does', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = await subject.newAssets(cloud, 2)
    const fresh = sampleAsset(await subject.store.nextAssetNo(cloud.id))
    await subject.store.write(async (tx) => {
      await tx.assets.insert(cloud.id, fresh)
      await tx.relations.add(cloud.id, star(a!.no, [b!.no, fresh.no], RELATED_KIND))
      expect(await tx.assets.find(cloud.id, [fresh])).toEqual([fresh])
      expect(await countRelated(tx.relations, cloud.id, [a!.no])).toEqual([2])
      const { assets, relations } = subject.store.read
      expect(await assets.find(cloud.id, [fresh])).toEqual([undefined])
      expect(await countRelated(relations, cloud.id, [a!.no])).toEqual([0])
      expect(await relations.list(cloud.id, b!.no, RELATED_LABEL, { limit: 9 })).toEqual([])
    })
    expect(await countRelated(subject.store.read.relations, cloud.id, [a!.no])).toEqual([2])
  })

  test('a change that throws leaves nothing, and its error is passed on as it is', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 3, () => ({ tags: ['kept'] }))
    const [a, b, c] = assets as [(typeof assets)[0], (typeof assets)[0], (typeof assets)[0]]
    await subject.store.write((tx) => tx.relations.add(cloud.id, star(a.no, [b.no], RELATED_KIND)))
    const fresh = sampleAsset(await subject.store.nextAssetNo(cloud.id))
    const error = new Error('changed my mind')
    const change = subject.store.write(async (tx) => {
      await tx.assets.insert(cloud.id, fresh)
      await tx.assets.replace(cloud.id, c, { ...c, tags: ['lost'], publicId: 'lost' })
      await tx.relations.add(cloud.id, star(a.no, [c.no, fresh.no], RELATED_KIND))
      await tx.relations.remove(cloud.id, star(b.no, [a.no], RELATED_KIND))
      await tx.assets.remove(cloud.id, [b])
      await tx.clouds.insertKey(cloud.id, { key: `lost-${fresh.assetId}`, secret: 'x', origin: 'generated' })
      throw error
    })
    await expect(change).rejects.toBe(error)
    const { read } = subject.store
    expect(await read.assets.find(cloud.id, [...assets, fresh])).toEqual([...assets, undefined])
    expect(numbersOf(await read.relations.list(cloud.id, a.no, RELATED_LABEL, { limit: 9 }))).toEqual([b.no])
    expect(await countRelated(read.relations, cloud.id, numbersOf(assets))).toEqual([1, 1, 0])
    expect(await read.clouds.keys(cloud.id)).toEqual([])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('a change that fails disturbs none of those made at the same time', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 31)
    const changes = assets.slice(1).map(({ no }, i) =>
      subject.store.write(async (tx) => {
        await tx.relations.add(cloud.id, star(assets[0]!.no, [no], RELATED_KIND))
        if (i % 3 === 0) throw new Error('refused')
        return no
      }),
    )
    const settled = await Promise.allSettled(changes)
    const done = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(done).toHaveLength(20)
    const related = await subject.store.read.relations.list(cloud.id, assets[0]!.no, RELATED_LABEL, { limit: 99 })
    expect(new Set(numbersOf(related))).toEqual(new Set(done))
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })
}
