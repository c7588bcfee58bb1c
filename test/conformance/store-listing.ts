import { expect, test } from 'vitest'
import { type Asset, DELIVERY_TYPES, RESOURCE_TYPES } from '../../src/core/asset.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import type { AssetQuery, TermQuery } from '../../src/core/ports/assets.ts'
import { tagTerm } from '../../src/core/terms.ts'
import { numbersOf, type Subject } from './subject.ts'

const ALL = { resourceTypes: RESOURCE_TYPES, types: DELIVERY_TYPES, direction: 'desc' } as const
const IMAGES = { resourceTypes: ['image'], types: ['upload'], direction: 'desc' } as const
const START = 1_700_000_000_000

/** In the order of their bytes, which is neither that of UTF-16 nor that of any language. */
const BY_BYTES = [
  'A',
  'B',
  'Z',
  '_',
  'a',
  'a b',
  'a!',
  "a'",
  'a-',
  'a/b',
  'a0',
  'aA',
  'a_b',
  'aa',
  'z',
  'É',
  'é',
  'ﬀ',
  '😀',
]

/** The library, page by page. */
export function describeListing(subject: Subject): void {
  /** All pages of a listing, of so many assets each. */
  async function pagesOf(cloud: Cloud, query: Omit<AssetQuery, 'limit' | 'after'>, limit: number): Promise<Asset[][]> {
    const pages: Asset[][] = []
    for (let after: AssetQuery['after']; ; ) {
      const page = await subject.store.read.assets.list(cloud.id, { ...query, limit, ...(after && { after }) })
      pages.push(page.assets)
      if (!page.end) return pages
      after = page.end
    }
  }

  /** Assets of all nine types, several in each millisecond, shuffled. */
  function variedAssets(cloud: Cloud): Promise<Asset[]> {
    return subject.newAssets(cloud, 40, (i) => ({
      resourceType: RESOURCE_TYPES[i % 3]!,
      type: DELIVERY_TYPES[Math.floor(i / 3) % 3]!,
      publicId: `set-${i % 2}/same-${Math.floor(i / 9)}`,
      createdAt: START + ((i * 7) % 11),
      tags: i % 2 === 0 ? ['even', 'EVEN%'] : ['odd'],
    }))
  }

  const oldestFirst = (a: Asset, b: Asset) => a.createdAt - b.createdAt || a.no - b.no

  test.each([1, 2, 7, 40, 100])('lists by time, either way, %i a page, with ties in a fixed order', async (limit) => {
    const cloud = await subject.newCloud()
    const expected = (await variedAssets(cloud)).sort(oldestFirst)
    const asc = await pagesOf(cloud, { ...ALL, direction: 'asc' }, limit)
    const desc = await pagesOf(cloud, ALL, limit)
    expect(asc.flat()).toEqual(expected)
    expect(desc.flat()).toEqual(expected.toReversed())
    // Nobody is sent to an empty page.
    expect([asc.length, desc.length]).toEqual([Math.ceil(40 / limit), Math.ceil(40 / limit)])
  })

  test.each([1, 3, 40])('lists by tag, either way, %i a page', async (limit) => {
    const cloud = await subject.newCloud()
    const assets = (await variedAssets(cloud)).sort(oldestFirst)
    const even = assets.filter(({ tags }) => tags.includes('even'))
    expect((await pagesOf(cloud, { ...ALL, term: tagTerm('even') }, limit)).flat()).toEqual(even.toReversed())
    expect((await pagesOf(cloud, { ...ALL, term: tagTerm('even'), direction: 'asc' }, limit)).flat()).toEqual(even)
    const images = even.filter(({ resourceType, type }) => resourceType === 'image' && type === 'upload')
    expect((await pagesOf(cloud, { ...IMAGES, term: tagTerm('EVEN%') }, limit)).flat()).toEqual(images.toReversed())
    for (const tag of ['EVEN', '%', 'even ', 'EVEN_'])
      expect(await pagesOf(cloud, { ...ALL, term: tagTerm(tag) }, limit)).toEqual([[]])
  })

  test.each([1, 3, 40])('lists what was created at a time or later, either way, %i a page', async (limit) => {
    const cloud = await subject.newCloud()
    const assets = (await variedAssets(cloud)).sort(oldestFirst)
    for (const since of [START, START + 5, START + 10, START + 11]) {
      const expected = assets.filter(({ createdAt }) => createdAt >= since)
      expect((await pagesOf(cloud, { ...ALL, since }, limit)).flat()).toEqual(expected.toReversed())
      const even = expected.filter(({ tags }) => tags.includes('even'))
      const query = { ...ALL, since, direction: 'asc', term: tagTerm('even') } as const
      expect((await pagesOf(cloud, query, limit)).flat()).toEqual(even)
    }
  })

  test('lists the terms that assets of a resource type have, each once', async () => {
    const cloud = await subject.newCloud()
    const tags = ['b', 'a', 'é', 'ab', 'A', 'a b', '😀', 'a\u{10FFFF}', 'x'.repeat(250)]
    await subject.newAssets(cloud, 60, (i) => ({
      tags: [tags[i % tags.length]!, 'a'],
      type: DELIVERY_TYPES[i % 3]!,
      context: { tag: 'a' },
    }))
    await subject.newAssets(cloud, 2, () => ({ resourceType: 'raw', tags: ['aa', 'of raw'] }))
    await subject.newAssets(await subject.newCloud(), 1, () => ({ tags: ['foreign'] }))
    const terms = (query: Partial<TermQuery>) =>
      subject.store.read.assets.terms(cloud.id, { prefix: 'tag=', resourceType: 'image', limit: 99, ...query })
    const expected = ['A', 'a', 'a b', 'ab', 'a\u{10FFFF}', 'b', 'x'.repeat(250), 'é', '😀'].map(tagTerm)
    expect(await terms({})).toEqual(expected)
    expect(await terms({ prefix: 'tag=a' })).toEqual(expected.slice(1, 5))
    expect(await terms({ prefix: 'tag=ac' })).toEqual([])
    expect(await terms({ limit: 2, after: expected[2]! })).toEqual(expected.slice(3, 5))
    expect(await terms({ after: expected.at(-1)! })).toEqual([])
    expect(await terms({ resourceType: 'raw' })).toEqual(['aa', 'of raw'].map(tagTerm))
    expect(await terms({ resourceType: 'video' })).toEqual([])
  })

  test('lists only the resource types and delivery types asked for', async () => {
    const cloud = await subject.newCloud()
    const assets = (await variedAssets(cloud)).sort(oldestFirst)
    for (const resourceType of RESOURCE_TYPES) {
      for (const type of DELIVERY_TYPES) {
        const query = { resourceTypes: [resourceType], types: [type], direction: 'asc' } as const
        const expected = assets.filter((asset) => asset.resourceType === resourceType && asset.type === type)
        expect((await pagesOf(cloud, query, 2)).flat()).toEqual(expected)
      }
    }
  })

  test('orders public IDs by their bytes', async () => {
    const cloud = await subject.newCloud()
    const shuffled = BY_BYTES.toSorted((a, b) => a.length - b.length || (a < b ? 1 : -1))
    await subject.newAssets(cloud, shuffled.length, (i) => ({ publicId: shuffled[i]! }))
    for (const limit of [1, 4, 100]) {
      const pages = await pagesOf(cloud, { ...IMAGES, prefix: '' }, limit)
      expect(pages.flat().map(({ publicId }) => publicId)).toEqual(BY_BYTES)
    }
  })

  test('lists by prefix, taken letter by letter', async () => {
    const cloud = await subject.newCloud()
    await subject.newAssets(cloud, BY_BYTES.length, (i) => ({ publicId: BY_BYTES[i]! }))
    for (const prefix of ['a', 'A', 'a_', 'a/', '%', '_', "a'", 'É', 'e', '😀', 'ﬀ', 'b', 'aa', 'aab', '\u{10FFFE}']) {
      const pages = await pagesOf(cloud, { ...IMAGES, prefix }, 3)
      expect([prefix, pages.flat().map(({ publicId }) => publicId)]).toEqual([
        prefix,
        BY_BYTES.filter((publicId) => publicId.startsWith(prefix)),
      ])
    }
  })

  test('leaves out no public ID of a prefix, not even the very last one', async () => {
    const cloud = await subject.newCloud()
    const names = ['a', 'a\u{10FFFF}', 'a\u{10FFFF}b', 'a\u{10FFFF}\u{10FFFF}', 'b', '\u{10FFFF}', '\u{10FFFF}x']
    await subject.newAssets(cloud, names.length, (i) => ({ publicId: names[i]! }))
    for (const prefix of ['a', 'a\u{10FFFF}', '\u{10FFFF}', '']) {
      const pages = await pagesOf(cloud, { ...IMAGES, prefix }, 2)
      expect(pages.flat().map(({ publicId }) => publicId)).toEqual(names.filter((name) => name.startsWith(prefix)))
    }
  })

  test.each([1, 2, 5, 40])('lists equal public IDs of several types once each, %i a page', async (limit) => {
    const cloud = await subject.newCloud()
    const assets = await variedAssets(cloud)
    const key = ({ publicId, resourceType, type }: Asset) => `${publicId} ${resourceType} ${type}`
    const listed = await pagesOf(cloud, { ...ALL, prefix: 'set-1/same' }, limit)
    const expected = assets.map(key).filter((text) => text.startsWith('set-1/same'))
    expect(listed.flat().map(key)).toEqual(expected.sort())
  })

  test('goes on where the page before ended, whatever was added and removed meanwhile', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 6, (i) => ({ createdAt: START + i }))
    const { list } = subject.store.read.assets
    const first = await list.call(subject.store.read.assets, cloud.id, { ...IMAGES, limit: 2 })
    await subject.store.write((tx) => tx.assets.remove(cloud.id, [assets[5]!, assets[4]!, assets[2]!]))
    await subject.newAssets(cloud, 2, (i) => ({ createdAt: START + 100 + i }))
    const rest = await subject.store.read.assets.list(cloud.id, { ...IMAGES, limit: 9, after: first.end! })
    expect(numbersOf(rest.assets)).toEqual(numbersOf([assets[3]!, assets[1]!, assets[0]!]))
  })

  test('shows a cloud none of another one', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const words = () => ({ publicId: 'same', tags: ['same'] })
    const [mine] = await subject.newAssets(cloud, 1, words)
    const [theirs] = await subject.newAssets(other, 1, words)
    for (const query of [ALL, { ...ALL, prefix: 'same' }, { ...ALL, term: tagTerm('same') }]) {
      expect(await pagesOf(cloud, query, 5)).toEqual([[mine]])
      expect(await pagesOf(other, query, 5)).toEqual([[theirs]])
    }
    const ref = { resourceType: 'image', type: 'upload', publicId: 'same' } as const
    expect(await subject.store.read.assets.find(cloud.id, [ref, { assetId: theirs!.assetId }])).toEqual([
      mine,
      undefined,
    ])
  })
}
