import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

/** Deleting, and what brings it back. */
describe('deleted assets', () => {
  let relata: TestRelata
  beforeAll(async () => {
    relata = await startTestRelata()
  })
  afterAll(() => relata.stop())

  const remove = (...publicIds: string[]) => relata.admin('DELETE', '/resources/raw/upload', { public_ids: publicIds })
  const restore = async (publicIds: string[], versions?: string[]) =>
    (await relata.admin('POST', '/resources/raw/upload/restore', { public_ids: publicIds, versions })).body
  const restoreIds = async (assetIds: string[], versions?: string[]) =>
    (await relata.admin('POST', '/resources/restore', { asset_ids: assetIds, versions })).body
  const relate = (from: string, ...to: string[]) =>
    relata.admin('POST', `/resources/related_assets/raw/upload/${from}`, {
      assets_to_relate: to.map((id) => `raw/upload/${id}`),
    })
  const related = async (publicId: string): Promise<Json[]> =>
    (await relata.admin('GET', `/resources/raw/upload/${publicId}?related=true`)).body.related_assets
  const relatedIds = async (publicId: string) => (await related(publicId)).map(({ public_id }) => public_id)
  const details = (publicId: string, query = '') => relata.admin('GET', `/resources/raw/upload/${publicId}${query}`)
  const upload = async (publicId: string, content: string, options = {}): Promise<Json> =>
    (await relata.upload(content, { public_id: publicId, ...options })).body
  const found = async (expression: string): Promise<string[]> =>
    (await relata.admin('POST', '/resources/search', { expression })).body.resources.map(
      ({ public_id }: Json) => public_id,
    )
  const delivered = async (url: string) => {
    const { status, text } = await reply(await fetch(url))
    return status === 200 ? text : status
  }

  it('are nowhere, and come back with all that they had', async () => {
    const asset = await upload('back/a', 'the file', { tags: 'x,y', context: 'k=v', display_name: 'A' })
    const before = (await details('back/a')).body
    await remove('back/a')
    expect((await details('back/a')).status).toBe(404)
    expect((await relata.admin('GET', `/resources/${asset.asset_id}`)).status).toBe(404)
    expect((await relata.admin('GET', '/resources/raw/tags/x')).body.resources).toEqual([])
    expect(await relata.publicIds()).not.toContain('back/a')
    expect(await found('tags:x')).toEqual([])
    expect(await delivered(asset.secure_url)).toBe(404)
    expect((await relate('back/a', 'back/a')).status).toBe(404)

    expect(await restore(['back/a'])).toEqual({ 'back/a': before })
    expect((await details('back/a')).body).toEqual(before)
    expect((await relata.admin('GET', '/resources/raw/tags/x')).body.resources).toHaveLength(1)
    expect(await found('tags:x AND context.k=v')).toEqual(['back/a'])
    expect(await delivered(asset.secure_url)).toBe('the file')
  })

  it('come back by asset ID, under the name that they had last', async () => {
    const { asset_id } = await upload('id/old', 'x')
    await relata.admin('POST', '/raw/rename', { from_public_id: 'id/old', to_public_id: 'id/new' })
    await relata.admin('POST', '/raw/destroy', { public_id: 'id/new' })
    expect(await restore(['id/old'])).toEqual({ 'id/old': { error: 'no_backup' } })
    expect(await restoreIds([asset_id])).toEqual({
      [asset_id]: expect.objectContaining({ asset_id, public_id: 'id/new' }),
    })
  })

  it('are related again where they stood, once both ends are back, in any order', async () => {
    for (const id of ['r/hub', 'r/1', 'r/2', 'r/3', 'r/4']) await relata.asset(id)
    await relate('r/hub', 'r/1', 'r/2', 'r/3')
    await relate('r/2', 'r/3')
    const before = await related('r/hub')
    await remove('r/2')
    await remove('r/hub', 'r/1')
    expect(await relatedIds('r/3')).toEqual([])
    await restore(['r/hub'])
    expect(await relatedIds('r/hub')).toEqual(['r/3'])
    await relate('r/hub', 'r/4')
    await restore(['r/2', 'r/1'])
    expect((await related('r/hub')).slice(0, 3)).toEqual(before)
    expect(await relatedIds('r/hub')).toEqual(['r/1', 'r/2', 'r/3', 'r/4'])
    expect(await relatedIds('r/3')).toEqual(['r/hub', 'r/2'])
    expect(await relatedIds('r/2')).toEqual(['r/hub', 'r/3'])
  })

  it('leave their public ID free; who has it then is deleted for the one that comes back, and can come back too', async () => {
    const first = await upload('taken', 'first')
    await relata.asset('taken/friend')
    await relate('taken', 'taken/friend')
    await remove('taken')
    const second = await upload('taken', 'second')
    expect(second.asset_id).not.toBe(first.asset_id)
    expect(await relatedIds('taken')).toEqual([])
    // What is there, and has no backup, stays, unless it is said which one is wanted.
    expect(await restore(['taken'])).toEqual({ taken: { error: 'no_backup' } })
    expect((await restore(['taken'], [first.version_id])).taken.asset_id).toBe(first.asset_id)
    expect(await delivered(first.secure_url)).toBe('first')
    expect(await relatedIds('taken')).toEqual(['taken/friend'])
    expect((await restoreIds([second.asset_id]))[second.asset_id].public_id).toBe('taken')
    expect((await details('taken')).body.asset_id).toBe(second.asset_id)
    expect(await relatedIds('taken/friend')).toEqual([])
  })

  it('are also those that a rename overwrote', async () => {
    const over = await upload('rename/over', 'over')
    await upload('rename/from', 'from')
    await relata.admin('POST', '/raw/rename', {
      from_public_id: 'rename/from',
      to_public_id: 'rename/over',
      overwrite: true,
    })
    await relata.admin('POST', '/raw/rename', { from_public_id: 'rename/over', to_public_id: 'rename/else' })
    expect((await restore(['rename/over']))['rename/over'].asset_id).toBe(over.asset_id)
  })

  it('answers each item, and the same one once', async () => {
    const { asset_id } = await upload('each', 'x')
    await remove('each')
    expect(await restoreIds(['0'.repeat(32), asset_id, asset_id])).toEqual({
      ['0'.repeat(32)]: { error: 'no_backup' },
      [asset_id]: expect.objectContaining({ asset_id }),
    })
  })

  it('are those of this cloud alone', async () => {
    const { asset_id } = await upload('mine', 'x')
    await remove('mine')
    const other = await relata.addCloud('other')
    const answer = await relata.admin('POST', '/resources/restore', { asset_ids: [asset_id] }, other)
    expect(answer.body).toEqual({ [asset_id]: { error: 'no_backup' } })
  })

  it.each([
    ['/resources/restore', { asset_ids: ['abc123'] }, 'Invalid asset_id: abc123'],
    ['/resources/restore', {}, 'Missing required parameter - asset_ids'],
    ['/resources/restore', { asset_ids: [] }, /at least 1/],
    ['/resources/restore', { asset_ids: Array(101).fill('0'.repeat(32)) }, /at most 100 items, got 101/],
    [
      '/resources/raw/upload/restore',
      { public_ids: ['a', 'b'], versions: ['1'] },
      'versions count must match ids count',
    ],
    ['/resources/raw/upload/restore', { public_ids: ['a?'] }, /Invalid public_id/],
    ['/resources/raw/fetch/restore', { public_ids: ['a'] }, /Invalid value for type/],
  ])('refuses what it cannot read: %s %j', async (path, body, message) => {
    const answer = await relata.admin('POST', path, body)
    expect([answer.status, answer.body.error.message]).toEqual([
      400,
      typeof message === 'string' ? message : expect.stringMatching(message),
    ])
  })
})

describe('backups', () => {
  let relata: TestRelata
  beforeAll(async () => {
    // Nothing but backups can be restored.
    relata = await startTestRelata({ trashDays: 0 })
  })
  afterAll(() => relata.stop())

  const upload = async (publicId: string, content: string, options = {}): Promise<Json> =>
    (await relata.upload(content, { public_id: publicId, ...options })).body
  const restore = async (publicId: string, version?: string) =>
    (await relata.admin('POST', '/resources/raw/upload/restore', { public_ids: publicId, versions: version })).body[
      publicId
    ]
  const details = async (publicId: string, query = '?versions=true') =>
    (await relata.admin('GET', `/resources/raw/upload/${publicId}${query}`)).body
  const versionIds = async (publicId: string) =>
    (await details(publicId)).versions.map(({ version_id }: Json) => version_id)
  const remove = (...publicIds: string[]) => relata.admin('DELETE', '/resources/raw/upload', { public_ids: publicIds })
  const fileOf = async (publicId: string) => {
    const { status, text } = await reply(await fetch((await details(publicId, '')).secure_url))
    return status === 200 ? text : status
  }
  const deleteBackups = (assetId: string, ids: string[]) =>
    relata.admin('DELETE', `/resources/backup/${assetId}`, { version_ids: ids })

  it('are told of in details, listings and searches, with their size', async () => {
    const { asset_id: assetId } = await upload('told/a', '12345', { backup: true })
    await upload('told/a', '1234567', { backup: true })
    await upload('told/b', '1')
    const backups = (resources: Json[]) =>
      resources.map(({ public_id, backup, backup_bytes }) => [public_id, backup, backup_bytes])
    const details = (publicId: string) => relata.admin('GET', `/resources/raw/upload/${publicId}`)
    const both = [
      ['told/a', true, 12],
      ['told/b', false, 0],
    ]
    expect(backups([(await details('told/a')).body, (await details('told/b')).body])).toEqual(both)
    const listed = async (query: string) =>
      (await relata.admin('GET', `/resources/raw/upload?prefix=told/${query}`)).body.resources
    expect(backups(await listed(''))).toEqual(both)
    expect(Object.keys((await listed('&fields=backup'))[0]).sort()).toEqual([
      'asset_id',
      'backup',
      'folder',
      'public_id',
    ])
    const found = await relata.admin('GET', `/resources/search?expression=asset_id=${assetId}`)
    expect(found.body.resources[0].backup_bytes).toBe(12)
    await relata.admin('DELETE', '/resources/raw/upload', { public_ids: ['told/a'] })
    expect(backups([(await details('told/a')).body])).toEqual([['told/a', true, 12]])
    const restored = await relata.admin('POST', '/resources/raw/upload/restore', { public_ids: ['told/a'] })
    expect(backups(Object.values(restored.body))).toEqual([['told/a', true, 12]])
  })

  it('are each file that was uploaded as one, and the one that it replaced', async () => {
    const one = await upload('v/a', 'one')
    expect(await details('v/a')).toMatchObject({ versions: [] })
    const two = await upload('v/a', 'second', { backup: true })
    const three = await upload('v/a', 'third')
    expect((await details('v/a')).versions).toEqual(
      [one, two].map(({ version_id, version, bytes }) => ({
        version_id,
        version: String(version),
        size: bytes,
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        restorable: true,
      })),
    )
    expect(await details('v/a', '')).not.toHaveProperty('versions')
    expect(three.asset_id).toBe(one.asset_id)
  })

  it('are put back as a new version, and nothing is lost by it', async () => {
    const one = await upload('v/b', 'one', { backup: true, tags: 'old' })
    const two = await upload('v/b', 'two!', { tags: 'new' })
    const back = await restore('v/b', one.version_id)
    expect(back).toMatchObject({ asset_id: one.asset_id, bytes: 3, etag: one.etag, tags: ['new'] })
    expect(back.version).toBeGreaterThan(two.version)
    expect(await fileOf('v/b')).toBe('one')
    expect(await versionIds('v/b')).toEqual([one.version_id, two.version_id])
    expect((await restore('v/b', two.version_id)).bytes).toBe(4)
    expect(await fileOf('v/b')).toBe('two!')
    expect(await restore('v/b', 'none')).toEqual({ error: 'no_backup' })
  })

  it('bring a deleted asset back, which is told of as deleted meanwhile', async () => {
    const one = await upload('v/c', 'one', { backup: true })
    const two = await upload('v/c', 'two!', { backup: true })
    await relata.asset('v/friend')
    await relata.admin('POST', `/resources/related_assets/${one.asset_id}`, {
      assets_to_relate: ['raw/upload/v/friend'],
    })
    await remove('v/c')
    expect(await details('v/c', '')).toMatchObject({ asset_id: one.asset_id, bytes: 0, placeholder: true })
    expect(await relata.publicIds()).not.toContain('v/c')
    expect((await reply(await fetch(two.secure_url))).status).toBe(404)
    expect(await versionIds('v/c')).toEqual([one.version_id, two.version_id])
    expect((await restore('v/c', one.version_id)).bytes).toBe(3)
    expect(await fileOf('v/c')).toBe('one')
    const { related_assets } = await details('v/c', '?related=true')
    expect(related_assets).toHaveLength(1)
  })

  it('of several assets that had a public ID are all listed, and bring theirs back', async () => {
    const one = await upload('v/d', 'one', { backup: true })
    await remove('v/d')
    const two = await upload('v/d', 'two!', { backup: true })
    await remove('v/d')
    expect(await versionIds('v/d')).toEqual([one.version_id, two.version_id])
    expect(await restore('v/d', one.version_id)).toMatchObject({ asset_id: one.asset_id, bytes: 3 })
    expect(await restore('v/d', two.version_id)).toMatchObject({ asset_id: two.asset_id, bytes: 4 })
    expect(await fileOf('v/d')).toBe('two!')
    const own = await relata.admin('GET', `/resources/${two.asset_id}?versions=true`)
    expect(own.body.versions).toHaveLength(1)
  })

  it('keep an asset without any from being deleted for one that comes back', async () => {
    const one = await upload('v/e', 'one', { backup: true })
    await remove('v/e')
    const two = await upload('v/e', 'two!')
    expect(await restore('v/e', one.version_id)).toMatchObject({
      error: 'failed',
      message: expect.stringMatching(/raw\/upload\/v\/e is another asset by now/),
    })
    expect((await details('v/e')).asset_id).toBe(two.asset_id)
    await remove('v/e')
    expect(await restore('v/e')).toMatchObject({ asset_id: one.asset_id })
  })

  it('are deleted for good; the asset keeps its file', async () => {
    const one = await upload('v/f', 'one', { backup: true })
    const two = await upload('v/f', 'two!', { backup: true })
    const { objects } = await relata.blobs()
    const answer = await deleteBackups(one.asset_id, [one.version_id, 'none', two.version_id])
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        asset_id: one.asset_id,
        deleted_version_ids: expect.arrayContaining([one.version_id, two.version_id]),
        failures: [{ version_id: 'none', error: 'not_found', message: expect.any(String) }],
      },
    ])
    expect((await relata.blobs()).objects).toHaveLength(objects.length - 1)
    expect(await fileOf('v/f')).toBe('two!')
    await remove('v/f')
    expect((await relata.blobs()).objects).toHaveLength(objects.length - 2)
    expect((await relata.admin('GET', '/resources/raw/upload/v/f')).status).toBe(404)
  })

  it('deleted of a deleted asset: the latest of the others takes its place, and with the last one it is gone', async () => {
    const one = await upload('v/g', 'one', { backup: true })
    const two = await upload('v/g', 'two!', { backup: true })
    await remove('v/g')
    expect((await deleteBackups(one.asset_id, [two.version_id])).body).toEqual({
      asset_id: one.asset_id,
      deleted_version_ids: [two.version_id],
    })
    expect((await restore('v/g')).bytes).toBe(3)
    const { objects } = await relata.blobs()
    await remove('v/g')
    await deleteBackups(one.asset_id, [one.version_id])
    expect((await relata.blobs()).objects).toHaveLength(objects.length - 1)
    expect(await restore('v/g')).toEqual({ error: 'no_backup' })
    expect((await deleteBackups(one.asset_id, [one.version_id])).status).toBe(404)
  })

  it('are not deleted by the asset ID of another', async () => {
    const one = await upload('v/h', 'one', { backup: true })
    const two = await upload('v/i', 'two', { backup: true })
    expect((await deleteBackups(two.asset_id, [one.version_id])).body.deleted_version_ids).toEqual([])
    expect(await versionIds('v/h')).toEqual([one.version_id])
  })

  it('are downloaded', async () => {
    const one = await upload('v/j', 'one', { backup: true })
    await upload('v/j', 'two')
    const url = `/download_backup?asset_id=${one.asset_id}&version_id=`
    const answer = await relata.admin('GET', url + one.version_id)
    expect([answer.status, answer.text]).toEqual([200, 'one'])
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-length': '3',
      'content-disposition': `attachment; filename="file"; filename*=UTF-8''file`,
      'cache-control': 'private, no-store',
    })
    const missing = await relata.admin('GET', `${url}none`)
    expect([missing.status, missing.body.error.message]).toEqual([404, expect.stringMatching(/^Resource not found - /)])
    const unsigned = await reply(await fetch(`${relata.url}/v1_1/${relata.cloudName}${url}${one.version_id}`))
    expect(unsigned.status).toBe(401)
    const other = await relata.addCloud('others')
    expect((await relata.admin('GET', url + one.version_id, undefined, other)).status).toBe(404)
  })
})

describe('a server that backs up everything', () => {
  it('keeps every file, unless an upload says otherwise', async () => {
    const relata = await startTestRelata({ trashDays: 0, backup: true })
    try {
      await relata.asset('all')
      await relata.asset('all')
      await relata.asset('not', { backup: false })
      const versions = async (id: string) =>
        (await relata.admin('GET', `/resources/raw/upload/${id}?versions=true`)).body.versions
      expect([(await versions('all')).length, await versions('not')]).toEqual([2, []])
    } finally {
      await relata.stop()
    }
  })
})

describe('the trash', () => {
  it('is emptied of what was in it for as long as is set, when the server starts, but for backups', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'relata-test-'))
    try {
      const before = await startTestRelata({ dataFolder })
      for (const publicId of ['kept', 'gone', 'friend']) await before.asset(publicId, { backup: publicId === 'kept' })
      await before.admin('POST', '/resources/related_assets/raw/upload/friend', {
        assets_to_relate: ['raw/upload/kept', 'raw/upload/gone'],
      })
      await before.admin('DELETE', '/resources/raw/upload', { public_ids: ['kept', 'gone'] })
      expect((await before.blobs()).objects).toHaveLength(3)
      await before.stop()

      const relata = await startTestRelata({ dataFolder, trashDays: 0 })
      await expect.poll(async () => (await relata.blobs()).objects.length).toBe(2)
      const { body } = await relata.admin('POST', '/resources/raw/upload/restore', { public_ids: ['gone', 'kept'] })
      expect(body).toMatchObject({ gone: { error: 'no_backup' }, kept: { public_id: 'kept' } })
      const friend = await relata.admin('GET', '/resources/raw/upload/friend?related=true')
      expect(friend.body.related_assets.map(({ public_id }: Json) => public_id)).toEqual(['kept'])
      await relata.stop()
    } finally {
      await rm(dataFolder, { recursive: true })
    }
  })
})
