import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEvents } from '../support/events.ts'
import { Page } from '../support/page.ts'
import { basic, type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

describe('requests', () => {
  let relata: TestRelata
  beforeAll(async () => {
    relata = await startTestRelata()
  })
  afterAll(() => relata.stop())

  const list = async (query = ''): Promise<Json[]> => (await relata.api('GET', `/requests${query}`)).body.requests

  it('are told newest first, with who called and what was answered, and without secrets', async () => {
    const { headers } = await relata.api('GET', '/kinds')
    await fetch(`${relata.url}/v1_1/${relata.cloudName}/usage?api_key=x&signature=SECRET`)
    await relata.upload('x', { public_id: 'seen', type: 'private' })
    await fetch(`${relata.url}/${relata.cloudName}/raw/private/s--abcdefgh--/seen?token=SECRET`)
    await relata.api('POST', '/relations', { relations: 7 })
    const seen = await list()
    expect(JSON.stringify(seen)).not.toMatch(/SECRET|abcdefgh/)
    const cloud = relata.cloudName
    expect(
      seen.map(({ kind, operation, method, path, status, caller }) => [
        ...[kind, operation, method, path, status, caller],
      ]),
    ).toEqual([
      ['relata', 'add_relations', 'POST', `/api/v1/${cloud}/relations`, 400, relata.apiKey],
      ['delivery', undefined, 'GET', `/${cloud}/raw/private/s--...--/seen`, 401, 'anonymous'],
      ['upload', 'upload', 'POST', `/v1_1/${cloud}/raw/upload`, 200, relata.apiKey],
      ['admin', 'usage', 'GET', `/v1_1/${cloud}/usage`, 401, 'anonymous'],
      ['relata', 'list_kinds', 'GET', `/api/v1/${cloud}/kinds`, 200, relata.apiKey],
    ])
    expect(seen.map(({ error }) => typeof error)).toEqual(['string', 'string', 'undefined', 'string', 'undefined'])
    expect([seen.at(-1).request_id, seen.at(-1).ms >= 0]).toEqual([headers.get('x-request-id'), true])
    expect((await list('?kind=delivery')).map(({ kind }) => kind)).toEqual(['delivery'])
    expect(await list('?limit=2')).toEqual(seen.slice(0, 2))
  })

  it('are the last 500', async () => {
    for (let i = 0; i < 510; i++) await relata.api('GET', `/kinds?none=${i}`)
    const seen = await list()
    const ids = seen.map(({ id }) => id)
    expect([seen.length, ids]).toEqual([500, ids.toSorted((a, b) => b - a)])
    expect(seen.every(({ operation }) => operation === 'list_kinds')).toBe(true)
  })

  it('of the library’s own page are told apart, and take no room from those of programs', async () => {
    const page = new Page(relata)
    await page.ok('POST', '/api/account/session', { api_key: relata.apiKey, api_secret: relata.apiSecret })
    await relata.admin('GET', '/ping')
    for (let i = 0; i < 510; i++) await page.ok('GET', `/api/v1/${relata.cloudName}/kinds`)
    // What another page of this machine shows, in the browser that somebody signed in with.
    const picture = await page.call('GET', `/${relata.cloudName}/raw/upload/elsewhere`, undefined, {
      'sec-fetch-site': 'same-site',
    })
    expect(picture.status).toBe(404)
    const told = async (query: string) =>
      (await list(query)).slice(0, 2).map(({ operation, from_page }) => [operation, from_page])
    expect(await told('?from_page=false')).toEqual([
      [undefined, false],
      ['ping', false],
    ])
    expect((await told('?kind=relata'))[0]).toEqual(['list_kinds', true])
    expect(await list('?from_page=true')).toHaveLength(500)
  })

  it('come as events, and go on after the last one that was seen', async () => {
    const open = (headers = {}) =>
      openEvents(`${relata.url}/api/v1/${relata.cloudName}/requests/events`, {
        authorization: basic(relata),
        ...headers,
      })
    const stream = await open()
    await stream.next()
    await relata.api('GET', '/kinds')
    await relata.admin('GET', '/ping')
    const [first, second] = [await stream.next(), await stream.next()]
    stream.close()
    expect([first!.event, JSON.parse(first!.data!).operation, JSON.parse(second!.data!).operation]).toEqual([
      ...['request', 'list_kinds', 'ping'],
    ])
    const again = await open({ 'last-event-id': first!.id })
    await again.next()
    expect(await again.next()).toEqual(second)
    again.close()
  })

  it('are those of one environment, and of one that there is', async () => {
    const other = await relata.addCloud('requests-elsewhere')
    await fetch(`${relata.url}/v1_1/no-such-cloud/ping`, { headers: { authorization: basic(relata) } })
    expect((await relata.api('GET', '/requests', undefined, other)).body).toEqual({ requests: [] })
    expect((await relata.api('GET', '/requests', undefined, { ...relata, cloudName: 'no-such-cloud' })).status).toBe(
      401,
    )
  })
})
