import assert from 'node:assert/strict'
import { cpSync, existsSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { walkRelations } from '../src/actions/walk-relations.ts'
import { RELATED_KIND, RELATED_LABEL } from '../src/core/relation-kind.ts'
import { readerOver } from '../src/store/sql-store.ts'
import { prepareDataFolder } from '../src/store/sqlite.ts'
import { openForReading, SqliteConnection } from '../src/store/sqlite-connection.ts'
import {
  CLOUD,
  CLOUD_NO,
  KEY,
  makeLibrary,
  publicId,
  SECRET,
  type Server,
  scratch,
  start,
  startRelata,
} from './library.ts'
import { percentile } from './load.ts'
import type { Figure } from './main.ts'
import { interleaved, median, ratio } from './rounds.ts'
import { walkByHand } from './walk-statement.ts'

const ASSETS = 100_000
const RELATED_TO = 20
const ROUNDS = 300

/**
 * A library in which each asset is related to about twenty others, spread so that those of its neighbours are others
 * again: 1,000,000 relations. As in a library that grew, no number says where the neighbours are.
 */
async function makeWeb(): Promise<string> {
  const folder = scratch('web')
  if (existsSync(folder)) return folder
  cpSync(await makeLibrary(ASSETS, false), folder, { recursive: true })
  const db = new Database(prepareDataFolder(folder))
  db.pragma('synchronous = OFF')
  const now = Date.now()
  // Each of the ten takes all assets once round, in a stride of its own.
  const strides = Array.from({ length: RELATED_TO / 2 }, (_, k) => `(${k}, ${1009 + 20 * k * 397}, ${17 + k * 4421})`)
  db.exec(`begin;
    create temp table pair as
      with recursive n(i) as (values (0) union all select i + 1 from n where i < ${ASSETS - 1}),
        stride(k, factor, shift) as (values ${strides})
      select min(a, b) as a, max(a, b) as b, min(printf('%011d', i * 10 + k)) as position
      from (select i, k, 1 + i as a, 1 + (i * factor + shift) % ${ASSETS} as b from n, stride) where a <> b group by 1, 2;
    insert into relation (cloud_id, a_no, b_no, kind, a_position, b_position, created_at)
      select ${CLOUD_NO}, a, b, ${RELATED_KIND}, position, position, ${now} from pair order by a, b;
    insert into relation_end (cloud_id, from_no, label, position, to_no, created_at)
      select ${CLOUD_NO}, x, ${RELATED_LABEL}, position, y, ${now}
      from (select a as x, b as y, position from pair union all select b, a, position from pair) order by 2, 4, 5;
    insert into relation_count (cloud_id, asset_no, label, slot, n)
      select ${CLOUD_NO}, from_no, ${RELATED_LABEL}, 0, count(*) from relation_end group by from_no;
    commit`)
  db.close()
  return folder
}

const agent = new Agent({ keepAlive: true })
const authorization = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`

/** The answer, and the milliseconds until it was there. */
function call(server: Server, method: string, path: string, body?: object): Promise<{ ms: number; answer: string }> {
  const started = performance.now()
  const headers = { authorization, ...(body && { 'content-type': 'application/json' }) }
  return new Promise((resolve, reject) => {
    const sent = request(server.url + path, { method, agent, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part) => parts.push(part))
      response.on('end', () => {
        const answer = Buffer.concat(parts).toString()
        assert.equal(response.statusCode, 200, answer)
        resolve({ ms: performance.now() - started, answer })
      })
    })
    sent.on('error', reject)
    sent.end(body && JSON.stringify(body))
  })
}

const api = (server: Server, path: string, body: object) => call(server, 'POST', `/api/v1/${CLOUD}${path}`, body)
const name = (number: number) => `image/upload/${publicId(number)}`
const anyone = () => 1 + Math.floor(Math.random() * ASSETS)

/** Two steps from an asset, by Relata and by hand; and the shortest path between two. */
export async function walks(): Promise<Figure[]> {
  const folder = await makeWeb()
  const relata = await startRelata(folder)
  const floor = await start([join(import.meta.dirname, 'walk-floor.ts'), prepareDataFolder(folder)])
  const inProcess = await besideEachOther(prepareDataFolder(folder))
  let asked = 1
  const twoSteps = (server: Server, number: number) => api(server, '/walk', { from: [name(number)], limit: 1000 })
  const sizes: number[] = []
  for (const number of [7, ASSETS]) {
    const [ours, theirs] = [(await twoSteps(relata, number)).answer, (await twoSteps(floor, number)).answer]
    assert.ok(ours === theirs, 'the walk by hand must answer the same bytes')
    sizes.push(JSON.parse(ours).assets.length)
  }
  const measures = {
    relata: async () => {
      asked = anyone()
      return (await twoSteps(relata, asked)).ms
    },
    floor: async () => (await twoSteps(floor, asked)).ms,
    walk: () => milliseconds(() => inProcess.walk(asked)),
    statement: () => milliseconds(async () => inProcess.statement(asked)),
  }
  await interleaved(30, measures)
  const ms = await interleaved(ROUNDS, measures)
  const figures = [
    {
      what: `two steps, of 20 relations each (${sizes[0]} assets), among 1,000,000 relations`,
      value: shown(ms.relata),
    },
    { what: 'the same by hand: one statement behind node:http', value: shown(ms.floor) },
    { what: 'walk: by hand to Relata, in time', value: ratio(ms.floor / ms.relata), target: '0.5 or more' },
    { what: 'the walk alone, in one process, nothing shown or sent', value: shown(ms.walk) },
    { what: 'the statement alone, likewise', value: shown(ms.statement) },
    { what: 'walk alone: by hand to Relata, in time', value: ratio(ms.statement / ms.walk), target: '0.5 or more' },
    ...(await paths(relata)),
    ...(await besideWalks(relata)),
  ]
  await relata.stop()
  await floor.stop()
  return figures
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** What one of Relata's threads does for two steps from an asset, before it shows it; and the walk by hand, of the same rows. */
async function besideEachOther(file: string) {
  const reader = readerOver(new SqliteConnection(openForReading(file, 16384)))
  const cloud = (await reader.clouds.byName(CLOUD))!
  const request = { kinds: undefined, direction: 'both', steps: 2, maxAssets: 10_000, limit: 1000 } as const
  const byHand = walkByHand(file)
  return {
    walk: (no: number) => {
      const from = [{ resourceType: 'image', type: 'upload', publicId: publicId(no) }] as const
      return walkRelations(reader, cloud, { ...request, from, relations: false, cursor: undefined })
    },
    statement: (no: number) => byHand.walk.all({ cloud: CLOUD_NO, no }),
  }
}

async function paths(relata: Server): Promise<Figure[]> {
  const waits: number[] = []
  const lengths: number[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const { ms, answer } = await api(relata, '/path', { from: [name(anyone())], to: [name(anyone())] })
    waits.push(ms)
    lengths.push(JSON.parse(answer).relations.length)
  }
  const sorted = waits.toSorted((a, b) => a - b)
  return [
    {
      what: `shortest path between two of 100,000 assets (${median(lengths)} steps at the median)`,
      value: `median ${shown(percentile(sorted, 0.5))}, p99 ${shown(percentile(sorted, 0.99))}`,
    },
  ]
}

/** What somebody who reads one asset waits while others walk without end. */
async function besideWalks(relata: Server): Promise<Figure[]> {
  const reads = async (times: number) => {
    const waits: number[] = []
    for (let i = 0; i < times; i++)
      waits.push((await call(relata, 'GET', `/v1_1/${CLOUD}/resources/image/upload/${publicId(anyone())}`)).ms)
    const sorted = waits.toSorted((a, b) => a - b)
    return `median ${shown(percentile(sorted, 0.5))}, p99 ${shown(percentile(sorted, 0.99))}`
  }
  const alone = await reads(500)
  let isOver = false
  const walking = [0, 1, 2, 3].map(async () => {
    while (!isOver) await api(relata, '/walk', { from: [name(anyone())], steps: 9, limit: 1000 })
  })
  const beside = await reads(1000)
  isOver = true
  await Promise.all(walking)
  return [
    { what: 'a read alone', value: alone },
    { what: 'a read while 4 clients walk', value: beside },
  ]
}

const shown = (ms: number) => `${ms.toFixed(1)} ms`
