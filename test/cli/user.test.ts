import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { Page } from '../support/page.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const user = (args: readonly string[], input = '') =>
  runCommand(undefined, ['user', ...args, '--data', relata.folder], { input })

test('users are made beside a running server, with roles, and sign in at once', async () => {
  const made = await user(['add', 'Ada', '--role', 'admin'], 'a long password\n')
  expect([made.code, made.stderr]).toEqual([0, ''])
  expect((await user(['add', 'vera', '--environment', `${relata.cloudName}:viewer`], 'a long password')).code).toBe(0)
  expect((await user(['list'])).stdout).toBe(`ada\tadmin\nvera\t${relata.cloudName}:viewer\n`)
  const page = new Page(relata)
  expect((await page.signIn('ada', 'a long password')).status).toBe(200)
  // The link of the start makes nobody any more.
  const token = relata.setUpUrl!.split('/').at(-1)
  const late = { token, user_name: 'eve', password: 'a long password' }
  expect((await page.call('POST', '/api/account/set-up', late)).status).toBe(409)
})

test('a new password ends the sessions, and so does being removed', async () => {
  const page = new Page(relata)
  await page.signIn('vera', 'a long password')
  expect((await user(['password', 'vera'], 'another password\n')).code).toBe(0)
  await expect.poll(async () => (await page.call('GET', '/api/account/session')).status).toBe(401)
  expect((await page.signIn('vera', 'another password')).status).toBe(200)
  expect((await user(['remove', 'vera'])).code).toBe(0)
  await expect.poll(async () => (await page.call('GET', '/api/account/session')).status).toBe(401)
  expect((await page.signIn('vera', 'another password')).status).toBe(401)
})

test.each([
  [['add', 'bob', '--role', 'king'], 'a long password', 'one of the roles viewer, editor, admin'],
  [['add', 'bob', '--environment', 'nowhere:viewer'], 'a long password', 'no environment named nowhere'],
  [['add', 'bob'], 'short', 'use 10 to 200'],
  [['add', 'bob'], '', 'Expected the password as a line'],
  [['add', 'ada'], 'a long password', 'a user named ada already'],
  [['password', 'nobody'], 'a long password', 'no user named nobody'],
  [['remove', 'nobody'], '', 'no user named nobody'],
])('%j with the password %j is refused', async (args, password, message) => {
  const { code, stderr } = await user(args, password)
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)])
})
