import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

const ASSETS = 230
let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
  for (let from = 0; from < ASSETS; from += 23) {
    await Promise.all(Array.from({ length: 23 }, (_, i) => relata.asset(`file-${from + i}`, { tags: `t${i % 2}` })))
  }
  await relata.upload(await readFile('demo/files/tern-table.jpg'), { public_id: 'photo' }, 'image', 'a.jpg')
})
afterAll(() => relata?.stop())

const layoutOf = async (query = '') => (await relata.api('GET', `/assets/layout${query}`)).body

describe('the layout of a library', () => {
  test('tells the shape of each asset, and has a cursor into every page, in the order of the pages', async () => {
    const { total, ratios, colors, step, cursors, truncated } = await layoutOf()
    expect([total, step, cursors.length, truncated]).toEqual([ASSETS + 1, 100, 3, undefined])
    const shapes = [...Buffer.from(ratios, 'base64')]
    const photo = (await relata.api('GET', '/assets?limit=1')).body.assets[0]
    expect(photo.public_id).toBe('photo')
    expect(2 ** ((shapes[0]! - 128) / 32) / (photo.width / photo.height)).toBeCloseTo(1, 1)
    expect(shapes.slice(1)).toEqual(Array(ASSETS).fill(0))
    expect([colors.slice(2), colors.length]).toEqual(['AA'.repeat(ASSETS), 2 * (ASSETS + 1)])
    expect(colors).not.toMatch(/^AA/)
    const page = async (cursor: string) =>
      (await relata.api('GET', `/assets?limit=${step}&cursor=${cursor}`)).body.assets.map((a: Json) => a.public_id)
    const paged: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await relata.api('GET', `/assets?limit=70${cursor}`)
      paged.push(...body.assets.map((asset: Json) => asset.public_id))
      if (!body.next_cursor) break
      cursor = `&cursor=${body.next_cursor}`
    }
    expect(paged).toHaveLength(ASSETS + 1)
    expect((await Promise.all(cursors.map(page))).flat()).toEqual(paged)
  })

  test('is of the same filter and order as the pages', async () => {
    for (const query of ['?tag=t1', '?sort=name&direction=desc', '?q=file', '?sort=bytes', '?q=nothing']) {
      const { total, cursors, understood } = await layoutOf(query)
      const pages = await Promise.all(
        cursors.map(async (cursor: string) =>
          (await relata.api('GET', `/assets${query}&limit=100&cursor=${cursor}`)).body.assets.map(
            (a: Json) => a.asset_id,
          ),
        ),
      )
      expect([query, new Set(pages.flat()).size]).toEqual([query, total])
      expect(understood).toEqual(query.startsWith('?q') ? { as: 'words' } : undefined)
    }
    const { cursors } = await layoutOf('?tag=t1')
    expect((await relata.api('GET', `/assets?tag=t0&cursor=${cursors[1]}`)).status).toBe(400)
  })

  test('is not sent again until something changes, and its cursors go on after that', async () => {
    const authorization = `Basic ${Buffer.from(`${relata.apiKey}:${relata.apiSecret}`).toString('base64')}`
    const ask = (query: string, tag?: string | null) =>
      fetch(`${relata.url}/api/v1/demo/assets/layout${query}`, {
        headers: { authorization, ...(tag && { 'if-none-match': tag }) },
      })
    const first = await ask('')
    const tag = first.headers.get('etag')
    const { cursors } = (await first.json()) as Json
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    const same = await ask('', tag)
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', tag])
    expect((await ask('?tag=t1', tag)).status).toBe(200)
    const relative = await ask('?q=created_at%3C1d')
    expect((await ask('?q=created_at%3C1d', relative.headers.get('etag'))).status).toBe(200)
    await relata.asset('file-new')
    await relata.admin('DELETE', '/resources/raw/upload?public_ids[]=file-1')
    expect((await ask('', tag)).status).toBe(200)
    const { status, body } = await relata.api('GET', `/assets?limit=100&cursor=${cursors[1]}`)
    expect([status, body.assets.length]).toEqual([200, 100])
  })
})
