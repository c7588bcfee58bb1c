import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweepHistory } from '../../src/actions/sweep-history.ts'
import type { Caller } from '../../src/core/cloud.ts'
import type { Store } from '../../src/core/store.ts'
import { type Config, openDataFolder } from '../../src/main.ts'
import { libraryOf } from '../conformance/library.ts'
import { type Answering, type Receiver, startReceiver } from '../support/receiver.ts'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

const HOURS_MS = 3_600_000

describe('deliveries', () => {
  let dataFolder: string
  let running: TestRelata | undefined
  let receivers: Receiver[]
  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'relata-test-'))
    receivers = []
  })
  afterEach(async () => {
    await running?.stop()
    running = undefined
    for (const receiver of receivers) await receiver.close()
    await rm(dataFolder, { recursive: true, force: true })
  })

  const start = async (settings: Partial<Config> = {}) => {
    running = await startTestRelata({ fetchAllow: ['127.0.0.1'], notificationRetryMs: [1], ...settings, dataFolder })
    return running
  }
  const stop = async () => {
    await running!.stop()
    running = undefined
  }
  const receiver = async (answering?: Answering) => {
    receivers.push(await startReceiver(answering))
    return receivers.at(-1)!
  }
  const notify = async (uri: string): Promise<string> =>
    (await running!.admin('POST', '/triggers', { uri, event_type: 'upload' })).body.id

  /** While no server is running. */
  async function inStore<T>(look: (store: Store, caller: Caller) => Promise<T>): Promise<T> {
    const store = await openDataFolder(dataFolder)
    try {
      const [cloud] = await store.read.clouds.list()
      return await look(store, { cloud: cloud!, actor: 'tester', requestId: 'r' })
    } finally {
      await store.close()
    }
  }
  /** What the database has, beside the running server, newest first. */
  function rows(table: string): Json[] {
    const database = new Database(join(dataFolder, 'relata.sqlite'), { readonly: true })
    try {
      return database.prepare(`select * from ${table} order by position desc`).all()
    } finally {
      database.close()
    }
  }
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await sleep(10)
  }
  /** The deliveries, once none waits any more. */
  async function settled(): Promise<Json[]> {
    await until(() => rows('delivery').length > 0 && rows('delivery').every(({ due_at }) => due_at === null))
    return rows('delivery')
  }

  it('are kept with what became of them', async () => {
    await start({ notificationRetryMs: [1, 1] })
    const [taking, refusing] = [await receiver(() => 204), await receiver(() => 503)]
    const [one, two] = [await notify(`${taking.url}/a`), await notify(`${refusing.url}/b`)]
    await running!.asset('x')
    const all = await settled()
    expect(all.find(({ receiver }) => receiver === one)).toMatchObject({
      ...{ uri: `${taking.url}/a`, event_type: 'upload', state: 'delivered', attempts: 1, status: 204, error: null },
    })
    expect(all.find(({ receiver }) => receiver === two)).toMatchObject({
      ...{ state: 'failed', attempts: 3, status: 503, error: 'It answered 503', due_at: null },
    })
    expect(refusing.received.length).toBe(3)
  })

  it('are sent again until they are taken, and hold up nothing that comes after them', async () => {
    await start({ notificationRetryMs: Array(500).fill(10) })
    let isBehindIn = false
    const { url, received } = await receiver(({ body }) => {
      isBehindIn ||= body.public_id === 'behind'
      return isBehindIn ? 200 : 500
    })
    await notify(url)
    await running!.asset('first')
    await running!.asset('behind')
    const [behind, first] = await settled()
    expect([first.state, behind.state, behind.attempts]).toEqual(['delivered', 'delivered', 1])
    expect(first.attempts).toBe(received.length - 1)
    expect(received.at(-1)!.body.public_id).toBe('first')
    expect(new Set(received.map(({ text }) => text)).size).toBe(2)
  })

  it('are given up once their trigger is deleted', async () => {
    await start()
    const deleting = await receiver(async () => {
      await running!.admin('DELETE', `/triggers/${id}`)
      return 500
    })
    const id = await notify(deleting.url)
    await running!.asset('x')
    expect(await settled()).toMatchObject([{ state: 'failed', attempts: 2, error: 'The trigger was deleted' }])
    expect(deleting.received.length).toBe(1)
  })

  it('are not sent to a private address that is not allowed, whatever its name', async () => {
    await start({ fetchAllow: [] })
    const { url, received } = await receiver()
    await notify(url.replace('127.0.0.1', 'localhost'))
    await running!.asset('x')
    expect(await settled()).toMatchObject([
      {
        state: 'failed',
        attempts: 2,
        status: null,
        error: expect.stringMatching(/^localhost is not a public address/),
      },
    ])
    expect(received).toEqual([])
  })

  it('under way when the server stops are sent again when it starts, and stopping does not wait for them', async () => {
    await start()
    let isSilent = true
    const { url, until } = await receiver(() => (isSilent ? 'nothing' : 200))
    await notify(url)
    await running!.asset('1')
    await running!.asset('2')
    await until(1)
    await stop()
    isSilent = false
    await start()
    const ids = (await until(3)).map(({ body }) => body.public_id)
    expect(ids).toEqual(['1', '1', '2'])
    expect(await settled()).toMatchObject([
      { state: 'delivered', attempts: 1 },
      { state: 'delivered', attempts: 1 },
    ])
  })

  it('that wait for another attempt wait on across a restart', async () => {
    await start({ notificationRetryMs: [HOURS_MS] })
    const failing = await receiver(() => 500)
    await notify(failing.url)
    await running!.asset('x')
    await until(() => rows('delivery')[0]?.attempts === 1)
    const [before] = rows('delivery')
    expect(before).toMatchObject({ state: 'pending', status: 500 })
    expect(before.due_at - Date.now()).toBeGreaterThan(HOURS_MS / 2)
    await stop()
    await start({ notificationRetryMs: [HOURS_MS] })
    await running!.asset('y')
    expect((await failing.until(2))[1]!.body.public_id).toBe('y')
    expect(rows('delivery')).toContainEqual(before)
  })

  it('are made of what was logged while nobody was looking, however much', async () => {
    await start()
    const { url, until } = await receiver()
    await running!.admin('POST', '/triggers', { uri: url, event_type: 'create_folder' })
    await stop()
    const paths = Array.from({ length: 130 }, (_, i) => `folder/${i}`)
    await inStore((store, caller) =>
      store.write(async (tx) => {
        for (const path of paths) await tx.changes.add(caller, { type: 'create_folder', path })
      }),
    )
    await start()
    const received = await until(130)
    expect(received.map(({ body }) => body.folder_path)).toEqual(paths)
    expect(received[7]!.body).toMatchObject({
      ...{ notification_type: 'create_folder', folder_name: '7', request_id: 'r' },
      notification_context: { triggered_by: { source: 'api', id: 'tester' } },
    })
  })

  it('tell of everything else that is logged, two assets of one public ID apart', async () => {
    await start()
    const { url, until } = await receiver()
    await running!.admin('POST', '/triggers', { uri: url, event_type: 'all' })
    await stop()
    const named = {
      resourceType: 'raw',
      type: 'upload',
      assetId: 'a'.repeat(32),
      publicId: '__proto__',
      no: 1,
    } as const
    const twin = { ...named, resourceType: 'video', assetId: 'b'.repeat(32), no: 2 } as const
    const access = [{ access_type: 'token' }] as const
    const moderation = { kind: 'manual', status: 'approved', updatedAt: 0 } as const
    await inStore((store, caller) =>
      store.write(async (tx) => {
        await tx.changes.add(caller, { type: 'restore', assets: [named] })
        await tx.changes.add(caller, { type: 'rename_folder', from: 'a/b', path: 'c' })
        await tx.changes.add(caller, { type: 'delete_folder', path: 'c/d' })
        await tx.changes.add(caller, {
          type: 'update',
          updates: [
            { asset: named, before: { metadata: {} }, after: { metadata: { size: 3 } } },
            { asset: twin, before: { metadata: { size: 1 } }, after: { metadata: {} } },
            { asset: named, before: { accessControl: null }, after: { accessControl: access } },
            { asset: twin, before: { moderation: null }, after: { moderation } },
            { asset: twin, before: { accessMode: 'public' }, after: { accessMode: 'authenticated' } },
          ],
        })
      }),
    )
    await start()
    const bodies = (await until(8)).map(({ body, text }) => {
      const { timestamp, request_id, notification_context, signature_key, ...rest } = body
      return { ...rest, isShort: !text.includes('"no"') }
    })
    const names = { resource_type: 'raw', type: 'upload', asset_id: named.assetId, public_id: '__proto__' }
    const twinNames = { ...names, resource_type: 'video', asset_id: twin.assetId }
    const map = (value: object) => JSON.parse(`{"__proto__":${JSON.stringify(value)}}`)
    expect(bodies).toEqual(
      [
        { notification_type: 'restore_asset_version', resources: [names] },
        { notification_type: 'move_or_rename_asset_folder', from_path: 'a/b', to_path: 'c' },
        { notification_type: 'delete_folder', source: 'api', folder_path: 'c/d', folder_name: 'd' },
        {
          notification_type: 'resource_metadata_changed',
          source: 'api',
          resources: map({ ...names, previous_metadata: {}, new_metadata: { size: 3 } }),
        },
        {
          notification_type: 'resource_metadata_changed',
          source: 'api',
          resources: map({ ...twinNames, previous_metadata: { size: 1 }, new_metadata: {} }),
        },
        {
          notification_type: 'access_control_changed',
          source: 'api',
          resources: [{ ...names, previous_access_control: null, new_access_control: access }],
        },
        {
          notification_type: 'access_control_changed',
          source: 'api',
          resources: [{ ...twinNames, previous_access_mode: 'public', new_access_mode: 'authenticated' }],
        },
        {
          notification_type: 'moderation',
          ...twinNames,
          moderation_kind: 'manual',
          moderation_status: 'approved',
          moderation_updated_at: '1970-01-01T00:00:00Z',
        },
      ].map((body) => ({ ...body, isShort: true })),
    )
  })

  it('leave a log alone that nobody is to be told of any more', async () => {
    await start()
    const { url, until: come } = await receiver()
    await running!.asset('x', { notification_url: url })
    await come(1)
    await until(() => rows('delivery_cursor').length === 0)
    await running!.asset('y')
    await running!.asset('z', { notification_url: url })
    expect((await come(2))[1]!.body.public_id).toBe('z')
  })

  it('are made before their part of the log is forgotten, which is as old as was set', async () => {
    await start()
    await stop()
    const future = -1
    const left = await inStore(async (store, caller) => {
      const log = (path: string) => store.write((tx) => tx.changes.add(caller, { type: 'create_folder', path }))
      const logged = () => store.read.changes.list(caller.cloud.id, { limit: 100 })
      const library = libraryOf(store)
      await log('read')
      await store.write((tx) => tx.deliveries.follow(caller.cloud.id))
      await log('to be read')
      const counts: unknown[] = []
      for (const days of [null, 1, future]) {
        await sweepHistory(library, { days, bytes: null })
        counts.push((await logged()).length)
      }
      const [last] = await logged()
      await store.write((tx) => tx.deliveries.unfollow(caller.cloud.id))
      await sweepHistory(library, { days: future, bytes: null })
      return { counts, last, rest: await logged() }
    })
    expect(left).toMatchObject({ counts: [2, 2, 1], last: { path: 'to be read' }, rest: [] })
  })
})
