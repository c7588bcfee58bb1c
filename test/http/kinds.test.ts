import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Kind } from '../../src/http/api/contract.ts'
import { basic, type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const kinds = async (): Promise<Kind[]> => (await relata.api('GET', '/kinds')).body.kinds

test('every environment has a few kinds from the start', async () => {
  const { cloudName, apiKey, apiSecret } = await relata.addCloud('fresh')
  const { body } = await relata.api('GET', '/kinds', undefined, { cloudName, apiKey, apiSecret })
  expect(body.kinds.map(({ name }: Kind) => name)).toEqual([
    ...['related', 'poster_of', 'transcript_of', 'derived_from', 'manual_of', 'alternate_of', 'uses_as_overlay'],
    'licensed_by',
  ])
  expect(body.kinds[1]).toEqual({
    name: 'poster_of',
    inverse: 'has_poster',
    description: 'A picture that stands for a video',
    protects: 'none',
    directed: true,
    default: false,
    retired: false,
  })
  expect(body.kinds[0]).toMatchObject({ inverse: 'related', directed: false, default: true })
})

test('a team makes its own, directed or symmetric', async () => {
  const directed = await relata.api('POST', '/kinds', { name: 'sketch_of', inverse: 'has_sketch', protects: 'both' })
  expect(directed).toMatchObject({ status: 200, body: { directed: true, protects: 'both', retired: false } })
  const symmetric = await relata.api('POST', '/kinds', { name: 'paired_with' })
  expect(symmetric).toMatchObject({ status: 200, body: { inverse: 'paired_with', directed: false } })
  expect((await kinds()).map(({ name }) => name)).toEqual(expect.arrayContaining(['sketch_of', 'paired_with']))
})

test('a kind is renamed, retired and brought back, found by either name', async () => {
  await relata.api('POST', '/kinds', { name: 'cut_of', inverse: 'has_cut' })
  const renamed = await relata.api('PATCH', '/kinds/has_cut', { name: 'trailer_of', inverse: 'has_trailer' })
  expect(renamed).toMatchObject({ status: 200, body: { name: 'trailer_of', inverse: 'has_trailer' } })
  expect((await relata.api('PATCH', '/kinds/cut_of', { retired: true })).status).toBe(404)
  const retired = await relata.api('PATCH', '/kinds/trailer_of', { retired: true })
  expect(retired.body).toMatchObject({ name: 'trailer_of', retired: true })
  const back = await relata.api('PATCH', '/kinds/trailer_of', { retired: false, description: 'Shown before' })
  expect(back.body).toMatchObject({ retired: false, description: 'Shown before' })
  const first = await relata.api('PATCH', '/kinds/alternate_of', { name: 'angle_of' })
  expect(first.body).toMatchObject({ name: 'angle_of', inverse: 'angle_of', directed: false })
  await relata.api('PATCH', '/kinds/angle_of', { name: 'alternate_of' })
})

test('the kind of relations without one answers to related, whatever it is called', async () => {
  const key = await relata.addCloud('renamed')
  const call = (method: string, path: string, body?: unknown) => relata.api(method, path, body, key)
  for (const name of ['one', 'two', 'three']) {
    const form = new FormData()
    form.set('public_id', name)
    form.set('file', new Blob(['x']), 'file.bin')
    const headers = { authorization: basic(key) }
    await fetch(`${relata.url}/v1_1/${key.cloudName}/raw/upload`, { method: 'POST', headers, body: form })
  }
  const [from, two, three] = ['raw/upload/one', 'raw/upload/two', 'raw/upload/three']
  expect((await call('PATCH', '/kinds/related', { name: 'goes_with' })).status).toBe(200)
  const relations = [
    { from, to: two },
    { from, to: three, kind: 'related' },
  ]
  expect((await call('POST', '/relations', { relations })).body.counts).toMatchObject({ changed: 2 })
  const moved = await call('POST', '/related/move', { asset: from, assets: [three], to: 'first' })
  expect(moved.body.counts).toMatchObject({ changed: 1 })
  const { body } = await call('GET', `/related?asset=${from}&kinds[]=related`)
  expect(body.related.map(({ kind, asset }: Json) => [kind, asset.public_id])).toEqual([
    ['goes_with', 'three'],
    ['goes_with', 'two'],
  ])
  const found = await relata.admin('POST', '/resources/search', { expression: 'relations.related=2' }, key)
  expect(found.body.resources).toMatchObject([{ public_id: 'one' }])
  const removed = await call('DELETE', '/relations', { relations })
  expect(removed.body.counts).toMatchObject({ changed: 2 })
  const taken = await call('POST', '/kinds', { name: 'related' })
  expect([taken.status, taken.body.error.message]).toEqual([409, expect.stringContaining('the kind goes_with')])
  const back = await call('PATCH', '/kinds/related', { name: 'related' })
  expect(back.body).toMatchObject({ name: 'related', inverse: 'related', default: true })
})

test.each([
  ['a name that is taken', 'POST', '/kinds', { name: 'has_poster' }, 409, 'has_poster is a name of the kind poster_of'],
  [
    'an inverse that is taken',
    'POST',
    '/kinds',
    { name: 'a', inverse: 'related' },
    409,
    'related is a name of the kind',
  ],
  ['a name of other letters', 'POST', '/kinds', { name: 'Poster of' }, 400, 'small letters, digits and underscores'],
  ['no name', 'POST', '/kinds', {}, 400, 'Missing required parameter - name'],
  ['an unknown end', 'POST', '/kinds', { name: 'a', protects: 'all' }, 400, 'Must be one of: none, subject'],
  ['an unknown parameter', 'POST', '/kinds', { name: 'a', colour: 'red' }, 400, 'Unknown parameter - colour'],
  ['one name of two', 'PATCH', '/kinds/poster_of', { inverse: 'poster_of' }, 400, 'needs two names'],
  ['a second name', 'PATCH', '/kinds/related', { inverse: 'akin' }, 400, 'is symmetric'],
  ['the plain kind retired', 'PATCH', '/kinds/related', { retired: true }, 400, "can't be retired"],
  ['an unknown kind', 'PATCH', '/kinds/nothing', { retired: true }, 404, 'There is no kind of relation "nothing"'],
])('%s is refused', async (_, method, path, body, status, message) => {
  const before = await kinds()
  const answer = await relata.api(method, path, body)
  expect(answer.status).toBe(status)
  expect(answer.body.error).toEqual({ code: expect.any(String), message: expect.stringContaining(message) })
  expect(await kinds()).toEqual(before)
})

test('nobody is let in without a key of the environment', async () => {
  const answer = await fetch(`${relata.url}/api/v1/${relata.cloudName}/kinds`)
  expect([answer.status, await answer.json()]).toMatchObject([401, { error: { code: 'unauthorized' } }])
  const other = await relata.addCloud('other')
  const foreign = await relata.api('GET', '/kinds', undefined, { ...other, cloudName: relata.cloudName })
  expect(foreign.status).toBe(401)
})
