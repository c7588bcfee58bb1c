import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const SIDECARS = { reasons: ['name'], min_score: 0.6, resource_types: ['raw'] }
const put = (name: string, rule: Json) => relata.api('PUT', `/rules/${name}`, rule)
const relatedTo = async ({ asset_id }: Json): Promise<Json[]> =>
  (await relata.api('GET', `/related?asset=${asset_id}`)).body.related

/** Rules are applied after the answer: waits until something of that public ID is related. */
async function untilRelated(asset: Json, publicId: string): Promise<Json> {
  for (let i = 0; i < 500; i++) {
    const found = (await relatedTo(asset)).find((related) => JSON.stringify(related).includes(`"${publicId}"`))
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`${publicId} was never related`)
}

describe('a rule', () => {
  test('relates what is uploaded, says that it was the rule, and what is removed stays removed', async () => {
    const early = await relata.asset('rules/oak.txt')
    await relata.asset('rules/oak-v2.txt')
    expect((await put('sidecars', SIDECARS)).body).toMatchObject({ name: 'sidecars', ...SIDECARS, enabled: true })
    const late = await relata.asset('rules/oak-v3.txt')
    const related = await untilRelated(late, 'rules/oak.txt')
    expect(related).toMatchObject({ kind: 'alternate_of', rule: 'sidecars' })
    await untilRelated(late, 'rules/oak-v2.txt')
    // What was there before is left to people.
    expect(JSON.stringify(await relatedTo(early))).not.toContain('rules/oak-v2.txt')
    const { body: history } = await relata.api('GET', `/history?asset=${late.asset_id}`)
    expect(JSON.stringify(history)).toContain('rule:sidecars')

    const relation = { from: early.asset_id, to: late.asset_id, kind: 'alternate_of' }
    expect((await relata.api('DELETE', '/relations', { relations: [relation] })).body.counts.changed).toBe(1)
    await relata.upload('other bytes', { public_id: 'rules/oak-v3.txt', overwrite: true })
    const last = await relata.asset('rules/oak-v4.txt')
    await untilRelated(last, 'rules/oak.txt')
    await untilRelated(last, 'rules/oak-v3.txt')
    expect(JSON.stringify(await relatedTo(early))).not.toContain('"rules/oak-v3.txt"')
    const { body } = await relata.api('GET', `/suggestions?asset=${early.asset_id}`)
    expect(JSON.stringify(body)).not.toContain('oak-v3')
    await relata.api('DELETE', '/rules/sidecars')
  })

  test('relates nothing that was dismissed, and nothing once it is switched off or deleted', async () => {
    const one = await relata.asset('off/elm.txt')
    await put('elms', SIDECARS)
    const two = await relata.asset('off/elm-v2.txt')
    await untilRelated(two, 'off/elm.txt')
    await put('elms', { ...SIDECARS, enabled: false })
    const three = await relata.asset('off/elm-v3.txt')
    await relata.api('POST', '/suggestions/dismiss', { suggestions: [{ from: one.asset_id, to: three.asset_id }] })
    await put('elms', SIDECARS)
    await relata.upload('new bytes', { public_id: 'off/elm-v3.txt', overwrite: true })
    await untilRelated(three, 'off/elm-v2.txt')
    expect(await relatedTo(three)).toHaveLength(1)
    expect((await relata.api('DELETE', '/rules/elms')).status).toBe(200)
    expect((await relata.api('DELETE', '/rules/elms')).status).toBe(404)
    expect((await relata.api('GET', '/rules')).body.rules).toEqual([])
    expect(await relatedTo(two)).toHaveLength(2)
  })

  test('is tried without relating anything, and then applied to what is there', async () => {
    const [one, two] = [await relata.asset('run/yew.txt'), await relata.asset('run/yew-v2.txt')]
    await put('yews', { ...SIDECARS, kind: 'related', enabled: false })
    const run = async (body: Json) => {
      const pairs: string[] = []
      for (let cursor: string | undefined; ; ) {
        const reply = await relata.api('POST', '/rules/yews/run', { limit: 2, ...body, cursor })
        expect(reply.status, reply.text).toBe(200)
        pairs.push(...reply.body.suggestions.map(({ from, to }: Json) => [from.public_id, to.public_id].sort().join()))
        cursor = reply.body.next_cursor
        if (cursor === undefined) return pairs
      }
    }
    expect(await run({ dry_run: true })).toContain('run/yew-v2.txt,run/yew.txt')
    expect(await relatedTo(one)).toEqual([])
    expect(await run({})).toContain('run/yew-v2.txt,run/yew.txt')
    expect(await relatedTo(two)).toMatchObject([{ kind: 'related', rule: 'yews' }])
    expect(await run({})).toEqual([])
    await relata.api('DELETE', '/rules/yews')
  })

  test('goes on where it was when the server stops', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relata-rules-'))
    const first = await startTestRelata({ dataFolder: folder })
    const one = await first.asset('stop/ash.txt')
    await first.api('PUT', '/rules/ashes', SIDECARS)
    const two = await first.asset('stop/ash-v2.txt')
    await first.stop()
    const second = await startTestRelata({ dataFolder: folder })
    try {
      for (let i = 0; ; i++) {
        const { body } = await second.api('GET', `/related?asset=${one.asset_id}`)
        if (JSON.stringify(body).includes(two.public_id)) break
        expect(i).toBeLessThan(500)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    } finally {
      await second.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })

  test.each([
    ['PUT', '/rules/a%20b', SIDECARS, 400],
    ['PUT', '/rules/a', {}, 400],
    ['PUT', '/rules/a', { reasons: [] }, 400],
    ['PUT', '/rules/a', { reasons: ['magic'] }, 400],
    ['PUT', '/rules/a', { reasons: ['name'], min_score: 0.1 }, 400],
    ['PUT', '/rules/a', { reasons: ['name'], kind: 'nonsense' }, 400],
    ['PUT', '/rules/a', { reasons: ['name'], resource_types: ['sound'] }, 400],
    ['POST', '/rules/none/run', {}, 404],
    ['DELETE', '/rules/none', undefined, 404],
  ] as const)('is refused: %s %s %j', async (method, path, body, status) => {
    const reply = await relata.api(method, path, body)
    expect([reply.status, reply.body.error?.message]).toEqual([status, expect.any(String)])
  })
})
