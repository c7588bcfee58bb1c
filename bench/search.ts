import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import Database from 'better-sqlite3'
import { termsOf } from '../src/core/terms.ts'
import { openDataFolder } from '../src/main.ts'
import { CLOUD, CLOUD_NO, KEY, makeLibrary, publicId, SECRET, type Server, startRelata } from './library.ts'
import { percentile } from './load.ts'
import type { Figure } from './main.ts'
import { interleaved, median, ratio } from './rounds.ts'

const SMALL = 1_000
const LARGE = 1_000_000
const REQUESTS = 200

interface Call {
  readonly what: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: object
}

const list = (what: string, path: string): Call => ({ what, method: 'GET', path: `/resources/image${path}` })
const search = (expression: string, more: object = {}): Call => ({
  what: `\`${expression || '(everything)'}\`${Object.keys(more).length > 0 ? ` ${JSON.stringify(more).replaceAll('"', '')}` : ''}`,
  method: 'POST',
  path: '/resources/search',
  body: { expression, ...more },
})

/** What an index has, and as much of it in either library. */
const INDEXED: readonly Call[] = [
  list('listing by type', '/upload?max_results=50'),
  list('listing by prefix', '/upload?prefix=photos/00001&max_results=50'),
  list('listing by tag', '/tags/bench?max_results=50'),
  search('tags=rare'),
  search('rare'),
  search('public_id=photos/0000123'),
  search('public_id=photos/00001*'),
  search('filename:00001*'),
  search('bytes:[100100 TO 100199]'),
  search('tags=bench AND bytes<100051'),
]

/** What reads much: a total of everything, values, orders that no index has, and what is found nowhere. */
const OTHERS: readonly Call[] = [
  search(''),
  search('tags=bench'),
  search('photo bench'),
  search('width>100'),
  search('NOT tags=bench'),
  search('aspect_ratio="16:9"'),
  search('', { sort_by: [{ pixels: 'desc' }] }),
  search('', { aggregate: ['format', 'resource_type'], max_results: 0 }),
]

const agent = new Agent({ keepAlive: true })
const authorization = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`

/** Milliseconds until an answer is there. */
function wait(server: Server, { method, path, body }: Omit<Call, 'what'>): Promise<{ ms: number; answer: string }> {
  const started = performance.now()
  const url = `${server.url}/v1_1/${CLOUD}${path}`
  const headers = { authorization, ...(body && { 'content-type': 'application/json' }) }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (response) => {
      let answer = ''
      response.on('data', (chunk) => {
        answer += chunk
      })
      response.on('end', () => {
        assert.equal(response.statusCode, 200, answer)
        resolve({ ms: performance.now() - started, answer })
      })
    })
    sent.on('error', reject)
    sent.end(body && JSON.stringify(body))
  })
}

/** The generator writes the terms itself, which must be those that an upload would have. */
async function checkTerms(folder: string): Promise<void> {
  const store = await openDataFolder(folder)
  const ref = { resourceType: 'image', type: 'upload', publicId: publicId(500) } as const
  const [asset] = await store.read.assets.find(CLOUD_NO, [ref])
  await store.close()
  const db = new Database(`${folder}/relata.sqlite`, { readonly: true })
  const terms = db.prepare('select term from asset_term where asset_no = ?').pluck().all(asset!.no)
  db.close()
  assert.deepEqual(new Set(terms), termsOf(asset!))
}

export async function searches(): Promise<Figure[]> {
  const folders = { small: await makeLibrary(SMALL, false), large: await makeLibrary(LARGE, false) }
  await checkTerms(folders.small)
  const [small, large] = [await startRelata(folders.small), await startRelata(folders.large)]
  const figures: Figure[] = []
  for (const call of INDEXED) {
    const [few, many] = [await wait(small, call), await wait(large, call)]
    assert.equal(countOf(few.answer), countOf(many.answer), call.what)
    const ms = await interleaved(REQUESTS, {
      small: async () => (await wait(small, call)).ms,
      large: async () => (await wait(large, call)).ms,
    })
    figures.push({
      what: `${call.what}: 1,000,000 assets to 1,000`,
      value: `${ratio(ms.large / ms.small)} (${ms.large.toFixed(1)} ms to ${ms.small.toFixed(1)} ms)`,
      target: '2 or less',
    })
  }
  await small.stop()
  for (const call of OTHERS) {
    await wait(large, call)
    figures.push({
      what: `${call.what}, of 1,000,000`,
      value: `${Math.round(median(await inTurn(large, call, 3)))} ms`,
    })
  }
  figures.push(...(await besideSearches(large)))
  await large.stop()
  return figures
}

const countOf = (answer: string): number => JSON.parse(answer).resources.length

async function inTurn(server: Server, call: Call, times: number): Promise<number[]> {
  const waits: number[] = []
  for (let i = 0; i < times; i++) waits.push((await wait(server, call)).ms)
  return waits
}

/** What somebody who reads one asset waits while others search without end. */
async function besideSearches(server: Server): Promise<Figure[]> {
  const details: Call = { what: '', method: 'GET', path: `/resources/image/upload/${publicId(7)}` }
  const alone = (await inTurn(server, details, 300)).toSorted((a, b) => a - b)
  let isOver = false
  const searching = [0, 1, 2, 3].map(async (i) => {
    while (!isOver) await wait(server, OTHERS[4 + (i % 3)]!)
  })
  const beside = (await inTurn(server, details, 1000)).toSorted((a, b) => a - b)
  isOver = true
  await Promise.all(searching)
  const shown = (waits: readonly number[]) =>
    `median ${percentile(waits, 0.5).toFixed(1)} ms, p99 ${percentile(waits, 0.99).toFixed(1)} ms`
  return [
    { what: 'a read alone, 1,000,000 assets', value: shown(alone) },
    { what: 'a read while 4 clients search all of them', value: shown(beside) },
  ]
}
