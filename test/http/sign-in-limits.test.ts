import { expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import { Attempts, addressOf } from '../../src/http/account/attempts.ts'
import { ADMIN, Page, setUp } from '../support/page.ts'
import { rawRequest, startTestRelata } from '../support/relata.ts'

test('ten wrong passwords of a name hold back the right one too, with the time to wait', async () => {
  const relata = await startTestRelata()
  try {
    await setUp(relata)
    const page = new Page(relata)
    // All at once is no way around it.
    const wrong = await Promise.all(Array.from({ length: 14 }, () => page.signIn('ada', 'not the password')))
    expect(wrong.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), ...Array(4).fill(429)])
    const { status, body, headers } = await page.signIn('ada', ADMIN.password)
    expect([status, body.error.code, page.cookie]).toEqual([429, 'rate_limited', undefined])
    expect(body.error.message).toContain('try again in 15 minutes')
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(800)
    // Another name may still be tried, and a session that there is goes on.
    expect((await page.signIn('bob', 'not the password')).status).toBe(401)
  } finally {
    await relata.stop()
  }
})

const fail = async () => {
  throw new AppError('unauthorized', 'no')
}
const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'ok',
    (error) => error.code,
  )

test('a name is held back only for where the failures came from, until they are very many', async () => {
  const attempts = new Attempts()
  for (let i = 0; i < 10; i++) await outcome(attempts.limit('ada', '192.0.2.1', fail))
  expect(await outcome(attempts.limit('ada', '192.0.2.1', async () => {}))).toBe('rate_limited')
  expect(await outcome(attempts.limit('ada', '192.0.2.2', async () => {}))).toBe('ok')
  for (let i = 0; i < 90; i++) await outcome(attempts.limit('ada', `198.51.100.${i}`, fail))
  expect(await outcome(attempts.limit('ada', '203.0.113.1', async () => {}))).toBe('rate_limited')
})

test('an address is held back after many failures, of whatever names', async () => {
  const attempts = new Attempts()
  for (let i = 0; i < 50; i++)
    expect(await outcome(attempts.limit(`name-${i}`, '192.0.2.1', fail))).toBe('unauthorized')
  expect(await outcome(attempts.limit('another', '192.0.2.1', async () => {}))).toBe('rate_limited')
  expect(await outcome(attempts.limit('another', '192.0.2.2', async () => {}))).toBe('ok')
})

test("who signs in is forgiven what failed before, and what is nobody's fault counts for nothing", async () => {
  const attempts = new Attempts()
  for (let round = 0; round < 4; round++) {
    for (let i = 0; i < 9; i++) await outcome(attempts.limit('ada', '192.0.2.1', fail))
    expect(await outcome(attempts.limit('ada', '192.0.2.1', async () => {}))).toBe('ok')
  }
  const broken = async () => {
    throw new AppError('unavailable', 'The disk is full')
  }
  for (let i = 0; i < 20; i++) expect(await outcome(attempts.limit('bob', '192.0.2.9', broken))).toBe('unavailable')
})

test.each([
  ['without a proxy, what a client says of itself is nothing', undefined, '127.0.0.1', '192.0.2.7', '127.0.0.1'],
  [
    'behind a proxy, the last address is the one that the proxy saw',
    'https://a.example',
    '10.0.0.1',
    '1.1.1.1, 192.0.2.7',
    '192.0.2.7',
  ],
  [
    'who comes around the proxy from elsewhere says nothing',
    'https://a.example',
    '192.0.2.1',
    '192.0.2.7',
    '192.0.2.1',
  ],
  ['what is no address says nothing', 'https://a.example', '127.0.0.1', 'anything', '127.0.0.1'],
  ['IPv4 in IPv6 is IPv4', undefined, '::ffff:192.0.2.1', undefined, '192.0.2.1'],
  ['of IPv6 it is the network', undefined, '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2'],
])('%s', (_, publicUrl, ip, forwarded, expected) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  expect(addressOf(publicUrl, { ip, headers } as never)).toBe(expected)
})

test('behind a proxy on https, the cookie goes over https alone, and the page is where people reach it', async () => {
  const relata = await startTestRelata({ publicUrl: 'https://assets.example.com' })
  try {
    expect(relata.setUpUrl).toMatch(/^https:\/\/assets\.example\.com\/@\/set-up\/[\w-]{43}$/)
    const page = await setUp(relata)
    expect(page.setCookie).toMatch(
      /^__Host-relata_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure$/,
    )
    expect((await page.call('GET', '/api/account/session')).status).toBe(200)
    const headers = { cookie: page.cookie!, 'x-relata-page': '1', 'content-type': 'application/json' }
    const making = (origin: string, name: string) =>
      rawRequest(
        relata.url,
        'POST',
        `/api/v1/${relata.cloudName}/kinds`,
        { ...headers, origin },
        JSON.stringify({ name }),
      )
    expect((await making('https://assets.example.com', 'aunt_of')).status).toBe(200)
    expect((await making('https://other.example.com', 'uncle_of')).status).toBe(403)
    await page.ok('DELETE', '/api/account/session')
    expect(page.setCookie).toMatch(/^__Host-relata_session=; Path=\/; Max-Age=0; .*Secure$/)
  } finally {
    await relata.stop()
  }
})
