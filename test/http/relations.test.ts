import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

let count = 0
const newAssets = (n: number): Promise<Json[]> =>
  Promise.all(Array.from({ length: n }, () => relata.asset(`asset-${++count}`)))
const ref = ({ public_id }: Json) => `raw/upload/${public_id}`
const relate = (...relations: Json[]) => relata.api('POST', '/relations', { relations })
const unrelate = (...relations: Json[]) => relata.api('DELETE', '/relations', { relations })
const outcomes = ({ body }: Json) => body.results.map(({ outcome }: Json) => outcome)
const plainlyRelated = async (asset: Json) =>
  (await relata.admin('GET', `/resources/${asset.asset_id}?related=true`)).body.related_assets.map(
    ({ asset_id }: Json) => asset_id,
  )

describe('relating', () => {
  test('by a kind, named from either side, is the same relation', async () => {
    const [film, poster] = await newAssets(2)
    const answer = await relate(
      { from: ref(poster), to: film.asset_id, kind: 'poster_of' },
      { from: film.asset_id, to: poster.asset_id, kind: 'has_poster' },
      { from: film.asset_id, to: poster.asset_id, kind: 'poster_of' },
    )
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      results: [
        { from: ref(poster), to: film.asset_id, kind: 'poster_of', outcome: 'related' },
        { from: film.asset_id, to: poster.asset_id, kind: 'has_poster', outcome: 'already_related' },
        { from: film.asset_id, to: poster.asset_id, kind: 'poster_of', outcome: 'related' },
      ],
      changed: 2,
      failed: 0,
    })
  })

  test('without a kind is what Cloudinary calls related', async () => {
    const [a, b, c] = await newAssets(3)
    await relate({ from: ref(a), to: ref(b) }, { from: ref(c), to: ref(a), kind: 'alternate_of' })
    expect(await plainlyRelated(a)).toEqual([b.asset_id])
    expect(await plainlyRelated(c)).toEqual([])
    expect(outcomes(await unrelate({ from: ref(b), to: ref(a) }))).toEqual(['unrelated'])
    expect(outcomes(await unrelate({ from: ref(a), to: ref(c), kind: 'alternate_of' }))).toEqual(['unrelated'])
  })

  test('tells of each item what is wrong with it, and relates the others', async () => {
    const [a, b] = await newAssets(2)
    const answer = await relate(
      { from: ref(a), to: ref(a), kind: 'poster_of' },
      { from: ref(a), to: 'raw/upload/nothing' },
      { from: 'nonsense', to: ref(a) },
      { from: ref(a), to: ref(b), kind: 'cousin_of' },
      { from: ref(a), to: ref(b), kind: 'manual_of' },
    )
    expect(outcomes(answer)).toEqual(['self', 'not_found', 'malformed', 'unknown_kind', 'related'])
    expect(answer.body).toMatchObject({ changed: 1, failed: 4 })
    expect(answer.body.results[3].message).toContain('GET /kinds')
    expect(answer.body.results[4].message).toBeUndefined()
    const gone = await unrelate(
      { from: ref(b), to: ref(a), kind: 'manual_of' },
      { from: ref(b), to: ref(a), kind: 'has_manual' },
    )
    expect(outcomes(gone)).toEqual(['not_related', 'unrelated'])
  })

  test('by a kind that is retired is refused, and what there is stays', async () => {
    const [a, b, c] = await newAssets(3)
    await relata.api('POST', '/kinds', { name: 'proof_of', inverse: 'has_proof' })
    await relate({ from: ref(a), to: ref(b), kind: 'proof_of' })
    await relata.api('PATCH', '/kinds/proof_of', { retired: true })
    expect(outcomes(await relate({ from: ref(a), to: ref(c), kind: 'proof_of' }))).toEqual(['retired_kind'])
    expect(outcomes(await unrelate({ from: ref(b), to: ref(a), kind: 'has_proof' }))).toEqual(['unrelated'])
  })

  test.each([
    ['no list', {}, 'Missing required parameter - relations'],
    ['an empty list', { relations: [] }, 'relations takes at least 1 items, got 0'],
    [
      'too many',
      { relations: Array(1001).fill({ from: 'a', to: 'b' }) },
      'relations takes at most 1000 items, got 1001',
    ],
    ['an item without an end', { relations: [{ from: 'a' }] }, 'Missing required parameter - relations[0].to'],
    ['an unknown word in an item', { relations: [{ from: 'a', to: 'b', x: 1 }] }, 'Unknown parameter - relations[0].x'],
    [
      'a note that is too long',
      { relations: [{ from: 'a', to: 'b', note: 'x'.repeat(1001) }] },
      'note takes at most 1000',
    ],
    [
      'metadata that is too long',
      { relations: [{ from: 'a', to: 'b', metadata: { x: 'x'.repeat(5000) } }] },
      'metadata takes',
    ],
    [
      'an end before its start',
      { relations: [{ from: 'a', to: 'b', start: 2, end: 1 }] },
      'end does not come before start',
    ],
    ['an end without a start', { relations: [{ from: 'a', to: 'b', end: 1 }] }, 'end needs start'],
  ])('refuses %s', async (_, body, message) => {
    const answer = await relata.api('POST', '/relations', body)
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid'])
    expect(answer.body.error.message).toContain(message)
  })
})
