import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { basic, type Json, type Reply, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

interface Described {
  readonly method: string
  readonly path: string
  readonly pattern: RegExp
  readonly operation: Json
}

let relata: TestRelata
let described: Described[]
beforeAll(async () => {
  relata = await startTestRelata()
  const { paths } = (await reply(await fetch(`${relata.url}/openapi.json`))).body
  described = Object.entries<Json>(paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries<Json>(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        pattern: new RegExp(`^${path.replace('{cloud_name}', relata.cloudName).replace(/\{\w+\}/g, '[^/]+')}$`),
        operation,
      })),
    )
    // What is said in full goes before what a parameter may be.
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length)
})
afterAll(() => relata.stop())

/** Whatever has names is to have no others. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  const isOpen = schema.type === 'object' && schema.properties && schema.additionalProperties === undefined
  return isOpen ? { ...inner, additionalProperties: false } : inner
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
const called = new Set<string>()

/** Calls, and holds the answer against what is said of it. */
async function call(method: string, path: string, body?: Json, headers: Record<string, string> = {}): Promise<Reply> {
  const url = new URL(`${relata.url}/api/v1/${relata.cloudName}${path}`)
  const operation = described.find((one) => one.method === method && one.pattern.test(url.pathname))?.operation
  expect(operation, `${method} ${path} is described`).toBeDefined()
  called.add(operation.operationId)
  const isText = typeof body === 'string'
  const controller = new AbortController()
  const response = await fetch(url, {
    method,
    signal: controller.signal,
    headers: {
      authorization: basic(relata),
      ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  })
  const type = response.headers.get('content-type')?.split(';')[0]
  const said = operation.responses[response.status]
  expect(operation.responses, `${method} ${path}`).toHaveProperty(String(response.status))
  if (response.status === 304) return reply(response)
  expect(Object.keys(said.content), `${method} ${path}`).toContain(type)
  if (type === 'text/event-stream') {
    controller.abort()
    return { status: response.status, headers: response.headers, text: '', body: undefined }
  }
  const answer = await reply(response)
  if (type === 'application/json') {
    const { schema } = said.content[type]
    expect(schema.properties, `${method} ${path} says what it answers`).toBeDefined()
    const validate = ajv.compile(closed(schema))
    validate(answer.body)
    expect(validate.errors, `${method} ${path} answers ${answer.text.slice(0, 500)}`).toBeNull()
  }
  return answer
}

test('every operation of our own API answers what OpenAPI says', async () => {
  const upload = async (name: string, folder = '') => {
    const file = await readFile(new URL(`../../demo/files/${name}`, import.meta.url))
    const options = { public_id: name.split('.')[0], asset_folder: folder, tags: 'sample', backup: true }
    return (await relata.upload(file, options, name.endsWith('.mp4') ? 'video' : 'image', name)).body
  }
  const clay = await upload('sill-clay.jpg')
  const sage = await upload('sill-sage.jpg', 'sill')
  const film = await upload('tern-film.mp4')
  const poster = await upload('tern-film-poster.jpg')
  const licence = await upload('sill-picture-licence.pdf')
  const [from, to] = ['sill-clay', 'sill-sage']
  const began = Date.now()

  await call('GET', '/kinds')
  await call('POST', '/kinds', { name: 'shot_of', inverse: 'has_shot' })
  await call('PATCH', '/kinds/shot_of', { description: 'A frame of it' })
  const details = { note: 'x', metadata: { a: 1 }, start: 1, end: 2, from_version: sage.version_id }
  const relations = [
    { from, to, ...details },
    { from, to, kind: 'shot_of' },
    { from, to: 'none' },
    { from: 'sill-clay', to: 'sill-picture-licence', kind: 'licensed_by' },
  ]
  const made = await call('POST', '/relations', { relations })
  const then = new Date().toISOString()
  await call('PATCH', '/relations', {
    relations: [
      { from, to, start: 9 },
      { from, to, note: 'y' },
    ],
  })
  await call('GET', `/related?asset=${from}&limit=1`)
  await call('GET', `/related?asset=${from}`)
  await call('POST', '/related/move', { asset: from, assets: [to, 'none'], to: 'first' })
  await call('POST', '/relations/check', { asset: from, assets: [to, 'none', licence.asset_id] })
  await call('POST', '/relations/among', { assets: [clay.asset_id, to, 'none'] })
  await call('POST', '/relations/change-kind', { relations: [{ from, to }], into: 'alternate_of' })
  await call('POST', '/relations/each-other', { assets: [from, to, 'none'] })
  await call('POST', '/relations/by-search', { asset: film.asset_id, expression: 'tags:sample', limit: 2 })
  await call('POST', '/relations/sidecars', { assets: [film.asset_id, poster.asset_id], dry_run: true })
  await call('PUT', '/related', { asset: to, assets: [from, 'none'], dry_run: true })
  await call('POST', '/kinds/shot_of/merge', { into: 'derived_from' })
  await call('DELETE', '/relations', {
    relations: [
      { from, to },
      { from, to: 'none' },
    ],
  })
  const lines = await call('GET', '/relations/export')
  await call('GET', '/relations/export?format=csv')
  await call('POST', '/relations/import', lines.text, { 'content-type': 'application/x-ndjson' })

  const walk = { from: [from], steps: 2, relations: true, limit: 1 }
  const { body: walked } = await call('POST', '/walk', walk)
  await call('POST', '/walk', { ...walk, cursor: walked.next_cursor })
  await call('POST', '/path', { from: [from], to: [film.asset_id] })
  await call('POST', '/path', { from: [from], to: [licence.asset_id], kinds: ['poster_of'] })
  await call('POST', '/groups', {})
  await call('GET', '/assets/unrelated')
  await call('GET', '/assets/hubs?limit=1')
  await call('POST', '/bundle', { assets: [from] })
  const until = new Date(began + 3_600_000).toISOString()
  const { body: link } = await call('POST', '/bundle/link', { assets: [from], kinds: ['related'], expires_at: until })
  await call('GET', `/bundle${new URL(link.url).search}`)
  await call('GET', '/bundle/links')
  await call('POST', `/bundle/links/${link.id}/revoke`)

  await call('GET', '/suggestions')
  const { body: suggested } = await call('GET', `/suggestions?asset=${poster.asset_id}&min_score=0`)
  expect(suggested.suggestions).not.toEqual([])
  const pair = { from: poster.asset_id, to: suggested.suggestions[0].to.asset_id }
  await call('POST', '/suggestions/dismiss', { suggestions: [pair, { from, to: 'none' }] })
  await call('POST', '/suggestions/accept', { suggestions: [pair, { from, to: 'none' }] })
  await call('PUT', '/rules/looks', { reasons: ['looks'], kind: 'related' })
  await call('GET', '/rules')
  await call('POST', '/rules/looks/run', { dry_run: true })
  await call('DELETE', '/rules/looks')

  await call('POST', '/deletions/check', { assets: [licence.asset_id, from, 'none'] })
  const deleted = await call('POST', '/assets/delete', { assets: [licence.asset_id, sage.asset_id, 'none'] })
  expect(deleted.body.counts).toEqual({ changed: 1, unchanged: 0, failed: 2 })
  await call('GET', '/assets/deleted')
  await call('GET', `/related?asset=${from}&at=${then}`)
  await call('POST', '/assets/restore', { assets: [sage.asset_id, 'none'] })
  await call('POST', '/assets/rename', {
    renames: [
      { asset: to, public_id: 'sill/sage' },
      { asset: 'none', public_id: 'x' },
    ],
  })
  await call('PATCH', '/assets', { assets: [from, 'none'], add_tags: ['new'], context: { alt: 'Clay' } })

  const { body: history } = await call('GET', '/history')
  expect(new Set(history.changes.map(({ type }: Json) => type)).size).toBeGreaterThan(10)
  await call('GET', '/history?limit=1')
  await call('GET', `/history/${made.headers.get('x-request-id')}`)
  await call('GET', '/history/feed?limit=2')
  await call('GET', '/history/actors')
  await call('GET', '/history/events')
  for (const dry_run of [true, false])
    await call('POST', `/history/${made.headers.get('x-request-id')}/undo`, { dry_run })
  for (const { call: id } of history.changes.slice(0, 12)) await call('POST', `/history/${id}/undo`, { dry_run: true })

  await call('GET', '/assets?q=tags:sample&limit=2')
  await call('GET', `/assets/by-ids?asset_ids[]=${clay.asset_id}&asset_ids[]=${'0'.repeat(32)}`)
  const { headers } = await call('GET', '/assets/layout')
  await call('GET', '/assets/layout', undefined, { 'if-none-match': headers.get('etag')! })
  for (const { asset_id } of [clay, film, licence]) await call('GET', `/assets/${asset_id}?file=true`)
  await call('GET', '/folders')
  await call('GET', '/tags')
  await relata.admin('POST', '/metadata_fields', {
    type: 'enum',
    label: 'Size',
    datasource: { values: [{ value: 'S' }] },
  })
  await call('GET', '/metadata-fields')
  await call('PUT', '/searches/mine', { q: 'tags:sample', tag: ['new'] })
  await call('GET', '/searches')
  await call('DELETE', '/searches/mine')
  await call('GET', '/overview')
  await call('GET', '/checkup')
  await call('POST', '/checkup')
  await call('GET', '/checkup')
  await call('GET', '/requests')
  await call('GET', '/requests/events')
  const { body: key } = await call('POST', '/keys', { name: 'second' })
  await call('PATCH', `/keys/${key.key}`, { name: 'third' })
  const { body: rotated } = await call('POST', `/keys/${key.key}/rotate`, {})
  await call('GET', '/keys')
  await call('POST', `/keys/${rotated.key}/revoke`)
  const { body: webhook } = await call('POST', '/webhooks', { url: 'https://example.com/hook', event: 'all' })
  await call('PATCH', `/webhooks/${webhook.id}`, { additive: true })
  await call('GET', '/webhooks')
  await call('POST', '/relations', {
    relations: [
      { from, to: film.asset_id },
      { from, to: poster.asset_id },
    ],
  })
  await expect.poll(async () => (await call('GET', '/webhooks/deliveries')).body.deliveries.length).toBeGreaterThan(0)
  const [{ id }] = (await call('GET', '/webhooks/deliveries')).body.deliveries
  await call('GET', `/webhooks/deliveries/${id}`)
  await call('POST', `/webhooks/deliveries/${id}/resend`)
  await call('DELETE', `/webhooks/${webhook.id}`)

  expect(described.map(({ operation }) => operation.operationId).filter((id) => !called.has(id))).toEqual([])
})

test('every list has a cursor and a limit', async () => {
  const properties = ({ operation }: Described) =>
    operation.responses[200]?.content['application/json']?.schema.properties ?? {}
  const lists = described.filter(
    (one) => one.method === 'GET' && Object.values<Json>(properties(one)).some(({ type }) => type === 'array'),
  )
  const without = lists.filter(({ operation }) => {
    const names = operation.parameters.map(({ name }: Json) => name)
    return !names.includes('limit') || !names.includes('cursor')
  })
  // What is asked for by its IDs, one asset, all shapes at once, and totals.
  expect(without.map(({ operation }) => operation.operationId).sort()).toEqual([
    ...['asset_details', 'asset_layout', 'assets_by_ids', 'overview'],
  ])
  expect(lists.length).toBeGreaterThan(15)

  await Promise.all(['a', 'b', 'c'].map((name) => call('PUT', `/rules/${name}`, { reasons: ['name'], enabled: false })))
  const names = async (query: string) => {
    const { body } = await call('GET', `/rules${query}`)
    return [body.rules.map(({ name }: Json) => name).join(), body.next_cursor]
  }
  expect(await names('')).toEqual(['a,b,c', undefined])
  const [first, cursor] = await names('?limit=2')
  expect(first).toBe('a,b')
  await call('PUT', '/rules/aa', { reasons: ['name'], enabled: false })
  expect(await names(`?limit=2&cursor=${cursor}`)).toEqual(['c', undefined])
  for (const name of ['aa', 'b']) await call('DELETE', `/rules/${name}`)
  expect(await names(`?cursor=${cursor}`)).toEqual(['c', undefined])
  const foreign = await relata.api('GET', `/kinds?cursor=${cursor}`)
  expect([foreign.status, foreign.body.error.message]).toEqual([400, expect.stringMatching(/^Invalid cursor/)])
})
