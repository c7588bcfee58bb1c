import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, type Key, startTestRelata, type TestRelata } from '../support/relata.ts'

const OTHERS = 101

let relata: TestRelata
let first: Key
let second: Key

/** The same assets and relations in two clouds of one server: only the cloud tells their cursors apart. */
async function fill(key: Key): Promise<void> {
  const upload = (publicId: string) =>
    relata.admin('POST', '/raw/upload', { public_id: publicId, file: 'data:,x', tags: 'all' }, key)
  const names = Array.from({ length: OTHERS }, (_, i) => `other/${i}`)
  await Promise.all(['hub', ...names].map(upload))
  for (let i = 0; i < OTHERS; i += 10) {
    const items = names.slice(i, i + 10).map((name) => `raw/upload/${name}`)
    const path = '/resources/related_assets/raw/upload/hub'
    expect((await relata.admin('POST', path, { assets_to_relate: items }, key)).body.failed).toEqual([])
  }
}

beforeAll(async () => {
  relata = await startTestRelata()
  first = relata
  second = await relata.addCloud('second')
  await Promise.all([fill(first), fill(second)])
})
afterAll(() => relata.stop())

const LISTS: readonly (readonly [name: string, path: string, parameter: string])[] = [
  ['all assets', '/resources?max_results=5', 'next_cursor'],
  ['a resource type', '/resources/raw?max_results=5', 'next_cursor'],
  ['a prefix', '/resources/raw/upload?prefix=other/&max_results=5', 'next_cursor'],
  ['a tag', '/resources/raw/tags/all?max_results=5', 'next_cursor'],
  ['related assets', '/resources/raw/upload/hub?related=true', 'related_next_cursor'],
]

describe.each(LISTS)('a cursor of %s', (_, path, parameter) => {
  const page = async (cursor?: string, key = first): Promise<{ status: number; body: Json }> => {
    const query = cursor === undefined ? '' : `&${parameter}=${encodeURIComponent(cursor)}`
    return relata.admin('GET', path + query, undefined, key)
  }
  const expectRefused = ({ status, body }: { status: number; body: Json }) =>
    expect([status, body.error?.message]).toEqual([400, expect.stringMatching(/^Invalid cursor/)])
  const cursorOf = async (key: Key): Promise<string> => (await page(undefined, key)).body[parameter]

  it('goes on where its page ended, in its own cloud alone', async () => {
    const [mine, theirs] = [await cursorOf(first), await cursorOf(second)]
    expect(mine).not.toBe(theirs)
    expect((await page(mine)).status).toBe(200)
    expect((await page(theirs, second)).status).toBe(200)
    expectRefused(await page(theirs))
    expectRefused(await page(mine, second))
  })

  it('is refused when any part of it was changed', async () => {
    const cursor = await cursorOf(first)
    // The last character may hold bits that stand for nothing.
    for (let at = 0; at < cursor.length - 1; at += 3) {
      expectRefused(await page(`${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`))
    }
    for (const wrong of [
      cursor.slice(0, -2),
      cursor.slice(1),
      `${cursor}AAAA`,
      'x',
      '*',
      '\0',
      'é',
      'A'.repeat(3000),
    ]) {
      expectRefused(await page(wrong))
    }
  })

  it('is refused with a position that someone else wrote', async () => {
    const bytes = Buffer.from(await cursorOf(first), 'base64url')
    const signature = bytes.subarray(0, 12)
    for (const payload of ['[]', '[1,2]', '{}', '["",0]', 'null', '']) {
      expectRefused(await page(Buffer.concat([signature, Buffer.from(payload)]).toString('base64url')))
    }
  })
})
