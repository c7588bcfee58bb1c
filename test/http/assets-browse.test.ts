import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
const ids = new Map<string, string>()

async function add(publicId: string, file: string, resourceType: string, options: Record<string, unknown> = {}) {
  const { status, body } = await relata.upload(
    await readFile(`demo/files/${file}`),
    { public_id: publicId, ...options },
    resourceType,
    file,
  )
  expect([publicId, status, body.error]).toEqual([publicId, 200, undefined])
  ids.set(publicId, body.asset_id)
}

beforeAll(async () => {
  relata = await startTestRelata()
  await add('trip/beach', 'tern-table.jpg', 'image', {
    tags: 'summer,sea side',
    context: 'alt=A wide Beach',
    asset_folder: 'Trips/North Sea',
    display_name: 'Waves',
  })
  await add('trip/notes.txt', 'tern-film.srt', 'raw', { tags: 'summer', asset_folder: 'Trips', display_name: 'Notes' })
  await add('words/café (1), 2', 'tamarack-logo.svg', 'image', { type: 'private', display_name: 'aardvark' })
  await relata.api('POST', '/relations', {
    relations: [
      { from: 'image/upload/trip/beach', to: 'raw/upload/trip/notes.txt' },
      { from: 'raw/upload/trip/notes.txt', to: 'image/upload/trip/beach', kind: 'transcript_of' },
    ],
  })
})
afterAll(() => relata?.stop())

const get = async (query: string) => {
  const { status, body } = await relata.api('GET', `/assets${query}`)
  expect([query, status, body.error]).toEqual([query, 200, undefined])
  return body
}
const named = async (query: string): Promise<string[]> =>
  (await get(query)).assets.map(({ display_name }: Json) => display_name)

describe('the assets of a library', () => {
  test('come newest first, each with how many relations it has and paths that are served', async () => {
    const { assets, next_cursor } = await get('')
    expect(next_cursor).toBeUndefined()
    expect(assets.map((asset: Json) => [asset.public_id, asset.relations])).toEqual([
      ['words/café (1), 2', 0],
      ['trip/notes.txt', 2],
      ['trip/beach', 2],
    ])
    const beach = assets[2]
    expect(beach).toMatchObject({ folder: 'Trips/North Sea', tags: ['summer', 'sea side'], format: 'jpg' })
    expect(beach.url).toMatch(/^\/demo\/image\/upload\/v\d+\/trip\/beach\.jpg$/)
    const original = await fetch(relata.url + beach.url)
    expect([original.status, Number(original.headers.get('content-length'))]).toEqual([200, beach.bytes])
    const thumbnail = await fetch(relata.url + beach.thumbnail.replaceAll('{size}', '120'))
    expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(assets[1].thumbnail).toBeUndefined()
    expect(assets[0].url).toMatch(/^\/demo\/image\/private\/v\d+\/words\/caf%C3%A9%20\(1\)%2C%202\.svg$/)
  })

  test('are filtered by folder, type and tags, and sorted', async () => {
    expect(await named('?folder=Trips')).toEqual(['Notes'])
    expect(await named('?folder=Trips&subfolders=true&sort=name')).toEqual(['Notes', 'Waves'])
    expect(await named('?folder=')).toEqual(['aardvark'])
    expect(await named('?resource_type=image&type=upload')).toEqual(['Waves'])
    expect(await named('?resource_type=image&resource_type=raw&sort=created_at&direction=asc')).toEqual([
      ...['Waves', 'Notes', 'aardvark'],
    ])
    expect(await named('?tag=summer&tag=sea%20side')).toEqual(['Waves'])
    expect(await named('?tag=sea')).toEqual([])
    expect(await named('?sort=name&direction=desc')).toEqual(['aardvark', 'Waves', 'Notes'])
    expect(await named('?sort=relations')).toEqual(['Notes', 'Waves', 'aardvark'])
    const first = await get('?sort=relations&direction=asc&limit=2')
    const rest = await get(`?sort=relations&direction=asc&limit=2&cursor=${first.next_cursor}`)
    expect([...first.assets, ...rest.assets].map(({ relations }: Json) => relations)).toEqual([0, 2, 2])
    const sizes = (await get('?sort=bytes')).assets.map(({ bytes }: Json) => bytes)
    expect(sizes).toEqual(sizes.toSorted((a: number, b: number) => b - a))
  })

  test('are found by words, by how those begin, and by expressions; the answer says which', async () => {
    const words = (q: string) => named(`?q=${encodeURIComponent(q)}`)
    expect(await words('bea')).toEqual(['Waves'])
    expect(await words('SUMM wave')).toEqual(['Waves'])
    expect(await words('summer nothing')).toEqual([])
    expect(await words('cafe')).toEqual(['aardvark'])
    expect(await words('beach.jpg')).toEqual(['Waves'])
    expect(await words('beach.png')).toEqual([])
    expect(await words('north se')).toEqual(['Waves'])
    expect(await words('wide (beach')).toEqual(['Waves'])
    expect(await words('summer -beach')).toEqual(['Notes'])
    expect(await words('beach OR aardvark')).toEqual(['aardvark', 'Waves'])
    expect(await words('tags:sea bytes>1kb relations>=2')).toEqual(['Waves'])
    expect((await get('?q=summer')).understood).toEqual({ as: 'words' })
    expect((await get('?q=tags:summer')).understood).toEqual({ as: 'expression' })
    expect((await get('?q=(summer')).understood).toEqual({
      as: 'words',
      error: expect.stringContaining('expected ) here'),
    })
    expect((await get('?q=%20')).understood).toBeUndefined()
  })

  test('are not looked for by a wrong expression, and the answer says where it is wrong', async () => {
    const broken = async (q: string) => relata.api('GET', `/assets?q=${encodeURIComponent(q)}`)
    for (const [q, message] of [
      ['tag:summer', 'at character 1 ("tag:summer"): there is no field tag'],
      ['summer AND', 'expected a value, and there is nothing more'],
      ['beach bytes>large', 'at character 13 ("large"): expected a size'],
      ['related_to:nothing', 'there is no such asset'],
      [Array.from({ length: 60 }, (_, i) => `w${i}`).join(' '), 'q has 60 words, at most 50'],
    ] as const) {
      const { status, body } = await broken(q)
      expect([q, status, body.error?.message]).toEqual([q, 400, expect.stringContaining(message)])
    }
  })

  test('are answered by their IDs and names, with those that are not there', async () => {
    const query = ['image/upload/trip/beach', ids.get('trip/notes.txt')!, 'raw/upload/no', ids.get('trip/beach')!]
    const { status, body } = await relata.api(
      'GET',
      `/assets/by-ids?${query.map((id) => `asset_ids=${encodeURIComponent(id)}`).join('&')}`,
    )
    expect(status).toBe(200)
    expect(body.assets.map(({ display_name }: Json) => display_name)).toEqual(['Waves', 'Notes'])
    expect(body.not_found).toEqual(['raw/upload/no'])
  })

  test('have all that is known of them in their details', async () => {
    await relata.admin('POST', '/metadata_fields', {
      external_id: 'rights',
      type: 'enum',
      label: 'Rights',
      datasource: { values: [{ external_id: 'cc', value: 'Creative Commons' }] },
    })
    await relata.admin('POST', '/resources/image/upload/trip/beach', { metadata: 'rights=cc' })
    await fetch(`${relata.url}/demo/image/upload/w_50/trip/beach.jpg`)
    const { status, body } = await relata.api('GET', `/assets/${ids.get('trip/beach')}?file=true`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      display_name: 'Waves',
      context: { alt: 'A wide Beach' },
      metadata: [{ external_id: 'rights', label: 'Rights', type: 'enum', value: 'cc', text: 'Creative Commons' }],
      access_mode: 'public',
      relations: 2,
      relation_counts: { related: 1, has_transcript: 1 },
      derived: expect.arrayContaining([expect.objectContaining({ transformation: 'w_50', width: 50 })]),
      versions: [],
      backup_bytes: 0,
    })
    expect(body.etag).toMatch(/^[0-9a-f]{32}$/)
    expect(body.file.colors.length).toBeGreaterThan(0)
    expect(body.secure_url).toBe(relata.url + body.url)
    const derived = await fetch(relata.url + body.derived[0].url)
    expect(derived.status).toBe(200)
    const none = await relata.api('GET', `/assets/${'0'.repeat(32)}`)
    expect([none.status, none.body.error.code]).toEqual([404, 'not_found'])
  })
})

describe('folders and tags', () => {
  test('are listed page by page', async () => {
    const root = await relata.api('GET', '/folders')
    expect(root.body).toMatchObject({ folders: [{ name: 'Trips', path: 'Trips' }], total: 1 })
    const below = await relata.api('GET', '/folders?folder=Trips')
    expect(below.body.folders).toMatchObject([{ name: 'North Sea', path: 'Trips/North Sea' }])
    expect((await relata.api('GET', '/folders?folder=none')).status).toBe(404)
    const first = await relata.api('GET', '/tags?limit=1')
    expect(first.body.tags).toEqual(['sea side'])
    const rest = await relata.api('GET', `/tags?limit=1&cursor=${first.body.next_cursor}`)
    expect(rest.body).toEqual({ tags: ['summer'] })
    expect((await relata.api('GET', '/tags?resource_type=raw&prefix=su')).body).toEqual({ tags: ['summer'] })
    expect((await relata.api('GET', '/tags?resource_type=video')).body).toEqual({ tags: [] })
  })
})
