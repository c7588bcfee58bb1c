import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { editTags } from '../../src/actions/edit-tags.ts'
import { createMetadataField, deleteMetadataField, readMetadataFields } from '../../src/actions/metadata-fields.ts'
import { type Asset, DELIVERY_TYPES, RESOURCE_TYPES } from '../../src/core/asset.ts'
import type { Caller, Cloud } from '../../src/core/cloud.ts'
import { metadataTerm, tagTerm } from '../../src/core/terms.ts'
import { libraryOf } from '../conformance/library.ts'
import { sqlitePlace } from '../conformance/places.ts'
import { RecordingEngine } from '../conformance/recording-engine.ts'
import { callerOf, Subject } from '../conformance/subject.ts'

const ASSETS = 1200

describe('a change of many assets', () => {
  let recorder: RecordingEngine
  const subject = new Subject(async () => {
    const place = await sqlitePlace()
    return {
      ...place,
      engine: () => {
        recorder = new RecordingEngine(place.engine())
        return recorder
      },
    }
  })
  let cloud: Cloud
  let caller: Caller
  let assets: Asset[]

  beforeAll(() => subject.open())
  afterAll(() => subject.remove())
  beforeEach(async () => {
    cloud = await subject.newCloud()
    caller = callerOf(cloud)
    assets = await subject.newAssets(cloud, ASSETS, (i) => ({
      tags: ['all', `tag ${i % 5}`],
      metadata: { kept: 'x', ...(i % 2 === 0 && { size: i }) },
    }))
    recorder.statements = []
  })

  const withTerm = async (term: string) => {
    const query = {
      resourceTypes: RESOURCE_TYPES,
      types: DELIVERY_TYPES,
      direction: 'desc',
      limit: 2 * ASSETS,
    } as const
    return (await subject.store.read.assets.list(cloud.id, { ...query, term })).assets
  }

  it('takes statements by the hundred assets, and is logged once', async () => {
    const library = libraryOf(subject.store)
    const edited = await editTags(library, caller, assets.slice(0, 1000), 'replace', ['new'])
    expect(recorder.statements.length).toBeLessThan(100)
    expect(edited.map(({ tags }) => tags)).toEqual(Array(1000).fill(['new']))
    expect([(await withTerm(tagTerm('new'))).length, (await withTerm(tagTerm('all'))).length]).toEqual([1000, 200])
    const [change, ...others] = await subject.store.read.changes.list(cloud.id, { limit: 10 })
    expect([change, others]).toMatchObject([{ type: 'update', updates: { length: 1000 } }, []])
  })

  it('that changes nothing writes and logs nothing', async () => {
    const [before] = await subject.store.read.assets.find(cloud.id, assets.slice(0, 1))
    await editTags(libraryOf(subject.store), caller, assets.slice(0, 1000), 'add', ['all'])
    expect(await subject.store.read.changes.list(cloud.id, { limit: 1 })).toEqual([])
    expect((await subject.store.read.assets.find(cloud.id, assets.slice(0, 1)))[0]).toEqual(before)
  })

  it('makes a tag exclusive however many others have it', async () => {
    await editTags(libraryOf(subject.store), caller, assets.slice(7, 9), 'set_exclusive', ['all'])
    expect((await withTerm(tagTerm('all'))).map(({ no }) => no).sort()).toEqual([assets[7]!.no, assets[8]!.no].sort())
    expect((await withTerm(tagTerm('tag 3'))).length).toBe(ASSETS / 5)
  })

  it('takes the values of a deleted metadata field from every asset, and no others', async () => {
    const library = libraryOf(subject.store)
    await createMetadataField(library, caller, { externalId: 'size', type: 'integer', label: 'Size' })
    await deleteMetadataField(library, caller, 'size')
    expect(await withTerm(metadataTerm('size'))).toEqual([])
    expect((await withTerm(metadataTerm('kept', 'x'))).map(({ metadata }) => metadata)).toEqual(
      Array(ASSETS).fill({ kept: 'x' }),
    )
    expect([...(await readMetadataFields(subject.store.read, cloud.id)).keys()]).toEqual([])
  })

  it('a deletion of a metadata field that was interrupted is finished by the next one', async () => {
    const library = libraryOf(subject.store)
    const field = { externalId: 'size', type: 'integer', label: 'Size' } as const
    const [, body] = await createMetadataField(library, caller, field)
    await subject.store.write((tx) =>
      tx.definitions.replace(cloud.id, 'metadata_field', 'size', { ...body, deleting: true }),
    )
    expect([...(await readMetadataFields(subject.store.read, cloud.id)).keys()]).toEqual([])
    await expect(createMetadataField(library, caller, field)).rejects.toThrow('delete it once more')
    await deleteMetadataField(library, caller, 'size')
    expect(await withTerm(metadataTerm('size'))).toEqual([])
    await createMetadataField(library, caller, field)
  })
})
