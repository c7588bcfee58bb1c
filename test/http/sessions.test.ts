import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN, Page, setUp, signInAs } from '../support/page.ts'
import { rawRequest, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let admin: Page
const SESSION = '/api/account/session'

beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

test('a new library says that it has no users, and where the first is made', async () => {
  const { status, body } = await new Page(relata).call('GET', SESSION)
  expect([status, body.error.code, body.error.set_up]).toEqual([401, 'unauthorized', true])
  expect(relata.setUpUrl).toMatch(new RegExp(`^${relata.url}/@/set-up/[\\w-]{43}$`))
})

test('the set-up link makes the first user, once, and no other token does', async () => {
  const page = new Page(relata)
  const token = relata.setUpUrl!.split('/').at(-1)!
  const wrong = await page.call('POST', '/api/account/set-up', { ...ADMIN, token: `${token.slice(0, -1)}~` })
  expect([wrong.status, page.cookie]).toEqual([401, undefined])
  const short = await page.call('POST', '/api/account/set-up', { ...ADMIN, token, password: 'short' })
  expect([short.status, short.body.error.message]).toEqual([400, expect.stringContaining('10 to 200')])
  admin = await setUp(relata)
  const again = await page.call('POST', '/api/account/set-up', {
    token,
    user_name: 'eve',
    password: 'another password',
  })
  expect([again.status, page.cookie]).toEqual([409, undefined])
  const { status, body } = await new Page(relata).call('GET', SESSION)
  expect([status, body.error.set_up]).toEqual([401, undefined])
})

test('says who is signed in, and what that opens', async () => {
  expect(await admin.ok('GET', SESSION)).toEqual({
    user: { name: 'ada', manages_users: true },
    api_key: null,
    environments: [{ name: relata.cloudName, role: 'admin' }],
    expires_at: expect.stringMatching(/Z$/),
  })
  expect(admin.setCookie).toMatch(/^relata_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/)
})

test('a session opens our own API, the Admin API, searches and uploads', async () => {
  const cloud = relata.cloudName
  const form = new FormData()
  form.append('file', new Blob(['x']), 'x.bin')
  form.append('public_id', 'by-page')
  const upload = await admin.call('POST', `/v1_1/${cloud}/raw/upload`, form)
  expect([upload.status, upload.body.public_id]).toEqual([200, 'by-page'])
  await admin.ok('GET', `/v1_1/${cloud}/resources`)
  await admin.ok('POST', `/v1_1/${cloud}/resources/search`, { expression: 'public_id=by-page' })
  await admin.ok('POST', `/v1_1/${cloud}/raw/tags`, { command: 'add', tag: 'one', public_ids: ['by-page'] })
  await admin.ok('GET', `/api/v1/${cloud}/kinds`)
  const { changes } = await admin.ok('GET', `/api/v1/${cloud}/history?actor=user:ada`)
  expect(changes.map(({ type, actor }: { type: string; actor: string }) => [type, actor])).toEqual([
    ['update', 'user:ada'],
    ['upload', 'user:ada'],
  ])
})

test('each sign-in has a token of its own, and signing out ends that one alone', async () => {
  const [one, two] = [new Page(relata), new Page(relata)]
  await one.signIn('ADA', ADMIN.password)
  await two.signIn('ada', ADMIN.password)
  expect(one.cookie).not.toBe(two.cookie)
  const { cookie } = one
  await one.ok('DELETE', SESSION)
  expect(one.cookie).toBeUndefined()
  one.cookie = cookie
  expect((await one.call('GET', SESSION)).status).toBe(401)
  expect((await two.call('GET', SESSION)).status).toBe(200)
})

test('a token that a browser had before is never the one that it is signed in by', async () => {
  const page = new Page(relata)
  page.cookie = `relata_session=${'a'.repeat(43)}`
  await page.signIn('ada', ADMIN.password)
  expect(page.cookie).not.toContain('aaaa')
  const before = page.cookie
  await page.signIn('ada', ADMIN.password)
  const old = new Page(relata)
  old.cookie = before
  expect((await old.call('GET', SESSION)).status).toBe(401)
})

test('wrong passwords, unknown users and wrong secrets are told alike', async () => {
  const page = new Page(relata)
  const answers = [
    await page.signIn('ada', 'not the password'),
    await page.signIn('nobody', 'not the password'),
    await page.signIn('no body', ADMIN.password),
  ]
  expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
  expect(answers[0]!.status).toBe(401)
  const byKey = { api_key: relata.apiKey, api_secret: 'wrong' }
  expect((await page.call('POST', SESSION, byKey)).status).toBe(401)
  expect(page.cookie).toBeUndefined()
})

test('an API key and its secret sign in as admin of their environment, and not of users', async () => {
  const other = await relata.addCloud('keyed')
  const page = new Page(relata)
  const session = await page.ok('POST', SESSION, { api_key: other.apiKey, api_secret: other.apiSecret })
  expect(session).toMatchObject({ user: null, api_key: other.apiKey, environments: [{ name: 'keyed', role: 'admin' }] })
  await page.ok('GET', '/v1_1/keyed/triggers')
  expect((await page.call('GET', `/v1_1/${relata.cloudName}/resources`)).status).toBe(403)
  for (const [method, path] of [
    ['GET', 'users'],
    ['POST', 'environments'],
  ] as const) {
    expect(
      (await page.call(method, `/api/account/${path}`, method === 'GET' ? undefined : { name: 'mine' })).status,
    ).toBe(403)
  }
})

test('what changes something comes from the own page: by its header, and not from another origin', async () => {
  const { cookie } = admin
  const path = `/api/v1/${relata.cloudName}/kinds`
  const body = JSON.stringify({ name: 'cousin_of' })
  const json = { cookie: cookie!, 'content-type': 'application/json' }
  const host = new URL(relata.url).host
  const refused = [
    json,
    { ...json, 'content-type': 'application/x-www-form-urlencoded' },
    { ...json, 'content-type': 'text/plain' },
    { ...json, 'x-relata-page': '1', origin: 'http://127.0.0.1:3000' },
    { ...json, 'x-relata-page': '1', origin: 'https://evil.example' },
    { ...json, 'x-relata-page': '1', origin: 'null' },
    { ...json, 'x-relata-page': '1', 'sec-fetch-site': 'same-site', origin: `http://${host}` },
    { ...json, 'x-relata-page': '1', 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of refused) {
    expect([headers, (await rawRequest(relata.url, 'POST', path, headers, body)).status]).toEqual([headers, 403])
  }
  const own = { ...json, 'x-relata-page': '1', 'sec-fetch-site': 'same-origin', origin: relata.url }
  expect((await rawRequest(relata.url, 'POST', path, own, body)).status).toBe(200)
  // Nobody is signed in by another page, or signed out.
  for (const method of ['POST', 'DELETE']) {
    const signing = await rawRequest(relata.url, method, SESSION, { ...json, origin: 'https://evil.example' }, '{}')
    expect(signing.status).toBe(403)
  }
})

test('no other origin is ever allowed to send the header of the page', async () => {
  for (const path of [`/v1_1/${relata.cloudName}/raw/upload`, SESSION, `/api/v1/${relata.cloudName}/kinds`]) {
    const { headers } = await rawRequest(relata.url, 'OPTIONS', path, {
      origin: 'http://127.0.0.1:3000',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-relata-page',
    })
    expect(headers.get('access-control-allow-headers') ?? '').not.toContain('relata')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  }
})

test('an Authorization header goes before the session', async () => {
  const wrong = { authorization: `Basic ${Buffer.from('1:2').toString('base64')}` }
  expect((await admin.call('GET', `/v1_1/${relata.cloudName}/resources`, undefined, wrong)).status).toBe(401)
})

test('a user has the roles that were given, environment by environment', async () => {
  const key = await relata.addCloud('second')
  const roles = { environments: [{ name: key.cloudName, role: 'editor' }] }
  const page = await signInAs(admin, relata, 'Ed@example.com', roles)
  expect((await page.ok('GET', SESSION)).environments).toEqual([{ name: 'second', role: 'editor' }])
  await page.ok('POST', '/api/v1/second/kinds', { name: 'cousin_of' })
  expect((await page.call('GET', '/v1_1/second/triggers')).status).toBe(403)
  for (const cloud of [relata.cloudName, 'nowhere']) {
    const { status, body } = await page.call('GET', `/api/v1/${cloud}/kinds`)
    expect([status, body.error.code]).toEqual([403, 'forbidden'])
  }
})
