import { createHash } from 'node:crypto'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import {
  CLOUD,
  CLOUD_NO,
  KEY,
  makeLibrary,
  programs,
  publicId,
  SECRET,
  type Server,
  scratch,
  startRelata,
} from './library.ts'
import type { Figure } from './main.ts'
import { ratio, whole } from './rounds.ts'

const ASSETS = 10_000
const PER_ASSET = Number(process.env.BENCH_RELATIONS ?? 100_000) / ASSETS
const BATCH = 1000
/** What JavaScript may take, in each thread, however many relations there are. */
const HEAP_MB = 256
const AUTHORIZATION = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`

/** Each asset with the next ones. */
function* pairs(): Generator<[number, number]> {
  for (let from = 1; from <= ASSETS; from++) {
    for (let step = 1; step <= PER_ASSET; step++) yield [from, 1 + ((from - 1 + step) % ASSETS)]
  }
}

/**
 * All relations in, over HTTP and durable, to the same rows in bare statements; out again; into another server, from which
 * the same bytes come out; and the most memory that it took.
 */
export async function imports(): Promise<Figure[]> {
  const bare = await makeLibrary(ASSETS, false)
  const elsewhere = scratch('elsewhere')
  const alone = scratch('alone')
  for (const folder of [elsewhere, alone]) cpSync(bare, folder, { recursive: true })
  const start = (folder: string) => startRelata(folder, programs.built(), [`--max-old-space-size=${HEAP_MB}`])
  const [relata, other] = [await start(bare), await start(elsewhere)]
  const before = relata.megabytes()
  const came = await timed(relata, () => send(relata, lines()))
  const went = await timed(relata, () => hashOf(exported(relata)))
  const moved = await timed(other, async () => send(other, await exported(relata)))
  const again = await hashOf(exported(other))
  if (again !== went.result) throw new Error('What was exported and imported is exported as other bytes')
  await relata.stop()
  await other.stop()
  const seconds = inserted(alone)
  const n = ASSETS * PER_ASSET
  const name = `${n.toLocaleString('en')} relations`
  return [
    { what: `imported a second, ${name}`, value: whole(n / came.seconds) },
    { what: 'bare better-sqlite3', value: whole(n / seconds) },
    { what: 'import: Relata to bare', value: ratio(seconds / came.seconds) },
    { what: 'exported a second', value: whole(n / went.seconds) },
    { what: 'exported and imported elsewhere, a second; the same bytes come out', value: whole(n / moved.seconds) },
    {
      what: `memory at most, with ${HEAP_MB} MB for JavaScript: before, import, export, import elsewhere`,
      value: [before, came.megabytes, went.megabytes, moved.megabytes].map((mb) => `${whole(mb)} MB`).join(', '),
    },
  ]
}

async function timed<T>({ megabytes }: Server, work: () => Promise<T>) {
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, megabytes())
  }, 50)
  const started = performance.now()
  const result = await work()
  clearInterval(watch)
  return { seconds: (performance.now() - started) / 1000, megabytes: most, result }
}

function* lines(): Generator<Uint8Array> {
  let text = ''
  for (const [from, to] of pairs()) {
    text += `{"from":"image/upload/${publicId(from)}","to":"image/upload/${publicId(to)}"}\n`
    if (text.length < 64 * 1024) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

async function send({ url }: Server, body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  const answer = await fetch(`${url}/api/v1/${CLOUD}/relations/import`, {
    method: 'POST',
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/x-ndjson' },
    body: ReadableStream.from(body),
    duplex: 'half',
  } as RequestInit)
  const { summary } = JSON.parse((await answer.text()).trimEnd().split('\n').at(-1)!)
  if (summary.counts.changed !== ASSETS * PER_ASSET) throw new Error(JSON.stringify(summary))
}

async function exported({ url }: Server): Promise<ReadableStream<Uint8Array>> {
  const answer = await fetch(`${url}/api/v1/${CLOUD}/relations/export`, { headers: { authorization: AUTHORIZATION } })
  return answer.body!
}

/** Of all the lines; that of the kinds, and one for each relation, are all that there are. */
async function hashOf(stream: Promise<ReadableStream<Uint8Array>>): Promise<string> {
  const hash = createHash('sha256')
  let lines = 0
  for await (const chunk of await stream) {
    hash.update(chunk)
    for (const byte of chunk) if (byte === 10) lines++
  }
  if (lines !== ASSETS * PER_ASSET + 1) throw new Error(`${lines} lines`)
  return hash.digest('hex')
}

/** Seconds that the rows take by themselves: looked up by name, and written in as many transactions. */
function inserted(folder: string): number {
  const db = new Database(join(folder, 'relata.sqlite'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  const find = db
    .prepare(
      "select asset_no from asset where cloud_id = ? and resource_type = 'image' and type = 'upload' and public_id = ?",
    )
    .pluck()
  const relation = db.prepare(
    'insert into relation (cloud_id, a_no, b_no, kind, a_position, b_position, created_at) values (?, ?, ?, 0, ?, ?, ?)',
  )
  const end = db.prepare(
    'insert into relation_end (cloud_id, from_no, label, position, to_no, created_at) values (?, ?, 0, ?, ?, ?)',
  )
  const count = db.prepare(
    'insert into relation_count (cloud_id, asset_no, label, slot, n) values (?, ?, 0, 0, 1) on conflict do update set n = n + 1',
  )
  const started = performance.now()
  let position = Date.now() * 1000
  let batch: [number, number][] = []
  const write = db.transaction(() => {
    for (const pair of batch) {
      const [a, b] = pair.map((no) => find.get(CLOUD_NO, publicId(no)) as number).sort((x, y) => x - y) as [
        number,
        number,
      ]
      const at = (position++).toString(36).padStart(11, '0')
      relation.run(CLOUD_NO, a, b, at, at, 0)
      for (const [x, y] of [
        [a, b],
        [b, a],
      ] as const) {
        end.run(CLOUD_NO, x, at, y, 0)
        count.run(CLOUD_NO, x)
      }
    }
  })
  for (const pair of pairs()) {
    if (batch.push(pair) < BATCH) continue
    write()
    batch = []
  }
  const seconds = (performance.now() - started) / 1000
  db.close()
  return seconds
}
