import { expect, test } from 'vitest'
import { createFolder } from '../../src/actions/create-folder.ts'
import { deleteFolder } from '../../src/actions/delete-folder.ts'
import { renameFolder } from '../../src/actions/rename-folder.ts'
import type { Derived } from '../../src/core/derived.ts'
import { MAX_FOLDERS_AT_ONCE } from '../../src/core/folder.ts'
import { folderTerm, tagTerm } from '../../src/core/terms.ts'
import { untilDayLasts } from '../support/day.ts'
import { findDamage } from './integrity.ts'
import { libraryOf } from './library.ts'
import { callerOf, type Subject } from './subject.ts'

const pathsOf = (folders: readonly { path: string }[]): string[] => folders.map(({ path }) => path)

/** Folders, and how much there is in an environment. */
export function describeFolders(subject: Subject): void {
  test('makes the folder of an asset, and those that it is in, with the asset', async () => {
    const cloud = await subject.newCloud()
    const { folders } = subject.store.read
    const [asset] = await subject.newAssets(cloud, 1, () => ({ assetFolder: 'a/b/c' }))
    const made = await Promise.all(['a', 'a/b', 'a/b/c'].map((path) => folders.find(cloud.id, path)))
    expect(pathsOf(made.map((folder) => folder!))).toEqual(['a', 'a/b', 'a/b/c'])
    expect(new Set(made.map((folder) => folder!.externalId)).size).toBe(3)
    await subject.store.write((tx) => tx.assets.replace(cloud.id, asset!, { ...asset!, assetFolder: 'a/d/e' }))
    expect(pathsOf(await folders.list(cloud.id, 'a', { limit: 9 }))).toEqual(['a/b', 'a/d'])
    expect(await folders.find(cloud.id, 'a/b/c')).toEqual(made[2])
    expect(await folders.find((await subject.newCloud()).id, 'a')).toBeUndefined()
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('puts what is in a folder into another one, some at a time, and leaves what is below it or only looks like it', async () => {
    const cloud = await subject.newCloud()
    const places = ['Old/é', 'Old/é', 'Old/é', 'Old/é/deep', 'old/é', '']
    const assets = await subject.newAssets(cloud, places.length, (i) => ({ assetFolder: places[i]!, tags: ['kept'] }))
    const move = { from: 'Old/é', to: 'New', updatedAt: 5 }
    const moved = await subject.store.write(async (tx) => {
      await tx.folders.ensure(cloud.id, move.to)
      expect(await tx.assets.countTerm(cloud.id, folderTerm(move.from), 2)).toBe(2)
      return [2, 2, 2].reduce(
        async (before, limit) => [...(await before), await tx.assets.moveFolder(cloud.id, move, limit)],
        Promise.resolve<number[]>([]),
      )
    })
    expect(moved).toEqual([2, 1, 0])
    const found = await subject.store.read.assets.find(cloud.id, assets)
    const expected = assets.map((asset, i) => (i < 3 ? { ...asset, assetFolder: 'New', updatedAt: 5 } : asset))
    expect(found).toEqual(expected)
    expect(await subject.store.read.assets.countTerm(cloud.id, folderTerm('New'), 9)).toBe(3)
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('undoes the folder together with the asset', async () => {
    const cloud = await subject.newCloud()
    const [asset] = await subject.newAssets(cloud, 1, () => ({ assetFolder: '' }))
    const failing = subject.store.write(async (tx) => {
      await tx.assets.replace(cloud.id, asset!, { ...asset!, assetFolder: 'never/there' })
      throw new Error('undone')
    })
    await expect(failing).rejects.toThrow('undone')
    expect(await subject.store.read.folders.count(cloud.id, '')).toBe(0)
  })

  test('lists and counts the folders of one folder, by path, page by page', async () => {
    const cloud = await subject.newCloud()
    const news = await subject.store.write(async (tx) => [
      await tx.folders.ensure(cloud.id, 'a/b'),
      await tx.folders.ensure(cloud.id, 'a'),
      await tx.folders.ensure(cloud.id, 'a/é'),
      await tx.folders.ensure(cloud.id, 'a/B'),
      await tx.folders.ensure(cloud.id, 'a b/c'),
      await tx.folders.ensure(cloud.id, ''),
    ])
    expect(news).toEqual([true, false, true, true, true, false])
    const { folders } = subject.store.read
    expect(pathsOf(await folders.list(cloud.id, '', { limit: 9 }))).toEqual(['a', 'a b'])
    expect(pathsOf(await folders.list(cloud.id, 'a', { limit: 2 }))).toEqual(['a/B', 'a/b'])
    expect(pathsOf(await folders.list(cloud.id, 'a', { after: 'a/b', limit: 2 }))).toEqual(['a/é'])
    const { search } = subject.store.read
    expect(pathsOf(await search.folders(cloud.id, { limit: 3 }))).toEqual(['a', 'a b', 'a b/c'])
    expect(pathsOf(await search.folders(cloud.id, { after: 'a b/c', limit: 9 }))).toEqual(['a/B', 'a/b', 'a/é'])
    const range = { from: 'a/', below: 'a/c' }
    expect(pathsOf(await search.folders(cloud.id, { limit: 9 }, range))).toEqual(['a/B', 'a/b'])
    expect(pathsOf(await search.folders(cloud.id, { after: 'a/B', limit: 9 }, range))).toEqual(['a/b'])
    expect([await folders.count(cloud.id, 'a'), await folders.count(cloud.id, 'a/b')]).toEqual([3, 0])
  })

  test('claims, moves and removes a folder with what is below it, and nothing beside it', async () => {
    const cloud = await subject.newCloud()
    const { folders } = subject.store.read
    await subject.store.write(async (tx) => {
      for (const path of ['a/b', 'a/c/d', 'a-b', 'a0', 'ab/c', 'A/b']) await tx.folders.ensure(cloud.id, path)
    })
    const before = await folders.find(cloud.id, 'a/c/d')
    const claimed = await subject.store.write(async (tx) => {
      const claimed = await tx.folders.claim(cloud.id, 'a', MAX_FOLDERS_AT_ONCE)
      await tx.folders.move(cloud.id, claimed, 'a', 'x/y')
      return claimed
    })
    expect(pathsOf(claimed)).toEqual(['a', 'a/b', 'a/c', 'a/c/d'])
    expect(await folders.find(cloud.id, 'x/y/c/d')).toEqual({ ...before, path: 'x/y/c/d' })
    expect(pathsOf(await folders.list(cloud.id, '', { limit: 9 }))).toEqual(['A', 'a-b', 'a0', 'ab', 'x'])
    expect(pathsOf(await folders.list(cloud.id, 'x/y', { limit: 9 }))).toEqual(['x/y/b', 'x/y/c'])
    await subject.store.write((tx) => tx.folders.remove(cloud.id, ['x/y/b', 'x/y/c/d', 'x/y/c']))
    expect(await folders.count(cloud.id, 'x/y')).toBe(0)
    expect(await subject.store.write((tx) => tx.folders.claim(cloud.id, 'nowhere', 9))).toEqual([])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('tells which terms any asset has', async () => {
    const cloud = await subject.newCloud()
    await subject.newAssets(cloud, 3, (i) => ({ tags: ['all', `tag ${i}`], assetFolder: 'a' }))
    const asked = [tagTerm('all'), tagTerm('tag 2'), tagTerm('tag 3'), folderTerm('a'), folderTerm('b')]
    const { assets } = subject.store.read
    expect(await assets.termsInUse(cloud.id, asked)).toEqual(new Set([asked[0], asked[1], asked[3]]))
    expect(await assets.termsInUse(cloud.id, [])).toEqual(new Set())
    expect(await assets.termsInUse((await subject.newCloud()).id, asked)).toEqual(new Set())
  })

  test('knows how many assets there are, and of how many bytes', async () => {
    await untilDayLasts()
    const cloud = await subject.newCloud()
    const totals = (at = Date.now()) => subject.store.read.totals.at(cloud.id, at)
    expect(await totals()).toEqual({ assets: 0, bytes: 0, derived: 0, relations: 0 })
    const [a, b, c] = await subject.newAssets(cloud, 3, () => ({ bytes: 6_000_000_000 }))
    expect(await totals()).toEqual({ assets: 3, bytes: 18_000_000_000, derived: 0, relations: 0 })
    await subject.store.write((tx) => tx.assets.replace(cloud.id, a!, { ...a!, bytes: 1 }))
    await subject.store.write((tx) =>
      tx.assets.replaceAll(cloud.id, [
        { before: { ...a!, bytes: 1 }, after: { ...a!, bytes: 2 } },
        { before: b!, after: { ...b!, bytes: 3 } },
      ]),
    )
    await subject.store.write((tx) => tx.assets.remove(cloud.id, [c!]))
    expect(await totals()).toEqual({ assets: 2, bytes: 5, derived: 0, relations: 0 })
    expect(await totals(Date.now() - 24 * 60 * 60 * 1000)).toEqual({ assets: 0, bytes: 0, derived: 0, relations: 0 })
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('counts each derived file once, until it or its asset goes', async () => {
    const cloud = await subject.newCloud()
    const [a, b] = await subject.newAssets(cloud, 2)
    const derivedOf = (no: number, id: string): Derived => ({
      id,
      assetNo: no,
      transformation: 'w_10',
      format: 'jpg',
      width: 10,
      height: 10,
      bytes: 5,
      createdAt: 1,
    })
    const derived = async () => (await subject.store.read.totals.at(cloud.id, Date.now())).derived
    await subject.store.write(async (tx) => {
      for (const id of ['1', '2', '1']) await tx.derived.put(cloud.id, derivedOf(a!.no, id))
      await tx.derived.put(cloud.id, derivedOf(b!.no, '3'))
    })
    expect(await derived()).toBe(3)
    await subject.store.write((tx) => tx.derived.remove(cloud.id, ['2', 'none']))
    await subject.store.write((tx) => tx.assets.replace(cloud.id, a!, { ...a!, blob: 'another' }))
    expect(await derived()).toBe(1)
    await subject.store.write((tx) => tx.assets.remove(cloud.id, [b!]))
    expect(await derived()).toBe(0)
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  test('leaves no asset without its folder, whatever is uploaded, moved and deleted at once', async () => {
    const cloud = await subject.newCloud()
    const [library, caller] = [libraryOf(subject.store), callerOf(cloud)]
    const refused = (error: { code?: string }) => expect(['not_found', 'conflict', 'invalid']).toContain(error.code)
    const paths = ['a', 'a/b', 'a/b/c', 'd/b']
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        ...paths.map((assetFolder) => subject.newAssets(cloud, 1, () => ({ assetFolder }))),
        renameFolder(library, caller, 'a', `moved/${round}`).catch(refused),
        renameFolder(library, caller, 'a/b', 'd/b').catch(refused),
        createFolder(library, caller, 'a/e'),
        deleteFolder(library, caller, 'a/e').catch(refused),
        deleteFolder(library, caller, 'd').catch(refused),
      ])
    }
    expect((await subject.store.read.totals.at(cloud.id, Date.now())).assets).toBe(40)
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })
}
