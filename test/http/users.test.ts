import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN, Page, setUp, signInAs } from '../support/page.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let admin: Page
const USERS = '/api/account/users'

beforeAll(async () => {
  relata = await startTestRelata()
  admin = await setUp(relata)
})
afterAll(() => relata.stop())

test('users are made, listed and removed by an admin of everything', async () => {
  const made = await admin.call('POST', USERS, {
    user_name: 'Vera',
    password: 'a long password',
    environments: [{ name: relata.cloudName, role: 'viewer' }],
  })
  const vera = {
    name: 'vera',
    role: null,
    environments: [{ name: relata.cloudName, role: 'viewer' }],
    created_at: expect.stringMatching(/Z$/),
  }
  expect([made.status, made.body]).toEqual([201, vera])
  const { users } = await admin.ok('GET', USERS)
  expect(users).toEqual([{ ...vera, name: 'ada', role: 'admin', environments: [] }, vera])
  await admin.ok('DELETE', `${USERS}/vera`)
  expect((await admin.ok('GET', USERS)).users).toHaveLength(1)
  expect((await admin.call('DELETE', `${USERS}/vera`)).status).toBe(404)
})

test.each([
  [{ user_name: 'no body' }, 'Invalid user_name'],
  [{ user_name: '-dash' }, 'Invalid user_name'],
  [{ password: 'too short' }, 'has 9 characters: use 10 to 200'],
  [{ password: 'x'.repeat(201) }, 'has 201 characters'],
  [{ password: 'abababababab' }, 'too easy to guess'],
  [{ user_name: 'the-same-as-this', password: 'THE-same-as-this' }, 'too easy to guess'],
  [{ role: 'king' }, 'role'],
  [{ environments: [{ name: 'nowhere', role: 'viewer' }] }, 'no environment named nowhere'],
  [{ email: 'a@b.c' }, 'Unknown parameter - email'],
])('%j is refused', async (words, message) => {
  const { status, body } = await admin.call('POST', USERS, { user_name: 'bob', password: 'a long password', ...words })
  expect([400, 404]).toContain(status)
  expect(body.error.message).toContain(message)
  expect((await admin.ok('GET', USERS)).users).toHaveLength(1)
})

test('a name is taken whatever its case', async () => {
  const { status } = await admin.call('POST', USERS, { user_name: 'ADA', password: 'a long password' })
  expect(status).toBe(409)
})

test('passwords never stand in an address', async () => {
  const { status } = await new Page(relata).call('POST', '/api/account/session?user_name=ada', {
    password: ADMIN.password,
  })
  expect(status).toBe(400)
})

test('who knows the own password changes it, goes on here, and is signed out everywhere else', async () => {
  const page = await signInAs(admin, relata, 'paul', { role: 'viewer' })
  const elsewhere = new Page(relata)
  await elsewhere.signIn('paul', 'the password of paul')
  const before = page.cookie!
  const password = 'a new password, longer'
  expect((await page.call('PATCH', `${USERS}/paul`, { password })).status).toBe(400)
  const wrong = await page.call('PATCH', `${USERS}/paul`, { password, current_password: 'not the password' })
  expect(wrong.status).toBe(403)
  await page.ok('PATCH', `${USERS}/paul`, { password, current_password: 'the password of paul' })
  expect(page.cookie).not.toBe(before)
  expect((await page.call('GET', '/api/account/session')).status).toBe(200)
  expect((await elsewhere.call('GET', '/api/account/session')).status).toBe(401)
  expect((await elsewhere.signIn('paul', 'the password of paul')).status).toBe(401)
  expect((await elsewhere.signIn('paul', password)).status).toBe(200)
  // An admin sets another one without knowing it.
  await admin.ok('PATCH', `${USERS}/paul`, { password: 'set by an admin' })
  expect((await elsewhere.call('GET', '/api/account/session')).status).toBe(401)
})

test('the last admin of everything is neither removed nor made less', async () => {
  expect((await admin.call('DELETE', `${USERS}/ada`)).status).toBe(409)
  expect((await admin.call('PATCH', `${USERS}/ada`, { role: 'editor' })).status).toBe(409)
  const second = await signInAs(admin, relata, 'bea', { role: 'admin' })
  await second.ok('PATCH', `${USERS}/ada`, { role: 'editor' })
  expect((await admin.call('GET', USERS)).status).toBe(403)
  await second.ok('PATCH', `${USERS}/ada`, { role: 'admin' })
})

test('an environment is made with its first key, and is open at once to whoever has a role everywhere', async () => {
  const made = await admin.call('POST', '/api/account/environments', { name: 'autumn' })
  expect(made.status).toBe(201)
  const key = { cloudName: 'autumn', apiKey: made.body.api_key, apiSecret: made.body.api_secret }
  expect((await relata.admin('GET', '/resources', undefined, key)).status).toBe(200)
  await admin.ok('GET', '/v1_1/autumn/resources')
  expect((await admin.call('POST', '/api/account/environments', { name: 'autumn' })).status).toBe(409)
  expect((await admin.call('POST', '/api/account/environments', { name: '@autumn' })).status).toBe(400)
})

test('sessions, passwords and hashes are nowhere in what is answered', async () => {
  const texts = [await admin.call('GET', USERS), await admin.call('GET', '/api/account/session')].map(
    ({ text }) => text,
  )
  expect(texts.join()).not.toMatch(/scrypt|password|token/)
})
