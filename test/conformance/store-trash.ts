import { expect, test } from 'vitest'
import { deleteAssets } from '../../src/actions/delete-assets.ts'
import { purgeTrash } from '../../src/actions/purge-trash.ts'
import { restoreAssets } from '../../src/actions/restore-assets.ts'
import { type Asset, refOf } from '../../src/core/asset.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import type { RelatedAsset } from '../../src/core/relation.ts'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND, RELATED_LABEL } from '../../src/core/relation-kind.ts'
import { fileOf, type TrashedAsset } from '../../src/core/version.ts'
import { sql } from '../../src/store/sql.ts'
import { findDamage } from './integrity.ts'
import { libraryOf } from './library.ts'
import { callerOf, countRelated, numbersOf, type Subject } from './subject.ts'

type Trio = [Asset, Asset, Asset]

/** What is deleted and can come back. */
export function describeTrash(subject: Subject): void {
  const relate = (cloud: Cloud, from: Asset, to: readonly Asset[], kind = RELATED_KIND) =>
    subject.store.write((tx) => tx.relations.add(cloud.id, star(from.no, numbersOf(to), kind)))
  const list = (cloud: Cloud, { no }: Asset, label = RELATED_LABEL): Promise<RelatedAsset[]> =>
    subject.store.read.relations.list(cloud.id, no, label, { limit: 5000 })
  const relatedTo = async (cloud: Cloud, asset: Asset) => numbersOf(await list(cloud, asset))
  const counts = (cloud: Cloud, assets: readonly Asset[]) =>
    countRelated(subject.store.read.relations, cloud.id, numbersOf(assets))
  const remove = (cloud: Cloud, assets: readonly Asset[]) =>
    deleteAssets(libraryOf(subject.store), callerOf(cloud), assets)
  const restore = async (cloud: Cloud, ...assets: readonly Asset[]) => {
    const items = assets.map(({ assetId }) => ({ identifier: { assetId } }))
    const results = await restoreAssets(libraryOf(subject.store), callerOf(cloud), items)
    return results.map(({ outcome }) => outcome)
  }
  const expectSound = async (cloud: Cloud) => expect(await findDamage(subject.engine, cloud)).toEqual([])
  const deleted = (asset: Asset, words: Partial<TrashedAsset> = {}): TrashedAsset => ({
    ...asset,
    deletedAt: 1000,
    isBackedUp: false,
    ...words,
  })

  test('keeps a deleted asset as it was, by its ID and by the name that it had, the last one first', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const assets = (await subject.newAssets(cloud, 3, () => ({ tags: ["o'brien"], metadata: { a: ['b'] } }))) as Trio
    const [a, b, c] = assets
    const [first, second] = [deleted(a), deleted({ ...b, publicId: a.publicId }, { deletedAt: 2000, isBackedUp: true })]
    await subject.store.write((tx) => tx.trash.add(cloud.id, [first, second, deleted(c)]))
    const { trash } = subject.store.read
    expect(await trash.list(cloud.id, { assetId: a.assetId }, 9)).toEqual([first])
    expect(await trash.list(cloud.id, refOf(a), 9)).toEqual([second, first])
    expect(await trash.list(cloud.id, refOf(a), 1)).toEqual([second])
    expect(await trash.list(cloud.id, { ...refOf(a), type: 'private' }, 9)).toEqual([])
    expect(await trash.list(other.id, refOf(a), 9)).toEqual([])
    expect(await subject.store.write((tx) => tx.trash.claim(cloud.id, b.assetId))).toEqual(second)
    expect(await subject.store.write((tx) => tx.trash.claim(other.id, b.assetId))).toBeUndefined()
  })

  test('lists what was deleted last first, page by page, with or without backups', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const assets = await subject.newAssets(cloud, 7)
    const times = [5, 3, 3, 9, 1, 3, 7]
    const all = assets.map((asset, i) => deleted(asset, { deletedAt: times[i]!, isBackedUp: i % 2 === 0 }))
    await subject.store.write((tx) => tx.trash.add(cloud.id, all))
    const expected = all.toSorted((a, b) => b.deletedAt - a.deletedAt || b.no - a.no)
    const { trash } = subject.store.read
    expect(await trash.recent(cloud.id, { limit: 9 })).toEqual(expected)
    expect(await trash.recent(other.id, { limit: 9 })).toEqual([])
    for (let i = 0; i < expected.length; i++) {
      expect(await trash.recent(cloud.id, { after: expected[i]!, limit: 2 })).toEqual(expected.slice(i + 1, i + 3))
    }
  })

  test('counts what waits for a deleted asset, from either side, up to a limit', async () => {
    const cloud = await subject.newCloud()
    const [a, b, ...others] = await subject.newAssets(cloud, 6)
    await relate(cloud, a!, [b!, ...others])
    await relate(cloud, b!, others.slice(0, 1))
    await remove(cloud, [a!])
    await remove(cloud, [b!])
    const waiting = (limit: number) =>
      subject.store.read.trash.waiting(cloud.id, numbersOf([a!, b!, others[0]!]), limit)
    expect([...(await waiting(100)).values()]).toEqual([5, 2, 2])
    expect([...(await waiting(3)).values()]).toEqual([3, 2, 2])
    expect(await subject.store.read.trash.waiting(cloud.id, [], 3)).toEqual(new Map())
  })

  test('changes and removes what is in the trash', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = (await subject.newAssets(cloud, 2)) as [Asset, Asset]
    await subject.store.write(async (tx) => {
      await tx.trash.add(cloud.id, [deleted(a), deleted(b)])
      await tx.trash.replace(cloud.id, deleted(a, { blob: '1/ab/new', isBackedUp: true }))
      await tx.trash.remove(cloud.id, [b.no])
      await tx.trash.remove(cloud.id, [])
    })
    expect(await subject.store.read.trash.list(cloud.id, a, 9)).toEqual([
      deleted(a, { blob: '1/ab/new', isBackedUp: true }),
    ])
    expect(await subject.store.read.trash.list(cloud.id, b, 9)).toEqual([])
  })

  test.each([
    ['the subject', [0, 1]],
    ['the object', [1, 0]],
  ] as const)('a relation comes back with all that was said of it, %s deleted first', async (_, order) => {
    for (const restored of [order, order.toReversed()]) {
      const cloud = await subject.newCloud()
      const [a, b, c, d] = (await subject.newAssets(cloud, 4)) as [Asset, Asset, Asset, Asset]
      const ends = [a, b] as const
      const said = { note: 'a still', metadata: { by: ['x'] }, startMs: 12_400, endMs: 13_000, rule: 'stems' }
      const versions = { fromVersion: a.versionId, toVersion: b.versionId }
      const directed = { from: a.no, to: b.no, kind: 1 }
      await subject.store.write((tx) =>
        tx.relations.add(cloud.id, [
          ...[c, d].map(({ no }) => ({ ...directed, to: no })),
          { ...directed, ...said, ...versions },
          { ...directed, kind: 2, note: 'as well' },
          { ...directed, from: b.no, to: a.no },
        ]),
      )
      const first = await subject.store.read.relations.page(cloud.id, a.no, { limit: 9 })
      // Between the other two.
      await subject.store.write(async (tx) => {
        const [before] = await tx.relations.claim(cloud.id, [directed])
        const [one, two] = first.filter(({ no }) => no === c.no || no === d.no)
        const after = { ...before!, fromPosition: `${one!.position}5` }
        expect(after.fromPosition < two!.position).toBe(true)
        await tx.relations.edit(cloud.id, [{ before: before!, after }])
      })
      const pages = () =>
        Promise.all(ends.map(({ no }) => subject.store.read.relations.page(cloud.id, no, { limit: 9 })))
      const before = await pages()
      expect(before[0]!.map(({ no, label }) => [no, label])).toEqual([
        ...[c, b, d].map(({ no }) => [no, 2]),
        [b.no, 3],
        [b.no, 4],
      ])
      for (const i of order) await remove(cloud, [ends[i]])
      await expectSound(cloud)
      for (const i of restored) expect(await restore(cloud, ends[i])).toEqual(['restored'])
      expect(await pages()).toEqual(before)
      await expectSound(cloud)
    }
  })

  test('knows which have been in the trash for long, oldest first, and have no backup', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 5)
    const times = [400, 100, 500, 300, 200]
    await subject.store.write((tx) =>
      tx.trash.add(
        cloud.id,
        assets.map((asset, i) => deleted(asset, { deletedAt: times[i]!, isBackedUp: i === 4 })),
      ),
    )
    const expired = (before: number, limit: number) =>
      subject.store.write(async (tx) => (await tx.trash.expired(cloud.id, before, limit)).map((d) => d.deletedAt))
    expect(await expired(400, 9)).toEqual([100, 300])
    expect(await expired(401, 9)).toEqual([100, 300, 400])
    expect(await expired(9999, 2)).toEqual([100, 300])
  })

  test('knows the blobs of what is deleted and of backups as used', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await remove(cloud, [b])
    await subject.store.write((tx) => tx.versions.add(cloud.id, [{ ...fileOf(c), blob: 'before' }]))
    const keys = [a.blob, b.blob, c.blob, 'before', 'unknown']
    expect(await subject.store.read.assets.blobsInUse(cloud.id, keys)).toEqual(
      new Set([a.blob, b.blob, c.blob, 'before']),
    )
    expect(await subject.store.read.versions.backups(cloud.id, keys)).toEqual(new Set(['before']))
  })

  test('parks the relations of a deleted asset, of every kind, and brings each back where it stood', async () => {
    const cloud = await subject.newCloud()
    const [hub, ...others] = await subject.newAssets(cloud, 1101)
    await relate(cloud, others[7]!, [others[8]!])
    await relate(cloud, hub!, others)
    await relate(cloud, others[7]!, [others[9]!])
    await relate(cloud, others[2]!, [hub!], RELATED_KIND + 3)
    const before = [await list(cloud, hub!), await list(cloud, others[7]!), await list(cloud, others[2]!, 6)]
    await remove(cloud, [hub!])
    expect(await counts(cloud, [hub!, ...others])).toEqual([0, ...others.map((_, i) => [0, 0, 0, 2, 1, 1][i - 4] ?? 0)])
    expect(await relatedTo(cloud, others[7]!)).toEqual(numbersOf([others[8]!, others[9]!]))
    await expectSound(cloud)
    expect(await restore(cloud, hub!)).toEqual(['restored'])
    expect([await list(cloud, hub!), await list(cloud, others[7]!), await list(cloud, others[2]!, 6)]).toEqual(before)
    expect(await counts(cloud, [hub!, others[0]!, others[7]!])).toEqual([1100, 1, 3])
    await expectSound(cloud)
  })

  test('a relation comes back once both its ends are there, whichever was deleted or restored first', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await relate(cloud, a, [b, c])
    await relate(cloud, b, [a], RELATED_KIND + 1)
    const before = await list(cloud, a)
    for (const leaving of [[[a], [b]], [[b], [a]], [[a, b]], [[b, c], [a]], [[a, b, c]]])
      for (const coming of [
        [a, b, c],
        [b, a, c],
        [c, b, a],
        [c, a, b],
      ]) {
        for (const group of leaving) await remove(cloud, group)
        for (const asset of coming) {
          await restore(cloud, asset)
          await expectSound(cloud)
        }
        expect([await list(cloud, a), await relatedTo(cloud, b), await relatedTo(cloud, c)]).toEqual([
          before,
          [a.no],
          [a.no],
        ])
        expect(await counts(cloud, [a, b, c])).toEqual([2, 1, 1])
      }
  })

  test('purges what has been in the trash for long, with its relations, however many', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 130)
    const [a, b, ...others] = assets as [Asset, Asset, ...Asset[]]
    await relate(cloud, a, [b, ...others])
    await relate(cloud, b, others)
    await subject.store.write((tx) => tx.versions.add(cloud.id, [fileOf(b)]))
    await remove(cloud, [a])
    await remove(cloud, [b, ...others.slice(0, 120)])
    const purge = (trashMs: number) => purgeTrash(libraryOf(subject.store, null, { trashMs, backup: false }))
    await purge(60_000)
    expect(await subject.store.read.trash.list(cloud.id, a, 1)).toHaveLength(1)
    await purge(-1)
    expect(await subject.store.read.trash.list(cloud.id, a, 1)).toEqual([])
    await expectSound(cloud)
    // What has a backup stays, and what it was related to and is gone is forgotten when it comes back.
    expect(await restore(cloud, b)).toEqual(['restored'])
    expect(await relatedTo(cloud, b)).toEqual(numbersOf(others.slice(120)))
    const kept = await subject.engine.reader.all(sql`select a_no from relation where cloud_id = ${cloud.id}`)
    expect(kept).toHaveLength(others.length - 120)
    await expectSound(cloud)
  })

  test('hundreds delete, restore and relate the same assets at the same time: nothing dangles, nothing is lost', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 12)
    for (const [i, asset] of assets.entries()) await relate(cloud, asset, assets.slice(i + 1))
    await Promise.all(
      Array.from({ length: 120 }, (_, i) => {
        const [one, two] = [assets[(i * 5) % 12]!, assets[(i * 7 + 3) % 12]!]
        return i % 2 === 0 ? remove(cloud, [one, two]) : restore(cloud, two, one)
      }),
    )
    await expectSound(cloud)
    await restore(cloud, ...assets)
    expect(await counts(cloud, assets)).toEqual(assets.map(() => 11))
    await expectSound(cloud)
  })

  test('gives relations that wait another kind, turned or not, with all that is said of them', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await subject.store.write((tx) =>
      tx.relations.add(cloud.id, [
        { from: a.no, to: b.no, kind: 1, note: 'first', fromVersion: 'v' },
        { from: b.no, to: c.no, kind: 1 },
        { from: c.no, to: b.no, kind: 3, note: 'there already' },
      ]),
    )
    await remove(cloud, [b])
    const rekind = () =>
      subject.store.write((tx) => tx.parkedRelations.rekind(cloud.id, 1, { kind: 3, turned: true }, 10))
    const rekinded = (await rekind()).toSorted((x, y) => x.before.to - y.before.to)
    expect(rekinded).toMatchObject([
      {
        before: { from: a.no, to: b.no, kind: 1, fromVersion: 'v', toVersion: null },
        after: { from: b.no, to: a.no, kind: 3, note: 'first', fromVersion: null, toVersion: 'v' },
      },
      { before: { from: b.no, to: c.no, kind: 1 } },
    ])
    expect(rekinded[1]).not.toHaveProperty('after')
    expect(await rekind()).toEqual([])
    await expectSound(cloud)
    expect(await restore(cloud, b)).toEqual(['restored'])
    const page = await subject.store.read.relations.page(cloud.id, b.no, { limit: 9 })
    expect(page).toMatchObject([
      { no: a.no, label: 6, note: 'first', ownVersion: null, otherVersion: 'v' },
      { no: c.no, label: 7, note: 'there already' },
    ])
    expect(await subject.store.read.relations.ofKind(cloud.id, 1, 9)).toEqual([])
    expect(await subject.store.read.relations.ofKind(cloud.id, 3, 1)).toHaveLength(1)
    await expectSound(cloud)
  })
}
