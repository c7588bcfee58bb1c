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
const relate = (...relations: Json[]) => relata.api('POST', '/relations', { relations })
const change = (into: string, ...relations: Json[]) => relata.api('POST', '/relations/change-kind', { relations, into })
const outcomes = ({ body }: Json) => body.results.map(({ outcome }: Json) => outcome)
const related = async ({ asset_id }: Json) => {
  const { body } = await relata.api('GET', `/related?asset=${asset_id}`)
  return body.related.map(({ asset, kind }: Json) => `${kind} ${asset.public_id}`)
}

describe('relations get another kind', () => {
  test('with all that is said of them, from the side that is named first', async () => {
    const [film, text, picture] = await newAssets(3)
    await relate(
      { from: film.asset_id, to: text.asset_id, note: 'German', start: 2, end: 5, to_version: text.version_id },
      { from: film.asset_id, to: picture.asset_id, kind: 'source_of', note: 'Frame 12' },
    )
    const answer = await change(
      'has_transcript',
      { from: film.asset_id, to: text.asset_id },
      { from: film.asset_id, to: picture.asset_id, kind: 'derived_from' },
    )
    expect(outcomes(answer)).toEqual(['changed', 'not_related'])
    const { body } = await relata.api('GET', `/related?asset=${film.asset_id}&kinds[]=has_transcript`)
    expect(body.related).toMatchObject([
      { asset: { asset_id: text.asset_id }, note: 'German', start: 2, end: 5, to_version: text.version_id },
    ])
    expect(await related(text)).toEqual([`transcript_of ${film.public_id}`])
    expect(await related(picture)).toEqual([`derived_from ${film.public_id}`])
  })

  test('or the other direction', async () => {
    const [film, poster] = await newAssets(2)
    await relate({ from: film.asset_id, to: poster.asset_id, kind: 'poster_of' })
    expect(
      outcomes(await change('has_poster', { from: film.asset_id, to: poster.asset_id, kind: 'poster_of' })),
    ).toEqual(['changed'])
    expect(await related(film)).toEqual([`has_poster ${poster.public_id}`])
    expect(
      outcomes(await change('poster_of', { from: poster.asset_id, to: film.asset_id, kind: 'poster_of' })),
    ).toEqual(['unchanged'])
  })

  test('and stay what they are where that kind is between the two already', async () => {
    const [a, b] = await newAssets(2)
    await relate(
      { from: a.asset_id, to: b.asset_id },
      { from: a.asset_id, to: b.asset_id, kind: 'alternate_of' },
      { from: a.asset_id, to: b.asset_id, kind: 'manual_of' },
    )
    const answer = await change(
      'alternate_of',
      { from: a.asset_id, to: b.asset_id },
      { from: a.asset_id, to: b.asset_id, kind: 'cousin_of' },
    )
    expect(outcomes(answer)).toEqual(['already_of_kind', 'unknown_kind'])
    expect(answer.body).toMatchObject({ counts: { changed: 0, unchanged: 0, failed: 2 } })
    expect(await related(a)).toEqual([
      `related ${b.public_id}`,
      `alternate_of ${b.public_id}`,
      `manual_of ${b.public_id}`,
    ])
  })

  test('no kind that is retired', async () => {
    const [a, b] = await newAssets(2)
    await relate({ from: a.asset_id, to: b.asset_id })
    await relata.api('POST', '/kinds', { name: 'twin_of' })
    await relata.api('PATCH', '/kinds/twin_of', { retired: true })
    const answer = await change('twin_of', { from: a.asset_id, to: b.asset_id })
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining('retired')])
    expect(await related(a)).toEqual([`related ${b.public_id}`])
  })

  test('which is undone as one', async () => {
    const [a, b, c] = await newAssets(3)
    await relate({ from: a.asset_id, to: b.asset_id, note: 'first' }, { from: a.asset_id, to: c.asset_id })
    const answer = await change('manual_of', { from: a.asset_id, to: b.asset_id })
    expect(await related(a)).toEqual([`related ${c.public_id}`, `manual_of ${b.public_id}`])
    const undone = await relata.api('POST', `/history/${answer.headers.get('x-request-id')}/undo`)
    expect(undone.body.counts).toEqual({ changed: 2, unchanged: 0, failed: 0 })
    expect(await related(a)).toEqual([`related ${b.public_id}`, `related ${c.public_id}`])
  })
})
