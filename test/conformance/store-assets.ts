import { expect, test } from 'vitest'
import type { Asset } from '../../src/core/asset.ts'
import { tagTerm } from '../../src/core/terms.ts'
import { findDamage } from './integrity.ts'
import { type Subject, sampleAsset } from './subject.ts'

const ref = ({ resourceType, type, publicId }: Asset) => ({ resourceType, type, publicId })
const id = ({ assetId }: Asset) => ({ assetId })

/** Texts that end a string, match a pattern, or have another order or length in another encoding. */
const AWKWARD = [
  "o'brien",
  '"quoted"',
  '100%',
  'a_b',
  'Ärger',
  'ärger',
  'e\u0301',
  '😀/ﬀ',
  "'); drop table asset; --",
  'null',
]

/** What is stored of an asset, and finding it. */
export function describeAssets(subject: Subject): void {
  test('gives back every field as it was', async () => {
    const cloud = await subject.newCloud()
    const [full] = await subject.newAssets(cloud, 1, () => ({
      tags: AWKWARD,
      context: Object.fromEntries(AWKWARD.map((text, i) => [text, AWKWARD.at(-i - 1)!])),
      displayName: AWKWARD.join(),
      version: 2 ** 52,
    }))
    const [bare] = await subject.newAssets(cloud, 1, () => ({
      format: null,
      width: null,
      height: null,
      durationMicros: null,
      pages: null,
    }))
    expect(await subject.store.read.assets.find(cloud.id, [id(full!)])).toEqual([full])
    expect(await subject.store.read.assets.find(cloud.id, [id(full!), ref(bare!)])).toEqual([full, bare])
  })

  test('finds by either form, mixed, repeated and missing, in the order asked for', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, AWKWARD.length, (i) => ({ publicId: AWKWARD[i]! }))
    const { find } = bound(subject)
    expect(await find(cloud.id, [])).toEqual([])
    expect(await find(cloud.id, assets.map(id))).toEqual(assets)
    expect(await find(cloud.id, assets.map(ref))).toEqual(assets)
    for (const asset of assets) {
      expect(await find(cloud.id, [ref(asset)])).toEqual([asset])
      expect(await find(cloud.id, [id(asset)])).toEqual([asset])
    }
    const [a, b, c] = assets as [Asset, Asset, Asset]
    const missing = { ...ref(a), publicId: 'missing' }
    expect(await find(cloud.id, [missing])).toEqual([undefined])
    expect(await find(cloud.id, [{ assetId: 'abc' }])).toEqual([undefined])
    expect(await find(cloud.id, [ref(b), id(a), missing, id(a), ref(a), { assetId: '0' }, id(c), id(b)])).toEqual([
      b,
      a,
      undefined,
      a,
      a,
      undefined,
      c,
      b,
    ])
  })

  test('takes a public ID letter by letter, within its types', async () => {
    const cloud = await subject.newCloud()
    const [asset] = await subject.newAssets(cloud, 1, () => ({ publicId: 'a_b' }))
    const others = ['A_b', 'axb', 'a_b ', 'a_B', 'a%'].map((publicId) => ({ ...ref(asset!), publicId }))
    const { find } = bound(subject)
    for (const other of others) expect(await find(cloud.id, [other])).toEqual([undefined])
    expect(await find(cloud.id, others)).toEqual(others.map(() => undefined))
    expect(await find(cloud.id, [{ ...ref(asset!), type: 'private' }])).toEqual([undefined])
    expect(await find(cloud.id, [{ ...ref(asset!), resourceType: 'raw' }, ref(asset!)])).toEqual([undefined, asset])
  })

  test('finds a thousand at once', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 1000)
    const { find } = bound(subject)
    expect(await find(cloud.id, assets.map(ref))).toEqual(assets)
    expect(await find(cloud.id, assets.map(id))).toEqual(assets)
  })

  test('replaces every column, and the tags', async () => {
    const cloud = await subject.newCloud()
    const [before] = await subject.newAssets(cloud, 1, () => ({ tags: ['old', 'both'] }))
    const after: Asset = {
      ...sampleAsset(before!.no),
      assetId: before!.assetId,
      createdAt: before!.createdAt,
      resourceType: 'video',
      type: 'private',
      publicId: 'renamed',
      tags: ['both', 'new'],
      context: { alt: 'x' },
      width: null,
    }
    await subject.store.write((tx) => tx.assets.replace(cloud.id, before!, after))
    const { find, list } = bound(subject)
    expect(await find(cloud.id, [id(before!)])).toEqual([after])
    expect(await find(cloud.id, [ref(after), ref(before!)])).toEqual([after, undefined])
    const tagged = (tag: string) =>
      list(cloud.id, { resourceTypes: ['video'], types: ['private'], term: tagTerm(tag), direction: 'desc', limit: 9 })
    expect([await tagged('old'), await tagged('both'), await tagged('new')]).toEqual([
      { assets: [] },
      { assets: [after] },
      { assets: [after] },
    ])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('replaces many at once: every column, and the terms, of each its own', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 250, (i) => ({
      tags: ['all', `tag ${i % 3}`],
      context: { i: `${i}` },
    }))
    const replacements = assets.slice(0, 220).map((before, i) => ({
      before,
      after: {
        ...before,
        type: i % 2 === 0 ? ('private' as const) : before.type,
        tags: AWKWARD.slice(0, i % 4),
        context: {},
        metadata: { size: i, colours: ['red', `c${i}`] },
        width: i % 5 === 0 ? null : i,
        bytes: before.bytes + i,
        phash: null,
        accessControl: [{ access_type: 'token' as const }],
        updatedAt: before.updatedAt + i,
      },
    }))
    await subject.store.write((tx) => tx.assets.replaceAll(cloud.id, replacements))
    await subject.store.write((tx) => tx.assets.replaceAll(cloud.id, []))
    const expected = [...replacements.map(({ after }) => after), ...assets.slice(220)]
    const { find, list } = bound(subject)
    expect(await find(cloud.id, assets.map(id))).toEqual(expected)
    expect(await findDamage(subject.engine, cloud)).toEqual([])
    const query = {
      resourceTypes: ['image'],
      types: ['upload'],
      term: tagTerm('all'),
      direction: 'asc',
      limit: 99,
    } as const
    expect((await list(cloud.id, query)).assets).toEqual(assets.slice(220))
    const unchanged = expected.map((asset) => ({ before: asset, after: asset }))
    await subject.store.write((tx) => tx.assets.replaceAll(cloud.id, unchanged))
    expect(await find(cloud.id, assets.map(id))).toEqual(expected)
  })

  test('removes assets with their tags, and no others', async () => {
    const cloud = await subject.newCloud()
    const tags = Array.from({ length: 700 }, (_, i) => `tag ${i}`)
    const assets = await subject.newAssets(cloud, 4, () => ({ tags }))
    await subject.store.write((tx) => tx.assets.remove(cloud.id, [assets[0]!, assets[2]!]))
    await subject.store.write((tx) => tx.assets.remove(cloud.id, []))
    expect(await subject.store.read.assets.find(cloud.id, assets.map(id))).toEqual([
      undefined,
      assets[1],
      undefined,
      assets[3],
    ])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('tells which blobs belong to an asset of the cloud', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const [asset] = await subject.newAssets(cloud, 1)
    const [foreign] = await subject.newAssets(other, 1)
    const { assets } = subject.store.read
    expect(await assets.blobsInUse(cloud.id, [foreign!.blob, asset!.blob, '1/ab/none'])).toEqual(new Set([asset!.blob]))
    expect(await assets.blobsInUse(cloud.id, [])).toEqual(new Set())
  })
}

function bound({ store }: Subject) {
  const { assets } = store.read
  return { find: assets.find.bind(assets), list: assets.list.bind(assets) }
}
