import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata?.stop())

const call = async (method: string, path: string, body?: object) => {
  const answer = await relata.api(method, path, body)
  expect([path, answer.status, answer.body.error]).toEqual([path, 200, undefined])
  return answer.body
}
const details = (assetId: string) => call('GET', `/assets/${assetId}`)
const outcomes = ({ results }: Json) => results.map(({ asset, outcome }: Json) => [asset, outcome])

describe('what is said of assets', () => {
  test('is changed of several at once, and logged as one update', async () => {
    await relata.admin('POST', '/metadata_fields', { external_id: 'stock', type: 'integer', label: 'Stock' })
    const [a, b] = [
      await relata.asset('edit/a', { tags: 'old,same', context: 'alt=A|by=Ann' }),
      await relata.asset('edit/b', { tags: 'same' }),
    ]
    const answer = await call('PATCH', '/assets', {
      assets: [a.asset_id, 'raw/upload/edit/b', 'raw/upload/edit/none'],
      add_tags: ['new', 'same'],
      remove_tags: ['old'],
      context: { alt: null, place: 'Oslo' },
      metadata: { stock: 7 },
      folder: 'Edited',
    })
    expect(outcomes(answer)).toEqual([
      [a.asset_id, 'changed'],
      ['raw/upload/edit/b', 'changed'],
      ['raw/upload/edit/none', 'not_found'],
    ])
    expect([answer.counts.changed, answer.counts.failed, answer.results[1].asset_id]).toEqual([2, 1, b.asset_id])
    expect(await details(a.asset_id)).toMatchObject({ tags: ['same', 'new'], folder: 'Edited' })
    expect((await details(a.asset_id)).context).toEqual({ by: 'Ann', place: 'Oslo' })
    expect(await details(b.asset_id)).toMatchObject({
      tags: ['same', 'new'],
      context: { place: 'Oslo' },
      metadata: [{ label: 'Stock', value: 7, text: '7' }],
    })
    const { changes } = await call('GET', '/history?type=update&limit=1')
    expect(changes[0].assets).toHaveLength(2)
    await call('PATCH', '/assets', { assets: [a.asset_id], metadata: { stock: null }, display_name: 'Renamed' })
    expect(await details(a.asset_id)).toMatchObject({ metadata: [], display_name: 'Renamed', tags: ['same', 'new'] })
  })

  test('stays as it is, of all of them, where one change is refused', async () => {
    const { asset_id: id } = await relata.asset('edit/c', { tags: 'kept' })
    for (const [change, message] of [
      [{ metadata: { none: 1 } }, 'do not exist'],
      [{ add_tags: ['x'.repeat(300)] }, 'at most 255'],
      [{ folder: 'a\\b' }, 'Invalid folder'],
      [{ sometimes: true }, 'Unknown parameter - sometimes'],
      [{}, 'Say what to change'],
    ] as const) {
      const { status, body } = await relata.api('PATCH', '/assets', { assets: [id], ...change })
      expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)])
    }
    expect((await details(id)).tags).toEqual(['kept'])
  })
})

describe('a deletion', () => {
  test('is taken back by a restore of the same IDs, with the relations; until then they wait', async () => {
    const poster = await relata.upload(
      await readFile('demo/files/tern-film-poster.jpg'),
      { public_id: 'del/poster', display_name: 'Poster', asset_folder: 'Films' },
      'image',
      'poster.jpg',
    )
    const film = await relata.asset('del/film')
    const { asset_id: id } = poster.body
    await call('POST', '/relations', { relations: [{ from: id, to: film.asset_id, kind: 'poster_of' }] })
    expect(outcomes(await call('POST', '/assets/delete', { assets: [id, 'image/upload/del/none'] }))).toEqual([
      [id, 'deleted'],
      ['image/upload/del/none', 'not_found'],
    ])
    expect((await relata.api('GET', `/assets/${id}`)).status).toBe(404)
    const { deleted } = await call('GET', '/assets/deleted?limit=1')
    expect(deleted).toMatchObject([
      { asset: { asset_id: id, public_id: 'del/poster' }, display_name: 'Poster', folder: 'Films', relations: 1 },
    ])
    expect(Date.parse(deleted[0].purged_at)).toBeGreaterThan(Date.now())
    const restored = await call('POST', '/assets/restore', { assets: [id] })
    expect(restored.results).toMatchObject([{ asset: id, asset_id: id, outcome: 'restored' }])
    expect(await details(id)).toMatchObject({ display_name: 'Poster', relation_counts: { poster_of: 1 } })
    expect(outcomes(await call('POST', '/assets/restore', { assets: ['raw/upload/del/never'] }))).toEqual([
      ['raw/upload/del/never', 'not_found'],
    ])
  })

  test('leaves what relations protect, unless it is forced', async () => {
    await call('POST', '/kinds', { name: 'master_of', inverse: 'made_from_master', protects: 'subject' })
    const [master, copy] = [await relata.asset('del/master'), await relata.asset('del/copy')]
    await call('POST', '/relations', {
      relations: [{ from: master.asset_id, to: copy.asset_id, kind: 'master_of' }],
    })
    expect((await details(master.asset_id)).protected_by).toEqual({ master_of: 1 })
    const refused = await call('POST', '/assets/delete', { assets: [master.asset_id] })
    expect(refused.results).toMatchObject([{ outcome: 'protected', message: expect.stringContaining('master_of') }])
    const forced = await call('POST', '/assets/delete', { assets: [master.asset_id], force: true })
    expect([forced.counts.changed, forced.counts.failed]).toEqual([1, 0])
  })

  test('is listed page by page', async () => {
    for (const name of ['one', 'two', 'three']) await relata.asset(`page/${name}`)
    for (const name of ['one', 'two', 'three'])
      await call('POST', '/assets/delete', { assets: [`raw/upload/page/${name}`] })
    const first = await call('GET', '/assets/deleted?limit=2')
    const second = await call('GET', `/assets/deleted?limit=1&cursor=${first.next_cursor}`)
    const names = [...first.deleted, ...second.deleted].map(({ asset }: Json) => asset.public_id)
    expect(names).toEqual(['page/three', 'page/two', 'page/one'])
  })
})

describe('public IDs', () => {
  test('are changed one by one, with a reason for each that stays', async () => {
    const [a, b] = [await relata.asset('name/a'), await relata.asset('name/b')]
    const { results, counts } = await call('POST', '/assets/rename', {
      renames: [
        { asset: a.asset_id, public_id: 'name/new' },
        { asset: b.asset_id, public_id: 'name/new' },
        { asset: 'raw/upload/name/none', public_id: 'name/x' },
        { asset: 'raw/upload/name/b', public_id: 'name/?' },
        { asset: b.asset_id, public_id: 'name/new', overwrite: true },
      ],
    })
    expect(results.map(({ outcome, public_id }: Json) => [outcome, public_id])).toEqual([
      ['renamed', 'name/new'],
      ['name_taken', undefined],
      ['not_found', undefined],
      ['invalid', undefined],
      ['renamed', 'name/new'],
    ])
    expect(results[3].message).toContain('Invalid public_id')
    expect([counts.changed, counts.failed]).toEqual([2, 3])
    expect((await details(b.asset_id)).public_id).toBe('name/new')
  })
})

describe('saved searches', () => {
  test('are kept under any name, and found again as they were', async () => {
    const search = { q: 'tags:new', folder: 'Edited', resource_type: ['raw'], sort: 'name', direction: 'desc' }
    const saved = await call('PUT', `/searches/${encodeURIComponent('Café, news & more')}`, search)
    expect(saved).toMatchObject({ name: 'Café, news & more', ...search })
    await call('PUT', '/searches/all', {})
    await call('PUT', '/searches/all', { tag: ['same'] })
    const { searches } = await call('GET', '/searches')
    expect(searches.map(({ name, tag }: Json) => [name, tag])).toEqual([
      ['Café, news & more', undefined],
      ['all', ['same']],
    ])
    expect(await call('DELETE', '/searches/all')).toEqual({ deleted: 'all' })
    expect((await relata.api('DELETE', '/searches/all')).status).toBe(404)
    const wrong = await relata.api('PUT', '/searches/wrong', { q: 'tags:' })
    expect([wrong.status, wrong.body.error.code]).toEqual([400, 'invalid'])
    expect((await relata.api('PUT', `/searches/${'x'.repeat(101)}`, {})).status).toBe(400)
  })
})

describe('metadata fields', () => {
  test('are listed in their order, with what can be chosen', async () => {
    await relata.admin('POST', '/metadata_fields', {
      external_id: 'colour',
      type: 'set',
      label: 'Colour',
      datasource: { values: [{ external_id: 'r', value: 'Red' }] },
      restrictions: { readonly_ui: true },
    })
    const { fields } = await call('GET', '/metadata-fields')
    expect(fields).toEqual([
      { external_id: 'stock', label: 'Stock', type: 'integer', mandatory: false, readonly: false, options: [] },
      {
        ...{ external_id: 'colour', label: 'Colour', type: 'set', mandatory: false, readonly: true },
        options: [{ external_id: 'r', value: 'Red' }],
      },
    ])
  })
})
