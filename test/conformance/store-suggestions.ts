import { expect, test } from 'vitest'
import type { Asset } from '../../src/core/asset.ts'
import { hashInTerm, lookRanges } from '../../src/core/looks.ts'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND } from '../../src/core/relation-kind.ts'
import { tagTerm } from '../../src/core/terms.ts'
import { callerOf, numbersOf, type Subject } from './subject.ts'

type Trio = [Asset, Asset, Asset]

const ascending = (a: number, b: number): number => a - b

/** What may belong together. */
export function describeSuggestions(subject: Subject): void {
  const read = () => subject.store.read.suggestions

  test('finds what has a term, term by term, up to a limit', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const assets = await subject.newAssets(cloud, 9, (i) => ({ tags: ['all', `tag ${i}`] }))
    await subject.newAssets(other, 1, () => ({ tags: ['all'] }))
    const terms = ['tag 3', 'none', 'all', 'tag 3'].map(tagTerm)
    const [three, none, all, again] = await read().withTerms(cloud.id, terms, 20)
    expect([three, none, again]).toEqual([[assets[3]!.no], [], [assets[3]!.no]])
    expect(all!.toSorted(ascending)).toEqual(numbersOf(assets))
    expect((await read().withTerms(cloud.id, terms, 4)).map((found) => found.length)).toEqual([1, 0, 4, 1])
    const many = Array.from({ length: 230 }, (_, i) => tagTerm(`tag ${i}`))
    expect(await read().withTerms(cloud.id, many, 2)).toEqual(many.map((_, i) => (assets[i] ? [assets[i].no] : [])))
    expect(await read().withTerms(cloud.id, [], 2)).toEqual([])
  })

  test('finds pictures whose hashes differ in few bits, and no more than asked for', async () => {
    const cloud = await subject.newCloud()
    const hashes = ['b34dcc32596931ce', 'b34dcc32596931cf', '4cb233cda696ce31', 'b34dcc32596931ce', 'b3000032596931ce']
    const assets = await subject.newAssets(cloud, hashes.length, (i) => ({ phash: hashes[i]! }))
    const entries = await read().inRanges(cloud.id, lookRanges(hashes[0]!), 10)
    const found = new Map(entries.map(({ term, no }) => [no, hashInTerm(term)]))
    expect([...found].sort(([a], [b]) => a - b)).toEqual([0, 1, 3, 4].map((i) => [assets[i]!.no, hashes[i]]))
    expect(await read().inRanges(cloud.id, [], 10)).toEqual([])
    await subject.newAssets(cloud, 60, () => ({ phash: hashes[0]! }))
    await subject.newAssets(cloud, 60, (i) => ({ phash: `b34dcc3259${(0x100000 + i).toString(16)}` }))
    const ranges = lookRanges(hashes[0]!).slice(0, 1)
    expect(await read().inRanges(cloud.id, ranges, 7)).toHaveLength(7)
  })

  test('knows whom an asset shares what it is related to with, but for what is related to many', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c, d, hub, ...others] = (await subject.newAssets(cloud, 40)) as [...Trio, ...Trio]
    await subject.store.write(async (tx) => {
      for (const [from, to] of [
        [a, [b, hub]],
        [c, [b]],
        [d, [a, b]],
        [hub, others],
      ] as const) {
        await tx.relations.add(cloud.id, star(from!.no, numbersOf(to as Asset[]), RELATED_KIND))
      }
    })
    const query = { maxNeighbours: 50, maxRelations: 20 }
    const shared = await read().sharedNeighbours(cloud.id, a!.no, query)
    expect(shared.toSorted((x, y) => x.no - y.no || x.by - y.by)).toEqual([
      { no: b!.no, by: d!.no, relations: 2 },
      { no: c!.no, by: b!.no, relations: 3 },
      { no: d!.no, by: b!.no, relations: 3 },
    ])
    expect(await read().sharedNeighbours(cloud.id, others[0]!.no, query)).toEqual([])
    expect(await read().sharedNeighbours(cloud.id, a!.no, { ...query, maxNeighbours: 1 })).toHaveLength(2)
  })

  test('a pair is settled once it is related, or dismissed, from either side', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const [a, b, c, d] = numbersOf(await subject.newAssets(cloud, 4)) as [number, number, number, number]
    await subject.store.write((tx) => tx.relations.add(cloud.id, star(b, [a], RELATED_KIND)))
    const dismiss = (...pairs: [number, number][]) =>
      subject.store.write((tx) => tx.suggestions.dismiss(cloud.id, pairs))
    expect(await dismiss([c, a], [a, c], [c, d])).toEqual([
      [a, c],
      [c, d],
    ])
    expect(await dismiss([a, c], [d, a])).toEqual([[a, d]])
    expect(await dismiss()).toEqual([])
    const settled = (no: number) => read().settled(cloud.id, no, [a, b, c, d])
    expect([await settled(a), await settled(b)]).toEqual([new Set([b, c, d]), new Set([a])])
    expect([await settled(c), await settled(d)]).toEqual([new Set([a, d]), new Set([a, c])])
    expect(await read().settled(other.id, a, [b, c, d])).toEqual(new Set())
    await subject.store.write((tx) => tx.suggestions.forget(cloud.id, [a]))
    expect([await settled(a), await settled(d)]).toEqual([new Set([b]), new Set([c])])
  })

  test('gives assets by their numbers', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const [a, b, c] = (await subject.newAssets(cloud, 3)) as Trio
    const found = await read().assets(cloud.id, [c.no, a.no, 999_999_999])
    expect(found.toSorted((x, y) => x.no - y.no)).toEqual([a, c])
    expect([await read().assets(cloud.id, []), await read().assets(other.id, [b.no])]).toEqual([[], []])
  })

  test('rules look at uploads from where they began to, and go on from where they got', async () => {
    const cloud = await subject.newCloud()
    const position = async () =>
      (await subject.store.read.ruleProgress.followed()).find(({ cloudId }) => cloudId === cloud.id)?.position
    const log = () => subject.store.write((tx) => tx.changes.add(callerOf(cloud), { type: 'create_folder', path: 'a' }))
    expect(await position()).toBeUndefined()
    await log()
    await subject.store.write((tx) => tx.ruleProgress.follow(cloud.id))
    const start = (await position())!
    await log()
    await subject.store.write((tx) => tx.ruleProgress.follow(cloud.id))
    expect(await position()).toBe(start)
    const [change, ...more] = await subject.store.read.changes.list(cloud.id, { after: start, limit: 9 })
    expect(more).toEqual([])
    await subject.store.write((tx) => tx.ruleProgress.advance(cloud.id, change!.position))
    expect(await position()).toBe(change!.position)
    await subject.store.write((tx) => tx.ruleProgress.unfollow(cloud.id))
    expect(await position()).toBeUndefined()
  })

  test('a file keeps what it tells of its origin', async () => {
    const cloud = await subject.newCloud()
    const origins = [
      { documentId: 'xmp.did:1', instanceId: 'i', originalDocumentId: 'o', derivedFrom: ['a', 'b'], capturedAt: 5 },
      null,
    ]
    const assets = await subject.newAssets(cloud, 2, (i) => ({ origin: origins[i]! }))
    const found = await subject.store.read.assets.find(cloud.id, assets)
    expect(found.map((asset) => asset?.origin)).toEqual(origins)
    expect(await read().withTerms(cloud.id, ['document=xmp.did:1', 'source=a'], 5)).toEqual([
      [assets[0]!.no],
      [assets[0]!.no],
    ])
  })
}
