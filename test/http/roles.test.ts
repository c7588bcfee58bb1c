import { afterAll, beforeAll, expect, test } from 'vitest'
import { API_OPERATIONS } from '../../src/http/api/operations.ts'
import { OPERATIONS } from '../../src/http/cloudinary/operations.ts'
import { API_ROOTS, type Operation } from '../../src/http/operation.ts'
import { openEvents } from '../support/events.ts'
import { Page, setUp, signInAs } from '../support/page.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let admin: Page
let viewer: Page
let editor: Page
let ruler: Page

beforeAll(async () => {
  relata = await startTestRelata()
  admin = await setUp(relata)
  const inDemo = (role: string) => ({ environments: [{ name: relata.cloudName, role }] })
  viewer = await signInAs(admin, relata, 'vera', inDemo('viewer'))
  editor = await signInAs(admin, relata, 'edith', inDemo('editor'))
  ruler = await signInAs(admin, relata, 'ruth', inDemo('admin'))
})
afterAll(() => relata.stop())

const ALL = [...OPERATIONS, ...API_OPERATIONS]

/** An address of the operation, each of its parameters being something that there isn't. */
const addressOf = ({ api, paths }: Operation): string =>
  (API_ROOTS[api] + paths[0])
    .replace('{cloud_name}', relata.cloudName)
    .replace('{resource_type}', 'raw')
    .replace('{type}', 'upload')
    .replace(/\{asset_id\}/, 'abc')
    .replace(/\{\w+\+?\}/g, 'none')

/** Which of all operations someone is refused for the role. */
async function refusedTo({ cookie }: Page): Promise<Operation[]> {
  const refused: Operation[] = []
  for (const operation of ALL) {
    const { status, headers, body } = await fetch(relata.url + addressOf(operation), {
      method: operation.method,
      headers: { cookie: cookie!, 'x-relata-page': '1' },
    })
    await body?.cancel()
    expect([operation.name, status]).not.toEqual([operation.name, 401])
    if (headers.get('x-relata-code') !== 'forbidden') continue
    expect([operation.name, status]).toEqual([operation.name, 403])
    refused.push(operation)
  }
  return refused
}

const named = (operations: readonly Operation[]) => operations.map(({ name }) => name).sort()

test('a viewer is refused whatever changes something, and may look at all the rest', async () => {
  const refused = new Set(await refusedTo(viewer))
  expect(refused.size).toBeGreaterThan(60)
  const allowed = ALL.filter((operation) => !refused.has(operation))
  // Whatever isn't GET and isn't here changes something.
  expect(named(allowed.filter(({ method }) => method !== 'GET'))).toEqual(
    [
      ...['bundle', 'check_deletions', 'check_relations', 'groups', 'path', 'walk', 'relations_among'],
      ...['search', 'search_datasource', 'search_datasources', 'search_folders'],
    ].sort(),
  )
  // What GET shows only to those who may open the library to others.
  const hidden = [...refused].filter(({ method }) => method === 'GET')
  expect(named(hidden)).toEqual(
    [
      'bundle_links',
      ...['triggers', 'upload_mappings', 'upload_preset', 'upload_presets'],
      ...['keys', 'webhooks', 'webhook_deliveries', 'webhook_delivery', 'requests', 'request_events', 'checkup'],
    ].sort(),
  )
})

test('an editor is refused what opens the library to others, and nothing else', async () => {
  const ofAdmins = ['trigger', 'upload_mapping', 'upload_preset', 'webhook']
  expect(named(await refusedTo(editor))).toEqual(
    [
      ...ofAdmins.flatMap((noun) => [`create_${noun}`, `update_${noun}`, `delete_${noun}`, `${noun}s`]),
      'upload_preset',
      ...['keys', 'create_key', 'rename_key', 'rotate_key', 'revoke_key'],
      ...['webhook_deliveries', 'webhook_delivery', 'resend_delivery', 'requests', 'request_events', 'run_checkup'],
    ].sort(),
  )
})

test('an admin of an environment is refused nothing there, and manages no users', async () => {
  expect(await refusedTo(ruler)).toEqual([])
  for (const [method, path, body] of [
    ['GET', '/users'],
    ['POST', '/users', { user_name: 'mallory', password: 'a long password', role: 'admin' }],
    ['PATCH', '/users/ada', { password: 'a long password' }],
    ['PATCH', '/users/ruth', { role: 'admin' }],
    ['DELETE', '/users/vera'],
    ['POST', '/environments', { name: 'mine' }],
  ] as const) {
    expect([path, (await ruler.call(method, `/api/account${path}`, body)).status]).toEqual([path, 403])
  }
})

test('a refusal says which role there is and which is needed, and nothing was changed', async () => {
  const form = new FormData()
  form.append('file', new Blob(['x']), 'x.bin')
  form.append('public_id', 'by-viewer')
  const { status, body } = await viewer.call('POST', `/v1_1/${relata.cloudName}/raw/upload`, form)
  expect([status, body.error.code]).toEqual([403, 'forbidden'])
  expect(body.error.message).toMatch(/^Your role in demo is viewer, and upload needs editor/)
  expect(await relata.publicIds()).not.toContain('by-viewer')
})

test('a role that is taken away, or a user that is removed, opens nothing any more', async () => {
  const page = await signInAs(admin, relata, 'greta', { role: 'editor' })
  const kinds = `/api/v1/${relata.cloudName}/kinds`
  await page.ok('POST', kinds, { name: 'aunt_of' })
  await admin.ok('PATCH', '/api/account/users/greta', { role: 'viewer' })
  expect((await page.call('POST', kinds, { name: 'uncle_of' })).status).toBe(403)
  expect((await page.call('GET', kinds)).status).toBe(200)
  // As browsers open it, who can't send a header with it.
  const events = await openEvents(`${relata.url}/api/v1/${relata.cloudName}/history/events`, { cookie: page.cookie! })
  await events.next()
  await admin.ok('DELETE', '/api/account/users/greta')
  expect((await page.call('GET', kinds)).status).toBe(401)
  // A stream that was open ends before it tells of anything that happened since.
  await relata.asset('after-greta')
  expect(await events.next()).toBeUndefined()
})

test('a key that is revoked ends the sessions that were opened by it', async () => {
  const made = await admin.ok('POST', `/api/v1/${relata.cloudName}/keys`, { name: 'for a while' })
  const page = new Page(relata)
  await page.ok('POST', '/api/account/session', { api_key: made.key, api_secret: made.secret })
  await page.ok('GET', `/api/v1/${relata.cloudName}/kinds`)
  await admin.ok('POST', `/api/v1/${relata.cloudName}/keys/${made.key}/revoke`)
  // Within a second, as the key itself.
  await expect.poll(async () => (await page.call('GET', '/api/account/session')).status).toBe(401)
  expect((await page.call('GET', `/api/v1/${relata.cloudName}/kinds`)).status).toBe(401)
})

test('who uploaded a file is told of the asset, and goes with the file; all who changed something are listed', async () => {
  const upload = async (page: Page, content: string) => {
    const form = new FormData()
    form.append('public_id', 'by-whom')
    form.append('backup', 'true')
    form.append('file', new Blob([content]), 'by-whom.txt')
    return page.ok('POST', `/v1_1/${relata.cloudName}/raw/upload`, form)
  }
  const details = async (id: string) => (await relata.api('GET', `/assets/${id}`)).body
  const { asset_id: id, version_id: first } = await upload(editor, 'one')
  expect((await details(id)).uploaded_by).toBe('user:edith')
  await upload(ruler, 'two')
  expect((await details(id)).uploaded_by).toBe('user:ruth')
  await relata.api('POST', '/assets/restore', { assets: [id], versions: [first] })
  expect((await details(id)).uploaded_by).toBe('user:edith')
  await relata.api('POST', '/assets/delete', { assets: [id] })
  await relata.api('POST', '/assets/restore', { assets: [id] })
  expect((await details(id)).uploaded_by).toBe('user:edith')
  const { actors } = await viewer.ok('GET', `/api/v1/${relata.cloudName}/history/actors`)
  expect(actors).toEqual(actors.toSorted())
  expect(actors).toEqual(expect.arrayContaining([relata.apiKey, 'user:edith', 'user:ruth']))
})
