import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, type Key, startTestRelata, type TestRelata } from '../support/relata.ts'

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

describe('keys', () => {
  let relata: TestRelata
  beforeAll(async () => {
    relata = await startTestRelata()
  })
  afterAll(() => relata.stop())

  const list = async (): Promise<Json[]> => (await relata.api('GET', '/keys')).body.keys
  const create = async (name?: string) => (await relata.api('POST', '/keys', { name })).body
  const keyOf = ({ key, secret }: Json): Key => ({ cloudName: relata.cloudName, apiKey: key, apiSecret: secret })
  const isLetIn = async (made: Json) => (await relata.api('GET', '/kinds', undefined, keyOf(made))).status === 200
  /** A key is taken as it was read for up to a second. */
  const untilRefused = async (made: Json) => {
    while (await isLetIn(made)) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  it('are made with a secret that is told once, and listed without', async () => {
    const first = { key: relata.apiKey, name: '', created_at: TIME, given: false }
    expect(await list()).toEqual([first])
    const made = await create('the shop')
    expect(made).toEqual({
      ...{ key: expect.stringMatching(/^\d{15}$/), name: 'the shop', created_at: TIME, given: false },
      secret: expect.stringMatching(/^[\w-]{27}$/),
      cloudinary_url: expect.stringContaining(`cloudinary://${made.key}:${made.secret}@${relata.cloudName}?`),
    })
    expect(await isLetIn(made)).toBe(true)
    const { secret: _, cloudinary_url: __, ...shown } = made
    const text = (await relata.api('GET', '/keys')).text
    expect([JSON.parse(text).keys, text.includes(made.secret)]).toEqual([[first, shown], false])
    const renamed = await relata.api('PATCH', `/keys/${made.key}`, { name: 'the other shop' })
    expect([renamed.status, renamed.body]).toEqual([200, { ...shown, name: 'the other shop' }])
  })

  it('are rotated: another one with the same name, and both are good for a time, or only the new one', async () => {
    const made = await create('rotated')
    const { body: next } = await relata.api('POST', `/keys/${made.key}/rotate`, { grace_hours: 1 })
    expect([next.name, next.key === made.key, await isLetIn(made), await isLetIn(next)]).toEqual([
      ...['rotated', false, true, true],
    ])
    const old = (await list()).find(({ key }) => key === made.key)
    expect(Date.parse(old.ends_at) - Date.now()).toBeGreaterThan(50 * 60 * 1000)
    const again = await relata.api('POST', `/keys/${made.key}/rotate`)
    expect([again.status, again.body.error.code]).toEqual([409, 'conflict'])
    const { body: last } = await relata.api('POST', `/keys/${next.key}/rotate`, { grace_hours: 0 })
    await untilRefused(next)
    expect([await isLetIn(last), (await list()).some(({ key }) => key === next.key)]).toEqual([true, false])
  })

  it('are revoked, but for the last one', async () => {
    const made = await create('revoked')
    expect(await isLetIn(made)).toBe(true)
    const revoked = await relata.api('POST', `/keys/${made.key}/revoke`)
    expect([revoked.status, revoked.body]).toEqual([200, { revoked: made.key }])
    await untilRefused(made)
    expect((await relata.api('POST', `/keys/${made.key}/revoke`)).status).toBe(404)
    for (const { key } of await list()) {
      if (key !== relata.apiKey) expect((await relata.api('POST', `/keys/${key}/revoke`)).status).toBe(200)
    }
    const last = await relata.api('POST', `/keys/${relata.apiKey}/revoke`)
    expect([last.status, last.body.error.message]).toEqual([409, expect.stringContaining('last key')])
    // One that ends by itself is none that would be left.
    const next = (await relata.api('POST', `/keys/${relata.apiKey}/rotate`)).body
    expect((await relata.api('POST', `/keys/${next.key}/revoke`)).status).toBe(409)
  })

  it('say in the history who changed them, and never their secret', async () => {
    const made = await create('logged')
    await relata.api('PATCH', `/keys/${made.key}`, { name: 'renamed' })
    await relata.api('POST', `/keys/${made.key}/rotate`)
    const { body, text } = await relata.api('GET', '/history?type=key&limit=3')
    const told = body.changes.map(({ actor, key }: Json) => [actor, key.action, key.name])
    expect(told).toEqual([
      [relata.apiKey, 'rotate', 'renamed'],
      [relata.apiKey, 'rename', 'renamed'],
      [relata.apiKey, 'create', 'logged'],
    ])
    expect(text).not.toContain(made.secret)
    const { body: undone } = await relata.api('POST', `/history/${body.changes[0].call}/undo`)
    expect(undone.results[0].outcome).toBe('not_undoable')
  })

  it('are those of one environment', async () => {
    const other = await relata.addCloud('keys-elsewhere')
    const made = await create('not theirs')
    for (const [method, path] of [
      ['PATCH', ''],
      ['POST', '/rotate'],
      ['POST', '/revoke'],
    ] as const) {
      const refused = await relata.api(
        method,
        `/keys/${made.key}${path}`,
        method === 'PATCH' ? { name: 'x' } : {},
        other,
      )
      expect([refused.status, refused.body.error.message]).toEqual([404, expect.stringContaining('GET /keys')])
    }
    expect((await relata.api('GET', '/keys', undefined, other)).body.keys.map(({ key }: Json) => key)).toEqual([
      other.apiKey,
    ])
  })
})

it('a key that the server is started with can be renamed, and not end', async () => {
  const credentials = { cloudName: 'given', key: 'given-key', secret: 'given-secret' }
  const relata = await startTestRelata({ credentials })
  try {
    expect((await relata.api('GET', '/keys')).body.keys).toMatchObject([{ key: 'given-key', given: true }])
    expect((await relata.api('PATCH', '/keys/given-key', { name: 'ours' })).body.name).toBe('ours')
    expect((await relata.api('POST', '/keys', {})).status).toBe(200)
    for (const verb of ['rotate', 'revoke']) {
      const refused = await relata.api('POST', `/keys/given-key/${verb}`)
      expect([refused.status, refused.body.error.message]).toEqual([409, expect.stringContaining('CLOUDINARY_URL')])
    }
  } finally {
    await relata.stop()
  }
})
