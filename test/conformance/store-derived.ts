import { expect, test } from 'vitest'
import type { Derived } from '../../src/core/derived.ts'
import { randomHex32 } from '../../src/core/ids.ts'
import type { Subject } from './subject.ts'

/** Files that were made from assets. */
export function describeDerived(subject: Subject): void {
  const made = (assetNo: number, transformation: string, createdAt: number): Derived => ({
    ...{ id: randomHex32(), assetNo, transformation, format: 'webp', width: 100, height: 50, bytes: 5_000_000_000 },
    createdAt,
  })
  const put = (cloudId: number, list: readonly Derived[]) =>
    subject.store.write(async (tx) => {
      for (const one of list) await tx.derived.put(cloudId, one)
    })
  const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id)

  test('keeps derived files by their ID, each once', async () => {
    const cloud = await subject.newCloud()
    const [asset] = await subject.newAssets(cloud, 1)
    const one = made(asset!.no, 'é,w_1', 5)
    await put(cloud.id, [one, { ...one, bytes: 7, createdAt: 9 }])
    const { derived } = subject.store.read
    expect(await derived.get(cloud.id, one.id)).toEqual({ ...one, bytes: 7, createdAt: 9 })
    expect(await derived.get(cloud.id, randomHex32())).toBeUndefined()
    expect(await derived.get((await subject.newCloud()).id, one.id)).toBeUndefined()
    await subject.store.write((tx) => tx.derived.remove(cloud.id, [one.id, randomHex32()]))
    expect(await derived.get(cloud.id, one.id)).toBeUndefined()
  })

  test('lists derived files of an asset and of a transformation, oldest first', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = await subject.newAssets(cloud, 2)
    const files = [made(a!.no, 'w_1', 3), made(a!.no, 'w_2', 1), made(b!.no, 'w_1', 2), made(a!.no, 'w_3', 3)]
    await put(cloud.id, files)
    const { derived } = subject.store.read
    const ofA = [files[1]!, ...[files[0]!, files[3]!].sort((x, y) => (x.id < y.id ? -1 : 1))]
    expect(idsOf(await derived.listOfAsset(cloud.id, a!.no, { limit: 9 }))).toEqual(idsOf(ofA))
    expect(idsOf(await derived.listOfAsset(cloud.id, a!.no, { after: ofA[1]!, limit: 9 }))).toEqual([ofA[2]!.id])
    const w1 = await derived.listByTransformation(cloud.id, 'w_1', { limit: 9 })
    const { resourceType, type, publicId, version, blob } = b!
    expect(w1[0]).toEqual({ ...files[2]!, asset: { resourceType, type, publicId, version, blob } })
    expect(idsOf(w1)).toEqual([files[2]!.id, files[0]!.id])
    expect(idsOf(await derived.listByTransformation(cloud.id, 'w_1', { after: w1[0]!, limit: 1 }))).toEqual([w1[1]!.id])
    const of = async (nos: number[], which?: string[]) => idsOf(await derived.ofAssets(cloud.id, nos, which)).sort()
    expect(await of([a!.no, b!.no])).toEqual(idsOf(files).sort())
    expect(await of([a!.no, b!.no], ['w_1', 'w_3'])).toEqual(idsOf([files[0]!, files[2]!, files[3]!]).sort())
    expect([await of([]), await of([a!.no], [])]).toEqual([[], []])
    expect(idsOf(await derived.find(cloud.id, [files[0]!.id, randomHex32()]))).toEqual([files[0]!.id])
  })

  test('knows the transformations that were used, each once, by their bytes', async () => {
    const cloud = await subject.newCloud()
    const [asset] = await subject.newAssets(cloud, 1)
    const texts = ['w_2', 'W_2', 'é', 'w_1', 'w_2', 't_x']
    await put(
      cloud.id,
      texts.map((text, i) => made(asset!.no, text, i)),
    )
    const { derived } = subject.store.read
    const list = (after: string | undefined, limit: number) =>
      derived.transformations(cloud.id, { ...(after !== undefined && { after }), limit })
    expect(await list(undefined, 9)).toEqual(['W_2', 't_x', 'w_1', 'w_2', 'é'])
    expect([await list(undefined, 2), await list('t_x', 2), await list('é', 2)]).toEqual([
      ['W_2', 't_x'],
      ['w_1', 'w_2'],
      [],
    ])
    expect(await derived.used(cloud.id, ['w_1', 'w_3', 'é'])).toEqual(new Set(['w_1', 'é']))
    expect([await derived.used(cloud.id, []), (await derived.used(cloud.id + 1, ['w_1'])).size]).toEqual([new Set(), 0])
  })

  test('clears what is derived with the file that it is derived from', async () => {
    const cloud = await subject.newCloud()
    const [kept, changed, overwritten, removed] = await subject.newAssets(cloud, 4)
    const all = [kept!, changed!, overwritten!, removed!]
    await put(
      cloud.id,
      all.map(({ no }, i) => made(no, 'w_1', i)),
    )
    await subject.store.write(async (tx) => {
      await tx.assets.claim(cloud.id, all)
      await tx.assets.replace(cloud.id, changed!, { ...changed!, publicId: 'renamed', tags: ['x'] })
      await tx.assets.replace(cloud.id, overwritten!, { ...overwritten!, blob: `1/cd/${randomHex32()}` })
      await tx.assets.remove(cloud.id, [removed!])
    })
    const found = await subject.store.read.derived.ofAssets(
      cloud.id,
      all.map(({ no }) => no),
    )
    expect(found.map(({ assetNo }) => assetNo).sort()).toEqual([kept!.no, changed!.no].sort())
    const left = await Promise.all(
      all.map(({ no }) => subject.store.read.derived.listOfAsset(cloud.id, no, { limit: 9 })),
    )
    expect(left.map((list) => list.length)).toEqual([1, 1, 0, 0])
  })
}
