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
      counts: { changed: 2, unchanged: 1, failed: 0 },
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
      { from: 'non?sense', to: ref(a) },
      { from: ref(a), to: ref(b), kind: 'cousin_of' },
      { from: ref(a), to: ref(b), kind: 'manual_of' },
    )
    expect(outcomes(answer)).toEqual(['self', 'not_found', 'malformed', 'unknown_kind', 'related'])
    expect(answer.body).toMatchObject({ counts: { changed: 1, failed: 4 } })
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
    [
      'a version that is none',
      { relations: [{ from: 'a', to: 'b', to_version: 'v1' }] },
      'relations[0].to_version - "v1"',
    ],
    [
      'an item by its place',
      {
        relations: [
          { from: 'a', to: 'b' },
          { from: 'a', to: 'b', end: 1 },
        ],
      },
      'relations[1].end needs start',
    ],
    ['an end without a start', { relations: [{ from: 'a', to: 'b', end: 1 }] }, 'end needs start'],
  ])('refuses %s', async (_, body, message) => {
    const answer = await relata.api('POST', '/relations', body)
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid'])
    expect(answer.body.error.message).toContain(message)
  })
})

describe('what is said of a relation', () => {
  const related = async (asset: Json, query = '') =>
    (await relata.api('GET', `/related?asset=${encodeURIComponent(ref(asset))}${query}`)).body

  test('is told from either side, with counts by kind', async () => {
    const [film, still, poster] = await newAssets(3)
    await relate(
      {
        ...{ from: ref(still), to: ref(film), kind: 'derived_from' },
        ...{ note: 'é', metadata: { by: ['x', { y: null }] }, start: 12.4, end: 13 },
      },
      { from: ref(film), to: ref(poster), kind: 'has_poster' },
      { from: ref(film), to: ref(poster) },
    )
    const ofFilm = await related(film)
    expect(ofFilm).toMatchObject({
      asset: { asset_id: film.asset_id, public_id: film.public_id },
      total: 3,
      counts: { related: 1, has_poster: 1, source_of: 1 },
    })
    expect(ofFilm.related.map(({ kind, asset }: Json) => [kind, asset.asset_id])).toEqual([
      ['related', poster.asset_id],
      ['has_poster', poster.asset_id],
      ['source_of', still.asset_id],
    ])
    const details = { note: 'é', metadata: { by: ['x', { y: null }] }, start: 12.4, end: 13 }
    expect(ofFilm.related[2]).toMatchObject(details)
    expect(ofFilm.related[0]).not.toHaveProperty('note')
    expect((await related(still)).related).toMatchObject([{ kind: 'derived_from', ...details }])
    expect((await related(film, '&kinds=has_poster&kinds=related')).related).toHaveLength(2)
    expect((await related(film, '&kinds=poster_of')).related).toEqual([])
    expect((await related(film, '&kinds=related&kinds=related')).related).toHaveLength(1)
  })

  test('is changed, left and taken off', async () => {
    const [a, b] = await newAssets(2)
    await relate({ from: ref(a), to: ref(b), kind: 'manual_of', note: 'x', start: 1 })
    const edit = (change: Json) => relata.api('PATCH', '/relations', { relations: [change] })
    const named = { from: ref(b), to: ref(a), kind: 'has_manual' }
    expect(outcomes(await edit({ ...named, metadata: { page: 3 } }))).toEqual(['changed'])
    expect(outcomes(await edit({ ...named, metadata: { page: 3 } }))).toEqual(['unchanged'])
    expect((await related(a)).related).toMatchObject([{ note: 'x', start: 1, metadata: { page: 3 } }])
    // An empty note is none.
    expect(outcomes(await edit({ ...named, note: '', start: null }))).toEqual(['changed'])
    const [item] = (await related(a)).related
    expect(item).toMatchObject({ kind: 'manual_of', metadata: { page: 3 } })
    expect(item).not.toHaveProperty('note')
    expect(item).not.toHaveProperty('start')
    expect(outcomes(await edit({ ...named, kind: 'related', note: 'y' }))).toEqual(['not_related'])
    await edit({ ...named, start: 6, end: 9 })
    const changes = [{ end: 5 }, { start: null }, { start: 10 }, { note: 'z' }].map((change) => ({
      ...named,
      ...change,
    }))
    const mixed = await relata.api('PATCH', '/relations', { relations: changes })
    expect(outcomes(mixed)).toEqual(['invalid', 'invalid', 'invalid', 'changed'])
    expect(mixed.body.results[0].message).toContain('end needs start')
    expect((await related(a)).related).toMatchObject([{ note: 'z', start: 6, end: 9 }])
    const alone = await edit({ ...named, start: 10, end: 9 })
    expect([alone.status, alone.body.error.message]).toEqual([
      400,
      expect.stringContaining('relations[0].start and end'),
    ])
    expect((await edit({ ...named, start: 1e300 })).status).toBe(400)
    expect(outcomes(await edit({ ...named, kind: 'x', note: 'y' }))).toEqual(['unknown_kind'])
  })

  test('has the file that was meant of either end, and whether it still is the one', async () => {
    const [a, b] = await newAssets(2)
    const versionOf = async ({ public_id }: Json) =>
      (await relata.upload('x', { public_id, overwrite: true })).body.version_id
    const [own, other] = [await versionOf(a), await versionOf(b)]
    await relate({ from: ref(b), to: ref(a), kind: 'source_of', from_version: other, to_version: own })
    const statuses = async (asset: Json) => {
      const [{ from_version, from_version_status, to_version, to_version_status }] = (await related(asset)).related
      return [from_version, from_version_status, to_version, to_version_status]
    }
    expect(await statuses(a)).toEqual([own, 'current', other, 'current'])
    await relata.upload('y', { public_id: b.public_id, overwrite: true })
    expect(await statuses(a)).toEqual([own, 'current', other, 'outdated'])
    expect(await statuses(b)).toEqual([other, 'outdated', own, 'current'])
    await relata.admin('POST', `/raw/rename`, { from_public_id: a.public_id, to_public_id: `${a.public_id}-2` })
    expect((await statuses(b)).slice(2)).toEqual([own, 'current'])
  })

  test('is paged, every relation once, whatever its kind', async () => {
    const [hub, ...others] = await newAssets(8)
    await relate(
      ...others.flatMap((other) =>
        ['related', 'alternate_of'].map((kind) => ({ from: ref(hub), to: ref(other), kind })),
      ),
    )
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const page = await related(hub, `&limit=3${cursor}`)
      seen.push(...page.related.map(({ kind, asset }: Json) => `${kind} ${asset.public_id}`))
      expect([page.total, page.counts]).toEqual([14, { related: 7, alternate_of: 7 }])
      if (page.next_cursor === undefined) break
      cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`
    }
    expect(seen).toEqual(
      ['related', 'alternate_of'].flatMap((kind) => others.map(({ public_id }) => `${kind} ${public_id}`)),
    )
    const foreign = (await related(hub, '&limit=3')).next_cursor
    const answer = await relata.api('GET', `/related?asset=${encodeURIComponent(ref(others[0]))}&cursor=${foreign}`)
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining('Invalid cursor')])
  })
})

describe('moving', () => {
  const list = async (asset: Json, kind = 'related') =>
    (await relata.api('GET', `/related?asset=${asset.asset_id}&kinds=${kind}`)).body.related.map(
      (item: Json) => item.asset.asset_id,
    )
  const ids = (assets: Json[]) => assets.map(({ asset_id }) => asset_id)
  const move = (asset: Json, assets: Json[], where: Json) =>
    relata.api('POST', '/related/move', { asset: ref(asset), assets: ids(assets), ...where })

  test('puts some first, last, before and after another, in the order given, on one side alone', async () => {
    const [hub, a, b, c, d] = await newAssets(5)
    await relate(...[a, b, c, d].map((to) => ({ from: ref(hub), to: ref(to) })), { from: ref(d), to: ref(a) })
    expect((await move(hub, [c, d], { to: 'first' })).body).toMatchObject({ counts: { changed: 2, failed: 0 } })
    expect(await list(hub)).toEqual(ids([c, d, a, b]))
    await move(hub, [c, a], { to: 'last' })
    expect(await list(hub)).toEqual(ids([d, b, c, a]))
    await move(hub, [a, d], { before: ref(b) })
    expect(await list(hub)).toEqual(ids([a, d, b, c]))
    await move(hub, [b, a], { after: c.asset_id })
    expect(await list(hub)).toEqual(ids([d, c, b, a]))
    await move(hub, [b], { after: c.asset_id })
    expect(await list(hub)).toEqual(ids([d, c, b, a]))
    // With all of them, the whole list is put in an order.
    for (const to of ['first', 'last']) {
      await move(hub, [a, d, c, b], { to })
      expect(await list(hub)).toEqual(ids([a, d, c, b]))
      await move(hub, [d, c, b, a], { to })
    }
    expect(await list(hub)).toEqual(ids([d, c, b, a]))
    expect(await list(d)).toEqual(ids([hub, a]))
    expect(await plainlyRelated(hub)).toEqual(ids([d, c, b, a]))
  })

  test('works in the list of a directed kind, from its object', async () => {
    const [hub, a, b] = await newAssets(3)
    await relate(...[a, b].map((from) => ({ from: ref(from), to: ref(hub), kind: 'derived_from' })))
    expect((await move(hub, [b], { kind: 'source_of', to: 'first' })).body.counts.changed).toBe(1)
    expect(await list(hub, 'source_of')).toEqual(ids([b, a]))
  })

  test('says what is wrong with an item, and with the place', async () => {
    const [hub, a, b, other] = await newAssets(4)
    await relate(...[a, b].map((to) => ({ from: ref(hub), to: ref(to) })))
    const answer = await relata.api('POST', '/related/move', {
      asset: ref(hub),
      assets: [ref(b), ref(other), 'raw/upload/nothing', '?', ref(hub)],
      before: ref(a),
    })
    expect(outcomes(answer)).toEqual(['changed', 'not_related', 'not_found', 'malformed', 'not_related'])
    expect(await list(hub)).toEqual(ids([b, a]))
    const wrong = async (where: Json) => (await move(hub, [a], where)).body.error.message
    expect(await wrong({ before: ref(other) })).toContain('is not related to')
    expect(await wrong({})).toContain('one of: to (first or last), before, after')
    expect(await wrong({ to: 'first', after: ref(b) })).toContain('one of: to')
    expect(await wrong({ to: 'middle' })).toContain('Must be one of: first, last')
    expect(await list(hub)).toEqual(ids([b, a]))
  })

  test('to one spot works thousands of times', async () => {
    const [hub, a, b, c, d] = await newAssets(5)
    await relate(...[a, b, c, d].map((to) => ({ from: ref(hub), to: ref(to) })))
    let order = ids([a, b, c, d])
    for (let i = 0; i < 400; i++) {
      const [moved, next] = [order[(i * 7) % 4]!, order[(i * 7 + 2) % 4]!]
      const side = i % 3 === 0 ? 'before' : 'after'
      await relata.api('POST', '/related/move', { asset: ref(hub), assets: [moved], [side]: next })
      order = order.filter((id) => id !== moved)
      order.splice(order.indexOf(next) + (side === 'after' ? 1 : 0), 0, moved)
    }
    expect(await list(hub)).toEqual(order)
  })
})

describe('merging kinds', () => {
  const list = async (asset: Json) =>
    (await relata.api('GET', `/related?asset=${asset.asset_id}`)).body.related.map(({ kind, asset, note }: Json) => [
      kind,
      asset.asset_id,
      note,
    ])

  test('turns relations as the names say, keeps what is said, and those that wait for a deleted asset', async () => {
    await relata.api('POST', '/kinds', { name: 'still_in', inverse: 'has_still' })
    const [film, a, b, c, gone] = await newAssets(5)
    await relate(
      ...[a, b, c, gone].map((still) => ({ from: ref(still), to: ref(film), kind: 'still_in', note: still.public_id })),
      { from: ref(film), to: ref(b), kind: 'has_poster', note: 'kept' },
    )
    await relata.admin('DELETE', `/resources/raw/upload?public_ids[]=${gone.public_id}`)
    const merged = await relata.api('POST', '/kinds/has_still/merge', { into: 'has_poster' })
    expect(merged).toMatchObject({ status: 200, body: { merged: 4 } })
    expect(await list(film)).toEqual([
      ['has_poster', a.asset_id, a.public_id],
      ['has_poster', c.asset_id, c.public_id],
      ['has_poster', b.asset_id, 'kept'],
    ])
    expect(await list(a)).toEqual([['poster_of', film.asset_id, a.public_id]])
    await relata.admin('POST', '/resources/raw/upload/restore', { public_ids: [gone.public_id] })
    expect(await list(gone)).toEqual([['poster_of', film.asset_id, gone.public_id]])
    expect((await relata.api('GET', `/related?asset=${film.asset_id}`)).body.counts).toEqual({ has_poster: 4 })
    expect(outcomes(await relate({ from: ref(a), to: ref(b), kind: 'still_in' }))).toEqual(['retired_kind'])
    expect((await relata.api('POST', '/kinds/still_in/merge', { into: 'poster_of' })).body).toMatchObject({
      merged: 0,
    })
    const back = await relata.api('PATCH', '/kinds/still_in', { retired: false })
    expect(back.body.retired).toBe(false)
    await relate({ from: ref(a), to: ref(b), kind: 'still_in' })
    await relata.api('POST', '/kinds/still_in/merge', { into: 'source_of' })
    expect(await list(a)).toContainEqual(['source_of', b.asset_id, undefined])
    expect(await list(b)).toContainEqual(['derived_from', a.asset_id, undefined])
  })

  test('leaves what is protected so, at whichever end it is', async () => {
    await relata.api('POST', '/kinds', { name: 'under_licence', inverse: 'terms_of', protects: 'object' })
    await relata.api('POST', '/kinds', { name: 'grants', inverse: 'granted_by', protects: 'subject' })
    const merge = async (kind: string, into: string) =>
      (await relata.api('POST', `/kinds/${kind}/merge`, { into })).status
    expect(await merge('under_licence', 'grants')).toBe(400)
    const { kinds } = (await relata.api('GET', '/kinds')).body
    expect(kinds.find(({ name }: Json) => name === 'under_licence')).toMatchObject({ retired: false })
    expect(await merge('under_licence', 'granted_by')).toBe(200)
  })

  test.each([
    ['with itself', 'poster_of', 'has_poster', 400, 'are names of one kind'],
    ['of the plain one', 'related', 'alternate_of', 400, 'it stays'],
    ['of a symmetric into a directed one', 'alternate_of', 'poster_of', 400, 'nothing says which'],
    ['of one that protects into one that does not', 'licensed_by', 'derived_from', 400, 'protects assets'],
    ['of one that is not there', 'nothing', 'poster_of', 404, 'There is no kind'],
    ['into one that is not there', 'poster_of', 'nothing', 404, 'There is no kind'],
  ])('%s is refused', async (_, kind, into, status, message) => {
    const answer = await relata.api('POST', `/kinds/${kind}/merge`, { into })
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
  })
})
