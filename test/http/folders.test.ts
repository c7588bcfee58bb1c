import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const names = (folders: readonly { path: string }[]): string[] => folders.map(({ path }) => path)
const subFolders = async (path: string): Promise<string[]> =>
  names((await relata.admin('GET', `/folders/${path}`)).body.folders)

describe('folders', () => {
  it('are there with the assets that are put into them', async () => {
    await relata.asset('fa', { asset_folder: 'up/load/ed' })
    const asset = await relata.asset('fb')
    await relata.admin('PUT', `/resources/${asset.asset_id}`, { asset_folder: 'up/dated' })
    const { body } = await relata.admin('GET', '/folders/up')
    expect(body).toEqual({
      folders: [
        { name: 'dated', path: 'up/dated', external_id: expect.any(String), created_at: expect.any(String) },
        { name: 'load', path: 'up/load', external_id: expect.any(String), created_at: expect.any(String) },
      ],
      next_cursor: null,
      total_count: 2,
    })
    expect(await subFolders('up/load')).toEqual(['up/load/ed'])
  })

  it('are listed page by page', async () => {
    for (const name of ['p1', 'p2', 'p3']) await relata.admin('POST', `/folders/pages/${name}`)
    const first = await relata.admin('GET', '/folders/pages?max_results=2')
    expect([names(first.body.folders), first.body.total_count]).toEqual([['pages/p1', 'pages/p2'], 3])
    const second = await relata.admin('GET', `/folders/pages?max_results=2&next_cursor=${first.body.next_cursor}`)
    expect([names(second.body.folders), second.body.next_cursor]).toEqual([['pages/p3'], null])
    const elsewhere = await relata.admin('GET', `/folders/up?next_cursor=${first.body.next_cursor}`)
    expect([elsewhere.status, elsewhere.body.error.message]).toEqual([400, expect.stringContaining('Invalid cursor')])
  })

  it('can be made, once or again, with what they are in', async () => {
    const made = { success: true, name: 'b', path: 'made/b', external_id: expect.any(String) }
    const first = await relata.admin('POST', '/folders/made%2Fb')
    const again = await relata.admin('POST', '/folders/made/b')
    expect([first.status, first.body, again.body]).toEqual([200, made, first.body])
    const roots = (await relata.admin('GET', '/folders')).body
    expect(names(roots.folders)).toContain('made')
  })

  it('are deleted with empty ones below them, and not while an asset is in any of them', async () => {
    await relata.admin('POST', '/folders/gone/x/y')
    const asset = await relata.asset('fc', { asset_folder: 'gone/x/z' })
    const refused = await relata.admin('DELETE', '/folders/gone')
    expect([refused.status, refused.body.error.message]).toEqual([
      400,
      expect.stringMatching(/^Folder is not empty .*gone\/x\/z/),
    ])
    await relata.admin('DELETE', '/resources', { asset_ids: [asset.asset_id] })
    const { body } = await relata.admin('DELETE', '/folders/gone')
    expect(body).toEqual({ deleted: ['gone', 'gone/x', 'gone/x/y', 'gone/x/z'] })
    const missing = await relata.admin('GET', '/folders/gone')
    expect([missing.status, missing.body.error.message]).toEqual([404, "Can't find folder with path gone"])
    expect((await relata.admin('DELETE', '/folders/gone')).status).toBe(404)
  })

  it('are moved with what is in them; assets keep their names, tags and relations', async () => {
    const [a, b] = [
      await relata.asset('ma', { asset_folder: 'from/deep', tags: 'moved' }),
      await relata.asset('mb', { asset_folder: 'from' }),
    ]
    await relata.asset('mc', { asset_folder: 'from-beside' })
    await relata.admin('POST', `/resources/related_assets/${a.asset_id}`, { assets_to_relate: [b.asset_id] })
    const before = (await relata.admin('GET', '/folders/from')).body.folders[0].external_id
    const { status, body } = await relata.admin('PUT', '/folders/from', { to_folder: 'to/there' })
    expect([status, body]).toEqual([
      200,
      { from: { name: 'from', path: 'from' }, to: { name: 'there', path: 'to/there' } },
    ])
    const [a2, b2] = await Promise.all(
      [a, b].map(async ({ asset_id }) => (await relata.admin('GET', `/resources/${asset_id}?related=true`)).body),
    )
    expect([a2.asset_folder, b2.asset_folder, a2.public_id]).toEqual(['to/there/deep', 'to/there', 'ma'])
    expect(a2.related_assets.map((other: Json) => other.public_id)).toEqual(['mb'])
    expect((await relata.admin('GET', '/resources/raw/tags/moved')).body.resources).toHaveLength(1)
    const moved = (await relata.admin('GET', '/folders/to/there')).body.folders[0]
    expect([moved.path, moved.external_id]).toEqual(['to/there/deep', before])
    expect((await relata.admin('GET', '/folders/from')).status).toBe(404)
    expect((await relata.admin('GET', '/folders/from-beside')).status).toBe(200)
    // What was moved is found there, and nothing is left behind.
    expect((await relata.admin('DELETE', '/folders/to')).body.error.message).toContain('to/there')
  })

  it('are not moved onto another one, or into themselves', async () => {
    await relata.admin('POST', '/folders/one/a')
    await relata.admin('POST', '/folders/two')
    for (const [to, status] of [
      ['two', 409],
      ['one/a', 400],
      ['one', 400],
      ['one/b/c', 400],
      ['', 400],
      ['x?y', 400],
      [`one/${'x'.repeat(255)}`, 400],
      [`${'x'.repeat(254)}`, 400],
    ] as const) {
      expect([to, (await relata.admin('PUT', '/folders/one', { to_folder: to })).status]).toEqual([to, status])
    }
    expect(await subFolders('one')).toEqual(['one/a'])
    expect((await relata.admin('PUT', '/folders/none', { to_folder: 'x' })).status).toBe(404)
    expect((await relata.admin('PUT', '/folders/one', {})).body.error.message).toContain('to_folder')
  })

  it.each([
    ['GET', '/folders/a%00b'],
    ['POST', '/folders/a//b'],
    ['POST', '/folders/a%2F..'],
    ['POST', '/folders/%20x'],
    ['POST', `/folders/${'x'.repeat(256)}`],
    ['DELETE', '/folders/a%5Cb'],
    ['GET', '/folders?max_results=0'],
    ['GET', '/folders?max_results=501'],
    ['GET', '/folders?next_cursor=abc'],
  ])('refuses %s %s', async (method, path) => {
    const { status, body } = await relata.admin(method, path)
    expect([status, typeof body.error.message]).toEqual([400, 'string'])
  })

  it('of another environment are not seen', async () => {
    const other = await relata.addCloud('other-folders')
    await relata.admin('POST', '/folders/mine')
    expect((await relata.admin('GET', '/folders', undefined, other)).body.folders).toEqual([])
    expect((await relata.admin('DELETE', '/folders/mine', undefined, other)).status).toBe(404)
  })
})

describe('a search of folders', () => {
  let library: TestRelata
  beforeAll(async () => {
    library = await startTestRelata()
    for (const path of ['Summer 2026/Beach', 'Summer 2026/Été', 'winter/beach-house', 'summer_sale', 'x/Summer'])
      await library.admin('POST', `/folders/${encodeURIComponent(path)}`)
  })
  afterAll(() => library.stop())

  const found = async (body: Record<string, unknown>) => {
    const answer = await library.admin('POST', '/folders/search', body)
    if (answer.status !== 200) throw new Error(answer.body.error.message)
    return names(answer.body.folders)
  }

  it.each([
    ['name:beach', ['Summer 2026/Beach', 'winter/beach-house']],
    ['name:summ*', ['Summer 2026', 'summer_sale', 'x/Summer']],
    ['name:ete', ['Summer 2026/Été']],
    ['name="Beach"', ['Summer 2026/Beach']],
    ['name=beach*', ['winter/beach-house']],
    ['path:winter', ['winter']],
    ['path:"summer 2026/*"', ['Summer 2026', 'Summer 2026/Beach', 'Summer 2026/Été']],
    ['path="Summer 2026/Beach" OR path=winter', ['Summer 2026/Beach', 'winter']],
    ['name:beach AND path=winter/*', ['winter/beach-house']],
    ['NOT path=Summer*', ['winter', 'winter/beach-house', 'summer_sale', 'x', 'x/Summer'].sort()],
    ['path=/winter/', ['winter']],
    [
      'path=*',
      [
        'Summer 2026',
        'Summer 2026/Beach',
        'Summer 2026/Été',
        'summer_sale',
        'winter',
        'winter/beach-house',
        'x',
        'x/Summer',
      ],
    ],
    ['path=Summer*', ['Summer 2026', 'Summer 2026/Beach', 'Summer 2026/Été']],
    ['house', ['winter/beach-house']],
    ['name:beach AND NOT path:winter/*', ['Summer 2026/Beach']],
    ['name:sale OR name:winter', ['summer_sale', 'winter']],
    ['created_at>1h AND name:x', ['x']],
    ['created_at<1h', []],
    ['created_at:[2020 TO 2021]', []],
    ['created_at:[2020 TO *] AND name:x', ['x']],
    ['external_id:0', []],
  ])('%s', async (expression, expected) => {
    expect(await found({ expression })).toEqual(expected)
  })

  it('is sorted, and answered page by page with the number of all', async () => {
    const sort_by = [{ name: 'desc' }]
    const all = await found({ sort_by })
    expect(all).toEqual([
      'Summer 2026/Été',
      'x',
      'winter',
      'summer_sale',
      'winter/beach-house',
      'Summer 2026',
      'x/Summer',
      'Summer 2026/Beach',
    ])
    const paged: string[] = []
    for (let next_cursor: string | undefined; ; ) {
      const { body } = await library.admin('POST', '/folders/search', { sort_by, max_results: 3, next_cursor })
      expect([body.total_count, typeof body.time]).toEqual([8, 'number'])
      paged.push(...names(body.folders))
      next_cursor = body.next_cursor
      if (next_cursor === undefined) break
    }
    expect(paged).toEqual(all)
    const { body } = await library.admin('GET', '/folders/search?expression=name:beach&max_results=0')
    expect([body.total_count, body.folders]).toEqual([2, []])
  })

  it.each([
    [{ expression: 'name:(' }, 'expression'],
    [{ expression: 'bytes>5' }, 'bytes'],
    [{ expression: 'name>a' }, 'use : or ='],
    [{ expression: 'created_at:soon' }, 'time'],
    [{ sort_by: [{ bytes: 'asc' }] }, 'sort_by'],
    [{ sort_by: [{ name: 'up' }] }, 'sort_by'],
    [{ max_results: 501 }, 'max_results'],
    [{ next_cursor: 'abc' }, 'cursor'],
  ])('is refused with %j', async (body, message) => {
    const answer = await library.admin('POST', '/folders/search', body)
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining(message)])
  })
})

describe('fixed folders', () => {
  let fixed: TestRelata
  beforeAll(async () => {
    fixed = await startTestRelata({ folderMode: 'fixed' })
  })
  afterAll(() => fixed.stop())

  it('are part of the public ID', async () => {
    const asset = await fixed.asset('a/b/x')
    expect([asset.folder, 'asset_folder' in asset]).toEqual(['a/b', false])
    const inFolder = await fixed.asset('y', { folder: 'a/c' })
    expect([inFolder.public_id, inFolder.folder]).toEqual(['a/c/y', 'a/c'])
    expect(names((await fixed.admin('GET', '/folders/a')).body.folders)).toEqual(['a/b', 'a/c'])
    expect((await fixed.admin('GET', '/config?settings=true')).body.settings).toEqual({ folder_mode: 'fixed' })
  })

  it('follow a rename, and renaming a folder renames what is in it', async () => {
    const asset = await fixed.asset('r/one')
    await fixed.asset('r/s/two')
    await fixed.admin('POST', '/raw/rename', { from_public_id: 'r/one', to_public_id: 'r/t/one' })
    expect((await fixed.admin('GET', `/resources/${asset.asset_id}`)).body.folder).toBe('r/t')
    expect((await fixed.admin('PUT', '/folders/r', { to_folder: 'q' })).status).toBe(200)
    expect((await fixed.publicIds()).filter((id) => /^[qr]\//.test(id)).sort()).toEqual(['q/s/two', 'q/t/one'])
    const moved = (await fixed.admin('GET', '/resources/raw/upload/q/t/one')).body
    expect([moved.asset_id, moved.folder]).toEqual([asset.asset_id, 'q/t'])
  })

  it('leave the public IDs of assets that were put into them while they were dynamic', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'relata-test-'))
    try {
      const dynamic = await startTestRelata({ dataFolder })
      const asset = await dynamic.asset('other/name', { asset_folder: 'm' })
      await dynamic.stop()
      const later = await startTestRelata({ dataFolder, folderMode: 'fixed' })
      expect((await later.admin('PUT', '/folders/m', { to_folder: 'n' })).status).toBe(200)
      const { body } = await later.admin('GET', `/resources/${asset.asset_id}`)
      await later.stop()
      expect([body.public_id, body.folder]).toEqual(['other/name', 'n'])
    } finally {
      await rm(dataFolder, { recursive: true, force: true })
    }
  })

  it('take no asset_folder', async () => {
    const asset = await fixed.asset('z')
    const updated = await fixed.admin('PUT', `/resources/${asset.asset_id}`, { asset_folder: 'w' })
    const uploaded = await fixed.upload('x', { public_id: 'zz', asset_folder: 'w' })
    expect([updated.status, uploaded.status]).toEqual([400, 400])
    expect(uploaded.body.error.message).toContain('asset_folder')
  })
})

describe('usage and config', () => {
  it('tell how much there is, now and at the end of a day', async () => {
    const other = await startTestRelata()
    try {
      await other.upload('12345', { public_id: 'u1' })
      await other.upload('123', { public_id: 'u2' })
      await other.upload('1', { public_id: 'u2' })
      const { body } = await other.admin('GET', '/usage')
      expect(body).toMatchObject({ plan: 'Self-hosted', resources: 2, objects: { usage: 2 }, storage: { usage: 6 } })
      await other.admin('DELETE', '/resources/raw/upload', { public_ids: ['u1'] })
      const today = new Date().toISOString().slice(0, 10)
      expect((await other.admin('GET', `/usage/${today}`)).body).toMatchObject({ resources: 1, storage: { usage: 1 } })
      expect((await other.admin('GET', '/usage?date=2020-02-29')).body).toMatchObject({
        resources: 0,
        date_requested: '2020-02-29T00:00:00Z',
      })
    } finally {
      await other.stop()
    }
  })

  it.each(['2020-13-01', '9999-01-01', 'yesterday', '2020-1-1', '%00'])('refuse the date %s', async (date) => {
    const { status, body } = await relata.admin('GET', `/usage/${date}`)
    expect([status, body.error.message]).toEqual([400, expect.stringContaining('YYYY-MM-DD')])
  })

  it('tell the name of the environment, and its settings where they are asked for', async () => {
    const plain = { cloud_name: 'demo', created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) }
    expect((await relata.admin('GET', '/config')).body).toEqual(plain)
    const { body } = await relata.admin('GET', '/config?settings=true')
    expect(body).toEqual({ ...plain, settings: { folder_mode: 'dynamic' } })
    expect((await relata.admin('GET', '/config?settings=maybe')).status).toBe(400)
  })
})
