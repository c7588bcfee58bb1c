import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

const URI = 'https://example.com/hook'

describe('triggers', () => {
  let relata: TestRelata
  beforeAll(async () => {
    relata = await startTestRelata()
  })
  afterAll(() => relata.stop())

  const create = (uri: unknown, event_type: unknown) => relata.admin('POST', '/triggers', { uri, event_type })
  const list = async (query = '') => (await relata.admin('GET', `/triggers${query}`)).body
  const removeAll = async () => {
    for (const { id } of (await list()).triggers) await relata.admin('DELETE', `/triggers/${id}`)
  }

  it('are created, listed, given another URL and deleted', async () => {
    expect(await list()).toEqual({ triggers: [], total: 0 })
    const created = await create(URI, 'upload')
    const second = (await create(URI, 'related_assets')).body
    const trigger = {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      product_environment_id: relata.cloudName,
      uri_type: 'webhook',
      uri: URI,
      event_type: 'upload',
      additive: false,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      updated_at: created.body.created_at,
    }
    expect([created.status, created.body]).toEqual([201, trigger])
    expect((await list()).triggers.map(({ id }: { id: string }) => id).sort()).toEqual(
      [created.body.id, second.id].sort(),
    )
    expect(await list('?event_type=related_assets')).toEqual({ triggers: [second], total: 1 })
    const moved = await relata.admin('PUT', `/triggers/${second.id}`, { new_uri: `${URI}/new` })
    expect([moved.status, moved.body.uri, moved.body.event_type]).toEqual([200, `${URI}/new`, 'related_assets'])
    const removed = await relata.admin('DELETE', `/triggers/${created.body.id}`)
    expect([removed.status, removed.body]).toEqual([200, { message: 'ok' }])
    expect(await list()).toEqual({ triggers: [moved.body], total: 1 })
    await removeAll()
  })

  it('are told apart by URL and event type', async () => {
    const first = (await create(URI, 'upload')).body
    const second = (await create(`${URI}/2`, 'upload')).body
    expect((await create(URI, 'delete')).status).toBe(201)
    const again = await create(URI, 'upload')
    expect([again.status, again.body.error.message]).toEqual([
      409,
      `record_already_exists - ${URI} is notified of upload already`,
    ])
    const onto = await relata.admin('PUT', `/triggers/${second.id}`, { new_uri: URI })
    expect([onto.status, onto.body.error.message]).toEqual([409, again.body.error.message])
    expect((await relata.admin('PUT', `/triggers/${first.id}`, { new_uri: URI })).status).toBe(200)
    await removeAll()
  })

  it('notify at most 30 URLs, each of as many types as there are', async () => {
    for (let i = 0; i < 30; i++) expect((await create(`${URI}/${i}`, 'all')).status).toBe(201)
    const last = (await create(`${URI}/29`, 'upload')).body
    const further = await create(URI, 'all')
    expect([further.status, further.body.error.message]).toEqual([
      400,
      'limit_reached - at most 30 URLs can be notified: delete the triggers of another first',
    ])
    expect((await relata.admin('PUT', `/triggers/${last.id}`, { new_uri: URI })).status).toBe(400)
    await relata.admin('DELETE', `/triggers/${last.id}`)
    const [{ id }] = (await list()).triggers
    expect((await relata.admin('PUT', `/triggers/${id}`, { new_uri: URI })).status).toBe(200)
    await removeAll()
  })

  it('belong to one product environment', async () => {
    const other = await relata.addCloud('other')
    const { id } = (await create(URI, 'upload')).body
    expect((await relata.admin('GET', '/triggers', undefined, other)).body.total).toBe(0)
    expect((await relata.admin('DELETE', `/triggers/${id}`, undefined, other)).status).toBe(404)
    expect((await list()).total).toBe(1)
    await removeAll()
  })

  it.each([
    [undefined, 'upload', 'Missing required parameter - uri'],
    [URI, undefined, 'Missing required parameter - event_type'],
    [URI, 'sprite', /^Invalid value for event_type - "sprite". Must be one of: all, upload, .*related_assets/],
    [URI, ['upload'], /^Invalid value for event_type/],
    [{}, 'upload', 'Invalid value for uri - {}. Must be text'],
    ['', 'upload', /^Invalid uri - "": expected an http or https URL/],
    ['example.com', 'upload', /^Invalid uri - "example.com": expected an http or https URL/],
    ['javascript:alert(1)', 'upload', /expected an http or https URL/],
    [`${URI}?${'a'.repeat(2048)}`, 'upload', /at most 2048 characters/],
    ['http://127.0.0.1:4000/', 'upload', /127.0.0.1 is not a public address.*RELATA_FETCH_ALLOW/],
    ['http://[::ffff:10.0.0.1]/', 'upload', /is not a public address/],
    ['http://0x7f.1/', 'upload', /127.0.0.1 is not a public address/],
  ])('are not made of %j and %j', async (uri, event_type, message) => {
    const { status, body } = await create(uri, event_type)
    expect([status, body.error.message]).toEqual([
      400,
      typeof message === 'string' ? message : expect.stringMatching(message),
    ])
    expect((await list()).total).toBe(0)
  })

  it.each(['nope', '%00', `${'a'.repeat(400)}`, "'--"])('of the ID %s are not found', async (id) => {
    for (const { status, body } of [
      await relata.admin('PUT', `/triggers/${id}`, { new_uri: URI }),
      await relata.admin('DELETE', `/triggers/${id}`),
    ]) {
      expect([status, body.error.message]).toEqual([
        404,
        expect.stringMatching(/^record_not_found - there is no trigger/),
      ])
    }
  })

  it('refuse a new URL that may not be notified, and a listing of an unknown type', async () => {
    const { id } = (await create(URI, 'upload')).body
    for (const body of [{}, { new_uri: '' }, { new_uri: 'http://localhost.:x' }, { new_uri: 'http://10.0.0.1/' }]) {
      expect((await relata.admin('PUT', `/triggers/${id}`, body)).status).toBe(400)
    }
    expect((await list()).triggers[0].uri).toBe(URI)
    expect((await relata.admin('GET', '/triggers?event_type=nope')).status).toBe(400)
    await removeAll()
  })
})
