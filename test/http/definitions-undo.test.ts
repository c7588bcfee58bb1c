import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoggedChange, Undo } from '../../src/http/api/contract.ts'
import { type Reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const callOf = ({ headers }: Reply) => headers.get('x-request-id')!
const undo = async (call: string | Reply): Promise<Undo> =>
  (await relata.api('POST', `/history/${typeof call === 'string' ? call : callOf(call)}/undo`, {})).body
const kinds = async (): Promise<Record<string, object>> =>
  Object.fromEntries((await relata.api('GET', '/kinds')).body.kinds.map((kind: { name: string }) => [kind.name, kind]))
const logged = async (type: string): Promise<LoggedChange[]> =>
  (await relata.api('GET', `/history?type=${type}`)).body.changes
/** Of the export, which has their places in both lists and all that is said of them; in no order. */
const relationLines = async (): Promise<string[]> =>
  (await relata.api('GET', '/relations/export')).text
    .split('\n')
    .filter((line) => line.includes('"from"'))
    .sort()

test('a merge is one call: undone, its relations have their kind again, and the kind is back', async () => {
  await relata.api('POST', '/kinds', { name: 'still_in', inverse: 'has_still' })
  await Promise.all(['film', 'still'].map((name) => relata.asset(name)))
  await relata.api('POST', '/relations', {
    relations: [{ from: 'raw/upload/still', to: 'raw/upload/film', kind: 'still_in' }],
  })
  const merged = await relata.api('POST', '/kinds/still_in/merge', { into: 'poster_of' })
  expect(merged.body).toEqual({ call: callOf(merged), merged: 1 })
  expect((await kinds()).still_in).toMatchObject({ retired: true })
  const undone = await undo(merged.body.call)
  expect(undone.results.map(({ type, outcome }) => [type, outcome])).toEqual([
    ['relate', 'undone'],
    ['unrelate', 'undone'],
    ['kind', 'undone'],
  ])
  expect(undone.results[2]).toEqual({ type: 'kind', kind: 'still_in', fields: ['retired'], outcome: 'undone' })
  expect((await kinds()).still_in).toMatchObject({ retired: false })
  const { body } = await relata.api('GET', '/related?asset=raw/upload/still')
  expect(body.related.map(({ kind }: { kind: string }) => kind)).toEqual(['still_in'])
  await undo(undone.call)
  expect((await kinds()).still_in).toMatchObject({ retired: true })
})

test('a kind that was made, renamed and described is in the history, and undone as far as nobody changed it since', async () => {
  const made = await relata.api('POST', '/kinds', { name: 'cut_of', inverse: 'has_cut' })
  const change = { name: 'trailer_of', inverse: 'has_trailer', description: 'Shown before' }
  const renamed = await relata.api('PATCH', '/kinds/cut_of', change)
  expect((await logged('kind'))[0]).toMatchObject({
    ...{ call: callOf(renamed), kind: 'trailer_of', assets: [] },
    before: { name: 'cut_of', inverse: 'has_cut', description: '' },
    after: change,
  })
  await relata.api('PATCH', '/kinds/trailer_of', { description: 'Shown first' })
  expect((await undo(renamed)).results).toEqual([
    { type: 'kind', kind: 'cut_of', fields: ['name', 'inverse'], outcome: 'undone' },
    { type: 'kind', kind: 'cut_of', fields: ['description'], outcome: 'changed_since', message: expect.any(String) },
  ])
  expect((await kinds()).cut_of).toMatchObject({ inverse: 'has_cut', description: 'Shown first' })
  expect((await undo(made)).results).toMatchObject([{ kind: 'cut_of', fields: ['retired'], outcome: 'undone' }])
  expect((await kinds()).cut_of).toMatchObject({ retired: true })
  expect((await undo(made)).results).toMatchObject([{ outcome: 'already' }])
})

test('a kind does not take back a name that another one has by now', async () => {
  await relata.api('POST', '/kinds', { name: 'pair_with' })
  const renamed = await relata.api('PATCH', '/kinds/pair_with', { name: 'twin_of' })
  await relata.api('POST', '/kinds', { name: 'pair_with' })
  expect((await undo(renamed)).results).toMatchObject([{ kind: 'twin_of', outcome: 'name_taken' }])
  const unchanged = await relata.api('PATCH', '/kinds/twin_of', { name: 'twin_of' })
  expect((await relata.api('GET', `/history/${callOf(unchanged)}`)).status).toBe(404)
})

test('a rule that was written, changed and deleted is in the history, and undone', async () => {
  const put = (body: object) => relata.api('PUT', '/rules/names', body)
  const rule = async () => (await relata.api('GET', '/rules')).body.rules[0]
  const made = await put({ reasons: ['name'], kind: 'has_poster' })
  const changed = await put({ reasons: ['name'], min_score: 0.9 })
  const deleted = await relata.api('DELETE', '/rules/names')
  const changes = await logged('rule')
  expect(changes.map(({ call }) => call)).toEqual([deleted, changed, made].map(callOf))
  expect(changes[1]).toMatchObject({
    rule: 'names',
    before: { min_score: 0.8, kind: 'poster_of' },
    after: { min_score: 0.9 },
  })
  expect(changes[0]).not.toHaveProperty('after')
  expect((await undo(changed)).results).toMatchObject([{ rule: 'names', outcome: 'changed_since' }])
  expect((await undo(deleted)).counts).toEqual({ changed: 1, unchanged: 0, failed: 0 })
  expect(await rule()).toMatchObject({ min_score: 0.9 })
  await undo(changed)
  expect(await rule()).toMatchObject({ min_score: 0.8, kind: 'poster_of' })
  expect((await undo(made)).results).toEqual([{ type: 'rule', rule: 'names', outcome: 'undone' }])
  expect(await rule()).toBeUndefined()
})

test('a search that was saved, changed and forgotten is in the history, and undone', async () => {
  const saved = await relata.api('PUT', '/searches/terns', { q: 'tags:tern', sort: 'name' })
  const changed = await relata.api('PUT', '/searches/terns', { q: 'tags:tern', folder: 'birds' })
  const same = await relata.api('PUT', '/searches/terns', { q: 'tags:tern', folder: 'birds' })
  const forgotten = await relata.api('DELETE', '/searches/terns')
  const changes = await logged('saved_search')
  expect(changes.map(({ call }) => call)).toEqual([forgotten, changed, saved].map(callOf))
  expect(changes[1]).toMatchObject({
    ...{ search: 'terns', before: { q: 'tags:tern', sort: 'name' }, after: { q: 'tags:tern', folder: 'birds' } },
  })
  expect((await relata.api('GET', `/history/${callOf(same)}`)).status).toBe(404)
  expect((await undo(changed)).results).toMatchObject([{ search: 'terns', outcome: 'changed_since' }])
  expect((await undo(forgotten)).results).toEqual([{ type: 'saved_search', search: 'terns', outcome: 'undone' }])
  await undo(changed)
  const [search] = (await relata.api('GET', '/searches')).body.searches
  expect(search).toMatchObject({ q: 'tags:tern', sort: 'name' })
  await undo(saved)
  expect((await relata.api('GET', '/searches')).body.searches).toEqual([])
})

test('webhooks and links to bundles are in the history without what is secret of them, and are not undone', async () => {
  const url = 'https://hooks.example.com/services/SECRET?token=SECRET'
  const hook = await relata.api('POST', '/webhooks', { url, event: 'upload' })
  const changed = await relata.admin('PUT', `/triggers/${hook.body.id}`, { new_uri: 'https://example.org/SECRET' })
  const removed = await relata.api('DELETE', `/webhooks/${hook.body.id}`)
  await relata.asset('linked')
  const expires_at = new Date(Date.now() + 60_000).toISOString()
  const link = await relata.api('POST', '/bundle/link', { assets: ['raw/upload/linked'], expires_at })
  const revoked = await relata.api('POST', `/bundle/links/${link.body.id}/revoke`)

  const [before, after] = ['hooks.example.com', 'example.org'].map((host) => ({
    host,
    event: 'upload',
    additive: false,
  }))
  const asset = expect.objectContaining({ public_id: 'linked' })
  const calls: [Reply, object][] = [
    [hook, { type: 'webhook', webhook: hook.body.id, after: before }],
    [changed, { type: 'webhook', before, after }],
    [removed, { type: 'webhook', before: after }],
    [link, { type: 'bundle_link', link: { action: 'create', id: link.body.id, expires_at }, assets: [asset] }],
    [revoked, { type: 'bundle_link', link: { action: 'revoke', id: link.body.id, expires_at }, assets: [asset] }],
  ]
  for (const [call, told] of calls) {
    const { text, body } = await relata.api('GET', `/history/${callOf(call)}`)
    expect(body.changes).toMatchObject([told])
    expect(text).not.toMatch(/SECRET|token/)
    expect((await undo(call)).results).toMatchObject([{ outcome: 'not_undoable', message: expect.any(String) }])
  }
})

test('a rule is run over many pages as one call', async () => {
  const names = ['yew', 'yew-v2', 'elm', 'elm-v2']
  for (const name of names) await relata.asset(`run/${name}.txt`)
  await relata.api('PUT', '/rules/alike', { reasons: ['name'], min_score: 0.4, enabled: false })
  const calls = new Set<string>()
  let related = 0
  let cursor: string | undefined
  do {
    const { body } = await relata.api('POST', '/rules/alike/run', { limit: 1, cursor })
    calls.add(body.call)
    related += body.suggestions.length
    cursor = body.next_cursor
  } while (cursor !== undefined)
  expect([calls.size, related]).toEqual([1, 2])
  expect((await undo([...calls][0]!)).counts).toEqual({ changed: 2, unchanged: 0, failed: 0 })
  expect((await relata.api('POST', '/rules/alike/run', { dry_run: true })).body.call).toBeUndefined()
})

test('a merge of more than one call can do goes on as the same call, whose undo brings all back', async () => {
  const names = Array.from({ length: 102 }, (_, i) => `many-${i}`)
  await Promise.all(names.map((name) => relata.asset(name)))
  await relata.api('POST', '/kinds', { name: 'clip_of', inverse: 'has_clip' })
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to]))
  for (let start = 0; start < pairs.length; start += 1000) {
    const some = pairs.slice(start, start + 1000)
    const relations = some.map(([from, to]) => ({
      from: `raw/upload/${from}`,
      to: `raw/upload/${to}`,
      kind: 'clip_of',
    }))
    await relata.api('POST', '/relations', { relations })
  }
  const before = await relationLines()
  expect(before.length).toBeGreaterThan(pairs.length)

  const merge = (cursor?: string) => relata.api('POST', '/kinds/clip_of/merge', { into: 'poster_of', cursor })
  const first = await merge()
  expect(first.body).toEqual({ call: callOf(first), merged: 10_000, next_cursor: expect.any(String) })
  const rest = await merge(first.body.next_cursor)
  expect(rest.body).toEqual({ call: callOf(first), merged: pairs.length - 10_000 })
  expect(await relationLines()).toEqual(before.map((line) => line.replace('"clip_of"', '"poster_of"')))

  const outcomes: string[] = []
  let cursor: string | undefined
  do {
    const { body } = await relata.api('POST', `/history/${first.body.call}/undo`, { cursor })
    outcomes.push(...body.results.map(({ outcome }: { outcome: string }) => outcome))
    cursor = body.next_cursor
  } while (cursor)
  // Each relation was taken away and made, and the kind was retired.
  expect([outcomes.length, new Set(outcomes)]).toEqual([2 * pairs.length + 1, new Set(['undone'])])
  expect(await relationLines()).toEqual(before)
  expect((await kinds()).clip_of).toMatchObject({ retired: false })
})

test('a rule goes on by the kind that its own was merged into, and back with an undo', async () => {
  for (const name of ['twin_of', 'double_of']) await relata.api('POST', '/kinds', { name })
  await relata.api('PUT', '/rules/twins', { reasons: ['looks'], kind: 'twin_of', enabled: false })
  const kindOfRule = async () => {
    const { rules } = (await relata.api('GET', '/rules')).body
    return rules.find(({ name }: { name: string }) => name === 'twins').kind
  }
  const merged = await relata.api('POST', '/kinds/twin_of/merge', { into: 'double_of' })
  expect(await kindOfRule()).toBe('double_of')
  const { results } = await undo(merged.body.call)
  expect(results.map(({ type, rule, outcome }) => [type, rule, outcome])).toContainEqual(['rule', 'twins', 'undone'])
  expect(await kindOfRule()).toBe('twin_of')
  const retired = await relata.api('PATCH', '/kinds/double_of', { retired: true })
  expect(retired.body).toMatchObject({ retired: true })
  const refused = await relata.api('PUT', '/rules/twins', { reasons: ['looks'], kind: 'double_of' })
  expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringContaining('double_of is retired')])
  const off = { reasons: ['looks'], kind: 'double_of', enabled: false }
  expect((await relata.api('PUT', '/rules/twins', off)).body).toMatchObject(off)
  await relata.api('DELETE', '/rules/twins')
})
