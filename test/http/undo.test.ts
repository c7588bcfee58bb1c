import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Undo } from '../../src/http/api/contract.ts'
import { type Json, type Reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const raw = (id: string) => `raw/upload/${id}`
const callOf = ({ headers }: Reply) => headers.get('x-request-id')!
const relations = (...pairs: [from: string, to: string, more?: object][]) => ({
  relations: pairs.map(([from, to, more]) => ({ from: raw(from), to: raw(to), ...more })),
})
const undo = async (call: string | Reply, body: object = {}): Promise<Undo> => {
  const reply = await relata.api('POST', `/history/${typeof call === 'string' ? call : callOf(call)}/undo`, body)
  expect([reply.status, reply.body]).toEqual([200, expect.any(Object)])
  return reply.body
}
const assets = async (...ids: string[]) => {
  for (const id of ids) await relata.asset(id)
}
const relatedTo = async (id: string): Promise<string[]> => {
  const { body } = await relata.admin('GET', `/resources/raw/upload/${id}?related=true`)
  return (body.related_assets ?? []).map((asset: Json) => asset.public_id)
}
const details = async (id: string): Promise<Json> => (await relata.admin('GET', `/resources/raw/upload/${id}`)).body

test('a call that related is undone, and done again by undoing that', async () => {
  await assets('a', 'b', 'c', 'd')
  await relata.api('POST', '/relations', relations(['a', 'd']))
  const related = await relata.api('POST', '/relations', relations(['a', 'b'], ['a', 'c'], ['a', 'd']))
  const undone = await undo(related)
  expect(undone).toMatchObject({ undo_of: callOf(related), dry_run: false, counts: { changed: 2 } })
  expect(undone.results[0]).toEqual({
    type: 'relate',
    relation: {
      from: expect.objectContaining({ public_id: 'a' }),
      to: expect.objectContaining({ public_id: 'b' }),
      kind: 'related',
    },
    outcome: 'undone',
  })
  expect(await relatedTo('a')).toEqual(['d'])
  expect((await undo(undone.call)).counts).toMatchObject({ changed: 2 })
  expect(await relatedTo('a')).toEqual(['d', 'b', 'c'])
  const { body } = await relata.api('GET', `/history/${undone.call}`)
  expect(body).toMatchObject({ changes: [{ type: 'unrelate', undo_of: callOf(related), actor: relata.apiKey }] })
  expect((await relata.api('GET', `/history/${callOf(related)}`)).body.undone_by).toEqual([undone.call])
})

test('what a call unrelated comes back where it stood, with all that was said of it', async () => {
  await assets('u-1', 'u-2', 'u-3', 'u-4')
  const said = { kind: 'derived_from', note: 'cut', metadata: { by: 'Ann' }, start: 1.5, end: 2 }
  await relata.api(
    'POST',
    '/relations',
    relations(['u-1', 'u-2'], ['u-1', 'u-3'], ['u-1', 'u-4'], ['u-1', 'u-2', said]),
  )
  const removed = await relata.api(
    'DELETE',
    '/relations',
    relations(['u-1', 'u-2'], ['u-1', 'u-2', { kind: 'derived_from' }]),
  )
  await relata.api('POST', '/relations', relations(['u-1', 'a']))
  expect(await relatedTo('u-1')).toEqual(['u-3', 'u-4', 'a'])
  const undone = await undo(removed)
  expect(undone.counts).toMatchObject({ changed: 2 })
  expect(await relatedTo('u-1')).toEqual(['u-2', 'u-3', 'u-4', 'a'])
  const { body } = await relata.api('GET', `/history/${undone.call}`)
  expect(body.changes[0].relations[1]).toMatchObject({
    kind: 'derived_from',
    after: { note: 'cut', metadata: { by: 'Ann' }, start: 1.5, end: 2 },
  })
  expect((await undo(removed)).counts).toEqual({ changed: 0, unchanged: 2, failed: 0 })
})

test('what was changed since is left, and told item by item', async () => {
  await assets('s-1', 's-2', 's-3', 's-4', 's-5')
  const related = await relata.api(
    'POST',
    '/relations',
    relations(['s-1', 's-2'], ['s-1', 's-3'], ['s-1', 's-4'], ['s-1', 's-5']),
  )
  const removed = await relata.api('DELETE', '/relations', relations(['s-1', 's-2'], ['s-1', 's-3']))
  await relata.api('POST', '/relations', relations(['s-1', 's-3', { note: 'anew' }]))
  await relata.admin('DELETE', '/resources/raw/upload?public_ids[]=s-4')
  const { results, counts } = await undo(related)
  expect(results.map(({ outcome }) => outcome)).toEqual(['already', 'changed_since', 'asset_gone', 'undone'])
  expect(counts).toEqual({ changed: 1, unchanged: 1, failed: 2 })
  expect(results[1]!.message).toMatch(/changed since/)
  expect(await relatedTo('s-1')).toEqual(['s-3'])
  expect((await undo(removed)).results.map(({ outcome }) => outcome)).toEqual(['undone', 'changed_since'])
  expect(await relatedTo('s-1')).toEqual(['s-2', 's-3'])
})

test('edits and moves of relations are taken back, each as far as that field is as it was left', async () => {
  await assets('e-1', 'e-2', 'e-3', 'e-4')
  await relata.api('POST', '/relations', relations(['e-1', 'e-2', { note: 'one' }], ['e-1', 'e-3'], ['e-1', 'e-4']))
  const edited = await relata.api(
    'PATCH',
    '/relations',
    relations(['e-1', 'e-2', { note: 'two', start: 3 }], ['e-1', 'e-3', { note: 'x' }]),
  )
  const moved = await relata.api('POST', '/related/move', { asset: raw('e-1'), assets: [raw('e-2')], to: 'last' })
  await relata.api('PATCH', '/relations', relations(['e-1', 'e-3', { note: 'y' }]))
  expect(await relatedTo('e-1')).toEqual(['e-3', 'e-4', 'e-2'])
  expect((await undo(edited)).results.map(({ outcome }) => outcome)).toEqual(['undone', 'changed_since'])
  const undone = await undo(moved)
  expect(await relatedTo('e-1')).toEqual(['e-2', 'e-3', 'e-4'])
  const { body } = await relata.api('GET', `/related?asset=${raw('e-1')}`)
  expect(body.related.map(({ note, start }: Json) => [note, start])).toEqual([
    ['one', undefined],
    ['y', undefined],
    [undefined, undefined],
  ])
  expect((await undo(undone.call)).counts).toMatchObject({ changed: 1 })
  expect(await relatedTo('e-1')).toEqual(['e-3', 'e-4', 'e-2'])
})

test('a dry run tells what would happen, and changes nothing', async () => {
  await assets('dry-1', 'dry-2')
  const related = await relata.api('POST', '/relations', relations(['dry-1', 'dry-2']))
  const before = (await relata.api('GET', '/history/feed?from=end')).body.next_cursor
  expect(await undo(related, { dry_run: true })).toMatchObject({ dry_run: true, counts: { changed: 1 } })
  expect(await relatedTo('dry-1')).toEqual(['dry-2'])
  expect((await relata.api('GET', `/history/feed?cursor=${before}`)).body.changes).toEqual([])
  expect((await undo(related)).counts).toMatchObject({ changed: 1 })
})

test('words are put back field by field', async () => {
  await relata.asset('w', { tags: 'a', context: 'k=v', asset_folder: 'one' })
  const edited = await relata.admin('POST', '/resources/raw/upload/w', {
    tags: 'b',
    context: 'k=w',
    asset_folder: 'two',
    display_name: 'W',
  })
  await relata.admin('POST', '/resources/raw/upload/w', { tags: 'c' })
  const { results } = await undo(edited)
  const fields = (outcome: string) => results.find((result) => result.outcome === outcome)?.fields?.toSorted()
  expect(fields('undone')).toEqual(['asset_folder', 'context', 'display_name'])
  expect(fields('changed_since')).toEqual(['tags'])
  expect(await details('w')).toMatchObject({ tags: ['c'], context: { custom: { k: 'v' } }, asset_folder: 'one' })
})

test('a deletion is taken back with its relations, and can be done again', async () => {
  await assets('del-1', 'del-2', 'del-3')
  await relata.api('POST', '/relations', relations(['del-1', 'del-2'], ['del-1', 'del-3']))
  const deleted = await relata.admin('DELETE', '/resources/raw/upload?prefix=del-')
  const undone = await undo(deleted)
  expect(undone.counts).toMatchObject({ changed: 3 })
  expect(await relatedTo('del-1')).toEqual(['del-2', 'del-3'])
  expect((await undo(undone.call)).counts).toMatchObject({ changed: 3 })
  expect(await relata.publicIds()).not.toContain('del-1')
})

test('a deletion is not taken back over an asset that has the name by now, nor one that came later', async () => {
  await assets('name-1', 'name-2')
  const deleted = await relata.admin('DELETE', '/resources/raw/upload?prefix=name-')
  await assets('name-1')
  await relata.admin('POST', '/resources/raw/upload/restore', { public_ids: ['name-2'] })
  await relata.admin('DELETE', '/resources/raw/upload?public_ids[]=name-2')
  const { results } = await undo(deleted)
  expect(results.map(({ asset, outcome }) => [asset!.public_id, outcome])).toEqual([
    ['name-1', 'name_taken'],
    ['name-2', 'changed_since'],
  ])
})

const rename = (from: string, to: string, more: object = {}) =>
  relata.admin('POST', '/raw/rename', { from_public_id: from, to_public_id: to, ...more })

test('a rename is taken back where the name is free, with what it replaced', async () => {
  await assets('old', 'new')
  const renamed = await rename('old', 'new', { overwrite: true })
  expect(await undo(renamed, { dry_run: true })).toMatchObject({ counts: { changed: 2 } })
  expect((await undo(renamed)).results.map(({ type, outcome }) => [type, outcome])).toEqual([
    ['rename', 'undone'],
    ['delete', 'undone'],
  ])
  expect(await relata.publicIds()).toEqual(expect.arrayContaining(['old', 'new']))
  const second = await rename('old', 'newer')
  await assets('old')
  expect((await undo(second)).results).toMatchObject([{ outcome: 'name_taken' }])
  await rename('newer', 'newest')
  expect((await undo(second)).results).toMatchObject([{ outcome: 'changed_since' }])
})

test('a file that was brought back gives way to the one before, as long as that is kept, and comes back by undoing that', async () => {
  const upload = async (text: string) =>
    (await relata.upload(text, { public_id: 'filed', backup: true, overwrite: true })).body
  const [one, two] = [await upload('one'), await upload('second')]
  const restored = await relata.admin('POST', '/resources/restore', {
    asset_ids: [one.asset_id],
    versions: [one.version_id],
  })
  const [call, bytes] = [callOf(restored), async () => (await details('filed')).bytes]
  const undoable = async () => (await relata.api('GET', `/history/${call}`)).body.changes[0].undoable
  expect([await bytes(), await undoable()]).toEqual([3, true])
  expect(await undo(call, { dry_run: true })).toMatchObject({ counts: { changed: 1 } })
  const undone = await undo(call)
  expect(undone.results).toMatchObject([{ type: 'restore', fields: ['file'], outcome: 'undone' }])
  expect(await bytes()).toBe(6)
  expect((await undo(call)).results).toMatchObject([{ outcome: 'already' }])
  expect((await undo(undone.call)).counts).toMatchObject({ changed: 1 })
  expect(await bytes()).toBe(3)
  await upload('the third')
  expect((await undo(call)).results).toMatchObject([{ outcome: 'changed_since' }])
  await relata.admin('DELETE', `/resources/backup/${one.asset_id}`, { version_ids: [two.version_id] })
  expect((await undo(call)).results).toMatchObject([{ outcome: 'not_undoable' }])
  expect(await undoable()).toBe(false)
  const { body } = await relata.api('GET', '/history?asset=raw/upload/filed&type=upload')
  expect(body.changes.map((change: Json) => change.undoable)).toEqual([false, false, false])
})

test('what can not be taken back says so', async () => {
  const uploaded = await relata.upload('x', { public_id: 'never' })
  const { results } = await undo(uploaded)
  expect(results).toMatchObject([
    { type: 'upload', asset: { public_id: 'never' }, outcome: 'not_undoable', message: /./ },
  ])
  const folder = await relata.admin('POST', '/folders/some-folder')
  expect((await undo(folder)).results).toMatchObject([{ outcome: 'not_undoable' }])
})

test('calls of other environments, unknown ones and bad input are refused', async () => {
  await assets('x-1', 'x-2')
  const call = callOf(await relata.api('POST', '/relations', relations(['x-1', 'x-2'])))
  const other = await relata.addCloud('undo-elsewhere')
  const post = (id: string, body: unknown, key?: typeof other) => relata.api('POST', `/history/${id}/undo`, body, key)
  expect((await post(call, {}, other)).status).toBe(404)
  expect((await post('none', {})).body.error).toMatchObject({ code: 'not_found', message: /none/ })
  for (const body of [{ dry_run: 'maybe' }, { cursor: 'abc' }, { force: true }, { cursor: 5 }]) {
    expect([body, (await post(call, body)).status]).toEqual([body, 400])
  }
  expect(await relatedTo('x-1')).toEqual(['x-2'])
})
