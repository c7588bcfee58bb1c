import type { v2 } from 'cloudinary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataUri, demoFile, png } from './files.ts'
import { download, type Server, startServer } from './server.ts'

let server: Server
let cloudinary: typeof v2
// biome-ignore lint/suspicious/noExplicitAny: the typings know only some of what the SDK does and answers
type AnyCall = (...args: unknown[]) => Promise<any>
let api: Record<string, AnyCall>

beforeAll(async () => {
  server = await startServer()
  process.env.CLOUDINARY_URL = server.cloudinaryUrl
  cloudinary = (await import('cloudinary')).v2
  api = cloudinary.api as unknown as Record<string, AnyCall>
})

afterAll(() => server?.stop())

const image = (public_id: string, width: number, options = {}) =>
  cloudinary.uploader.upload(dataUri('image/png', png(width, 2, width)), { public_id, ...options })

async function failure(promise: Promise<unknown>): Promise<{ http_code: number; message: string }> {
  const thrown = await promise.then(
    (answer) => expect.fail(`Expected an error, got ${JSON.stringify(answer)}`),
    (error) => error,
  )
  return thrown.error ?? thrown
}

describe('api.restore', () => {
  it('brings back a deleted asset with a backup, which is a placeholder meanwhile', async () => {
    const { path, bytes } = demoFile('jpg')
    const uploaded = await cloudinary.uploader.upload(path, { public_id: 'restored/photo', backup: true })
    await api.delete_resources!('restored/photo')
    expect(await api.resource!('restored/photo')).toMatchObject({ bytes: 0, placeholder: true })
    const answer = await api.restore!(['restored/photo'])
    expect(answer['restored/photo']).toMatchObject({ asset_id: uploaded.asset_id, bytes: bytes.length })
    expect((await api.resource!('restored/photo')).bytes).toBe(bytes.length)
    expect((await download(uploaded.secure_url)).bytes.equals(bytes)).toBe(true)
  })

  it('brings back what was destroyed without one, with its relations', async () => {
    await image('pair/a', 3, { tags: ['kept'], context: { alt: 'A' } })
    await image('pair/b', 4)
    await api.add_related_assets!('pair/a', ['image/upload/pair/b'])
    await cloudinary.uploader.destroy('pair/a')
    await cloudinary.uploader.destroy('pair/b')
    expect(await failure(api.resource!('pair/a'))).toMatchObject({ http_code: 404 })
    await api.restore!('pair/b')
    expect((await api.resource!('pair/b', { related: true })).related_assets).toEqual([])
    await api.restore!('pair/a')
    const { tags, context, related_assets } = await api.resource!('pair/a', { related: true })
    expect({ tags, context }).toEqual({ tags: ['kept'], context: { custom: { alt: 'A' } } })
    expect(related_assets.map(({ public_id }: { public_id: string }) => public_id)).toEqual(['pair/b'])
    expect((await api.resource!('pair/b', { related: true })).related_assets).toHaveLength(1)
  })

  it('brings back different versions of a deleted asset', async () => {
    const first = await image('versions/one', 5, { backup: true })
    await api.delete_resources!(['versions/one'])
    const second = await image('versions/one', 6, { backup: true })
    await api.delete_resources!(['versions/one'])
    const { versions } = await api.resource!('versions/one', { versions: true })
    expect(versions).toHaveLength(2)
    const back = await api.restore!(['versions/one'], { versions: [versions[0].version_id] })
    expect(back['versions/one'].bytes).toBe(first.bytes)
    const again = await api.restore!(['versions/one'], { versions: [versions[1].version_id] })
    expect(again['versions/one'].bytes).toBe(second.bytes)
  })

  it('restores several at once, by public IDs and by asset IDs', async () => {
    const [one, two] = [await image('two/1', 7, { backup: true }), await image('two/2', 8, { backup: true })]
    await api.delete_resources!(['two/1', 'two/2'])
    const byName = await api.restore!(['two/1', 'none', 'two/2'])
    expect([byName['two/1'].bytes, byName.none, byName['two/2'].bytes]).toEqual([
      one.bytes,
      { error: 'no_backup' },
      two.bytes,
    ])
    await api.delete_resources!(['two/1', 'two/2'])
    const byId = await api.restore_by_asset_ids!([one.asset_id, two.asset_id])
    expect([byId[one.asset_id].public_id, byId[two.asset_id].public_id]).toEqual(['two/1', 'two/2'])
  })

  it('refuses lists that do not fit, and asset IDs that are none', async () => {
    expect(await failure(api.restore!(['a', 'b'], { versions: ['1'] }))).toMatchObject({
      http_code: 400,
      message: 'versions count must match ids count',
    })
    expect(await failure(api.restore_by_asset_ids!('abc123'))).toMatchObject({
      http_code: 400,
      message: 'Invalid asset_id: abc123',
    })
  })
})

describe('backups', () => {
  it('are listed by resource, oldest first, and the file of one is put back', async () => {
    const first = await image('backup/a', 10, { backup: true })
    const second = await image('backup/a', 11, { backup: true })
    const { versions } = await api.resource!('backup/a', { versions: true })
    expect(versions).toEqual(
      [first, second].map(({ version_id, version, bytes }) => ({
        version_id,
        version: String(version),
        format: 'png',
        size: bytes,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        restorable: true,
      })),
    )
    const back = await api.restore!(['backup/a'], { versions: [versions[0].version_id] })
    expect(back['backup/a']).toMatchObject({ asset_id: first.asset_id, width: 10 })
    expect((await api.resource!('backup/a')).width).toBe(10)
  })

  it('are downloaded by a signed URL', async () => {
    const first = await image('backup/b', 12, { backup: true })
    await image('backup/b', 13)
    const { download_backedup_asset } = cloudinary.utils as unknown as Record<string, (...args: unknown[]) => string>
    const url = download_backedup_asset!(first.asset_id, first.version_id)
    const { status, bytes } = await download(url)
    expect([status, bytes.equals(png(12, 2, 12))]).toEqual([200, true])
    expect(
      (await download(url.replace(/signature=(\w)/, (_, first) => `signature=${first === '0' ? '1' : '0'}`))).status,
    ).toBe(401)
    const stale = download_backedup_asset!(first.asset_id, first.version_id, { timestamp: 1_700_000_000 })
    const refused = await download(stale)
    expect([refused.status, refused.bytes.toString()]).toEqual([
      400,
      expect.stringContaining('Stale request - reported time is 1700000000 which is more than 1 hour ago'),
    ])
  })

  it('are deleted for good', async () => {
    const first = await image('backup/c', 14, { backup: true })
    const second = await image('backup/c', 15, { backup: true })
    expect(await api.delete_backed_up_assets!(first.asset_id, [first.version_id])).toMatchObject({
      asset_id: first.asset_id,
      deleted_version_ids: [first.version_id],
    })
    const { versions } = await api.resource!('backup/c', { versions: true })
    expect(versions.map(({ version_id }: { version_id: string }) => version_id)).toEqual([second.version_id])
    expect(await api.delete_backed_up_assets!(first.asset_id, first.version_id)).toMatchObject({
      deleted_version_ids: [],
      failures: [{ version_id: first.version_id }],
    })
  })
})
