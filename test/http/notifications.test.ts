import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v2 as cloudinary } from 'cloudinary'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'
import { form, type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

const PICTURE = join(import.meta.dirname, '../../demo/files/tern-table-square.jpg')

describe('notifications', () => {
  let relata: TestRelata
  const receivers: Receiver[] = []
  beforeAll(async () => {
    relata = await startTestRelata({ fetchAllow: ['127.0.0.1'], notificationRetryMs: [1, 1, 1] })
  })
  afterEach(async () => {
    for (const { id } of (await relata.admin('GET', '/triggers')).body.triggers) {
      await relata.admin('DELETE', `/triggers/${id}`)
    }
    for (const receiver of receivers.splice(0)) await receiver.close()
  })
  afterAll(() => relata.stop())

  const receiver = async (...args: Parameters<typeof startReceiver>): Promise<Receiver> => {
    const started = await startReceiver(...args)
    receivers.push(started)
    return started
  }
  const notify = async (uri: string, event_type = 'all', more: object = {}) => {
    const { status, body } = await relata.admin('POST', '/triggers', { uri, event_type, ...more })
    expect(status).toBe(201)
    return body
  }
  /** A receiver of everything, and what one call makes it receive. */
  const told = async (count: number, call: () => Promise<unknown>): Promise<Json[]> => {
    const { url, until } = await receiver()
    await notify(url)
    await call()
    return (await until(count)).map(({ body }) => body)
  }
  const context = {
    triggered_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    triggered_by: { source: 'api', id: expect.any(String) },
  }
  const envelope = (notification_type: string) => ({
    notification_type,
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
    request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    notification_context: { ...context, triggered_by: { source: 'api', id: relata.apiKey } },
    signature_key: relata.apiKey,
  })
  const names = ({ resource_type, type, asset_id, public_id }: Json) => ({ resource_type, type, asset_id, public_id })

  it('tell what was made eagerly, once it is, to the URL that the call has for that', async () => {
    const picture = await readFile(PICTURE)
    const [forUpload, forEager] = [await receiver(), await receiver()]
    const options = { notification_url: `${forUpload.url}/u`, eager_notification_url: `${forEager.url}/e` }
    const eager = { eager: 'c_scale,w_12/png|w_100000', eager_async: true }
    const { body } = await relata.upload(picture, { public_id: 'n/eager', ...options, ...eager }, 'image', 'p.jpg')
    const [told] = await forEager.until(1)
    expect(told?.body).toEqual({
      ...envelope('eager'),
      ...names(body),
      batch_id: body.eager[0].batch_id,
      eager: [
        {
          ...{ transformation: 'c_scale,w_12/png', format: 'png', width: 12, height: expect.any(Number) },
          ...{ bytes: expect.any(Number), url: body.eager[0].url, secure_url: body.eager[0].secure_url },
        },
        { transformation: 'w_100000', status: 'failed', reason: expect.any(String) },
      ],
    })
    expect((await fetch(told!.body.eager[0].url)).headers.get('content-length')).toBe(String(told!.body.eager[0].bytes))
    expect((await forUpload.until(1)).map(({ body }) => body.notification_type)).toEqual(['upload'])
    // Without a URL of its own, where the call is told of; and what an asynchronous upload makes as well.
    await relata.admin('POST', '/image/explicit', {
      ...{ public_id: 'n/eager', type: 'upload', eager: 'w_13', eager_async: true, notification_url: forUpload.url },
    })
    expect((await forUpload.until(2))[1]?.body).toMatchObject({ notification_type: 'eager', public_id: 'n/eager' })
    await relata.upload(picture, { public_id: 'n/async', async: true, eager: 'w_14', ...options }, 'image', 'p.jpg')
    expect((await forEager.until(2))[1]?.body).toMatchObject({ public_id: 'n/async', eager: [{ width: 14 }] })
    await relata.admin('POST', '/image/explicit', { public_id: 'n/eager', type: 'upload', eager: 'w_15', ...options })
    expect((await forEager.until(3))[2]?.body).toMatchObject({ public_id: 'n/eager', eager: [{ width: 15 }] })
  })

  it('of what is made eagerly go to public URLs alone', async () => {
    const options = { public_id: 'n/none', eager: 'w_2', eager_notification_url: 'http://10.0.0.1/' }
    const { status, body } = await relata.upload(await readFile(PICTURE), options, 'image', 'p.jpg')
    expect([status, body.error.message]).toEqual([400, expect.stringContaining('10.0.0.1 is not a public address')])
    expect(await relata.publicIds()).not.toContain('n/none')
  })

  it('carry what an upload answered, under the ID of its request', async () => {
    const picture = await readFile(PICTURE)
    let answer: Json
    const [uploaded, overwritten] = await told(2, async () => {
      answer = await relata.upload(picture, { public_id: 'n/é', tags: 'a,b', context: 'k=v' }, 'image', 'p.jpg')
      await relata.asset('n/raw')
    })
    expect(uploaded).toEqual({ ...answer.body, ...envelope('upload') })
    expect(uploaded.request_id).toBe(answer.headers.get('x-request-id'))
    expect((await fetch(uploaded.secure_url)).status).toBe(200)
    expect(overwritten).toMatchObject({ notification_type: 'upload', public_id: 'n/raw', resource_type: 'raw' })
  })

  it('are signed so that the official SDK takes them for genuine', async () => {
    const { url, until } = await receiver()
    await notify(url, 'upload')
    await relata.asset('signed', { context: 'caption=naïve ✓' })
    const [{ text, headers }] = (await until(1)) as [Received]
    cloudinary.config({ cloud_name: relata.cloudName, api_key: relata.apiKey, api_secret: relata.apiSecret })
    const timestamp = headers['x-cld-timestamp'] as string
    const signature = headers['x-cld-signature'] as string
    const isGenuine = (body: string) => cloudinary.utils.verifyNotificationSignature(body, Number(timestamp), signature)
    expect([isGenuine(text), isGenuine(text.replace('signed', 'forged'))]).toEqual([true, false])
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('tell of related assets once for each call, with what changed and how many failed', async () => {
    const [dog, one, two] = [await relata.asset('r/dog'), await relata.asset('r/1'), await relata.asset('r/2')]
    const path = '/resources/related_assets/raw/upload/r/dog'
    const items = ['raw/upload/r/1', two.asset_id, 'raw/upload/r/none', 'raw/upload/r/1']
    const notifications = await told(2, async () => {
      await relata.admin('POST', path, { assets_to_relate: items })
      await relata.admin('POST', path, { assets_to_relate: items.slice(0, 2) })
      await relata.admin('DELETE', path, { assets_to_unrelate: [one.asset_id, 'nonsense'] })
    })
    const told_ = { ...names(dog), ...envelope('related_assets') }
    expect(notifications).toEqual([
      { ...told_, action_type: 'add', assets: [names(one), names(two)], total_success: 2, total_failed: 1 },
      { ...told_, action_type: 'delete', assets: [names(one)], total_success: 1, total_failed: 1 },
    ])
  })

  it('tell of tags, context, name and folder that changed, and of nothing else', async () => {
    const asset = await relata.asset('u/x', { tags: 'a,b', context: 'k=1|old=2' })
    const change = { tags: 'b,c', context: 'k=3|new=4', display_name: 'X', asset_folder: 'elsewhere' }
    const notifications = await told(4, async () => {
      await relata.admin('POST', '/resources/raw/upload/u/x', change)
      await relata.admin('POST', '/resources/raw/upload/u/x', change)
      await relata.admin('POST', '/resources/raw/upload/u/x', { tags: 'last' })
    })
    const byType = new Map(notifications.map((body) => [body.notification_type, body]))
    const update = (type: string, resources: unknown) => ({ ...envelope(type), source: 'api', resources })
    const tags = { ...names(asset), added: ['c'], removed: ['a'], updated: [] }
    expect(byType.get('resource_tags_changed')).toEqual(update('resource_tags_changed', [tags]))
    const pairs = { ...names(asset), added: { new: '4' }, removed: ['old'], updated: { k: '3' } }
    expect(byType.get('resource_context_changed')).toEqual(update('resource_context_changed', { 'u/x': pairs }))
    const renamed = { ...names(asset), previous_display_name: 'x', new_display_name: 'X', asset_folder: 'elsewhere' }
    expect(byType.get('resource_display_name_changed')).toEqual(
      update('resource_display_name_changed', { 'u/x': renamed }),
    )
    const moved = { ...names(asset), from_asset_folder: '', to_asset_folder: 'elsewhere', display_name: 'X' }
    expect(byType.get('move')).toEqual(update('move', { 'u/x': moved }))
  })

  it('tell of renaming and of deleting', async () => {
    const asset = await relata.asset('d/a')
    const other = await relata.asset('d/b', { asset_folder: 'f' })
    const [renamed, context, deleted] = await told(3, async () => {
      const rename = { from_public_id: 'd/a', to_public_id: 'd/c', to_type: 'private', context: 'k=v' }
      await relata.admin('POST', '/raw/rename', rename)
      await relata.admin('DELETE', '/resources/raw/upload', { prefix: 'd/' })
    })
    expect(context).toMatchObject({
      notification_type: 'resource_context_changed',
      resources: { 'd/c': { added: { k: 'v' } } },
    })
    expect(renamed).toEqual({
      ...envelope('rename'),
      ...{ resource_type: 'raw', type: 'private', from_type: 'upload', asset_id: asset.asset_id },
      ...{ asset_folder: '', display_name: 'a', from_public_id: 'd/a', to_public_id: 'd/c' },
    })
    const gone = { ...names(other), version: other.version, asset_folder: 'f', display_name: 'b' }
    expect(deleted).toEqual({ ...envelope('delete'), resources: [gone] })
  })

  it('go to each URL that asked for that type, once, and to no other', async () => {
    const [all, uploads, relations] = [await receiver(), await receiver(), await receiver()]
    await notify(all.url)
    await notify(uploads.url, 'upload')
    await notify(uploads.url)
    await notify(relations.url, 'related_assets')
    await relata.asset('to/1')
    await relata.asset('to/2')
    await relata.admin('POST', '/resources/related_assets/raw/upload/to/1', { assets_to_relate: ['raw/upload/to/2'] })
    await Promise.all([all.until(3), uploads.until(3), relations.until(1)])
    const types = ({ received }: Receiver) => received.map(({ body }) => body.notification_type).sort()
    expect([types(all), types(uploads), types(relations)]).toEqual([
      ['related_assets', 'upload', 'upload'],
      ['related_assets', 'upload', 'upload'],
      ['related_assets'],
    ])
  })

  it('tell nothing of what happened before the trigger, or in another product environment', async () => {
    const other = await relata.addCloud('elsewhere')
    await relata.asset('before')
    const { url, until } = await receiver()
    await notify(url)
    const later = await receiver()
    await relata.asset('between')
    await notify(later.url)
    await relata.asset('after')
    await relata.admin('POST', '/triggers', { uri: `${url}/other`, event_type: 'all' }, other)
    await relata.asset('last')
    const ids = (received: Received[]) => received.map(({ path, body }) => `${path} ${body.public_id}`)
    expect(ids(await until(3))).toEqual(['/ between', '/ after', '/ last'])
    expect(ids(await later.until(2))).toEqual(['/ after', '/ last'])
  })

  it('of a call with a notification_url go there instead, and to additive triggers as well', async () => {
    const [plain, additive, own] = [await receiver(), await receiver(), await receiver()]
    await notify(plain.url)
    await notify(additive.url, 'all', { additive: true })
    const notification_url = `${own.url}/mine?a=b`
    await relata.asset('own', { notification_url })
    const rename = { from_public_id: 'own', to_public_id: 'own2', notification_url }
    await relata.admin('POST', '/raw/rename', rename)
    await relata.admin('POST', '/raw/explicit', { public_id: 'own2', type: 'upload', tags: 'x', notification_url })
    await relata.admin('POST', '/raw/destroy', { public_id: 'own2', notification_url })
    await relata.asset('not own')
    const types = (received: Received[]) => received.map(({ path, body }) => `${path} ${body.notification_type}`)
    const four = ['upload', 'rename', 'resource_tags_changed', 'delete']
    expect(types(await own.until(4))).toEqual(four.map((type) => `/mine?a=b ${type}`))
    expect(types(await additive.until(5))).toEqual([...four, 'upload'].map((type) => `/ ${type}`))
    const [only] = await plain.until(1)
    expect(only!.body.public_id).toBe('not own')
  })

  it('reach a notification_url where there is no trigger at all', async () => {
    for (const public_id of ['alone/1', 'alone/2']) {
      const { url, until } = await receiver()
      await relata.asset(public_id, { notification_url: url })
      expect((await until(1))[0]!.body).toMatchObject({ notification_type: 'upload', public_id })
    }
  })

  it('reach the notification_url of an upload preset, from an unsigned upload as well', async () => {
    const { url, until } = await receiver()
    const settings = { name: 'told', unsigned: true, notification_url: `${url}/preset` }
    expect((await relata.admin('POST', '/upload_presets', settings)).status).toBe(200)
    const body = form({ file: 'data:text/plain,x', upload_preset: 'told', public_id: 'unsigned' })
    await fetch(`${relata.url}/v1_1/${relata.cloudName}/raw/upload`, { method: 'POST', body })
    const [{ path, body: told }] = (await until(1)) as [Received]
    expect([path, told.notification_type, told.public_id]).toEqual(['/preset', 'upload', 'unsigned'])
    expect(told).toMatchObject({ signature_key: relata.apiKey })
    const refused = await relata.admin('POST', '/upload_presets', { ...settings, notification_url: 'http://10.0.0.1' })
    expect(refused.status).toBe(400)
  })

  it('tell of an upload in the background once it is done', async () => {
    const { url, until } = await receiver()
    const pending = await relata.upload('x', { public_id: 'in background', async: true, notification_url: url })
    expect(pending.body.status).toBe('pending')
    const [{ body }] = (await until(1)) as [Received]
    expect(body).toMatchObject({
      notification_type: 'upload',
      public_id: 'in background',
      request_id: pending.body.batch_id,
    })
  })

  it('tell of an archive that is made in the background', async () => {
    const { url, until } = await receiver()
    await relata.asset('packed')
    const archive = { public_ids: ['packed'], target_public_id: 'pack', async: true, notification_url: url }
    const pending = await relata.admin('POST', '/raw/generate_archive', archive)
    expect([pending.status, pending.body.status]).toEqual([200, 'pending'])
    const [{ body }] = (await until(1)) as [Received]
    expect(body).toMatchObject({ notification_type: 'upload', resource_type: 'raw', request_id: pending.body.batch_id })
    expect(body.public_id).toMatch(/^pack/)
  })

  it('tell of an upload in the background that failed, and why', async () => {
    const { url, until } = await receiver()
    const broken = { public_id: 'broken', async: true, notification_url: url }
    const pending = await relata.upload('no picture', broken, 'image', 'x.jpg')
    expect(pending.body.status).toBe('pending')
    const [{ body }] = (await until(1)) as [Received]
    const { batch_id } = pending.body
    const error = { message: expect.stringMatching(/^Invalid image file/) }
    expect(body).toEqual({ ...envelope('error'), batch_id, request_id: batch_id, error })
  })

  it.each(['http://10.0.0.1/', 'ftp://example.com/', 'hook', `http://e.com/${'a'.repeat(3000)}`])(
    'are refused with the notification_url %.30s, and nothing is changed',
    async (notification_url) => {
      const refused = await relata.upload('x', { public_id: 'never', notification_url })
      expect([refused.status, refused.body.error.message]).toEqual([
        400,
        expect.stringMatching(/notification_url|public/),
      ])
      expect((await relata.admin('GET', '/resources/raw/upload/never')).status).toBe(404)
    },
  )

  it('do not follow a redirect, which counts as not taken', async () => {
    const { url, until } = await receiver((_, count) => (count === 1 ? 302 : 200))
    await notify(`${url}/hook`, 'upload')
    await relata.asset('redirected')
    expect((await until(2)).map(({ path }) => path)).toEqual(['/hook', '/hook'])
  })

  it('reach one receiver while another does not answer', async () => {
    const [silent, ready] = [await receiver(() => 'nothing'), await receiver()]
    await notify(silent.url, 'upload')
    await notify(ready.url, 'upload')
    for (const id of ['1', '2', '3']) await relata.asset(`slow/${id}`)
    await Promise.all([ready.until(3), silent.until(1)])
    expect(silent.received.length).toBe(1)
  })

  it('keep their order for each receiver', async () => {
    const { url, until } = await receiver()
    await notify(url, 'upload')
    const ids = Array.from({ length: 20 }, (_, i) => `order/${i}`)
    for (const id of ids) await relata.asset(id)
    expect((await until(20)).map(({ body }) => body.public_id)).toEqual(ids)
  })

  it('go to where a trigger points by then', async () => {
    const second = await receiver()
    const first = await receiver(async () => {
      await relata.admin('PUT', `/triggers/${id}`, { new_uri: second.url })
      return 500
    })
    const { id } = await notify(first.url, 'upload')
    await relata.asset('moving')
    expect((await second.until(1))[0]!.body.public_id).toBe('moving')
    expect(first.received.length).toBe(1)
  })
})
