import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ReadingQuestion, ReadingReply } from '../../src/http/reading.ts'
import { ReaderThreads } from '../../src/store/reader-threads.ts'
import { raw } from '../../src/store/sql.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { SqliteEngine } from '../../src/store/sqlite.ts'
import { ReaderPool } from '../../src/store/sqlite-reader-pool.ts'
import { temporaryFolder } from './places.ts'

let folder: string
let engine: SqliteEngine

beforeEach(() => {
  folder = temporaryFolder()
  engine = new SqliteEngine(join(folder, 'relata.sqlite'))
})

afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

/** Counts to so many. */
const slow = (steps: number) =>
  raw(
    `with recursive n(i) as (values (1) union all select i + 1 from n where i < ${steps}) select count(*) as steps from n`,
  )

test('a slow query keeps nobody else waiting', async () => {
  // Both threads have started.
  await Promise.all([engine.slowReader.all(slow(100_000)), engine.slowReader.all(slow(100_000))])
  const order: string[] = []
  const one = engine.slowReader.all(slow(5_000_000)).then(() => order.push('slow'))
  const two = engine.slowReader.all(raw('select 1 as n')).then(() => order.push('short'))
  for (let i = 0; i < 10; i++) await engine.reader.all(raw('select 1 as n'))
  order.push('reader')
  await Promise.all([one, two])
  expect(order.at(-1)).toBe('slow')
  expect(order.toSorted()).toEqual(['reader', 'short', 'slow'])
})

test('sees what was written before it was asked, and writes nothing', async () => {
  await engine.transaction(async (connection) => {
    await connection.run(raw('create table seen (n integer not null)'))
    await connection.run(raw('insert into seen values (7)'))
  })
  expect(await engine.slowReader.all(raw('select n from seen'))).toEqual([{ n: 7 }])
  await engine.transaction((connection) => connection.run(raw('update seen set n = 8')))
  expect(await engine.slowReader.all(raw('select n from seen'))).toEqual([{ n: 8 }])
  await expect(engine.slowReader.all(raw('insert into seen values (9) returning n'))).rejects.toThrow('readonly')
})

test('a query that fails is told, and the ones after it run', async () => {
  for (let i = 0; i < 5; i++)
    await expect(engine.slowReader.all(raw('select absent'))).rejects.toThrow('no such column')
  expect(await engine.slowReader.all(raw('select 1 as n'))).toEqual([{ n: 1 }])
})

test('only so many wait: the others are refused at once, and those that wait are answered', async () => {
  const asked = Array.from({ length: 600 }, () => engine.slowReader.all(slow(1000)))
  const settled = await Promise.allSettled(asked)
  const refused = settled.filter((one) => one.status === 'rejected')
  expect(refused.length).toBeGreaterThan(0)
  expect(new Set(refused.map(({ reason }) => reason.code))).toEqual(new Set(['unavailable']))
  expect(settled.filter((one) => one.status === 'fulfilled').length).toBeGreaterThanOrEqual(500)
})

test('a query that takes too long is given up, and others run', async () => {
  const pool = new ReaderPool(join(folder, 'relata.sqlite'), 300)
  await expect(pool.all(slow(20_000_000))).rejects.toMatchObject({ code: 'unavailable' })
  const patient = new ReaderPool(join(folder, 'relata.sqlite'))
  expect(await patient.all(raw('select 1 as n'))).toEqual([{ n: 1 }])
  await Promise.all([pool.close(), patient.close()])
})

test('closing answers whoever waits, and waits for what runs', async () => {
  const asked = Array.from({ length: 10 }, () => engine.slowReader.all(slow(300_000)))
  const settled = Promise.allSettled(asked)
  await engine.close()
  const refused = (await settled).filter((one) => one.status === 'rejected')
  expect(refused.length).toBeGreaterThanOrEqual(8)
  expect(new Set(refused.map(({ reason }) => reason.code))).toEqual(new Set(['unavailable']))
  await expect(engine.slowReader.all(raw('select 1'))).rejects.toMatchObject({ code: 'unavailable' })
  engine = new SqliteEngine(join(folder, 'relata.sqlite'))
})

test('a thread that takes turns answers the short question first, and one that ends has told all that it was asked', async () => {
  const code = `
    const { parentPort } = require('node:worker_threads')
    const { setImmediate } = require('node:timers/promises')
    parentPort.on('message', async ({ id, body: turns }) => {
      if (turns < 0) process.exit()
      for (let i = 0; i < turns; i++) await setImmediate()
      parentPort.postMessage({ id, body: turns })
    })`
  const threads = new ReaderThreads<number, number>(() => new Worker(code, { eval: true }), { threads: 1, each: 2 })
  const order: number[] = []
  await Promise.all([10_000, 1].map(async (turns) => order.push(await threads.ask(turns))))
  expect(order).toEqual([1, 10_000])
  const [one, other, later] = await Promise.allSettled([1e9, -1, 1].map((turns) => threads.ask(turns)))
  expect([one, other]).toMatchObject([{ reason: { code: 'unavailable' } }, { reason: { code: 'unavailable' } }])
  expect(later).toMatchObject({ value: 1 })
  await threads.close()
})

test('what nobody waits for any more is given up: where it waits, and by a thread that takes turns', async () => {
  const code = `
    const { parentPort } = require('node:worker_threads')
    const { setImmediate } = require('node:timers/promises')
    const withdrawn = new Set()
    parentPort.on('message', async ({ id, body, isWithdrawn }) => {
      if (isWithdrawn) return withdrawn.add(id)
      while (body === 'endless' && !withdrawn.has(id)) await setImmediate()
      parentPort.postMessage({ id, body })
    })`
  const threads = new ReaderThreads<string, string>(() => new Worker(code, { eval: true }), { threads: 1 })
  const gone = new AbortController()
  const asked = Array.from({ length: 3 }, () => threads.ask('endless', gone.signal))
  const refused = Promise.allSettled([...asked, threads.ask('endless', AbortSignal.abort())])
  const answered = threads.ask('quick')
  gone.abort()
  for (const one of await refused) expect(one).toMatchObject({ reason: { code: 'unavailable' } })
  expect(await answered).toBe('quick')
  await threads.close()
})

test('the thread of the readings looks up nothing more for a question that was withdrawn', async () => {
  const store = await SqlStore.open(engine)
  const cloud = await store.write((tx) => tx.clouds.insert('mine', 'secret'))
  const replies: unknown[] = []
  const start = () => {
    const worker = new Worker(new URL('../../src/reading-thread.ts', import.meta.url), {
      workerData: join(folder, 'relata.sqlite'),
    })
    worker.on('message', ({ body }) => replies.push(body))
    return worker
  }
  const threads = new ReaderThreads<ReadingQuestion, ReadingReply>(start, { threads: 1, each: 8 })
  const question = { operation: 'hubs', cloud, input: {} }
  const gone = new AbortController()
  const refused = expect(threads.ask(question, gone.signal)).rejects.toMatchObject({ code: 'unavailable' })
  gone.abort()
  await refused
  // The thread tells what it gave up before what it was asked later.
  expect(await threads.ask(question)).toMatchObject({ status: 200 })
  expect(replies).toMatchObject([{ failed: expect.any(Error) }, { status: 200 }])
  await threads.close()
})

test('a thread that is given up for one question leaves the others that it had to another thread', async () => {
  const code = `
    const { parentPort } = require('node:worker_threads')
    parentPort.on('message', ({ id, body }) => {
      while (body === 'stuck');
      parentPort.postMessage({ id, body })
    })`
  const options = { threads: 1, each: 2, maxMs: 4000 }
  const threads = new ReaderThreads<string, string>(() => new Worker(code, { eval: true }), options)
  const stuck = expect(threads.ask('stuck')).rejects.toMatchObject({ code: 'unavailable' })
  // So late that most of its time is left when the other one's is over.
  await sleep(3500)
  expect(await threads.ask('quick')).toBe('quick')
  await stuck
  await threads.close()
})
