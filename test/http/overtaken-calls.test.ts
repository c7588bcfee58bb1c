import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteByToken, deleteToken } from '../../src/actions/delete-by-token.ts'
import { editTags } from '../../src/actions/edit-tags.ts'
import { renameAsset } from '../../src/actions/rename-asset.ts'
import type { Asset, AssetRef } from '../../src/core/asset.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import { randomHex32 } from '../../src/core/ids.ts'
import type { Library } from '../../src/core/library.ts'
import type { Store } from '../../src/core/store.ts'
import { deleteResources, deleteResourcesByTag } from '../../src/http/cloudinary/delete-resources.ts'
import { publish } from '../../src/http/cloudinary/publish.ts'
import { updateAccessMode } from '../../src/http/cloudinary/update-access-mode.ts'
import type { Call, Operation } from '../../src/http/operation.ts'
import { libraryOf } from '../conformance/library.ts'
import { sqlitePlace } from '../conformance/places.ts'
import { callerOf, Subject } from '../conformance/subject.ts'
import type { Json } from '../support/relata.ts'

describe('what was chosen by tag, prefix or token, and changed before the call wrote', () => {
  const subject = new Subject(sqlitePlace)
  let library: Library
  let cloud: Cloud
  let [stays, changes]: Asset[] = []

  beforeAll(() => subject.open())
  afterAll(() => subject.remove())
  beforeEach(async () => {
    library = libraryOf(subject.store)
    cloud = await subject.newCloud()
    const words = { tags: ['old'], type: 'private' as const }
    ;[stays, changes] = await subject.newAssets(cloud, 2, (i) => ({ ...words, publicId: `p/${i}` }))
  })

  /** The library in which others come first to the next write. */
  const overtakenBy = (others: () => Promise<unknown>): Library => {
    let isNext = true
    const store: Store = {
      ...{ read: subject.store.read, onChange: () => () => {}, close: async () => {} },
      nextAssetNo: (id) => subject.store.nextAssetNo(id),
      async write(change) {
        if (isNext) await others()
        isNext = false
        return subject.store.write(change)
      },
    }
    return { ...library, store }
  }
  const call = async (operation: Operation, input: object, others: () => Promise<unknown>): Promise<Json> => {
    const apiKey = { key: 'k', secret: 's', origin: 'given', createdAt: 0, revokedAt: null }
    const call = { ...callerOf(cloud), library: overtakenBy(others), apiKey, baseUrl: 'http://test' }
    const handle = operation.handle as unknown as (call: Call, input: object) => Promise<{ body: Json }>
    return (await handle(call as unknown as Call, { resource_type: 'image', ...input })).body
  }
  const untagged = () => editTags(library, callerOf(cloud), [changes as AssetRef], 'remove', ['old'])
  const renamed = () => renameAsset(library, callerOf(cloud), changes!, { publicId: 'q/1', overwrite: false }, {})
  const now = async (asset: Asset | undefined) =>
    (await subject.store.read.assets.find(cloud.id, [{ assetId: asset!.assetId }]))[0]

  it.each<[string, Operation, object, () => Promise<unknown>]>([
    ['by tag', deleteResourcesByTag, { tag: 'old' }, untagged],
    ['by prefix', deleteResources, { type: 'private', prefix: 'p/' }, renamed],
    [
      'by type',
      deleteResources,
      { type: 'private', all: true },
      () => renameAsset(library, callerOf(cloud), changes!, { publicId: 'p/1', type: 'upload', overwrite: false }, {}),
    ],
  ])('is not deleted %s', async (_, operation, input, others) => {
    expect((await call(operation, input, others)).deleted).toEqual({ 'p/0': 'deleted' })
    expect([await now(stays), (await now(changes))?.assetId]).toEqual([undefined, changes!.assetId])
  })

  it.each<[string, object, () => Promise<unknown>]>([
    ['tag', { tag: 'old' }, untagged],
    ['prefix', { prefix: 'p/' }, renamed],
  ])('is not published, or given an access mode, by %s', async (_, input, others) => {
    const mode = { type: 'private', access_mode: 'authenticated' }
    const updated = (await call(updateAccessMode, { ...input, ...mode }, others)).updated
    expect([updated.length, (await now(changes))?.accessMode]).toEqual([1, 'public'])
    expect((await now(stays))?.accessMode).toBe('authenticated')
  })

  it('is not published by tag', async () => {
    const { published, failed } = await call(publish, { tag: 'old' }, untagged)
    expect([published.length, failed, (await now(changes))?.type]).toEqual([1, [], 'private'])
  })

  it('is not deleted with a token for the file that it had', async () => {
    const token = deleteToken(cloud, changes!)
    const overwritten = () =>
      subject.store.write(async (tx) => {
        const [before] = await tx.assets.claim(cloud.id, [changes!])
        await tx.assets.replace(cloud.id, before!, {
          ...before!,
          versionId: randomHex32(),
          blob: `1/ab/${randomHex32()}`,
        })
      })
    expect(await deleteByToken(overtakenBy(overwritten), callerOf(cloud), token)).toBe(false)
    expect((await now(changes))?.assetId).toBe(changes!.assetId)
  })
})
