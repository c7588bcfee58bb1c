import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

let count = 0
const newAssets = (n: number, options: Json = {}): Promise<Json[]> =>
  Promise.all(Array.from({ length: n }, () => relata.asset(`asset-${++count}`, options)))
const ref = ({ public_id }: Json) => `raw/upload/${public_id}`
const relate = (...relations: Json[]) => relata.api('POST', '/relations', { relations })
const outcomes = ({ body }: Json) => body.results.map(({ outcome }: Json) => outcome)
const relatedTo = async (asset: Json, kind?: string): Promise<string[]> => {
  const query = kind ? `&kinds[]=${kind}` : ''
  const { body } = await relata.api('GET', `/related?limit=500&asset=${asset.asset_id}${query}`)
  return body.related.map((item: Json) => item.asset.public_id)
}
const names = (assets: Json[]) => assets.map(({ public_id }) => public_id)

describe('relating each other', () => {
  const eachOther = (body: Json) => relata.api('POST', '/relations/each-other', body)

  test('relates every asset with every other, in the order of the list', async () => {
    const [a, b, c] = await newAssets(3)
    const { status, body } = await eachOther({ assets: [ref(a), b.asset_id, ref(c)] })
    expect(status).toBe(200)
    expect(body.results.map(({ from, to, outcome }: Json) => [from, to, outcome])).toEqual([
      [ref(a), b.asset_id, 'related'],
      [ref(a), ref(c), 'related'],
      [b.asset_id, ref(c), 'related'],
    ])
    expect(await relatedTo(a)).toEqual(names([b, c]))
    expect(await relatedTo(c)).toEqual(names([a, b]))
    const again = await eachOther({ assets: [ref(c), ref(b), ref(a), 'raw/upload/nothing', ref(a)] })
    expect(again.body).toMatchObject({ counts: { changed: 0, failed: 5 } })
  })

  test('takes as many as make 990 pairs, and says so of more', async () => {
    const assets = await newAssets(45)
    const { body } = await eachOther({ assets: assets.map(ref), kind: 'alternate_of' })
    expect([body.counts.changed, body.results.length]).toEqual([990, 990])
    expect((await relatedTo(assets[44], 'alternate_of')).length).toBe(44)
    const more = await eachOther({ assets: [...assets.map(ref), 'abc'] })
    expect([more.status, more.body.error.message]).toEqual([400, 'assets takes at most 45 items, got 46'])
  })

  test.each([
    [{ assets: ['a'] }, 'assets takes at least 2 items'],
    [{ assets: ['a', 'b'], kind: 'poster_of' }, 'poster_of has a direction'],
    [{ assets: ['a', 'b'], kind: 'cousin_of' }, 'There is no kind of relation'],
    [{}, 'Missing required parameter - assets'],
  ])('refuses %j', async (body, message) => {
    const answer = await eachOther(body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain(message)
  })
})

describe('replacing what an asset is related to', () => {
  const replace = (body: Json) => relata.api('PUT', '/related', body)

  test('adds, removes, keeps and puts in order, and touches no other kind', async () => {
    const [own, a, b, c, d] = await newAssets(5)
    await relate(...[a, b, c].map((to) => ({ from: ref(own), to: ref(to), kind: 'has_poster', note: to.public_id })), {
      from: ref(own),
      to: ref(a),
      kind: 'alternate_of',
    })
    const wanted = { asset: ref(own), kind: 'has_poster', assets: [c, d, a].map(ref) }
    const tried = await replace({ ...wanted, dry_run: true })
    expect(await relatedTo(own, 'has_poster')).toEqual(names([a, b, c]))
    const done = await replace(wanted)
    expect(tried.body).toEqual({ ...done.body, dry_run: true })
    expect(done.body).toMatchObject({ counts: { changed: 1, unchanged: 2, failed: 0 }, reordered: true })
    expect(done.body.removed.map(({ public_id }: Json) => public_id)).toEqual([b.public_id])
    expect(outcomes(done)).toEqual(['kept', 'related', 'kept'])
    expect(await relatedTo(own, 'has_poster')).toEqual(names([c, d, a]))
    expect(await relatedTo(own, 'alternate_of')).toEqual(names([a]))
    expect(await relatedTo(d, 'poster_of')).toEqual(names([own]))
    const { body } = await relata.api('GET', `/related?asset=${own.asset_id}&kinds[]=has_poster`)
    expect(body.related.map(({ note }: Json) => note)).toEqual([c.public_id, undefined, a.public_id])
    const again = await replace(wanted)
    expect(again.body).toMatchObject({ counts: { changed: 0, unchanged: 3 }, removed: [], reordered: false })
  })

  test('of a retired kind takes away and puts in order, and adds nothing', async () => {
    const [own, a, b, c] = await newAssets(4)
    await relata.api('POST', '/kinds', { name: 'worn_with' })
    await relate(...[a, b].map((to) => ({ from: ref(own), to: ref(to), kind: 'worn_with' })))
    await relata.api('PATCH', '/kinds/worn_with', { retired: true })
    const answer = await replace({ asset: ref(own), kind: 'worn_with', assets: [b, c, a].map(ref) })
    expect(outcomes(answer)).toEqual(['kept', 'retired_kind', 'kept'])
    expect(await relatedTo(own, 'worn_with')).toEqual(names([b, a]))
    const emptied = await replace({ asset: ref(own), kind: 'worn_with', assets: [] })
    expect(emptied.body.removed).toHaveLength(2)
    expect(await relatedTo(own, 'worn_with')).toEqual([])
  })

  test('tells what is wrong with an item, and empties a list', async () => {
    const [own, a] = await newAssets(2)
    const items = [ref(a), a.asset_id, ref(own), 'raw/upload/none', 'non?sense', 'bare']
    const answer = await replace({ asset: own.asset_id, assets: items })
    expect(outcomes(answer)).toEqual(['related', 'repeated', 'self', 'not_found', 'malformed', 'not_found'])
    expect(answer.body.counts.failed).toBe(5)
    expect((await replace({ asset: ref(own), assets: [] })).body.removed.length).toBe(1)
    expect(await relatedTo(own)).toEqual([])
  })

  test('refuses an asset that is not there, a kind that is not, and a list that is too long', async () => {
    const [own] = await newAssets(1)
    expect((await replace({ asset: 'raw/upload/none', assets: [] })).status).toBe(404)
    expect((await replace({ asset: 'non?sense', assets: [] })).status).toBe(400)
    expect((await replace({ asset: ref(own), assets: [], kind: 'x' })).body.error.message).toContain('no kind')
    expect((await replace({ asset: ref(own), assets: Array(1001).fill('ab') })).status).toBe(400)
  })
})

test('checks which of many are related to an asset, and how', async () => {
  const check = (body: Json) => relata.api('POST', '/relations/check', body)
  const [own, a, b, c] = await newAssets(4)
  await relate(
    { from: ref(a), to: ref(own), kind: 'poster_of', note: 'the best' },
    { from: ref(own), to: ref(a) },
    { from: ref(own), to: ref(b), kind: 'poster_of', start: 1.5 },
  )
  const { body } = await check({ asset: ref(own), assets: [ref(c), ref(b), a.asset_id, ref(own), 'raw/upload/none'] })
  expect(body.counts).toEqual({ related: 2, not_related: 2, failed: 1 })
  expect(body.results.map(({ asset, outcome }: Json) => [asset, outcome])).toEqual([
    [ref(c), 'not_related'],
    [ref(b), 'related'],
    [a.asset_id, 'related'],
    [ref(own), 'not_related'],
    ['raw/upload/none', 'not_found'],
  ])
  expect(body.results[1].relations).toEqual([{ kind: 'poster_of', related_at: expect.any(String), start: 1.5 }])
  expect(body.results[2].relations.map(({ kind, note }: Json) => [kind, note])).toEqual([
    ['related', undefined],
    ['has_poster', 'the best'],
  ])
  const only = await check({ asset: ref(own), assets: [ref(a), ref(b)], kind: 'has_poster' })
  expect(only.body.results.map(({ outcome }: Json) => outcome)).toEqual(['related', 'not_related'])
  expect((await check({ asset: 'raw/upload/none', assets: [ref(a)] })).status).toBe(404)
  expect((await check({ asset: ref(own), assets: ['non?sense'] })).body.error.message).toContain('assets[0]')
  expect((await check({ asset: ref(own), assets: [ref(a)], kind: 'x' })).status).toBe(400)
  expect((await check({ asset: ref(own), assets: [] })).status).toBe(400)
})

test('relates what a search finds, page by page', async () => {
  const bySearch = (body: Json) => relata.api('POST', '/relations/by-search', body)
  const [own] = await newAssets(1, { tags: 'shoot' })
  const others = await newAssets(5, { tags: 'shoot' })
  const wanted = { asset: ref(own), expression: 'tags=shoot', kind: 'has_poster', limit: 4 }
  const tried = await bySearch({ ...wanted, dry_run: true })
  expect(tried.body).toMatchObject({ counts: { changed: 4 }, total: 6, next_cursor: expect.any(String), dry_run: true })
  expect(await relatedTo(own)).toEqual([])
  const first = await bySearch(wanted)
  expect(first.body).toMatchObject({ counts: { changed: 4, failed: 0 }, total: 6, next_cursor: expect.any(String) })
  const second = await bySearch({ ...wanted, cursor: first.body.next_cursor })
  expect(second.body).toMatchObject({ counts: { changed: 1 }, total: 6 })
  expect(second.body.next_cursor).toBeUndefined()
  expect(new Set(await relatedTo(own, 'has_poster'))).toEqual(new Set(names(others)))
  const again = await bySearch({ ...wanted, limit: 100 })
  expect(again.body).toMatchObject({ counts: { changed: 0, unchanged: 5, failed: 0 } })
  expect((await bySearch({ ...wanted, expression: 'tags=' })).status).toBe(400)
  // By a search, nothing said finds everything; here, it may be a variable that a script forgot to set.
  const blank = await bySearch({ ...wanted, kind: 'related', expression: ' ' })
  expect([blank.status, blank.body.error.message]).toEqual([400, expect.stringContaining('bytes>=0 finds everything')])
  expect(await relatedTo(own, 'related')).toEqual([])
  expect((await bySearch({ ...wanted, limit: 1001 })).status).toBe(400)
  expect((await bySearch({ ...wanted, asset: 'raw/upload/none' })).status).toBe(404)
  expect((await bySearch({ ...wanted, expression: 'tags=nothing' })).body).toMatchObject({ results: [], total: 0 })
})

test('relates main files with those of one name stem that are beside them', async () => {
  const ids = ['trip/dog.mp4', 'trip/dog.en.srt', 'trip/dog-manual.pdf', 'trip/cat.en.srt', 'trip/dog.mp4.txt']
  const assets = await Promise.all(ids.map((id) => relata.asset(id)))
  const film = await relata.upload(
    await readFile('demo/files/tern-film.mp4'),
    { public_id: 'trip/dog' },
    'video',
    'dog.mp4',
  )
  const poster = await relata.upload(
    await readFile('demo/files/tern-film-poster.jpg'),
    { public_id: 'trip/dog_poster' },
    'image',
  )
  const all = [...assets, film.body, poster.body].map(({ asset_id }) => asset_id)
  const sidecars = (body: Json) => relata.api('POST', '/relations/sidecars', body)
  const tried = await sidecars({ assets: all, dry_run: true })
  expect(await relatedTo(film.body)).toEqual([])
  const { body } = await sidecars({ assets: all })
  expect(tried.body).toEqual({ ...body, dry_run: true })
  expect(body.results).toContainEqual({ ...edge('image/upload/trip/dog_poster', 'poster_of'), outcome: 'related' })
  expect(body.results).toContainEqual({ ...edge('raw/upload/trip/dog.en.srt', 'transcript_of'), outcome: 'related' })
  expect(body.results.some(({ from, to }: Json) => `${from}${to}`.includes('cat'))).toBe(false)
  expect((await sidecars({ assets: all })).body.counts.changed).toBe(0)
  const some = await sidecars({ assets: [...all, 'raw/upload/none'] })
  expect(some.body).toMatchObject({ counts: { changed: 0, failed: 0 }, not_found: ['raw/upload/none'], dry_run: false })
  expect((await sidecars({ assets: [all[0], 'non?sense'] })).status).toBe(400)
})
const edge = (from: string, kind: string) => ({ from, to: 'video/upload/trip/dog', kind })

describe('relating at upload', () => {
  test('tells of each asset what became of it, and refuses nothing of the upload', async () => {
    const [a, b] = await newAssets(2)
    const { status, body } = await relata.upload('x', {
      public_id: 'with, comma',
      related_to: `${ref(a)}, ${b.asset_id},raw/upload/none,non?sense`,
      relation_kind: 'transcript_of',
    })
    expect(status).toBe(200)
    expect(body.related_to.map(({ asset, kind, outcome }: Json) => [asset, kind, outcome])).toEqual([
      [ref(a), 'transcript_of', 'related'],
      [b.asset_id, 'transcript_of', 'related'],
      ['raw/upload/none', 'transcript_of', 'not_found'],
      ['non?sense', 'transcript_of', 'malformed'],
    ])
    expect(body.related_to[3].message).toContain('invalid identifier')
    expect(await relatedTo(b, 'has_transcript')).toEqual(['with, comma'])
    const list = await relata.upload('x', { related_to: ['raw/upload/with, comma'] })
    expect(list.body.related_to[0].outcome).toBe('related')
    expect((await relata.upload('x', {})).body.related_to).toBeUndefined()
    const alone = await relata.upload('x', { relation_kind: 'transcript_of' })
    expect([alone.status, alone.headers.get('x-relata-ignored')]).toEqual([200, 'relation_kind'])
  })

  test('refuses a kind that there is not, before anything is stored', async () => {
    const answer = await relata.upload('x', { public_id: 'unstored', related_to: 'ab', relation_kind: 'cousin_of' })
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain('cousin_of')
    expect(await relata.publicIds()).not.toContain('unstored')
  })

  test('goes for uploads in parts, asynchronous ones, and unsigned ones whose preset says so', async () => {
    const [a] = await newAssets(1)
    const url = `${relata.url}/v1_1/${relata.cloudName}/raw/upload`
    const send = (fields: Record<string, string>, headers: Record<string, string>) => {
      const data = new FormData()
      for (const [name, value] of Object.entries(fields)) data.append(name, value)
      data.append('file', new Blob(['x']), 'file.bin')
      return fetch(url, { method: 'POST', headers, body: data }).then((response) => response.json() as Promise<Json>)
    }
    await relata.admin('POST', '/upload_presets', { name: 'bound', unsigned: true, related_to: ref(a) })
    await relata.admin('POST', '/upload_presets', { name: 'free', unsigned: true })
    const unsigned = await send({ upload_preset: 'bound', public_id: 'by-preset' }, {})
    expect(unsigned.related_to.map(({ outcome }: Json) => outcome)).toEqual(['related'])
    const refused = await send({ upload_preset: 'free', related_to: ref(a) }, {})
    expect(refused.error.message).toContain('not allowed when using unsigned upload')
    await relata.upload('x', { public_id: 'later', async: true, related_to: ref(a) })
    await expect.poll(() => relatedTo(a)).toEqual(['by-preset', 'later'])
    const key = Buffer.from(`${relata.apiKey}:${relata.apiSecret}`).toString('base64')
    const part = await send(
      { public_id: 'parted', related_to: ref(a) },
      { authorization: `Basic ${key}`, 'content-range': 'bytes 0-0/1', 'x-unique-upload-id': 'one' },
    )
    expect(part.related_to[0].outcome).toBe('related')
  })
})
