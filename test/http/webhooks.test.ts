import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startReceiver } from '../support/receiver.ts'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

describe('webhooks', () => {
  let relata: TestRelata
  beforeAll(async () => {
    relata = await startTestRelata({ fetchAllow: ['127.0.0.1'], notificationRetryMs: [] })
  })
  afterAll(() => relata.stop())

  const create = async (url: string, event = 'create_folder') =>
    (await relata.api('POST', '/webhooks', { url, event })).body
  const list = async (query = ''): Promise<Json[]> =>
    (await relata.api('GET', `/webhooks/deliveries${query}`)).body.deliveries
  const until = async (state: string) => {
    for (;;) {
      const [delivery] = await list()
      if (delivery?.state === state) return delivery
    }
  }

  it('are made, changed and deleted, and are the triggers of the Admin API', async () => {
    const made = await create('https://example.com/hook', 'upload')
    expect(made).toMatchObject({ url: 'https://example.com/hook', event: 'upload', additive: false })
    const changes = { url: 'https://example.com/new', event: 'delete', additive: true }
    const changed = await relata.api('PATCH', `/webhooks/${made.id}`, changes)
    expect([changed.status, changed.body]).toEqual([200, { ...made, ...changes, updated_at: expect.any(String) }])
    expect((await relata.api('GET', '/webhooks')).body.webhooks).toEqual([changed.body])
    expect((await relata.admin('GET', '/triggers')).body.triggers).toMatchObject([
      { id: made.id, event_type: 'delete' },
    ])
    const private_ = await relata.api('POST', '/webhooks', { url: 'http://10.0.0.1/', event: 'all' })
    expect([private_.status, private_.body.error.message]).toEqual([
      400,
      expect.stringContaining('not a public address'),
    ])
    const other = await relata.api('POST', '/webhooks', { url: 'ftp://example.com', event: 'all' })
    expect([other.status, other.body.error.message]).toEqual([400, expect.stringMatching(/\burl\b/)])
    expect((await relata.api('POST', '/webhooks', changes)).status).toBe(409)
    expect((await relata.api('DELETE', `/webhooks/${made.id}`)).body).toEqual({ deleted: made.id })
    expect((await relata.api('DELETE', `/webhooks/${made.id}`)).status).toBe(404)
  })

  it('show what was sent and answered, and send it again', async () => {
    let status = 500
    const receiver = await startReceiver(() => status)
    const { id: webhook } = await create(`${receiver.url}/hook`)
    await relata.admin('POST', '/folders/first')
    const failed = await until('failed')
    expect(failed).toEqual({
      ...{ id: failed.id, created_at: expect.any(String), event: 'create_folder', state: 'failed', webhook },
      ...{ url: `${receiver.url}/hook`, attempts: 1, status: 500, error: 'It answered 500' },
    })
    const { body: details } = await relata.api('GET', `/webhooks/deliveries/${failed.id}`)
    const { signature_key: _, ...sent } = receiver.received[0]!.body
    expect(details).toEqual({ ...failed, body: sent, answer: 'thanks' })
    status = 200
    const resent = await relata.api('POST', `/webhooks/deliveries/${failed.id}/resend`)
    expect([resent.status, resent.body.state, resent.body.attempts]).toEqual([200, 'pending', 0])
    const delivered = await until('delivered')
    expect([delivered.id, delivered.attempts, delivered.status, delivered.error]).toEqual([
      failed.id,
      1,
      200,
      undefined,
    ])
    expect(receiver.received.map(({ body }) => body.folder_path)).toEqual(['first', 'first'])
    // What was delivered can be sent again as well; of a webhook that is gone, nothing can.
    await relata.api('POST', `/webhooks/deliveries/${failed.id}/resend`)
    await receiver.until(3)
    await relata.api('DELETE', `/webhooks/${webhook}`)
    const gone = await relata.api('POST', `/webhooks/deliveries/${failed.id}/resend`)
    expect([gone.status, gone.body.error.message]).toEqual([409, expect.stringContaining('deleted')])
    expect((await relata.api('GET', '/webhooks/deliveries/none')).status).toBe(404)
    await receiver.close()
  })

  it('sends again to a notification URL, where nobody is told of anything else', async () => {
    const receiver = await startReceiver()
    await relata.asset('told', { notification_url: `${receiver.url}/own` })
    await receiver.until(1)
    const { id, webhook } = await until('delivered')
    expect(webhook).toBeUndefined()
    expect((await relata.api('POST', `/webhooks/deliveries/${id}/resend`)).status).toBe(200)
    const [first, second] = await receiver.until(2)
    expect(second!.body).toEqual(first!.body)
    await receiver.close()
  })

  it('list deliveries newest first, page by page, and by what became of them', async () => {
    const receiver = await startReceiver(({ body }) => (body.folder_path === 'bad' ? 404 : 200))
    await create(receiver.url)
    for (const name of ['one', 'bad', 'two']) await relata.admin('POST', `/folders/${name}`)
    await receiver.until(3)
    await until('delivered')
    const all = await list()
    const { body: page } = await relata.api('GET', '/webhooks/deliveries?limit=1')
    expect([page.deliveries, typeof page.next_cursor]).toEqual([[all[0]], 'string'])
    expect(await list(`?limit=200&cursor=${page.next_cursor}`)).toEqual(all.slice(1))
    const bad = await list('?state=failed')
    expect(bad.map(({ status }) => status)).toEqual([404])
    expect(await list('?state=delivered')).toEqual(all.filter(({ state }) => state === 'delivered'))
    const other = await relata.api('GET', `/webhooks/deliveries?state=failed&cursor=${page.next_cursor}`)
    expect(other.status).toBe(400)
    await receiver.close()
  })

  it('are those of one environment', async () => {
    const other = await relata.addCloud('webhooks-elsewhere')
    const [{ id }] = (await list()) as [Json]
    const get = (path: string) => relata.api('GET', path, undefined, other)
    expect((await get('/webhooks/deliveries')).body).toEqual({ deliveries: [] })
    expect((await get(`/webhooks/deliveries/${id}`)).status).toBe(404)
    expect((await relata.api('POST', `/webhooks/deliveries/${id}/resend`, {}, other)).status).toBe(404)
  })
})
