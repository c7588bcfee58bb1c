import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Page, setUp, signInAs } from '../support/page.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let viewer: Page
let stranger: Page

const SCRIPT = '<script>fetch("/api/account/users")</script>'
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${SCRIPT}</svg>`

beforeAll(async () => {
  relata = await startTestRelata()
  const admin = await setUp(relata)
  viewer = await signInAs(admin, relata, 'vera', { role: 'viewer' })
  await relata.addCloud('other')
  stranger = await signInAs(admin, relata, 'sam', { environments: [{ name: 'other', role: 'admin' }] })
  const restricted = JSON.stringify([{ access_type: 'token' }])
  await relata.upload('a secret', { public_id: 'private.txt', type: 'private' })
  await relata.upload('a secret', { public_id: 'authenticated.txt', type: 'authenticated' })
  await relata.upload('a secret', { public_id: 'mode.txt', access_mode: 'authenticated' })
  await relata.upload('a secret', { public_id: 'controlled.txt', access_control: restricted })
  await relata.upload('for all', { public_id: 'open.txt' })
  await relata.upload(SCRIPT, { public_id: 'page.html' })
  await relata.upload(SVG, { public_id: 'secret', type: 'private' }, 'image', 'secret.svg')
})
afterAll(() => relata.stop())

const PROTECTED = ['private/private.txt', 'authenticated/authenticated.txt', 'upload/mode.txt', 'upload/controlled.txt']
const get = (page: Page, path: string) => page.call('GET', `/${relata.cloudName}${path}`)

test.each(PROTECTED)(
  '%s is shown to whoever is signed in with a role in the environment, and to no other',
  async (path) => {
    const { status, text, headers } = await get(viewer, `/raw/${path}`)
    expect([status, text]).toEqual([200, 'a secret'])
    // Nobody between keeps it, and no page of another origin shows it.
    expect(headers.get('cache-control')).toBe('private, no-cache')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('access-control-allow-origin')).toBeNull()
    for (const page of [stranger, new Page(relata)]) {
      const refused = await get(page, `/raw/${path}`)
      expect([refused.status, refused.text]).toEqual([401, expect.not.stringContaining('a secret')])
    }
  },
)

test('what is for everybody is told as ever, whoever is signed in', async () => {
  const [signedIn, other] = [
    await get(viewer, '/raw/upload/open.txt'),
    await get(new Page(relata), '/raw/upload/open.txt'),
  ]
  expect(signedIn.headers.get('cache-control')).toMatch(/^public/)
  const { date: _, 'x-request-id': __, ...headers } = Object.fromEntries(signedIn.headers)
  expect(Object.fromEntries(other.headers)).toMatchObject(headers)
})

test('a wrong signature opens nothing to those who are not signed in', async () => {
  const path = '/raw/private/s--AAAAAAAA--/private.txt'
  expect((await get(viewer, path)).status).toBe(200)
  expect((await get(stranger, path)).status).toBe(401)
})

test.each(['/raw/upload/page.html', '/image/private/secret.svg'])(
  '%s, uploaded, runs no script in the place of our page',
  async (path) => {
    const { status, headers } = await get(viewer, path)
    expect(status).toBe(200)
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.* sandbox$/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  },
)

test('with strict transformations, the page shows its pictures to those who are signed in, and nobody else gets any', async () => {
  const strict = await startTestRelata({ strictTransformations: true })
  try {
    const admin = await setUp(strict)
    await strict.addCloud('other')
    const elsewhere = await signInAs(admin, strict, 'sam', { environments: [{ name: 'other', role: 'admin' }] })
    const file = await readFile('demo/files/tern-manual.pdf')
    await strict.upload(file, { public_id: 'manual' }, 'image', 'manual.pdf')
    const { thumbnail } = (await admin.ok('GET', `/api/v1/${strict.cloudName}/assets`)).assets[0]
    expect(thumbnail).toContain(',pg_1,')
    for (const size of ['96', '200', '400', '800', '1600']) {
      const path = thumbnail.replaceAll('{size}', size)
      const { status, headers } = await admin.call('GET', path)
      const shown = [size, status, headers.get('cache-control'), headers.get('cross-origin-resource-policy')]
      expect(shown).toEqual([size, 200, 'private, no-cache', 'same-origin'])
      // What was made for the page is there now, and still nobody else's.
      for (const page of [elsewhere, new Page(strict)]) {
        const refused = await page.call('GET', path)
        expect([size, refused.status, refused.body.error.message]).toEqual([
          ...[size, 401, expect.stringContaining('is not allowed')],
        ])
      }
    }
  } finally {
    await strict.stop()
  }
})
