import { expect, test } from 'vitest'
import { deleteVersions } from '../../src/actions/delete-versions.ts'
import { type Asset, keyOf } from '../../src/core/asset.ts'
import { randomHex32 } from '../../src/core/ids.ts'
import { type FileVersion, fileOf } from '../../src/core/version.ts'
import { libraryOf } from './library.ts'
import { callerOf, type Subject } from './subject.ts'

/** Files that are kept as backups. */
export function describeVersions(subject: Subject): void {
  const versionsOf = (asset: Asset, count: number): FileVersion[] =>
    Array.from({ length: count }, (_, i) => ({
      ...fileOf(asset),
      version: asset.version + i,
      versionId: randomHex32(),
      uploadedAt: asset.uploadedAt + i,
    }))

  test('lists the versions of assets, oldest first, the latest of many', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = (await subject.newAssets(cloud, 2)) as [Asset, Asset]
    const [ofA, ofB] = [versionsOf(a, 3), versionsOf({ ...b, uploadedAt: a.uploadedAt + 10 }, 2)]
    await subject.store.write((tx) => tx.versions.add(cloud.id, [...ofB, ...ofA.toReversed()]))
    const { versions } = subject.store.read
    expect(await versions.list(cloud.id, [a.assetId], 9)).toEqual(ofA)
    expect(await versions.list(cloud.id, [a.assetId], 2)).toEqual(ofA.slice(1))
    expect(await versions.list(cloud.id, [a.assetId, b.assetId], 9)).toEqual([...ofA, ...ofB])
    expect(await versions.list(cloud.id, [], 9)).toEqual([])
  })

  test('finds versions by their IDs, and which assets have any, in this cloud alone', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const [a, b] = (await subject.newAssets(cloud, 2)) as [Asset, Asset]
    const ofA = versionsOf(a, 2)
    await subject.store.write((tx) => tx.versions.add(cloud.id, ofA))
    const { versions } = subject.store.read
    expect(await versions.find(cloud.id, ['none', ofA[1]!.versionId])).toEqual([ofA[1]])
    expect(await versions.find(cloud.id, [])).toEqual([])
    expect(await versions.find(other.id, [ofA[1]!.versionId])).toEqual([])
    expect(await versions.owners(cloud.id, [b.assetId, a.assetId])).toEqual(new Set([a.assetId]))
    expect(await versions.owners(cloud.id, [])).toEqual(new Set())
    expect(await versions.owners(other.id, [a.assetId])).toEqual(new Set())
    expect(await versions.bytes(cloud.id, [b.assetId, a.assetId])).toEqual(new Map([[a.assetId, 2 * a.bytes]]))
    expect([await versions.bytes(cloud.id, []), await versions.bytes(other.id, [a.assetId])]).toEqual([
      new Map(),
      new Map(),
    ])
  })

  test('removes versions of the asset that is named, and of no other', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = (await subject.newAssets(cloud, 2)) as [Asset, Asset]
    const [ofA, ofB] = [versionsOf(a, 3), versionsOf(b, 1)]
    await subject.store.write((tx) => tx.versions.add(cloud.id, [...ofA, ...ofB]))
    const remove = (assetId: string, ids: string[]) =>
      subject.store.write((tx) => tx.versions.remove(cloud.id, assetId, ids))
    expect(await remove(a.assetId, [ofA[1]!.versionId, ofB[0]!.versionId, 'none'])).toEqual([ofA[1]])
    expect(await remove(a.assetId, [])).toEqual([])
    expect(await subject.store.read.versions.list(cloud.id, [a.assetId, b.assetId], 9)).toHaveLength(3)
  })

  test('logs which backups were deleted, and nothing where none was there', async () => {
    const cloud = await subject.newCloud()
    const [a] = (await subject.newAssets(cloud, 1)) as [Asset]
    const [one, two] = versionsOf(a, 2) as [FileVersion, FileVersion]
    await subject.store.write((tx) => tx.versions.add(cloud.id, [one, two]))
    const library = libraryOf(subject.store)
    for (const ids of [['none'], [two.versionId, 'none', two.versionId]]) {
      await deleteVersions(library, callerOf(cloud), a.assetId, ids)
    }
    const logged = await subject.store.read.changes.list(cloud.id, { limit: 9 })
    expect(logged).toMatchObject([{ type: 'delete_versions', asset: keyOf(a), versionIds: [two.versionId] }])
    await expect(deleteVersions(library, callerOf(cloud), '0'.repeat(32), ['x'])).rejects.toMatchObject({
      code: 'not_found',
    })
  })
}
