import { hash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, rawRequest, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata({ dataFolder: await mkdtemp(join(tmpdir(), 'relata-test-')) })
  const photo = await readFile('demo/files/tern-table.jpg')
  await relata.upload(
    photo,
    { public_id: 'trip/beach', tags: 'summer,sea side', context: 'alt=A wide Beach' },
    'image',
    'beach.jpg',
  )
  await relata.asset('trip/notes.txt', { tags: 'summer' })
  await relata.asset('words/café.txt', { tags: 'Winter', asset_folder: 'Letters/old' })
})

afterAll(async () => {
  await relata?.stop()
  await rm(relata.folder, { recursive: true, force: true })
})

const search = (body: object) => relata.admin('POST', '/resources/search', body)

async function ids(expression: string): Promise<string[]> {
  const { status, body } = await search({ expression, sort_by: [{ public_id: 'asc' }] })
  expect([expression, status, body.total_count]).toEqual([expression, 200, body.resources?.length])
  return body.resources.map((asset: Json) => asset.public_id)
}

describe('search', () => {
  test('finds by words, values, ranges and their combinations', async () => {
    expect(await ids('')).toEqual(['trip/beach', 'trip/notes.txt', 'words/café.txt'])
    expect(await ids('summer')).toEqual(['trip/beach', 'trip/notes.txt'])
    expect(await ids('CAFE')).toEqual(['words/café.txt'])
    expect(await ids('tags:sea')).toEqual(['trip/beach'])
    expect(await ids('tags=sea')).toEqual([])
    expect(await ids('tags="sea side" OR tags=Winter')).toEqual(['trip/beach', 'words/café.txt'])
    expect(await ids('context.alt:beach')).toEqual(['trip/beach'])
    expect(await ids('resource_type:image AND format:(jpg OR png) AND bytes>1kb AND width>=10')).toEqual(['trip/beach'])
    expect(await ids('public_id:trip/* -resource_type:image')).toEqual(['trip/notes.txt'])
    expect(await ids('folder:letters/*')).toEqual(['words/café.txt'])
    expect(await ids('uploaded_at>1d')).toHaveLength(3)
    expect(await ids('created_at<1d')).toEqual([])
  })

  test('finds by relations, joined with everything else, and says where an unknown name stands', async () => {
    for (const name of ['rel/film', 'rel/text', 'rel/poster', 'rel/alone'])
      await relata.asset(name, { tags: 'reltest' })
    const film = (await relata.admin('GET', '/resources/raw/upload/rel/film')).body.asset_id
    const relations = [
      { from: 'raw/upload/rel/text', to: film, kind: 'transcript_of' },
      { from: film, to: 'raw/upload/rel/poster', kind: 'has_poster' },
    ]
    expect((await relata.api('POST', '/relations', { relations })).body.results).toMatchObject([
      { outcome: 'related' },
      { outcome: 'related' },
    ])
    for (const name of [film, '"raw/upload/rel/film"', 'raw/upload/rel/film']) {
      expect([name, await ids(`related_to:${name}`)]).toEqual([name, ['rel/poster', 'rel/text']])
    }
    expect((await search({ expression: 'related_to:rel/film' })).status).toBe(400)
    expect(await ids('relation.kind:has_transcript')).toEqual(['rel/film'])
    expect(await ids('tags:reltest -relation.kind:has_transcript')).toEqual(['rel/alone', 'rel/poster', 'rel/text'])
    expect(await ids('tags:reltest relations=0')).toEqual(['rel/alone'])
    expect(await ids('relations>=2 OR relations.poster_of:1')).toEqual(['rel/film', 'rel/poster'])
    const unknown = await search({ expression: 'reltest related_to:nothing' })
    expect(unknown.status).toBe(400)
    expect(unknown.body.error.message).toContain('at character 20 ("nothing"): there is no such asset')
    const kind = await search({ expression: 'relation.kind:cousin_of' })
    expect(kind.body.error.message).toContain(
      'at character 15 ("cousin_of"): there is no kind of relation "cousin_of". Kinds: related, poster_of, has_poster',
    )
    await relata.admin('DELETE', '/resources/raw/upload?prefix=rel/')
  })

  test('what was uploaded, changed and deleted is searched as it is, at once', async () => {
    await relata.asset('fresh.bin', { tags: 'brandnew' })
    expect(await ids('brandnew')).toEqual(['fresh.bin'])
    await relata.admin('POST', '/resources/raw/upload/fresh.bin', { tags: 'older' })
    expect([await ids('brandnew'), await ids('older')]).toEqual([[], ['fresh.bin']])
    await relata.admin('DELETE', '/resources/raw/upload?public_ids[]=fresh.bin')
    expect(await ids('older')).toEqual([])
  })

  test('a result has what the file has, and tags, context and metadata where they are asked for', async () => {
    const { body } = await search({ expression: 'public_id=trip/beach' })
    const [asset] = body.resources
    expect(asset).toMatchObject({
      public_id: 'trip/beach',
      filename: 'beach',
      folder: '',
      format: 'jpg',
      resource_type: 'image',
      type: 'upload',
      status: 'active',
      access_mode: 'public',
      pixels: asset.width * asset.height,
      aspect_ratio: Number((asset.width / asset.height).toFixed(5)),
      url: expect.stringMatching(/^http:.*\/image\/upload\/v\d+\/trip\/beach\.jpg$/),
      uploaded_at: expect.stringMatching(/Z$/),
    })
    expect(asset).not.toHaveProperty('tags')
    const more = await search({ expression: 'public_id=trip/beach', with_field: ['tags', 'context', 'metadata'] })
    expect(more.body.resources[0]).toMatchObject({
      ...asset,
      tags: ['summer', 'sea side'],
      context: { alt: 'A wide Beach' },
      metadata: {},
    })
    const few = await search({ expression: 'public_id=trip/beach', fields: ['tags', 'bytes'] })
    expect(few.body.resources).toEqual([
      { asset_id: asset.asset_id, public_id: 'trip/beach', bytes: asset.bytes, tags: ['summer', 'sea side'] },
    ])
  })

  test('pages go on to the last, which has no cursor; a cursor is for its own search alone', async () => {
    expect((await search({ sort_by: [{ relations: 'desc' }, { public_id: 'asc' }] })).status).toBe(200)
    const first = await search({ expression: 'NOT tags:none', max_results: 2, sort_by: [{ bytes: 'asc' }] })
    expect(first.body).toMatchObject({ total_count: 3, next_cursor: expect.any(String) })
    const again = {
      expression: '-tags:none',
      max_results: 2,
      sort_by: [{ bytes: 'asc' }],
      next_cursor: first.body.next_cursor,
    }
    const second = await search(again)
    expect(second.body).toMatchObject({ total_count: 3 })
    expect(second.body).not.toHaveProperty('next_cursor')
    const listed = [...first.body.resources, ...second.body.resources].map((asset: Json) => asset.public_id)
    expect(listed.toSorted()).toEqual(['trip/beach', 'trip/notes.txt', 'words/café.txt'])
    for (const other of [{ expression: 'tags:none' }, { sort_by: [{ bytes: 'desc' }] }, { next_cursor: 'x' }])
      expect((await search({ ...again, ...other })).body.error.message).toContain('Invalid cursor')
  })

  test('none are listed with max_results of 0, and all are counted', async () => {
    const { body } = await search({ max_results: 0, aggregate: ['resource_type', 'format', 'type'] })
    expect(body).toMatchObject({
      total_count: 3,
      resources: [],
      aggregations: { resource_type: { image: 1, raw: 2 }, format: { jpg: 1 }, type: { upload: 3 } },
    })
    const ranges = [
      { key: 'tiny', to: 1 },
      { key: 'more', from: 2 },
    ]
    const sizes = await search({ aggregate: [{ type: 'bytes', ranges }] })
    expect(sizes.body.aggregations).toEqual({ bytes: { tiny: 2, more: 1 } })
  })

  test('is asked by GET too', async () => {
    const { body } = await relata.admin('GET', '/resources/search?expression=tags:summer&max_results=1')
    expect(body).toMatchObject({ total_count: 2, next_cursor: expect.any(String) })
  })

  test.each<[object, string]>([
    [{ expression: 'tags:(a' }, 'Invalid expression at character 8: expected ) here'],
    [{ expression: 'colour:red' }, 'Invalid expression at character 1 ("colour:red"): there is no field colour'],
    [{ expression: 5 }, ''],
    [{ expression: ['a'] }, 'Invalid value for expression'],
    [{ max_results: 501 }, 'Invalid value for max_results'],
    [{ max_results: -1 }, 'Invalid value for max_results'],
    [{ sort_by: [{ score: 'desc' }] }, 'Invalid value for sort_by - "score". Must be one of: public_id'],
    [{ sort_by: [{ public_id: 'up' }] }, 'Invalid direction in sort_by - "up"'],
    [{ sort_by: [null] }, 'Invalid value for sort_by - null'],
    [{ sort_by: [[]] }, 'Invalid value for sort_by'],
    [{ aggregate: ['tags'] }, 'Invalid value for aggregate - "tags". Must be one of: format'],
    [{ aggregate: [null] }, 'Invalid value for aggregate'],
    [{ aggregate: ['bytes'] }, 'An aggregate of bytes takes 1 to 20 ranges'],
    [{ aggregate: [{ type: 'bytes', ranges: [{ key: 'a', from: 'b' }] }] }, 'Invalid range of bytes'],
    [{ aggregate: [{ type: 'bytes', ranges: [null] }] }, 'Invalid range of bytes'],
    [{ with_field: ['image_metadata'] }, 'Invalid value for with_field - "image_metadata". Must be one of: tags'],
    [{ fields: ['colour'] }, 'Invalid value for fields - "colour"'],
    [{ fields: [5] }, 'Invalid value for fields'],
    [{ expression: 'bytes>99999999999999999999' }, 'expected a size'],
    [{ expression: `context.${'k'.repeat(200)}=a*` }, 'too long to search for by how it begins'],
  ])('%j is refused, or answered', async (body, message) => {
    const { status, body: answer } = await search(body)
    if (message === '') return expect(status).toBe(200)
    expect([status, answer.error?.message]).toEqual([400, expect.stringContaining(message)])
  })
})

describe('search URLs', () => {
  const signed = (query: object, ttl: string, secret = relata.apiSecret) => {
    const encoded = Buffer.from(JSON.stringify(query)).toString('base64')
    return `${relata.url}/${relata.cloudName}/search/${hash('sha256', ttl + encoded + secret)}/${ttl}/${encoded}`
  }

  test('answer without credentials, may be kept for their time, and go on by their cursor', async () => {
    const url = signed({ expression: '"é???~~~" OR tags:summer', max_results: 1 }, '300')
    expect(url.split('/300/')[1]).toContain('/')
    const response = await fetch(url)
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, max-age=300'])
    const first = (await response.json()) as Json
    expect(first).toMatchObject({ total_count: 2, resources: [{ public_id: 'trip/notes.txt' }] })
    const second = (await (await fetch(`${url}/${first.next_cursor}`)).json()) as Json
    expect(second.resources).toMatchObject([{ public_id: 'trip/beach' }])
  })

  test('are nothing for a cache of many as long as the addresses in their answers are the caller’s', async () => {
    const url = signed({ expression: 'public_id=trip/beach' }, '300')
    const path = new URL(url).pathname
    const from = async (headers: Record<string, string>, server = relata.url) => {
      const answer = await rawRequest(server, 'GET', path, headers)
      return [answer.headers.get('cache-control'), new URL(answer.body.resources[0].url).origin]
    }
    expect(await from({ host: 'evil.example' })).toEqual(['private, max-age=300', 'http://evil.example'])
    expect(await from({ host: 'evil.example/x?y' })).toEqual(['private, max-age=300', relata.url])
    const library = { dataFolder: relata.folder, publicUrl: 'https://assets.example' }
    await relata.stop()
    const set = await startTestRelata(library)
    try {
      expect(await from({ host: 'evil.example' }, set.url)).toEqual(['public, max-age=300', 'https://assets.example'])
    } finally {
      await set.stop()
      relata = await startTestRelata({ dataFolder: relata.folder })
    }
  })

  test('have addresses where the client names none', async () => {
    const { hostname, port, pathname } = new URL(signed({ expression: 'public_id=trip/beach' }, '300'))
    const text = await new Promise<string>((resolve, reject) => {
      const chunks: Buffer[] = []
      const socket = connect(Number(port), hostname, () => socket.write(`GET ${pathname} HTTP/1.0\r\n\r\n`))
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.on('end', () => resolve(Buffer.concat(chunks).toString()))
      socket.on('error', reject)
    })
    expect(text).toContain(`"url":"${relata.url}/`)
  })

  test('are refused when anything of them was changed', async () => {
    const url = signed({ expression: 'tags:summer' }, '300')
    for (const wrong of [
      url.replace('/300/', '/301/'),
      signed({ expression: 'tags:summer' }, '300', 'another secret'),
      url.replace(/\/[0-9a-f]{64}\//, '/0/'),
      `${url.slice(0, -4)}AAAA`,
    ]) {
      const response = await fetch(wrong)
      expect(response.status).toBe(401)
      expect(((await response.json()) as Json).error.message).toContain('Invalid search URL signature')
    }
  })

  test('are refused when what is signed is no search', async () => {
    for (const [query, ttl, message] of [
      ['text', '300', 'must be an object'],
      [{ expression: 'tags:(' }, '300', 'Invalid expression at character 7'],
      [{ max_results: 'many' }, '300', 'Invalid value for max_results'],
      [{}, '-5', 'Invalid time to live'],
    ] as const) {
      const response = await fetch(signed(query as object, ttl))
      expect([response.status, await response.json()]).toEqual([
        400,
        { error: { message: expect.stringContaining(message) } },
      ])
    }
  })
})
