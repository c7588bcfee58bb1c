import { expect, test } from 'vitest'
import { positionAt } from '../../src/core/clock.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import type { Attempt, NewDelivery } from '../../src/core/notification.ts'
import { callerOf, type Subject } from './subject.ts'

const to = (receiver: string, body = '{}'): NewDelivery => ({
  receiver,
  uri: `https://${receiver}/hook`,
  eventType: 'upload',
  body,
})
const DELIVERED: Attempt = {
  uri: 'https://new/',
  state: 'delivered',
  dueAt: null,
  status: 200,
  error: null,
  answer: 'thanks',
}
const EVER = positionAt(Date.now() * 2)
const NEVER = positionAt(0)
const LATER = 9_999_999_999_999

/** The queue of notifications, and the log that it is made from. */
export function describeDeliveries(subject: Subject): void {
  const write = <T>(change: Parameters<typeof subject.store.write<T>>[0]) => subject.store.write(change)
  const followed = async ({ id }: Cloud) =>
    (await subject.store.read.deliveries.followed()).find(({ cloudId }) => cloudId === id)
  const heads = async ({ id }: Cloud) =>
    (await subject.store.read.deliveries.heads(id)).map(({ receiver }) => receiver).sort()
  const list = ({ id }: Cloud) => subject.store.read.deliveries.list(id, { limit: 100 })
  const log = (cloud: Cloud, path: string, notificationUrl?: string) =>
    write((tx) => tx.changes.add({ ...callerOf(cloud), notificationUrl }, { type: 'create_folder', path }))

  test('follows a log from where it is asked to, once', async () => {
    const cloud = await subject.newCloud()
    await log(cloud, 'before')
    expect(await followed(cloud)).toBeUndefined()
    const position = await write((tx) => tx.deliveries.follow(cloud.id))
    await log(cloud, 'after')
    const again = await write((tx) => tx.deliveries.follow(cloud.id))
    expect(again > position).toBe(true)
    expect((await followed(cloud))!.position).toBe(position)
    const logged = await subject.store.read.changes.list(cloud.id, { after: position, limit: 9 })
    expect(logged).toMatchObject([{ path: 'after' }])
    await write((tx) => tx.deliveries.unfollow(cloud.id))
    expect(await followed(cloud)).toBeUndefined()
  })

  test('follows a log from the first change that a URL is to be notified of, and only if that is kept', async () => {
    const cloud = await subject.newCloud()
    await log(cloud, 'before')
    const failing = write(async (tx) => {
      const caller = { ...callerOf(cloud), notificationUrl: 'https://a/' }
      await tx.changes.add(caller, { type: 'create_folder', path: 'never' })
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    expect(await followed(cloud)).toBeUndefined()
    await log(cloud, 'told', 'https://a/?b')
    const { position } = (await followed(cloud))!
    const logged = await subject.store.read.changes.list(cloud.id, { after: position, limit: 9 })
    expect(logged).toMatchObject([{ path: 'told', notificationUrl: 'https://a/?b' }])
  })

  test('keeps deliveries and how far the log was read, together, also across restarts', async () => {
    const read = positionAt(Date.now())
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    await write((tx) => tx.deliveries.follow(cloud.id))
    await write((tx) => tx.deliveries.advance(cloud.id, read, [to('a', '{"é":1}'), to('b'), to('a')]))
    const failing = write(async (tx) => {
      await tx.deliveries.advance(cloud.id, NEVER, [to('c')])
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    await subject.reopen()
    expect((await followed(cloud))!.position).toBe(read)
    const kept = await list(cloud)
    const fresh = { state: 'pending', attempts: 0, status: null, error: null, dueAt: expect.any(Number) }
    const common = { ...fresh, position: expect.any(String), createdAt: kept[0]!.dueAt, eventType: 'upload' }
    expect(kept).toEqual([
      { ...common, receiver: 'a', uri: 'https://a/hook' },
      { ...common, receiver: 'b', uri: 'https://b/hook' },
      { ...common, receiver: 'a', uri: 'https://a/hook' },
    ])
    const first = await subject.store.read.deliveries.get(cloud.id, kept[2]!.position)
    expect(first).toEqual({ ...kept[2], body: '{"é":1}', answer: null })
    expect(await subject.store.read.deliveries.get(other.id, kept[2]!.position)).toBeUndefined()
    expect([await list(other), await heads(other), await followed(other)]).toEqual([[], [], undefined])
    await write((tx) => tx.deliveries.unfollow(cloud.id))
  })

  test('answers what is next for each receiver, the earliest due first', async () => {
    const cloud = await subject.newCloud()
    await write((tx) =>
      tx.deliveries.advance(
        cloud.id,
        EVER,
        ['b', 'a', 'b', 'c', 'a'].map((name) => to(name)),
      ),
    )
    const [a2, c, b2, a1, b1] = await list(cloud)
    const next = async () => {
      const found = await subject.store.read.deliveries.heads(cloud.id)
      return new Map(found.map(({ receiver, position, dueAt }) => [receiver, { position, dueAt }]))
    }
    const head = ({ position, dueAt }: { position: string; dueAt: number | null }) => ({ position, dueAt })
    expect(await next()).toEqual(
      new Map([
        ['a', head(a1!)],
        ['b', head(b1!)],
        ['c', head(c!)],
      ]),
    )
    const retry = {
      uri: 'https://new/',
      state: 'pending',
      dueAt: LATER,
      status: 500,
      error: 'It answered 500',
      answer: 'no',
    } as const
    await write(async (tx) => {
      await tx.deliveries.attempted(cloud.id, a1!.position, retry)
      await tx.deliveries.attempted(cloud.id, c!.position, retry)
      await tx.deliveries.attempted(cloud.id, b1!.position, DELIVERED)
    })
    const late = { position: c!.position, dueAt: LATER }
    expect(await next()).toEqual(
      new Map([
        ['a', head(a2!)],
        ['b', head(b2!)],
        ['c', late],
      ]),
    )
    const { get } = subject.store.read.deliveries
    expect(await get.call(subject.store.read.deliveries, cloud.id, a1!.position)).toEqual({
      ...a1,
      ...retry,
      body: '{}',
      attempts: 1,
    })
    await write(async (tx) => {
      for (const { position } of await tx.deliveries.list(cloud.id, { limit: 100 })) {
        await tx.deliveries.attempted(cloud.id, position, { ...DELIVERED, state: 'failed', error: 'gone' })
      }
    })
    expect(await next()).toEqual(new Map())
  })

  test('lists deliveries newest first, by what became of them, and sends one again as if it were new', async () => {
    const cloud = await subject.newCloud()
    const names = ['a', 'b', 'c', 'd'].map((name) => to(name))
    await write((tx) => tx.deliveries.advance(cloud.id, EVER, names))
    const [d, c, b, a] = await list(cloud)
    const failed: Attempt = { ...DELIVERED, state: 'failed', status: null, error: 'gone', answer: null }
    await write(async (tx) => {
      for (const { position } of [a!, c!]) await tx.deliveries.attempted(cloud.id, position, failed)
      await tx.deliveries.attempted(cloud.id, b!.position, DELIVERED)
    })
    const listed = async (query: { state?: 'pending' | 'failed'; before?: string; limit?: number }) =>
      (await subject.store.read.deliveries.list(cloud.id, { limit: 9, ...query })).map(({ receiver }) => receiver)
    expect([await listed({ state: 'failed' }), await listed({ state: 'failed', limit: 1 })]).toEqual([
      ['c', 'a'],
      ['c'],
    ])
    expect([await listed({ state: 'failed', before: c!.position }), await listed({ before: c!.position })]).toEqual([
      ['a'],
      ['b', 'a'],
    ])
    const other = await subject.newCloud()
    await write((tx) => tx.deliveries.resend(other.id, c!.position))
    expect([await listed({ state: 'pending' }), await heads(cloud)]).toEqual([['d'], ['d']])
    await write((tx) => tx.deliveries.resend(cloud.id, c!.position))
    expect([await listed({ state: 'pending' }), await heads(cloud)]).toEqual([
      ['d', 'c'],
      ['c', 'd'],
    ])
    expect((await list(cloud))[1]).toMatchObject({ state: 'pending', attempts: 0, dueAt: expect.any(Number) })
    expect(d!.position > c!.position).toBe(true)
  })

  test('forgets deliveries from the oldest on, those still to be sent only where they are very old', async () => {
    const cloud = await subject.newCloud()
    await write((tx) =>
      tx.deliveries.advance(
        cloud.id,
        EVER,
        ['a', 'b', 'c', 'd', 'e'].map((name) => to(name)),
      ),
    )
    const [e, d, , b] = await list(cloud)
    await write(async (tx) => {
      for (const { position } of (await tx.deliveries.list(cloud.id, { limit: 100 })).filter(
        (one) => one.receiver !== 'b',
      )) {
        await tx.deliveries.attempted(cloud.id, position, DELIVERED)
      }
    })
    const sweep = (settledBefore: string, pendingBefore: string, limit = 100) =>
      write((tx) => tx.deliveries.sweep(cloud.id, settledBefore, pendingBefore, limit))
    const left = async () => (await list(cloud)).map(({ receiver }) => receiver)
    expect(await sweep(NEVER, NEVER)).toBe(0)
    expect([await sweep(EVER, NEVER, 1), await left()]).toEqual([1, ['e', 'd', 'c', 'b']])
    expect([await sweep(d!.position, NEVER), await left()]).toEqual([1, ['e', 'd', 'b']])
    expect([await sweep(EVER, b!.position), await left()]).toEqual([2, ['b']])
    expect([await sweep(EVER, e!.position), await left()]).toEqual([1, []])
  })

  test('forgets what was logged from the oldest on, up to a position', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    for (const each of [cloud, other]) for (const path of ['a', 'b', 'c', 'd']) await log(each, path)
    const logged = async ({ id }: Cloud) => await subject.store.read.changes.list(id, { limit: 9 })
    const third = (await logged(cloud))[2]!.position
    const sweep = (before: string, limit: number) => write((tx) => tx.changes.sweep(cloud.id, before, limit))
    expect([await sweep(NEVER, 9), await sweep(third, 1), await sweep(third, 9), await sweep(third, 9)]).toEqual([
      0, 1, 1, 0,
    ])
    expect(await logged(cloud)).toMatchObject([{ path: 'c' }, { path: 'd' }])
    expect(await logged(other)).toHaveLength(4)
  })

  test('a time is a place in the log: what was logged before it stands before it', async () => {
    const cloud = await subject.newCloud()
    const before = positionAt(Date.now() - 60_000)
    await log(cloud, 'a')
    const [logged] = await subject.store.read.changes.list(cloud.id, { limit: 1 })
    const { position } = logged!
    expect(before < position).toBe(true)
    expect(position < positionAt(Date.now() + 24 * 60 * 60 * 1000)).toBe(true)
  })
}
