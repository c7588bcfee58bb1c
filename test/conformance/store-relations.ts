import { expect, test } from 'vitest'
import type { Asset } from '../../src/core/asset.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import type { RelatedAsset } from '../../src/core/relation.ts'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND, RELATED_LABEL } from '../../src/core/relation-kind.ts'
import { findDamage } from './integrity.ts'
import { countRelated, numbersOf, relatedAmong, type Subject } from './subject.ts'

type Trio = [Asset, Asset, Asset]

/** Relations, seen from both sides. */
export function describeRelations(subject: Subject): void {
  const relate = async (cloud: Cloud, from: Asset, to: readonly Asset[], kind = RELATED_KIND) => {
    const refs = star(from.no, numbersOf(to), kind)
    return new Set((await subject.store.write((tx) => tx.relations.add(cloud.id, refs))).map(({ to }) => to))
  }
  const unrelate = async (cloud: Cloud, from: Asset, to: readonly Asset[], kind = RELATED_KIND) => {
    const refs = star(from.no, numbersOf(to), kind)
    return new Set((await subject.store.write((tx) => tx.relations.remove(cloud.id, refs))).map(({ to }) => to))
  }
  const list = (cloud: Cloud, { no }: Asset, limit = 1000, last?: RelatedAsset) =>
    subject.store.read.relations.list(cloud.id, no, RELATED_LABEL, {
      limit,
      ...(last && { after: { position: last.position, no: last.no } }),
    })
  const relatedTo = async (cloud: Cloud, asset: Asset) => numbersOf(await list(cloud, asset))
  const counts = (cloud: Cloud, assets: readonly Asset[]) =>
    countRelated(subject.store.read.relations, cloud.id, numbersOf(assets))

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
    const among = await relatedAmong(subject.store.read.relations, cloud.id, star(b.no, [a.no, c.no], RELATED_KIND))
    expect(among).toEqual(new Set([a.no]))
  })

  test('lists the card of each asset, and since when it is related', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = (await subject.newAssets(cloud, 2, () => ({ tags: ['x'], width: null }))) as [Asset, Asset]
    const before = Date.now()
    await relate(cloud, a, [b])
    const [row] = await list(cloud, a)
    const { tags, context, metadata, versionId, etag, blob, originalFilename, uploadedAt, updatedAt, ...more } = b
    const { phash, color, uploadedBy, origin, accessMode, accessControl, moderation, coordinates, ...card } = more
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
    expect(await relatedAmong(relations, cloud.id, star(a.no, everyone, RELATED_KIND))).toEqual(new Set([b.no]))
    expect(await relatedAmong(relations, cloud.id, star(b.no, everyone, RELATED_KIND))).toEqual(new Set([a.no]))
    expect(await relatedAmong(relations, cloud.id, star(c.no, everyone, RELATED_KIND))).toEqual(new Set())
    expect(await relatedAmong(relations, cloud.id, star(a.no, everyone, RELATED_KIND + 1))).toEqual(new Set())
    expect(await relatedAmong(relations, cloud.id, star(a.no, [], RELATED_KIND))).toEqual(new Set())
  })

  test.each([
    ['symmetric', RELATED_KIND + 2, (kind: number) => 2 * kind],
    ['directed', RELATED_KIND + 1, (kind: number) => 2 * kind + 1],
  ])('keeps the kinds apart, a %s one', async (_, kind, labelOfObject) => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    const under = async ({ no }: Asset, label: number) =>
      numbersOf(await subject.store.read.relations.list(cloud.id, no, label, { limit: 9 }))
    await relate(cloud, b, [a])
    expect(await relate(cloud, b, [a, c], kind)).toEqual(new Set([a.no, c.no]))
    expect(await relatedTo(cloud, b)).toEqual([a.no])
    expect(await under(b, 2 * kind)).toEqual([a.no, c.no])
    expect(await under(a, labelOfObject(kind))).toEqual([b.no])
    expect(await counts(cloud, [a, b])).toEqual([1, 1])
    expect(await subject.store.read.relations.counts(cloud.id, [b.no, c.no])).toEqual(
      new Map([
        [
          b.no,
          new Map([
            [RELATED_LABEL, 1],
            [2 * kind, 2],
          ]),
        ],
        [c.no, new Map([[labelOfObject(kind), 1]])],
      ]),
    )
    expect(await unrelate(cloud, b, [a])).toEqual(new Set([a.no]))
    expect(await under(a, labelOfObject(kind))).toEqual([b.no])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('relates by a directed kind one way, or the other, or both', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = (await subject.newAssets(cloud, 2)) as [Asset, Asset]
    expect(await relate(cloud, b, [a], 1)).toEqual(new Set([a.no]))
    expect(await relate(cloud, a, [b], 1)).toEqual(new Set([b.no]))
    expect(await relate(cloud, a, [b], 1)).toEqual(new Set())
    expect(await subject.store.read.relations.counts(cloud.id, [a.no])).toEqual(
      new Map([
        [
          a.no,
          new Map([
            [2, 1],
            [3, 1],
          ]),
        ],
      ]),
    )
    expect(await unrelate(cloud, a, [b], 1)).toEqual(new Set([b.no]))
    expect(
      await subject.store.read.relations.find(cloud.id, [
        { from: b.no, to: a.no, kind: 1 },
        { from: a.no, to: b.no, kind: 1 },
      ]),
    ).toMatchObject([{ from: b.no, to: a.no, kind: 1 }, undefined])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('keeps what is said of a relation, seen from either side, and tells it when it is removed', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    const details = {
      note: 'é "x"',
      metadata: { n: [1, { deep: true }] },
      startMs: 12_400,
      endMs: 13_000,
      rule: 'stems',
    }
    const [own, other] = [
      { fromVersion: 'v-b', toVersion: 'v-a' },
      { fromVersion: 'v-a', toVersion: 'v-b' },
    ]
    const added = await subject.store.write((tx) =>
      tx.relations.add(cloud.id, [
        { from: b.no, to: a.no, kind: 0, ...details, ...own },
        { from: b.no, to: c.no, kind: 1 },
      ]),
    )
    expect(added).toEqual([
      { from: b.no, to: a.no, kind: 0 },
      { from: b.no, to: c.no, kind: 1 },
    ])
    const { relations } = subject.store.read
    const [seen] = await relations.find(cloud.id, [{ from: a.no, to: b.no, kind: 0 }])
    expect(seen).toMatchObject({ from: a.no, to: b.no, ...details, ...other })
    expect((await relations.find(cloud.id, [{ from: b.no, to: a.no, kind: 0 }]))[0]).toMatchObject({
      from: b.no,
      ...own,
    })
    const rows = await relations.page(cloud.id, b.no, { limit: 10 })
    expect(rows).toMatchObject([
      {
        no: a.no,
        label: 0,
        ...details,
        ownVersion: 'v-b',
        otherVersion: 'v-a',
        versionId: a.versionId,
        createdAt: a.createdAt,
      },
      { no: c.no, label: 2, note: null, metadata: null, startMs: null, ownVersion: null, rule: null },
    ])
    expect(await relations.page(cloud.id, a.no, { limit: 10 })).toMatchObject([
      { no: b.no, ownVersion: 'v-a', otherVersion: 'v-b' },
    ])
    expect(await relations.page(cloud.id, c.no, { labels: [3], limit: 10 })).toMatchObject([{ no: b.no, label: 3 }])
    expect(await relations.page(cloud.id, c.no, { labels: [2, 0], limit: 10 })).toEqual([])
    expect(
      await relations.page(cloud.id, b.no, { after: { label: 0, position: rows[0]!.position, no: a.no }, limit: 10 }),
    ).toEqual([rows[1]])
    const removed = await subject.store.write((tx) =>
      tx.relations.remove(cloud.id, [{ from: a.no, to: b.no, kind: 0 }]),
    )
    expect(removed).toEqual([seen])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('puts back what was removed where it stood', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c, d] = (await subject.newAssets(cloud, 4)) as [Asset, Asset, Asset, Asset]
    await relate(cloud, a, [b, c, d])
    await relate(cloud, c, [d])
    const before = [await list(cloud, a), await list(cloud, c)]
    const removed = await subject.store.write((tx) => tx.relations.remove(cloud.id, star(c.no, [a.no], RELATED_KIND)))
    await subject.store.write((tx) => tx.relations.add(cloud.id, removed))
    expect([await list(cloud, a), await list(cloud, c)]).toEqual(before)
  })

  test('changes what is said, and where either side has it, of a symmetric kind and of a directed one', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    for (const kind of [RELATED_KIND, 1]) {
      await relate(cloud, b, [a, c], kind)
      await subject.store.write(async (tx) => {
        const found = await tx.relations.claim(cloud.id, [
          { from: b.no, to: c.no, kind },
          { from: 7_777, to: 1, kind },
        ])
        expect(found[1]).toBeUndefined()
        await tx.relations.edit(cloud.id, [
          { before: found[0]!, after: { ...found[0]!, note: 'first', fromVersion: 'v', fromPosition: '0' } },
        ])
        await tx.relations.edit(cloud.id, [])
      })
      const rows = await subject.store.read.relations.page(cloud.id, b.no, { labels: [2 * kind], limit: 9 })
      expect(rows).toMatchObject([
        { no: c.no, note: 'first', ownVersion: 'v', position: '0' },
        { no: a.no, note: null },
      ])
      expect(await findDamage(subject.engine, cloud)).toEqual([])
    }
  })

  test('finds what stands next to an entry of a list, or at either end of it', async () => {
    const cloud = await subject.newCloud()
    const [hub, ...others] = await subject.newAssets(cloud, 6)
    await relate(cloud, hub!, others)
    const { relations } = subject.store.read
    const rows = (await list(cloud, hub!)).map(({ position, no }) => ({ position, no }))
    const near = (side: 'before' | 'after', of?: (typeof rows)[number]) =>
      relations.neighbours(cloud.id, hub!.no, RELATED_LABEL, { side, limit: 2, ...(of && { of }) })
    expect(await near('before', rows[3])).toEqual([rows[2], rows[1]])
    expect(await near('after', rows[3])).toEqual([rows[4]])
    expect(await near('before')).toEqual([rows[4], rows[3]])
    expect(await near('after')).toEqual([rows[0], rows[1]])
  })

  test('counts in the order asked for, with nothing for who has none', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    await relate(cloud, a, [b])
    expect(await counts(cloud, [c, a, c, b, a])).toEqual([0, 1, 0, 1, 1])
    expect(await counts(cloud, [])).toEqual([])
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
    await subject.store.write((tx) => tx.relations.add(cloud.id, star(others[2]!.no, [hub!.no], RELATED_KIND + 3)))
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
