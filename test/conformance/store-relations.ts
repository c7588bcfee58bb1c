import { expect, test } from 'vitest'
import type { Asset } from '../../src/core/asset.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import type { RelatedAsset } from '../../src/core/relation.ts'
import { RELATED_KIND, RELATED_LABEL } from '../../src/core/relation-kind.ts'
import { findDamage } from './integrity.ts'
import { numbersOf, type Subject } from './subject.ts'

type Trio = [Asset, Asset, Asset]

/** Relations, seen from both sides. */
export function describeRelations(subject: Subject): void {
  const relate = (cloud: Cloud, from: Asset, to: readonly Asset[]) =>
    subject.store.write((tx) => tx.relations.add(cloud.id, from.no, numbersOf(to), RELATED_KIND))
  const unrelate = (cloud: Cloud, from: Asset, to: readonly Asset[]) =>
    subject.store.write((tx) => tx.relations.remove(cloud.id, from.no, numbersOf(to), RELATED_KIND))
  const list = (cloud: Cloud, { no }: Asset, limit = 1000, last?: RelatedAsset) =>
    subject.store.read.relations.list(cloud.id, no, RELATED_LABEL, {
      limit,
      ...(last && { after: { position: last.position, no: last.no } }),
    })
  const relatedTo = async (cloud: Cloud, asset: Asset) => numbersOf(await list(cloud, asset))
  const counts = (cloud: Cloud, assets: readonly Asset[]) =>
    subject.store.read.relations.count(cloud.id, numbersOf(assets), RELATED_LABEL)

  test('relates ten, both ways', async () => {
    const cloud = await subject.newCloud()
    const [hub, ...others] = await subject.newAssets(cloud, 11)
    expect(await relate(cloud, hub!, others)).toEqual(new Set(numbersOf(others)))
    expect(await relatedTo(cloud, hub!)).toEqual(numbersOf(others))
    for (const other of others) expect(await relatedTo(cloud, other)).toEqual([hub!.no])
    expect(await counts(cloud, [hub!, ...others])).toEqual([10, ...others.map(() => 1)])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('does not relate the others to one another', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await relate(cloud, a, [b, c])
    const among = await subject.store.read.relations.among(cloud.id, b.no, [a.no, c.no], RELATED_KIND)
    expect(among).toEqual(new Set([a.no]))
  })

  test('lists the card of each asset, and since when it is related', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = (await subject.newAssets(cloud, 2, () => ({ tags: ['x'], width: null }))) as [Asset, Asset]
    const before = Date.now()
    await relate(cloud, a, [b])
    const [row] = await list(cloud, a)
    const { tags, context, metadata, versionId, etag, blob, originalFilename, uploadedAt, updatedAt, ...more } = b
    const { pages, phash, accessMode, accessControl, moderation, coordinates, ...card } = more
    expect(row).toEqual({ ...card, position: expect.any(String), relatedAt: expect.any(Number) })
    expect(row!.relatedAt).toBeGreaterThanOrEqual(before)
    expect(row!.relatedAt).toBeLessThanOrEqual(Date.now())
  })

  test('keeps the order of relating, each side its own', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 6)
    const [a, b, c, d, e, f] = assets as [...Trio, ...Trio]
    await relate(cloud, c, [f, a, e])
    await relate(cloud, b, [c])
    await relate(cloud, c, [d])
    await relate(cloud, a, [f, b])
    expect(await relatedTo(cloud, c)).toEqual(numbersOf([f, a, e, b, d]))
    expect(await relatedTo(cloud, a)).toEqual(numbersOf([c, f, b]))
    expect(await relatedTo(cloud, b)).toEqual(numbersOf([c, a]))
    expect(await relatedTo(cloud, f)).toEqual(numbersOf([c, a]))
  })

  test('answers only what was not related before, from whichever side, and moves nothing', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await relate(cloud, a, [b, c])
    const before = await list(cloud, a)
    expect(await relate(cloud, a, [c, b])).toEqual(new Set())
    expect(await relate(cloud, b, [a, c])).toEqual(new Set([c.no]))
    expect(await relate(cloud, a, [])).toEqual(new Set())
    expect(await list(cloud, a)).toEqual(before)
    expect(await counts(cloud, [a, b, c])).toEqual([2, 2, 2])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('relates repeated ones once', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    expect(await relate(cloud, a, [b, c, b, b])).toEqual(new Set([b.no, c.no]))
    expect(await counts(cloud, [a, b, c])).toEqual([2, 1, 1])
    expect(await unrelate(cloud, a, [c, c, b])).toEqual(new Set([b.no, c.no]))
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('unrelates both ways, from either side, and answers what was related', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await relate(cloud, a, [b, c])
    expect(await unrelate(cloud, b, [a, c])).toEqual(new Set([a.no]))
    expect([await relatedTo(cloud, a), await relatedTo(cloud, b)]).toEqual([[c.no], []])
    expect(await unrelate(cloud, b, [a, c])).toEqual(new Set())
    expect(await unrelate(cloud, b, [])).toEqual(new Set())
    expect(await counts(cloud, [a, b, c])).toEqual([1, 0, 1])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('puts what is related anew at the end', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await relate(cloud, a, [b, c])
    await unrelate(cloud, b, [a])
    await relate(cloud, b, [a])
    expect(await relatedTo(cloud, a)).toEqual([c.no, b.no])
  })

  test('tells which are related, among many, from either side', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await relate(cloud, b, [a])
    const { relations } = subject.store.read
    const everyone = [a.no, b.no, c.no, 999_999]
    expect(await relations.among(cloud.id, a.no, everyone, RELATED_KIND)).toEqual(new Set([b.no]))
    expect(await relations.among(cloud.id, b.no, everyone, RELATED_KIND)).toEqual(new Set([a.no]))
    expect(await relations.among(cloud.id, c.no, everyone, RELATED_KIND)).toEqual(new Set())
    expect(await relations.among(cloud.id, a.no, everyone, RELATED_KIND + 1)).toEqual(new Set())
    expect(await relations.among(cloud.id, a.no, [], RELATED_KIND)).toEqual(new Set())
  })

  test('keeps the kinds apart', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    const kind = RELATED_KIND + 1
    await relate(cloud, a, [b])
    expect(await subject.store.write((tx) => tx.relations.add(cloud.id, a.no, [b.no, c.no], kind))).toEqual(
      new Set([b.no, c.no]),
    )
    expect(await relatedTo(cloud, a)).toEqual([b.no])
    expect(numbersOf(await subject.store.read.relations.list(cloud.id, a.no, 2 * kind, { limit: 9 }))).toEqual([
      b.no,
      c.no,
    ])
    expect(await counts(cloud, [a, b])).toEqual([1, 1])
    await unrelate(cloud, a, [b])
    expect(numbersOf(await subject.store.read.relations.list(cloud.id, b.no, 2 * kind, { limit: 9 }))).toEqual([a.no])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('counts in the order asked for, with nothing for who has none', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await relate(cloud, a, [b])
    expect(await counts(cloud, [c, a, c, b, a])).toEqual([0, 1, 0, 1, 1])
    expect(await counts(cloud, [])).toEqual([])
    expect(await subject.store.read.relations.count(cloud.id, [a.no], RELATED_LABEL + 1)).toEqual([0])
  })

  test('shows what is related during the whole of a paging exactly once', async () => {
    const cloud = await subject.newCloud()
    const [hub, ...others] = await subject.newAssets(cloud, 30)
    const [early, late] = [others.slice(0, 20), others.slice(20)]
    await relate(cloud, hub!, early)
    const seen: number[] = []
    const removed = new Set<Asset>()
    let page = await list(cloud, hub!, 3)
    for (let round = 0; page.length > 0; round++) {
      seen.push(...numbersOf(page))
      // One that was seen, the very last one seen, and one that was not seen yet; and one more at the end.
      for (const gone of [early[round * 2]!, early.find(({ no }) => no === page.at(-1)!.no), early[18 - round]!]) {
        if (gone && round % 2 === 0) removed.add(gone)
      }
      await unrelate(cloud, hub!, [...removed])
      const added = late[round]
      if (added) await relate(cloud, added, [hub!])
      page = await list(cloud, hub!, 3, page.at(-1))
    }
    expect(seen).toEqual([...new Set(seen)])
    const stayed = early.filter((asset) => !removed.has(asset))
    expect(stayed.length).toBeGreaterThan(5)
    expect(numbersOf(stayed).filter((no) => !seen.includes(no))).toEqual([])
    expect(seen).toEqual(numbersOf(others.filter(({ no }) => seen.includes(no))))
  })

  test('clears the relations of an asset from every other side, of every kind', async () => {
    const cloud = await subject.newCloud()
    const [hub, ...others] = await subject.newAssets(cloud, 1101)
    await relate(cloud, hub!, others)
    await subject.store.write((tx) => tx.relations.add(cloud.id, others[2]!.no, [hub!.no], RELATED_KIND + 3))
    await relate(cloud, others[0]!, [others[1]!])
    await subject.store.write((tx) => tx.relations.clear(cloud.id, [hub!.no]))
    expect(await counts(cloud, [hub!, ...others])).toEqual([0, 1, 1, ...others.slice(2).map(() => 0)])
    expect(await relatedTo(cloud, others[0]!)).toEqual([others[1]!.no])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('clears assets that are related to one another', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await relate(cloud, a, [b, c])
    await relate(cloud, b, [c])
    await subject.store.write(async (tx) => {
      await tx.relations.clear(cloud.id, [])
      await tx.relations.clear(cloud.id, [b.no, a.no])
    })
    expect(await counts(cloud, [a, b, c])).toEqual([0, 0, 0])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('refuses to leave an end behind when an asset goes', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = (await subject.newAssets(cloud, 2)) as [Asset, Asset]
    await relate(cloud, a, [b])
    await expect(subject.store.write((tx) => tx.assets.remove(cloud.id, [b]))).rejects.toThrow()
    expect(await relatedTo(cloud, a)).toEqual([b.no])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('knows no relation of another cloud', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const mine = await subject.newAssets(cloud, 3)
    const theirs = await subject.newAssets(other, 3)
    // Clouds number their assets alike, so nothing but the cloud tells them apart.
    expect(numbersOf(mine)).toEqual(numbersOf(theirs))
    await relate(cloud, mine[0]!, [mine[1]!])
    await relate(other, theirs[0]!, [theirs[2]!])
    expect(await relatedTo(cloud, mine[0]!)).toEqual([mine[1]!.no])
    expect((await list(other, theirs[0]!))[0]?.assetId).toBe(theirs[2]!.assetId)
    expect(await unrelate(other, theirs[0]!, [theirs[1]!])).toEqual(new Set())
    await subject.store.write((tx) => tx.relations.clear(other.id, numbersOf(theirs)))
    expect(await counts(cloud, mine)).toEqual([1, 1, 0])
    expect(await counts(other, theirs)).toEqual([0, 0, 0])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })
}
