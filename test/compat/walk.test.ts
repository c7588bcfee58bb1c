import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Server, startServer } from './server.ts'

let server: Server
beforeAll(async () => {
  server = await startServer()
  for (const publicId of ['camp', 'cut', 'teaser', 'still', 'alone']) await upload(publicId)
  // The cut was made from the camp, the teaser from the cut; the still is the teaser's poster.
  await call('/relations', {
    relations: [
      { from: name('cut'), to: name('camp'), kind: 'derived_from' },
      { from: name('teaser'), to: name('cut'), kind: 'derived_from' },
      { from: name('teaser'), to: name('still'), kind: 'has_poster' },
    ],
  })
})
afterAll(() => server?.stop())

const name = (publicId: string) => `raw/upload/${publicId}`
const authorization = () => `Basic ${btoa(`${server.key}:${server.secret}`)}`

async function upload(publicId: string): Promise<void> {
  const body = new FormData()
  body.append('public_id', publicId)
  body.append('file', new Blob([publicId]), 'file.bin')
  const url = `${server.url}/v1_1/${server.cloud}/raw/upload`
  expect((await fetch(url, { method: 'POST', body, headers: { authorization: authorization() } })).status).toBe(200)
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not typed
type Json = any

/** A call of the API, with a body or by GET. */
async function call(path: string, body?: object): Promise<Json> {
  const answer = await fetch(`${server.url}/api/v1/${server.cloud}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: authorization(), 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(answer.status).toBeLessThan(300)
  return answer.json()
}

const publicIds = (assets: { public_id: string }[]) => assets.map(({ public_id }) => public_id)
const found = (walk: Json) => publicIds(walk.assets.map(({ asset }: Json) => asset))

it('finds everything that is derived from an asset, and what an asset is derived from', async () => {
  const along = { kinds: ['derived_from'], steps: 50 }
  const derived = await call('/walk', { from: [name('camp')], ...along, direction: 'incoming' })
  expect(found(derived)).toEqual(['cut', 'teaser'])
  expect(derived.assets.map(({ via, distance }: Json) => [via.kind, distance])).toEqual([
    ['source_of', 1],
    ['source_of', 2],
  ])
  const same = await call('/walk', { from: [name('camp')], kinds: ['source_of'], steps: 50, direction: 'outgoing' })
  expect(found(same)).toEqual(['cut', 'teaser'])
  const sources = await call('/walk', { from: [name('teaser')], ...along, direction: 'outgoing' })
  expect(found(sources)).toEqual(['cut', 'camp'])
})

it('tells why two assets belong together, each relation as it reads along the path', async () => {
  const path = await call('/path', { from: [name('still')], to: [name('camp')] })
  expect(publicIds(path.assets)).toEqual(['still', 'teaser', 'cut', 'camp'])
  expect(path.relations.map(({ kind }: Json) => kind)).toEqual(['poster_of', 'derived_from', 'derived_from'])
  const posters = await call('/path', { from: [name('still')], to: [name('camp')], kinds: ['poster_of'] })
  expect(posters).toEqual({ found: false, assets: [], relations: [], truncated: [] })
})

it('lists groups, assets without relations, and hubs, by kind where that is asked', async () => {
  const { groups } = await call('/groups', {})
  expect(groups).toMatchObject([{ size: 4, truncated: [] }])
  expect(publicIds((await call('/assets/unrelated')).assets)).toEqual(['alone'])
  expect(publicIds((await call('/assets/unrelated?kinds=poster_of')).assets)).toEqual(['alone', 'cut', 'camp'])
  const { hubs } = await call('/assets/hubs?kinds=derived_from&direction=outgoing')
  expect(publicIds(hubs.map(({ asset }: Json) => asset))).toEqual(['cut', 'teaser'])
})
