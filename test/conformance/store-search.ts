import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Asset, DELIVERY_TYPES, RESOURCE_TYPES } from '../../src/core/asset.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import type { SearchQuery, SearchReader } from '../../src/core/ports/search.ts'
import type { NewRelation } from '../../src/core/relation.ts'
import { isDirected, Kinds } from '../../src/core/relation-kind.ts'
import { conditionOf, EVERYTHING } from '../../src/core/search/condition.ts'
import { ASSET_FIELDS } from '../../src/core/search/fields.ts'
import type { SearchNames } from '../../src/core/search/named.ts'
import { parseSearch } from '../../src/core/search/parse.ts'
import { printSearch } from '../../src/core/search/print.ts'
import { NEWEST_FIRST, SORT_FIELDS, type SortKey, sortValue } from '../../src/core/search/sort.ts'
import { SHAPES_PER_DOUBLE, SQUARE } from '../../src/core/shape.ts'
import { SearchQueries } from '../../src/store/search.ts'
import { NAMED_ASSETS, searchTrees } from '../support/search-trees.ts'
import { matches, type RelatedBy } from './search-model.ts'
import { numbersOf, type Subject } from './subject.ts'

const NOW = Date.UTC(2026, 10, 24, 15)
const ASSETS = 60

const pick = <Item>(items: readonly Item[], i: number): Item => items[i % items.length]!

/** Values of every kind, in mixtures that repeat late. */
const variedAsset = (i: number): Partial<Asset> => ({
  resourceType: pick(RESOURCE_TYPES, i),
  type: pick(DELIVERY_TYPES, i >> 1),
  publicId: `${pick(['a/b', 'red', 'Trip/Ré d', 'x-y'], i)}/${pick(['Red shirt', 'blue', 'ré', '5'], i >> 2)} ${i}`,
  displayName: pick(['', 'Red', 'Blue Shirt', 'x"y\\z*', '😀'], i),
  assetFolder: pick(['', 'a', 'a/b', 'A/B', 'a/bc', 'red'], i),
  format: pick([null, 'jpg', 'png', 'red'], i),
  tags: pick([[], ['red'], ['Red', 'blue shirt'], ['ré', '!!', 'a/b'], ['😀', 'AND']], i),
  context: pick<Record<string, string>>(
    [{}, { alt: 'Ré d shirt' }, { alt: '!!', 'a key=': 'x~y' }, { 'a key=': 'red' }],
    i,
  ),
  metadata: pick<Asset['metadata']>(
    [
      {},
      { color: 'red', price: 5 },
      { color: ['blue', 'red'], price: -3 },
      { price: 1.5 },
      { color: '2026-11-24', price: 800 },
    ],
    i,
  ),
  bytes: pick([0, 1, 5, 600, 5_000_000_000], i),
  width: pick([null, 600, 800, 1600], i),
  height: pick([null, 0, 600, 900], i >> 1),
  durationMicros: pick([null, 0, 1_500_000, 600_000_000], i),
  pages: pick([null, 1, 5], i),
  accessMode: pick(['public', 'authenticated'] as const, i >> 2),
  moderation: pick(
    [
      null,
      { kind: 'manual', status: 'pending', updatedAt: 1 },
      { kind: 'manual', status: 'approved', updatedAt: 1 },
    ] as const,
    i,
  ),
  createdAt: NOW - pick([0, 1, 3_600_000, 86_400_000, 400 * 86_400_000], i) - (i % 3),
  uploadedAt: Date.UTC(2026, 10, 24, 14, 0, 30, i % 2 === 0 ? 0 : 999) - pick([0, 1000, 60_000], i),
  updatedAt: pick([NOW, NOW - 7 * 86_400_000], i),
})

/** Relates assets by a few kinds, the first two with many, the third with none; one relation is gone with its asset. */
async function relateSome(subject: Subject, cloud: Cloud, assets: readonly Asset[], kinds: Kinds): Promise<RelatedBy> {
  const kindNos = ['related', 'poster_of', 'licensed_by', 'alternate_of'].map((name) => kinds.named(name).kind.no)
  const [gone] = await subject.newAssets(cloud, 1)
  const others = assets.slice(NAMED_ASSETS.length)
  const relations: NewRelation[] = others.flatMap(({ no }, i) => [
    ...(i % 2 === 0 ? [{ from: assets[0]!.no, to: no, kind: pick(kindNos, i >> 1) }] : []),
    ...(i % 5 === 0 ? [{ from: no, to: assets[1]!.no, kind: pick(kindNos, i) }] : []),
    ...(i % 7 === 0 ? [{ from: no, to: assets[0]!.no, kind: kindNos[1]! }] : []),
    ...(i % 3 === 0 && i > 3 ? [{ from: no, to: others[i - 1]!.no, kind: pick(kindNos, i) }] : []),
    ...(i % 4 === 0 ? [{ from: no, to: gone!.no, kind: kindNos[2]! }] : []),
  ])
  await subject.store.write(async (tx) => {
    await tx.relations.add(cloud.id, relations)
    await tx.trash.add(cloud.id, [{ ...gone!, deletedAt: NOW, isBackedUp: true }])
    await tx.parkedRelations.park(cloud.id, [gone!.no])
    await tx.assets.remove(cloud.id, [gone!])
  })
  const publicIds = new Map(assets.map(({ no, publicId }) => [no, publicId]))
  const nameOf = (kind: number, isSubject: boolean) => {
    const { name, inverse } = kinds.byNo(kind)!
    return isSubject || !isDirected(kind) ? name : inverse
  }
  return ({ no }) =>
    relations
      .filter(({ from, to }) => (from === no || to === no) && publicIds.has(from) && publicIds.has(to))
      .map(({ from, to, kind }) => ({
        to: publicIds.get(from === no ? to : from)!,
        name: nameOf(kind, from === no),
      }))
}

/** Searches: whatever way they take, they find what looking at each asset finds. */
export function describeSearch(subject: Subject): void {
  describe('search', () => {
    let cloud: Cloud
    let assets: Asset[]
    let names: SearchNames
    let related: RelatedBy
    beforeAll(async () => {
      cloud = await subject.newCloud()
      assets = await subject.newAssets(cloud, ASSETS, (i) => ({
        ...variedAsset(i),
        ...(i < NAMED_ASSETS.length && { publicId: NAMED_ASSETS[i]! }),
      }))
      names = {
        assets: new Map(NAMED_ASSETS.map((publicId, i) => [publicId, [assets[i]!.no]])),
        kinds: new Kinds([]),
      }
      related = await relateSome(subject, cloud, assets, names.kinds)
    })

    const where = (text: string) => {
      const tree = parseSearch(text, ASSET_FIELDS)
      return tree ? conditionOf(tree, NOW, names) : EVERYTHING
    }

    /** Numbers of all that is found, over pages of so many. */
    async function found(
      query: Omit<SearchQuery, 'after'>,
      of = cloud,
      { search }: { search: SearchReader } = subject.store.read,
    ): Promise<Asset[]> {
      const all: Asset[] = []
      for (let after: SearchQuery['after']; ; ) {
        const { assets, end } = await search.page(of.id, { ...query, ...(after && { after }) })
        all.push(...assets)
        if (!end) return all
        after = end
      }
    }

    const sorted = (list: readonly Asset[], sort: readonly SortKey[]): Asset[] =>
      list.toSorted((a, b) => {
        for (const { column, direction } of sort) {
          const [x, y] = [a, b].map((asset) => {
            const value = column === 'relations' ? related(asset).length : sortValue(asset, column)
            return typeof value === 'string' ? Buffer.from(value) : value
          })
          const order = typeof x === 'number' ? x - (y as number) : Buffer.compare(x as Buffer, y as Buffer)
          if (order !== 0) return direction === 'asc' ? order : -order
        }
        return sort.at(-1)!.direction === 'asc' ? a.no - b.no : b.no - a.no
      })

    // Where a few are many, as 60 are then, a search takes the ways that it takes through a large library.
    test.each([60, 3])(
      'any expression finds and counts what looking at each asset finds; more than %i are many',
      async (many) => {
        const search = new SearchQueries(subject.engine.slowReader, many)
        await fc.assert(
          fc.asyncProperty(searchTrees(), async (tree) => {
            const expected = sorted(
              assets.filter((asset) => matches(tree, asset, NOW, related)),
              NEWEST_FIRST,
            )
            const where = conditionOf(tree, NOW, names)
            const page = await found({ where, sort: NEWEST_FIRST, limit: 500 }, cloud, { search })
            expect([printSearch(tree), numbersOf(page)]).toEqual([printSearch(tree), numbersOf(expected)])
            expect([printSearch(tree), await search.count(cloud.id, where)]).toEqual([
              printSearch(tree),
              expected.length,
            ])
          }),
          { numRuns: 200 },
        )
      },
    )

    test('any order is kept over pages of any size, with assets that have no value first', async () => {
      const keys = fc.record({
        column: fc.constantFrom(...Object.values(SORT_FIELDS)),
        direction: fc.constantFrom('asc' as const, 'desc' as const),
      })
      const sorts = fc.array(keys, { minLength: 1, maxLength: 3 })
      await fc.assert(
        fc.asyncProperty(
          sorts,
          fc.constantFrom(1, 7, 60),
          fc.constantFrom('', 'bytes>0', '-tags:red'),
          async (sort, limit, text) => {
            const condition = where(text)
            const expected = sorted(await found({ where: condition, sort: NEWEST_FIRST, limit: 500 }), sort)
            expect(numbersOf(await found({ where: condition, sort, limit }))).toEqual(numbersOf(expected))
          },
        ),
        { numRuns: 40 },
      )
    })

    test('a layout has the shapes and colours of what the pages have, and where each page ends', async () => {
      const shapeOf = ({ width, height }: Asset) =>
        width && height ? Math.round(SQUARE + SHAPES_PER_DOUBLE * Math.log2(width / height)) : 0
      for (const text of ['', 'tags:red', 'bytes>0 -tags:red', 'nothing']) {
        for (const column of ['createdAt', 'displayName', 'bytes', 'updatedAt', 'relations'] as const) {
          const query = { where: where(text), sort: [{ column, direction: 'asc' }] as const }
          const all = await found({ ...query, limit: 500 })
          const layout = await subject.store.read.search.layout(cloud.id, { ...query, limit: 50, step: 7 })
          const shapes = layout.flatMap(({ ratios }) => [...ratios])
          expect([text, column, shapes]).toEqual([text, column, all.slice(0, 50).map(shapeOf)])
          const colors = layout.map((page) => page.colors).join('')
          expect(colors).toBe(
            all
              .slice(0, 50)
              .map(({ color }) => color ?? 'AA')
              .join(''),
          )
          for (const [i, { end }] of layout.entries()) {
            if (!end) continue
            const page = await subject.store.read.search.page(cloud.id, { ...query, after: end, limit: 500 })
            expect(numbersOf(page.assets)).toEqual(numbersOf(all.slice(7 * (i + 1))))
          }
          expect(layout.filter(({ end }) => !end).length).toBeLessThanOrEqual(1)
        }
      }
    })

    test('a shape goes no further than a byte', async () => {
      const of = await subject.newCloud()
      const sizes = [
        [1, 1],
        [100_000, 1],
        [1, 100_000],
        [2, 1],
        [0, 5],
        [5, null],
      ] as const
      await subject.newAssets(of, sizes.length, (i) => ({ width: sizes[i]![0], height: sizes[i]![1] }))
      const sort = [{ column: 'createdAt', direction: 'asc' }] as const
      const [page] = await subject.store.read.search.layout(of.id, { where: EVERYTHING, sort, limit: 9, step: 9 })
      expect([...page!.ratios]).toEqual([128, 255, 1, 160, 0, 0])
    })

    test.each([
      ['red', 'RÉD', 'réd'],
      ['tags:SHIRT', 'tags:shirt', 'tags:shir*'],
      ['tags="blue shirt"', 'tags=blue*'],
      ['folder:A/b', 'asset_folder:"a/B"'],
    ])('%s finds the same as other ways to say it, and something', async (first, ...others) => {
      const expected = numbersOf(await found({ where: where(first), sort: NEWEST_FIRST, limit: 500 }))
      expect(expected.length).toBeGreaterThan(0)
      for (const other of others)
        expect([other, numbersOf(await found({ where: where(other), sort: NEWEST_FIRST, limit: 500 }))]).toEqual([
          other,
          expected,
        ])
    })

    test('a folder with /* is the folder and all below it', async () => {
      const folders = async (text: string) =>
        new Set(
          (await found({ where: where(text), sort: NEWEST_FIRST, limit: 500 })).map(({ assetFolder }) => assetFolder),
        )
      expect(await folders('folder=a')).toEqual(new Set(['a']))
      expect(await folders('folder=a/*')).toEqual(new Set(['a', 'a/b', 'a/bc']))
      expect(await folders('folder:a/*')).toEqual(new Set(['a', 'a/b', 'A/B', 'a/bc']))
      expect(await folders('folder=a/b*')).toEqual(new Set(['a/b', 'a/bc']))
      expect(await folders('folder=""')).toEqual(new Set(['']))
    })

    test('values are counted, exactly and within ranges', async () => {
      const { search } = subject.store.read
      const condition = where('bytes>0')
      const matching = assets.filter(({ bytes }) => bytes > 0)
      const counts = { jpg: 0, png: 0, red: 0 } as Record<string, number>
      for (const { format } of matching) if (format) counts[format]!++
      expect(await search.tally(cloud.id, condition, 'format')).toEqual(counts)
      const ranges = [
        { key: 'small', to: 5 },
        { key: 'medium', from: 6, to: 600 },
        { key: 'large', from: 601 },
      ]
      expect(await search.tallyRanges(cloud.id, condition, 'bytes', ranges)).toEqual({
        small: matching.filter(({ bytes }) => bytes <= 5).length,
        medium: matching.filter(({ bytes }) => bytes === 600).length,
        large: matching.filter(({ bytes }) => bytes > 600).length,
      })
      expect(await search.tallyRanges(cloud.id, EVERYTHING, 'pixels', [{ key: 'any' }])).toEqual({
        any: assets.filter(({ width, height }) => width !== null && height !== null).length,
      })
    })

    test('what was written is found at once, under its new words alone, and gone with its asset', async () => {
      const other = await subject.newCloud()
      const [before] = await subject.newAssets(other, 1, () => ({ tags: ['fresh'] }))
      const find = async (text: string) =>
        numbersOf(await found({ where: where(text), sort: NEWEST_FIRST, limit: 5 }, other))
      expect(await find('fresh')).toEqual([before!.no])
      const after = { ...before!, tags: ['newer'], publicId: 'renamed' }
      await subject.store.write(async (tx) => {
        await tx.assets.replace(other.id, before!, after)
        const page = await tx.search.page(other.id, { where: where('newer'), sort: NEWEST_FIRST, limit: 5 })
        expect(numbersOf(page.assets)).toEqual([before!.no])
      })
      expect([await find('fresh'), await find('newer'), await find('filename:renamed')]).toEqual([
        [],
        [before!.no],
        [before!.no],
      ])
      await subject.store.write((tx) => tx.assets.remove(other.id, [after]))
      expect([await find('newer'), await find('')]).toEqual([[], []])
    })

    test('the longest expressions that are let through are answered', async () => {
      const word = (i: number) => `w${i}`
      const words = Array.from({ length: 200 }, (_, i) => word(i))
      const nested = words.slice(0, 14).reduceRight((inner, text) => `${text} OR (NOT red AND ${inner})`, 'bytes>0')
      for (const text of [words.join(' '), words.join(' OR '), words.map((one) => `-${one}*`).join(' '), nested]) {
        const expected = assets.filter((asset) => matches(parseSearch(text, ASSET_FIELDS)!, asset, NOW))
        expect(await subject.store.read.search.count(cloud.id, where(text))).toBe(expected.length)
        const page = await found({ where: where(text), sort: NEWEST_FIRST, limit: 500 })
        expect(page).toHaveLength(expected.length)
      }
    })

    test('relations are found by the other asset, by the name of their kind and by how many there are', async () => {
      const expected: Record<string, number> = {}
      for (const text of [
        ...['related_to:hub', 'related_to:"pair/one" -related_to:hub', 'relation.kind:poster_of', 'relations=0'],
        ...['relation.kind:has_poster', 'relations>=3', 'relations.has_poster>=2', 'image -relation.kind:related'],
      ]) {
        const tree = parseSearch(text, ASSET_FIELDS)!
        expected[text] = assets.filter((asset) => matches(tree, asset, NOW, related)).length
        expect([text, await subject.store.read.search.count(cloud.id, where(text))]).toEqual([text, expected[text]])
      }
      expect(Object.entries(expected).filter(([text, n]) => n === 0 && !text.startsWith('image'))).toEqual([])
    })

    test('finds nothing of another cloud', async () => {
      const other = await subject.newCloud()
      for (const text of [
        '',
        'red',
        'tags=red',
        'NOT tags=red',
        'bytes>0',
        'public_id:a/*',
        'related_to:hub',
        'relations=0',
      ])
        expect(await found({ where: where(text), sort: NEWEST_FIRST, limit: 5 }, other)).toEqual([])
    })

    test('values that are longer than an entry of the index are told apart', async () => {
      const other = await subject.newCloud()
      const long = 'x'.repeat(250)
      const [one, two] = await subject.newAssets(other, 2, (i) => ({
        tags: [`${long}${i}`],
        context: { alt: long + i },
      }))
      for (const text of [`tags=${long}0`, `tags:${long}0`, `context.alt=${long}0`, `${long}0`])
        expect(numbersOf(await found({ where: where(text), sort: NEWEST_FIRST, limit: 5 }, other))).toEqual([one!.no])
      const both = await found({ where: where(`tags:${'x'.repeat(80)}*`), sort: NEWEST_FIRST, limit: 5 }, other)
      expect(new Set(numbersOf(both))).toEqual(new Set(numbersOf([one!, two!])))
    })
  })
}
