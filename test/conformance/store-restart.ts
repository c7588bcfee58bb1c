import { afterEach, expect, test, vi } from 'vitest'
import type { Asset } from '../../src/core/asset.ts'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND, RELATED_LABEL } from '../../src/core/relation-kind.ts'
import type { Store } from '../../src/core/store.ts'
import { sql } from '../../src/store/sql.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { countRelated, numbersOf, type Subject } from './subject.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** What holds from one start to the next. */
export function describeRestart(subject: Subject): void {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('has everything after a restart', async () => {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, 12, () => ({ tags: ["o'brien 😀"] }))
    const key = { key: `key-of-${cloud.id}`, secret: 'x', origin: 'given' as const }
    await subject.store.write(async (tx) => {
      await tx.relations.add(cloud.id, star(assets[0]!.no, numbersOf(assets.slice(1)), RELATED_KIND))
      await tx.clouds.insertKey(cloud.id, key)
    })
    await subject.reopen()
    const { read } = subject.store
    expect(await read.clouds.credentials(key.key)).toEqual({ cloud, apiKey: key })
    expect(await read.assets.find(cloud.id, assets)).toEqual(assets)
    const related = await read.relations.list(cloud.id, assets[0]!.no, RELATED_LABEL, { limit: 99 })
    expect(numbersOf(related)).toEqual(numbersOf(assets.slice(1)))
    expect(await countRelated(read.relations, cloud.id, numbersOf(assets))).toEqual([11, ...Array(11).fill(1)])
  })

  test('gives no asset number twice, across restarts and servers', async () => {
    const cloud = await subject.newCloud()
    const taken: number[] = []
    const take = async (store: Store) => {
      for (let i = 0; i < 70; i++) taken.push(await store.nextAssetNo(cloud.id))
    }
    for (let start = 0; start < 3; start++) {
      await take(subject.store)
      await subject.reopen()
    }
    const second = await SqlStore.open(subject.place.engine())
    await take(second)
    await take(subject.store)
    await second.close()
    expect(new Set(taken).size).toBe(5 * 70)
  })

  test('puts at the end what is related after the clock was set back, with a restart and without', async () => {
    const cloud = await subject.newCloud()
    const [hub, ...others] = await subject.newAssets(cloud, 9)
    const steps: (() => unknown)[] = [
      () => vi.setSystemTime(Date.now() + DAY_MS),
      () => vi.setSystemTime(Date.now() - 2 * DAY_MS),
      () => subject.reopen(),
      () => vi.setSystemTime(Date.now() + DAY_MS),
      () => subject.reopen(),
      () => vi.setSystemTime(Date.now() + 400 * DAY_MS),
      () => subject.reopen(),
      () => vi.useRealTimers(),
    ]
    for (const [i, step] of steps.entries()) {
      await step()
      await relateTo(hub!, others[i]!)
      if (i === 4) await subject.reopen()
    }
    const related = await subject.store.read.relations.list(cloud.id, hub!.no, RELATED_LABEL, { limit: 99 })
    expect(numbersOf(related)).toEqual(numbersOf(others))
    expect(related.map(({ position }) => position)).toEqual(related.map(({ position }) => position).sort())

    function relateTo(from: Asset, to: Asset) {
      return subject.store.write((tx) => tx.relations.add(cloud.id, star(to.no, [from.no], RELATED_KIND)))
    }
  })

  test('a change that was undone does not bring positions back either', async () => {
    const cloud = await subject.newCloud()
    const [hub, a, b, c] = await subject.newAssets(cloud, 4)
    const relateTo = (to: Asset, undo = false) =>
      subject.store.write(async (tx) => {
        await tx.relations.add(cloud.id, star(hub!.no, [to.no], RELATED_KIND))
        if (undo) throw new Error('undone')
      })
    vi.setSystemTime(Date.now() + 1000 * DAY_MS)
    await expect(relateTo(a!, true)).rejects.toThrow('undone')
    await relateTo(b!)
    vi.useRealTimers()
    await subject.reopen()
    await relateTo(c!)
    const related = await subject.store.read.relations.list(cloud.id, hub!.no, RELATED_LABEL, { limit: 99 })
    expect(numbersOf(related)).toEqual(numbersOf([b!, c!]))
  })

  test('refuses a database that a newer Relata wrote, and leaves it as it is', async () => {
    const newer = sql`insert into schema_version (version, applied_at) values (99, 0)`
    await subject.engine.transaction((connection) => connection.run(newer))
    const engine = subject.place.engine()
    await expect(SqlStore.open(engine)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('schema version 99'),
    })
    await engine.close()
    const older = await subject.engine.transaction((connection) =>
      connection.run(sql`delete from schema_version where version = 99`),
    )
    expect(older).toBe(1)
    await subject.reopen()
  })

  test('finishes what is under way when it is closed, and refuses what comes after', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = await subject.newAssets(cloud, 3)
    const closed = subject.store
    const under = closed.write((tx) => tx.relations.add(cloud.id, star(a!.no, [b!.no], RELATED_KIND)))
    const closing = closed.close()
    const late = closed.write((tx) => tx.relations.add(cloud.id, star(a!.no, [c!.no], RELATED_KIND)))
    await expect(late).rejects.toMatchObject({ code: 'unavailable' })
    expect(await under).toEqual(star(a!.no, [b!.no], RELATED_KIND))
    await closing
    await subject.start()
    expect(await countRelated(subject.store.read.relations, cloud.id, numbersOf([a!, b!, c!]))).toEqual([1, 1, 0])
  })
}
