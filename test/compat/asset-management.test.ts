import { CloudinaryAssetMgmt } from '@cloudinary/asset-management'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataUri, pdf, png } from './files.ts'
import { call, download, type Server, startServer } from './server.ts'

let server: Server
let sdk: CloudinaryAssetMgmt

beforeAll(async () => {
  server = await startServer()
  sdk = new CloudinaryAssetMgmt({
    serverURL: server.url,
    cloudName: server.cloud,
    security: { cloudinaryAuth: { apiKey: server.key, apiSecret: server.secret } },
  })
})

afterAll(async () => {
  await server?.stop()
})

/** The SDK's answer to an upload may also be that of a part, or of one that is still going on. */
interface Uploaded {
  readonly assetId: string
  readonly publicId: string
  readonly secureUrl: string
}

async function uploadImage(publicId: string, seed: number): Promise<Uploaded> {
  const answer = await sdk.upload.upload('image', { file: dataUri('image/png', png(3, 2, seed)), publicId })
  return answer as unknown as Uploaded
}

async function uploadText(publicId: string): Promise<Uploaded> {
  const answer = await sdk.upload.upload('raw', { file: dataUri('text/plain', Buffer.from(publicId)), publicId })
  return answer as unknown as Uploaded
}

async function relatedOf(reference: string): Promise<string[]> {
  const { body } = await call(server, 'GET', `/resources/${reference}?related=true`)
  return body.related_assets.map(({ public_id }: { public_id: string }) => public_id)
}

describe('@cloudinary/asset-management', () => {
  it('uploads an image from a data URI, signed in the JSON body', async () => {
    const bytes = png(3, 2, 1)
    const answer = await sdk.upload.upload('image', {
      file: dataUri('image/png', bytes),
      publicId: 'up/photo',
      tags: 'a,b',
    })
    expect(answer).toMatchObject({
      assetId: expect.stringMatching(/^[0-9a-f]{32}$/),
      publicId: 'up/photo',
      resourceType: 'image',
      width: 3,
      height: 2,
      bytes: bytes.length,
      tags: ['a', 'b'],
      apiKey: server.key,
    })
    const delivered = await download((answer as unknown as Uploaded).secureUrl)
    expect(delivered.bytes.equals(bytes)).toBe(true)
  })

  it('tells by the file what it is with auto, and counts pages', async () => {
    const file = dataUri('application/pdf', pdf(2))
    expect(await sdk.upload.upload('auto', { file })).toMatchObject({ resourceType: 'image', format: 'pdf', pages: 2 })
  })

  it('gets details by public ID and by asset ID', async () => {
    const { assetId } = await uploadImage('details/photo', 2)
    const byName = await sdk.assets.getResourceByPublicId('image', 'upload', 'details/photo')
    expect(byName).toMatchObject({
      assetId,
      publicId: 'details/photo',
      createdAt: expect.any(Date),
      displayName: 'photo',
      assetFolder: expect.any(String),
      status: 'active',
    })
    expect(await sdk.assets.getResourceByAssetId(assetId)).toEqual(byName)
  })

  it('tells errors in its own classes, with the message', async () => {
    await expect(sdk.assets.getResourceByPublicId('image', 'upload', 'details/none')).rejects.toMatchObject({
      statusCode: 404,
      error: { message: 'Resource not found - details/none' },
    })
    const wrong = new CloudinaryAssetMgmt({
      serverURL: server.url,
      cloudName: server.cloud,
      security: { cloudinaryAuth: { apiKey: server.key, apiSecret: 'wrong' } },
    })
    await expect(wrong.assets.listImages()).rejects.toMatchObject({ statusCode: 401 })
    await expect(wrong.upload.upload('raw', { file: 'data:,x' })).rejects.toMatchObject({ statusCode: 401 })
  })

  it('lists by type and by asset IDs', async () => {
    const image = await uploadImage('list/photo', 3)
    const text = await uploadText('list/text')
    const images = await sdk.assets.listImages('upload', 'list/')
    expect(images.resources).toMatchObject([{ assetId: image.assetId, publicId: 'list/photo', width: 3 }])
    const files = await sdk.assets.listRawFiles('upload', undefined, ['list/none', 'list/text'], true)
    expect(files.resources).toMatchObject([{ assetId: text.assetId, tags: [] }])
    const byIds = await sdk.assets.listResourcesByAssetIDs([text.assetId, image.assetId])
    expect(byIds.resources?.map(({ publicId }) => publicId)).toEqual(['list/text', 'list/photo'])
    expect((await sdk.assets.listVideos()).resources).toEqual([])
    const first = await sdk.assets.listImages(undefined, undefined, undefined, undefined, undefined, 1)
    const cursor = first.nextCursor ?? undefined
    const second = await sdk.assets.listImages(undefined, undefined, undefined, undefined, cursor, 1)
    expect(second.resources).toHaveLength(1)
    expect(second.resources).not.toEqual(first.resources)
  })

  it('updates by public ID and by asset ID', async () => {
    const { assetId } = await uploadImage('update/photo', 4)
    const byName = await sdk.assets.updateResourceByPublicId('image', 'upload', 'update/photo', {
      tags: 'x,y',
      context: 'alt=A dog',
    })
    expect(byName).toMatchObject({ assetId, tags: ['x', 'y'], context: { custom: { alt: 'A dog' } } })
    const byId = await sdk.assets.updateResourceByAssetId(assetId, { displayName: 'The dog', assetFolder: 'dogs' })
    expect(byId).toMatchObject({ assetId, tags: ['x', 'y'], displayName: 'The dog', assetFolder: 'dogs' })
  })

  it('creates and deletes relations by asset ID', async () => {
    const [a, b] = [await uploadImage('rel/a', 5), await uploadText('rel/b')]
    const none = '0123456789abcdef0123456789abcdef'
    expect(
      await sdk.assetRelations.createAssetRelationsByAssetId(a.assetId, { assetsToRelate: [b.assetId, none] }),
    ).toEqual({
      failed: [{ message: 'resource does not exist', code: 'non_existing_ids', asset: none, status: 404 }],
      success: [{ message: 'success', code: 'success_ids', asset: b.assetId, status: 200 }],
    })
    expect(await relatedOf('raw/upload/rel/b')).toEqual(['rel/a'])
    expect(
      await sdk.assetRelations.deleteAssetRelationsByAssetId(b.assetId, { assetsToUnrelate: [a.assetId] }),
    ).toMatchObject({ failed: [], success: [{ code: 'success_ids', asset: a.assetId }] })
    expect(await relatedOf('image/upload/rel/a')).toEqual([])
  })

  it.each(['upload', 'private', 'authenticated'] as const)(
    'creates and deletes relations by public ID of type %s, signed in the body or by key and secret',
    async (type) => {
      const publicId = `rel/by id/${type}`
      await sdk.upload.upload('image', { file: dataUri('image/png', png(1, 1, 6)), publicId, type })
      await uploadText(`rel/friend of ${type}`)
      const friend = `raw/upload/rel/friend of ${type}`
      expect(
        await sdk.assetRelations.createAssetRelationsByPublicId('image', type, publicId, { assetsToRelate: [friend] }),
      ).toMatchObject({ failed: [], success: [{ code: 'success_ids', asset: friend }] })
      expect(await relatedOf(encodeURI(friend))).toEqual([publicId])
      expect(
        await sdk.assetRelations.deleteAssetRelationsByPublicId('image', type, publicId, {
          assetsToUnrelate: [friend, friend],
        }),
      ).toMatchObject({
        failed: [{ code: 'relation_does_not_exist_ids', asset: friend }],
        success: [{ code: 'success_ids', asset: friend }],
      })
      expect(await relatedOf(encodeURI(friend))).toEqual([])
    },
  )

  it('renames, and explicit changes what is there', async () => {
    const { assetId } = await uploadImage('rename/from', 7)
    expect(
      await sdk.assets.renameAsset('image', { fromPublicId: 'rename/from', toPublicId: 'rename/to' }),
    ).toMatchObject({ assetId, publicId: 'rename/to' })
    expect(await sdk.assets.explicitAsset('image', { publicId: 'rename/to', type: 'upload', tags: 'e' })).toMatchObject(
      { assetId, tags: ['e'] },
    )
  })

  it('destroys by asset ID', async () => {
    const { assetId } = await uploadImage('destroy/by-id', 9)
    expect(await sdk.assets.destroyByAssetId({ assetId })).toMatchObject({ result: 'ok' })
    expect((await call(server, 'GET', '/resources/image/upload/destroy/by-id')).status).toBe(404)
  })

  it('uploads in chunks, out of order', async () => {
    const bytes = Buffer.from('0123456789'.repeat(1000))
    const chunk = (start: number, end: number) =>
      sdk.upload.uploadChunk('raw', `bytes ${start}-${end - 1}/${bytes.length}`, 'chunks of the SDK', {
        file: dataUri('application/octet-stream', bytes.subarray(start, end)),
        publicId: 'chunked',
      })
    expect(await chunk(6000, 10_000)).toMatchObject({ done: false, bytes: 4000, publicId: 'chunked' })
    expect(await chunk(0, 3000)).toMatchObject({ done: false, bytes: 7000, kind: 'upload', resourceType: 'raw' })
    const answer = (await chunk(3000, 6000)) as unknown as Uploaded
    expect(answer).toMatchObject({ publicId: 'chunked', bytes: bytes.length })
    expect((await download(answer.secureUrl)).bytes.equals(bytes)).toBe(true)
  })

  it('uploads without saying what the file is', async () => {
    const answer = await sdk.upload.uploadNoResourceType({
      file: dataUri('image/png', png(3, 2, 10)),
      publicId: 'found',
    })
    expect(answer).toMatchObject({ publicId: 'found', resourceType: 'image', format: 'png' })
  })

  it('destroys', async () => {
    await uploadImage('destroy/photo', 8)
    expect(await sdk.upload.destroyAsset('image', 'destroy/photo')).toMatchObject({ result: 'ok' })
    expect((await call(server, 'GET', '/resources/image/upload/destroy/photo')).status).toBe(404)
  })

  it('deletes by public IDs', async () => {
    await uploadImage('delete/photo', 9)
    await sdk.assets.deleteResourcesByPublicId('image', 'upload', { publicIds: ['delete/photo'] })
    expect((await call(server, 'GET', '/resources/image/upload/delete/photo')).status).toBe(404)
  })
})
