import assert from 'node:assert/strict'
import { cpSync, existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { AssetKey } from '../src/core/asset.ts'
import type { LoggedChange, RelationChange } from '../src/core/change.ts'
import { refsOf } from '../src/core/change-refs.ts'
import { positionAt } from '../src/core/clock.ts'
import { RELATED_KIND } from '../src/core/relation-kind.ts'
import { prepareDataFolder } from '../src/store/sqlite.ts'
import { CLOUD, CLOUD_NO, KEY, makeLibrary, publicId, SECRET, type Server, scratch, startRelata } from './library.ts'
import type { Figure } from './main.ts'
import { interleaved, ratio } from './rounds.ts'

const SMALL = 10_000
const LARGE = 1_000_000
const ASSETS = 10_000
/** Assets that are asked about, and how many changes each has, in either log. */
const WATCHED = 100
const CHANGES_OF_ONE = 50
const REQUESTS = 200

const keyOf = (no: number): AssetKey => ({
  ...{ no, assetId: (no * 7919).toString(16).padStart(32, '0') },
  ...{ resourceType: 'image', type: 'upload', publicId: publicId(no) },
})

/** A log of so many changes, one a second until now: each relates two assets, every so often one of those asked about. */
function* logOf(changes: number, now: number): Generator<LoggedChange> {
  const step = changes / (WATCHED * CHANGES_OF_ONE)
  for (let i = 0; i < changes; i++) {
    const others = ASSETS - WATCHED
    const turn = Math.floor(i / step)
    const from = i % step === 0 ? 1 + (turn % WATCHED) : WATCHED + 1 + (i % others)
    const to = WATCHED + 1 + ((i * 7 + 1 + Math.floor(i / others)) % others)
    const at = now - (changes - i) * 1000
    const change: RelationChange = {
      ...{ type: 'relate', assets: [keyOf(from), keyOf(to)], failed: 0 },
      relations: [{ from, to, kind: RELATED_KIND }],
    }
    yield { ...change, position: positionAt(at), at, actor: KEY, requestId: i.toString(16).padStart(32, '0') }
  }
}

/** A library with that log, indexed as the server indexes it. */
async function makeLogged(changes: number): Promise<string> {
  const folder = scratch(`logged-${changes}`)
  if (existsSync(folder)) return folder
  cpSync(await makeLibrary(ASSETS, false), folder, { recursive: true })
  const db = new Database(prepareDataFolder(folder))
  db.pragma('synchronous = OFF')
  db.exec('begin; create temp table found (ref text, position text)')
  const insert = db.prepare(
    'insert into change (cloud_id, position, at, actor, request_id, body) values (?, ?, ?, ?, ?, ?)',
  )
  const find = db.prepare('insert into found values (?, ?)')
  let last = ''
  for (const change of logOf(changes, Date.now())) {
    const { position, at, actor, requestId, ...body } = change
    insert.run(CLOUD_NO, position, at, actor, requestId, JSON.stringify(body))
    for (const ref of refsOf(change)) find.run(ref, position)
    last = position
  }
  db.exec(`
    insert into change_ref (cloud_id, ref, position) select ${CLOUD_NO}, ref, position from found order by ref, position;
    insert into change_index (cloud_id, position, bytes, swept) values (${CLOUD_NO}, '${last}', 1, '');
    update cloud set created_at = 0; commit`)
  db.close()
  return folder
}

const authorization = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`

async function get({ url }: Server, path: string): Promise<{ ms: number; text: string }> {
  const started = performance.now()
  const reply = await fetch(`${url}/api/v1/${CLOUD}${path}`, { headers: { authorization } })
  const text = await reply.text()
  assert.deepEqual(
    [reply.status, reply.headers.get('content-type')],
    [200, 'application/json; charset=utf-8'],
    path + text,
  )
  return { ms: performance.now() - started, text }
}

/** What was changed of one asset, what it was related to before all of that, and one call, in a short and in a long log. */
export async function history(): Promise<Figure[]> {
  const [small, large] = [await startRelata(await makeLogged(SMALL)), await startRelata(await makeLogged(LARGE))]
  let turn = 0
  const next = () => 1 + (turn++ % WATCHED)
  const name = (no: number) => `image/upload/${publicId(no)}`
  const questions: [what: string, path: (changes: number) => string][] = [
    ['history of one asset (50 changes)', () => `/history?asset=${name(next())}`],
    ['what an asset was related to before 50 changes', () => `/related?asset=${name(next())}&at=1980-01-01`],
    ['one call', (changes) => `/history/${((next() * changes) / WATCHED - 1).toString(16).padStart(32, '0')}`],
    ['the newest 50 changes of all', () => '/history'],
    ['the newest 50 of one type, by one key', () => `/history?type=relate&actor=${KEY}`],
  ]
  const figures: Figure[] = []
  for (const [what, path] of questions) {
    const sizes = [(await get(small, path(SMALL))).text, (await get(large, path(LARGE))).text].map(
      (text) => JSON.parse(text).changes?.length,
    )
    assert.equal(sizes[0], sizes[1], what)
    const measures = {
      small: async () => (await get(small, path(SMALL))).ms,
      large: async () => (await get(large, path(LARGE))).ms,
    }
    await interleaved(20, measures)
    const ms = await interleaved(REQUESTS, measures)
    figures.push({
      what: `${what}: 1,000,000 changes to 10,000`,
      value: `${ratio(ms.large / ms.small)} (${ms.large.toFixed(1)} ms to ${ms.small.toFixed(1)} ms)`,
      target: '1.5 or less',
    })
  }
  await small.stop()
  await large.stop()
  return figures
}
