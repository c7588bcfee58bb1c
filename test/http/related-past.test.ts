import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, type Reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const raw = (id: string) => `raw/upload/${id}`
const related = async (id: string, query = ''): Promise<Json> => {
  const reply = await relata.api('GET', `/related?asset=${raw(id)}${query}`)
  return reply.status === 404 ? { related: [], counts: {}, total: 0 } : reply.body
}
/** Two calls are never in the same millisecond. */
const tick = async (): Promise<string> => {
  await sleep(2)
  const now = new Date().toISOString()
  await sleep(2)
  return now
}
/** What a list says, whether it is told of now or of the past. */
const shown = ({ related, counts, total }: Json) => ({
  ...{ counts, total },
  related: related.map(({ asset, kind, note, metadata, start, related_at }: Json) => ({
    ...{ id: asset.asset_id, kind, note, metadata, start, related_at },
  })),
})

test('tells what an asset was related to, deleted ones too, and pages of it', async () => {
  for (const id of ['a', 'b', 'c', 'd']) await relata.asset(id)
  const pairs = [{ to: 'b', note: 'one' }, { to: 'c' }, { to: 'd', kind: 'derived_from' }]
  await relata.api('POST', '/relations', {
    relations: pairs.map((pair) => ({ from: raw('a'), ...pair, to: raw(pair.to) })),
  })
  const then = await tick()
  await relata.api('PATCH', '/relations', { relations: [{ from: raw('a'), to: raw('b'), note: 'two' }] })
  await relata.api('DELETE', '/relations', { relations: [{ from: raw('c'), to: raw('a') }] })
  await relata.admin('DELETE', '/resources/raw/upload?public_ids[]=d')
  const past = await related('a', `&at=${then}`)
  expect(past.related.map(({ asset, kind, note, deleted }: Json) => [asset.public_id, kind, note, deleted])).toEqual([
    ['b', 'related', 'one', undefined],
    ['c', 'related', undefined, undefined],
    ['d', 'derived_from', undefined, true],
  ])
  expect([past.total, past.counts]).toEqual([3, { related: 2, derived_from: 1 }])
  expect((await related('d', `&at=${then}`)).related).toMatchObject([{ asset: { public_id: 'a' }, kind: 'source_of' }])
  const first = await related('a', `&at=${then}&limit=2`)
  expect((await related('a', `&at=${then}&limit=2&cursor=${first.next_cursor}`)).related).toEqual(past.related.slice(2))
  expect((await related('a', `&at=${then}&kinds[]=derived_from`)).related).toEqual(past.related.slice(2))
})

test('a time that is not kept, or yet to come, is refused', async () => {
  await relata.asset('t')
  const get = (at: string) => relata.api('GET', `/related?asset=${raw('t')}&at=${encodeURIComponent(at)}`)
  for (const [at, message] of [
    ['2020-01-01', /kept from .*Z on/],
    ['2999-01-01', /yet to come/],
    ['noon', /ISO 8601/],
  ] as const) {
    const { status, body } = await get(at)
    expect([at, status, body.error.message]).toEqual([at, 400, expect.stringMatching(message)])
  }
})

const ASSETS = ['m-0', 'm-1', 'm-2', 'm-3', 'm-4']
const asset = fc.constantFrom(...ASSETS)
const pair = fc.record({ from: asset, to: asset, kind: fc.constantFrom('related', 'poster_of') })
type Step = readonly [method: string, path: string, body: object] | 'undo'
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(pair, { minLength: 1, maxLength: 4 }).map((of): Step => ['POST', '/relations', wire(of)]),
  },
  {
    weight: 2,
    arbitrary: fc.array(pair, { minLength: 1, maxLength: 3 }).map((of): Step => ['DELETE', '/relations', wire(of)]),
  },
  fc
    .tuple(pair, fc.string({ maxLength: 3 }))
    .map(([of, note]): Step => ['PATCH', '/relations', wire([{ ...of, note: note.replace(/\0/g, '') }])]),
  fc
    .tuple(asset, asset, fc.constantFrom('first', 'last'))
    .map(([of, which, to]): Step => ['POST', '/related/move', { asset: raw(of), assets: [raw(which)], to }]),
  asset.map((id): Step => ['DELETE', 'admin', { public_ids: [id] }]),
  asset.map((id): Step => ['POST', 'restore', { public_ids: [id] }]),
  { weight: 2, arbitrary: fc.constant('undo' as const) },
)
const wire = (pairs: readonly { from: string; to: string; kind?: string; note?: string }[]) => ({
  relations: pairs.map((of) => ({ ...of, from: raw(of.from), to: raw(of.to) })),
})

test('of every moment, the past is told as it was told then, whatever was done and undone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      async (steps, picks) => {
        await relata.admin('DELETE', '/resources/raw/upload?prefix=m-')
        for (const id of ASSETS) await relata.asset(id)
        const moments: { at: string; lists: Json[] }[] = []
        const look = () => Promise.all(ASSETS.map(async (id) => shown(await related(id))))
        const calls: string[] = []
        for (const one of steps) {
          const reply = await run(one, calls, picks)
          if (reply) calls.push(reply.headers.get('x-request-id')!)
          moments.push({ at: await tick(), lists: await look() })
        }
        for (const { at, lists } of moments) {
          const told = await Promise.all(ASSETS.map(async (id) => shown(await related(id, `&at=${at}`))))
          expect({ at, told }).toEqual({ at, told: lists })
        }
      },
    ),
    { numRuns: 12 },
  )
})

async function run(one: Step, calls: string[], picks: Iterator<number>): Promise<Reply | undefined> {
  if (one === 'undo') {
    const call = calls[picks.next().value! % Math.max(1, calls.length)]
    if (call === undefined) return undefined
    const reply = await relata.api('POST', `/history/${call}/undo`, {})
    // Nothing is logged of a call that changed nothing.
    expect([200, 404]).toContain(reply.status)
    return reply
  }
  const [method, path, body] = one
  if (path === 'admin') return relata.admin(method, '/resources/raw/upload', body)
  if (path === 'restore') return relata.admin(method, '/resources/raw/upload/restore', body)
  return relata.api(method, path, body)
}
