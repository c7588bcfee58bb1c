import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

let count = 0
const newAssets = (n: number): Promise<Json[]> =>
  Promise.all(Array.from({ length: n }, () => relata.asset(`asset-${++count}`)))
const path = ({ asset_id }: Json) => `/resources/related_complementary_assets/${asset_id}`
const details = async ({ asset_id }: Json, query: string) =>
  (await relata.admin('GET', `/resources/${asset_id}?${query}`)).body

test('relates by a kind, from the side of the asset in the path, and tells it from either side', async () => {
  const [film, poster, plain] = await newAssets(3)
  const answer = await relata.admin('POST', path(film), {
    related_asset_ids: [poster.asset_id, 'c0ffee'],
    complementary_type: 'has_poster',
    metadata: { seen: { at: 3 } },
  })
  expect(answer).toMatchObject({
    status: 200,
    body: {
      failed: [{ asset: 'c0ffee', code: 'non_existing_ids', status: 404, message: 'resource does not exist' }],
      success: [{ asset: poster.asset_id, code: 'success_ids', status: 200, message: 'success' }],
    },
  })
  await relata.admin('POST', `/resources/related_assets/${film.asset_id}`, { assets_to_relate: [plain.asset_id] })
  const ofFilm = await details(film, 'related=true&related_complementary=true')
  expect(ofFilm.related_assets.map(({ asset_id }: Json) => asset_id)).toEqual([plain.asset_id])
  expect(ofFilm.related_complementary_assets).toEqual([
    {
      ...{ asset_id: poster.asset_id, public_id: poster.public_id, resource_type: 'raw', type: 'upload' },
      ...{ status: 'active', complementary_type: 'has_poster', metadata: { seen: { at: 3 } } },
    },
  ])
  const ofPoster = await details(poster, 'related_complementary=true')
  expect(ofPoster.related_complementary_assets[0]).toMatchObject({
    complementary_type: 'poster_of',
    asset_id: film.asset_id,
  })
  expect(ofPoster).not.toHaveProperty('related_assets')
  expect((await details(plain, 'related_complementary=true')).related_complementary_assets).toEqual([])
  expect(await details(plain, 'related=true')).not.toHaveProperty('related_complementary_assets')

  const again = { related_asset_ids: [film.asset_id], complementary_type: 'poster_of' }
  expect((await relata.admin('POST', path(poster), again)).body.success[0].code).toBe('already_exists_ids')
  expect((await relata.admin('DELETE', path(poster), again)).body.success[0].code).toBe('success_ids')
  expect((await relata.admin('DELETE', path(poster), again)).body.failed[0].code).toBe('relation_does_not_exist_ids')
  expect((await details(film, 'related_complementary=true')).related_complementary_assets).toEqual([])
})

test('lists more than a page, each once', async () => {
  const [hub, ...others] = await newAssets(131)
  const relate = (related: Json[], complementary_type: string) =>
    relata.admin('POST', path(hub), { related_asset_ids: related.map(({ asset_id }) => asset_id), complementary_type })
  await relate(others, 'source_of')
  await relate(others.slice(0, 10), 'alternate_of')
  const first = await details(hub, 'related_complementary=true')
  const cursor = encodeURIComponent(first.related_complementary_next_cursor)
  const second = await details(hub, `related_complementary=true&related_complementary_next_cursor=${cursor}`)
  const seen = [first, second].flatMap(({ related_complementary_assets }) => related_complementary_assets)
  expect(new Set(seen.map(({ asset_id, complementary_type }: Json) => `${asset_id} ${complementary_type}`)).size).toBe(
    140,
  )
  expect(seen).toHaveLength(140)
  expect(second).not.toHaveProperty('related_complementary_next_cursor')
})

test.each([
  ['an unknown type', { complementary_type: 'cousin_of' }, 400, 'There is no kind of relation "cousin_of". There are:'],
  ['the plain kind', { complementary_type: 'related' }, 400, 'relate by /resources/related_assets'],
  ['no type', { complementary_type: undefined }, 400, 'Missing required parameter - complementary_type'],
  ['an empty list', { related_asset_ids: [] }, 400, 'takes at least 1 items'],
  ['metadata that is no object', { metadata: 'x' }, 400, 'Must be an object'],
])('refuses %s', async (_, wrong, status, message) => {
  const [a, b] = await newAssets(2)
  const body = { related_asset_ids: [b.asset_id], complementary_type: 'poster_of', ...wrong }
  const answer = await relata.admin('POST', path(a), body)
  expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
  expect((await details(b, 'related_complementary=true')).related_complementary_assets).toEqual([])
})

test('refuses an asset that is not there', async () => {
  const [b] = await newAssets(1)
  const body = { related_asset_ids: [b.asset_id], complementary_type: 'poster_of' }
  const answer = await relata.admin('POST', path({ asset_id: 'c0ffee' }), body)
  expect([answer.status, answer.body.error.message]).toEqual([404, 'Resource not found - c0ffee'])
})
