import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeletionChecks } from '../../src/http/api/contract.ts'
import { basic, form, type Json, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let count = 0
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const upload = async (path: string, fields: Record<string, unknown>) =>
  reply(
    await fetch(`${relata.url}/v1_1/${relata.cloudName}${path}`, {
      method: 'POST',
      headers: { authorization: basic(relata) },
      body: form(fields),
    }),
  )
const isThere = async (publicId: string) =>
  (await relata.admin('GET', `/resources/raw/upload/${publicId}`)).status === 200

/** Terms that so many photos need. */
async function terms(photos = 1): Promise<{ name: string; photos: string[]; asset: Json }> {
  const name = `terms-${count++}`
  const names = Array.from({ length: photos }, (_, i) => `${name}-photo-${i}`)
  const asset = await relata.asset(name, { tags: name })
  for (const photo of names) await relata.asset(photo)
  const relations = names.map((photo) => ({ from: `raw/upload/${photo}`, to: asset.asset_id, kind: 'licensed_by' }))
  const { body } = await relata.api('POST', '/relations', { relations })
  expect(body.counts.failed).toBe(0)
  return { name, photos: names, asset }
}

describe('what a kind protects', () => {
  test('is not destroyed, by either name, until it is forced: the error counts and says how', async () => {
    const { name, asset } = await terms(2)
    for (const [path, fields] of [
      ['/raw/destroy', { public_id: name }],
      ['/asset/destroy', { asset_id: asset.asset_id }],
    ] as const) {
      const refused = await upload(path, fields)
      expect(refused.status).toBe(400)
      expect(refused.body.error.message).toBe(
        `raw/upload/${name} is protected by 2 relations (2 by licence_of): remove them, or pass force=true to delete it all the same`,
      )
    }
    expect(await isThere(name)).toBe(true)
    expect((await upload('/raw/destroy', { public_id: name, force: true })).body).toEqual({ result: 'ok' })
    expect(await isThere(name)).toBe(false)
  })

  test('lets the other end go, and is deleted itself once nothing needs it', async () => {
    const { name, photos } = await terms()
    expect((await upload('/raw/destroy', { public_id: photos[0] })).body).toEqual({ result: 'ok' })
    expect((await upload('/raw/destroy', { public_id: name })).body).toEqual({ result: 'ok' })
  })

  test('is told as protected by deletions of many, and the rest goes', async () => {
    const { name, photos } = await terms()
    const named = await relata.admin(
      'DELETE',
      `/resources/raw/upload?public_ids[]=${name}&public_ids[]=nothing&public_ids[]=${photos[0]}`,
    )
    expect(named.body.deleted).toEqual({ [name]: 'protected', nothing: 'not_found', [photos[0]!]: 'deleted' })
    const second = await terms()
    const byPrefix = await relata.admin('DELETE', `/resources/raw/upload?prefix=${second.name}`)
    expect(byPrefix.body.deleted).toEqual({ [second.name]: 'protected', [second.photos[0]!]: 'deleted' })
    const third = await terms()
    const byTag = await relata.admin('DELETE', `/resources/raw/tags/${third.name}`)
    expect(byTag.body.deleted).toEqual({ [third.name]: 'protected' })
    const byId = await relata.admin('DELETE', `/resources?asset_ids[]=${third.asset.asset_id}`)
    expect(byId.body.deleted).toEqual({ [third.asset.asset_id]: 'protected' })
    const forced = await relata.admin('DELETE', `/resources/raw/tags/${third.name}?force=true`)
    expect(forced.body.deleted).toEqual({ [third.name]: 'deleted' })
  })

  test('stays when another asset is to take its name, by a rename, a publication or a restore', async () => {
    const { name } = await terms()
    await relata.asset('newcomer')
    const rename = { from_public_id: 'newcomer', to_public_id: name, overwrite: true }
    expect((await upload('/raw/rename', rename)).body.error.message).toContain(
      `raw/upload/${name} is protected by 1 relation (1 by licence_of): remove it`,
    )
    await relata.asset(name, { type: 'private' })
    const path = '/resources/raw/publish_resources'
    const published = await relata.admin('POST', path, { public_ids: [name], overwrite: true })
    expect(published.body).toMatchObject({
      published: [],
      failed: [{ public_id: name, error: { message: expect.stringContaining('protected') } }],
    })
    await upload('/raw/rename', { ...rename, from_public_id: name, to_public_id: `${name}-away` })
    const { asset_id } = await relata.asset(name)
    await upload('/raw/destroy', { public_id: name })
    await upload('/raw/rename', { ...rename, from_public_id: `${name}-away`, to_public_id: name })
    const restored = await relata.admin('POST', '/resources/restore', { asset_ids: [asset_id] })
    expect(restored.body[asset_id]).toMatchObject({ error: 'failed', message: expect.stringContaining('protected') })
    expect((await upload('/raw/rename', { ...rename, force: true })).status).toBe(200)
    expect((await relata.admin('POST', path, { public_ids: [name], overwrite: true })).body.failed).toEqual([])
  })

  test('is not deleted by a token either', async () => {
    const asset = await relata.asset('with-token', { return_delete_token: true })
    await relata.asset('needs-it')
    await relata.api('POST', '/relations', {
      relations: [{ from: 'raw/upload/needs-it', to: asset.asset_id, kind: 'licensed_by' }],
    })
    const refused = await upload('/delete_by_token', { token: asset.delete_token })
    expect([refused.status, refused.body.error.message]).toEqual([
      400,
      expect.stringContaining('is protected by 1 relation'),
    ])
    expect(await isThere('with-token')).toBe(true)
  })

  test('follows the kind: a team says which end, or both', async () => {
    await relata.api('POST', '/kinds', { name: 'signed_with', protects: 'subject' })
    for (const name of ['one', 'two']) await relata.asset(`signed-${name}`)
    await relata.api('POST', '/relations', {
      relations: [{ from: 'raw/upload/signed-one', to: 'raw/upload/signed-two', kind: 'signed_with' }],
    })
    for (const name of ['one', 'two'])
      expect((await upload('/raw/destroy', { public_id: `signed-${name}` })).status).toBe(400)
    await relata.api('PATCH', '/kinds/signed_with', { protects: 'none' })
    expect((await upload('/raw/destroy', { public_id: 'signed-one' })).body).toEqual({ result: 'ok' })
  })
})

describe('what a deletion would touch', () => {
  const check = async (body: object) => (await relata.api('POST', '/deletions/check', body)).body as DeletionChecks

  test('is asked first: relations by kind, the assets at the other ends, protection, backups; nothing changes', async () => {
    const { name, photos, asset } = await terms(3)
    await relata.admin('POST', `/resources/related_assets/raw/upload/${name}`, {
      assets_to_relate: [`raw/upload/${photos[1]}`],
    })
    const found = await check({
      assets: [asset.asset_id, `raw/upload/${photos[0]}`, 'raw/upload/nothing', 'dog', 'd?g'],
      limit: 2,
    })
    expect(found).toMatchObject({ counts: { deletable: 1, protected: 1, failed: 3 } })
    expect(found.results[0]).toMatchObject({
      asset: asset.asset_id,
      asset_id: asset.asset_id,
      outcome: 'protected',
      relations: 4,
      counts: { related: 1, licence_of: 3 },
      protected_by: { licence_of: 3 },
      restorable: true,
    })
    expect(found.results[0]!.related!.map(({ asset, kind }) => [asset.public_id, kind])).toEqual([
      [photos[1], 'related'],
      [photos[0], 'licence_of'],
    ])
    expect(found.results[1]).toMatchObject({ outcome: 'deletable', relations: 1, counts: { licensed_by: 1 } })
    expect(found.results.slice(2).map(({ outcome }) => outcome)).toEqual(['not_found', 'not_found', 'malformed'])
    expect(await check({ assets: [asset.asset_id], limit: 2 })).toMatchObject({ results: [found.results[0]] })
  })

  test('tells what backups take', async () => {
    await relata.asset('backed-up', { backup: true })
    const found = await check({ assets: ['raw/upload/backed-up'] })
    expect(found.results[0]).toMatchObject({ outcome: 'deletable', relations: 0, related: [], backup_bytes: 1 })
  })

  test('of a hub, everything is counted and the others are shown as well', async () => {
    const names = Array.from({ length: 5 }, (_, i) => `hub-${i}`)
    for (const name of names) await relata.asset(name)
    const relations = names.slice(1).map((name) => ({ from: 'raw/upload/hub-0', to: `raw/upload/${name}` }))
    await relata.api('POST', '/relations', { relations })
    const found = await check({ assets: names.map((name) => `raw/upload/${name}`), limit: 1 })
    expect(
      found.results.map(({ relations, related }) => [relations, related!.map(({ asset }) => asset.public_id)]),
    ).toEqual([[4, ['hub-1']], ...names.slice(1).map(() => [1, ['hub-0']])])
  })
})
