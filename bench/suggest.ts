import assert from 'node:assert/strict'
import { CLOUD, KEY, makeLibrary, publicId, SECRET, type Server, startRelata } from './library.ts'
import type { Figure } from './main.ts'
import { interleaved, ratio } from './rounds.ts'

const SMALL = 10_000
const LARGE = 1_000_000
const REQUESTS = 200

const authorization = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`

/** Milliseconds until the suggestions for an asset are there, with the HTTP round trip. */
async function wait(server: Server, number: number): Promise<number> {
  const started = performance.now()
  const asset = encodeURIComponent(`image/upload/${publicId(number)}`)
  const reply = await fetch(`${server.url}/api/v1/${CLOUD}/suggestions?asset=${asset}&min_score=0.1`, {
    headers: { authorization },
  })
  const text = await reply.text()
  assert.equal(reply.status, 200, text)
  return performance.now() - started
}

/** Suggestions for one asset, each time another: by its name, its looks and its tags. */
export async function suggest(): Promise<Figure[]> {
  const folders = { small: await makeLibrary(SMALL, false), large: await makeLibrary(LARGE, false) }
  const [small, large] = [await startRelata(folders.small), await startRelata(folders.large)]
  let turn = 0
  const next = (assets: number) => 1 + ((turn++ * 7919) % assets)
  for (let i = 0; i < 20; i++) await Promise.all([wait(small, next(SMALL)), wait(large, next(LARGE))])
  const ms = await interleaved(REQUESTS, {
    small: () => wait(small, next(SMALL)),
    large: () => wait(large, next(LARGE)),
  })
  await Promise.all([small.stop(), large.stop()])
  return [
    { what: 'suggestions for one asset among 1,000,000, median', value: `${ms.large.toFixed(1)} ms` },
    { what: 'among 10,000', value: `${ms.small.toFixed(1)} ms` },
    { what: 'suggestions: 1,000,000 assets to 10,000', value: ratio(ms.large / ms.small), target: '2 or less' },
  ]
}
