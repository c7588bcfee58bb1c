import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Suggestions } from '../../src/http/api/contract.ts'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

type Suggestion = Suggestions['suggestions'][number]

const demo = (name: string) => readFile(new URL(`../../demo/files/${name}`, import.meta.url))

async function upload(
  file: Uint8Array | string,
  publicId: string,
  resourceType = 'image',
  options = {},
): Promise<Json> {
  const { status, body } = await relata.upload(file, { public_id: publicId, ...options }, resourceType)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

async function suggestionsFor({ asset_id }: Json, more = ''): Promise<readonly Suggestion[]> {
  const { status, body } = await relata.api('GET', `/suggestions?asset=${asset_id}${more}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.suggestions
}

/** As `dog_poster poster_of dog`. */
const said = ({ from, kind, to }: Suggestion): string => `${from.public_id} ${kind} ${to.public_id}`
const accept = (suggestions: Json) => relata.api('POST', '/suggestions/accept', { suggestions })
const dismiss = (suggestions: Json) => relata.api('POST', '/suggestions/dismiss', { suggestions })
const named = ({ from, to, kind }: Suggestion) => ({ from: from.asset_id, to: to.asset_id, kind })

/** A picture that is like no other: noise that is scaled up. */
const picture = (seed: number) => {
  let state = seed
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state >> 16
  }
  const raw = { width: 8, height: 8, channels: 3 as const }
  return sharp(Uint8Array.from({ length: 192 }, next), { raw }).resize(256, 256, { kernel: 'cubic' })
}

describe('of real files', () => {
  test('a film is suggested its poster, subtitles and transcript, each by its kind', async () => {
    const film = await upload(await demo('tern-film.mp4'), 'shop/tern-film', 'video')
    await upload(await demo('tern-film-poster.jpg'), 'shop/tern-film_poster')
    await upload(await demo('tern-film.srt'), 'shop/tern-film.en.srt', 'raw')
    await upload(await demo('tern-film.vtt'), 'shop/tern-film.vtt', 'raw')
    await upload(await demo('tern-warranty.pdf'), 'shop/something-else')
    const suggestions = await suggestionsFor(film)
    expect(suggestions.map(said).sort()).toEqual([
      'shop/tern-film.en.srt transcript_of shop/tern-film',
      'shop/tern-film.vtt transcript_of shop/tern-film',
      'shop/tern-film_poster poster_of shop/tern-film',
    ])
    for (const { reasons, score } of suggestions) {
      expect(reasons).toEqual([
        { code: 'name', weight: 0.85, words: 'Same file name stem "tern film", in the same folder' },
      ])
      expect(score).toBe(0.85)
    }
  })

  test('a picture is suggested those that look nearly the same, whatever their size and format', async () => {
    const sage = await upload(await demo('sill-sage.jpg'), 'look/one')
    const mended = await upload(await demo('sill-sage-mended.webp'), 'look/two')
    const small = await sharp(await demo('sill-sage.jpg'))
      .resize(200)
      .png()
      .toBuffer()
    await upload(small, 'look/three')
    await upload(await demo('sill-clay.jpg'), 'look/four')
    const suggestions = await suggestionsFor(sage)
    expect(
      suggestions.map(({ from, to }) => [from, to].find(({ public_id }) => public_id !== 'look/one')!.public_id),
    ).toEqual(['look/three', 'look/two'])
    expect(suggestions[1]!.reasons.map(({ words }) => words)).toEqual(['Look nearly the same (8 of 64 bits differ)'])
    expect(suggestions.map(({ kind }) => kind)).toEqual(['alternate_of', 'alternate_of'])
    expect((await suggestionsFor(mended)).map(said)).toContain('look/two alternate_of look/one')
  })

  test('a file tells from which other it was made', async () => {
    const xmp = (own: string, parent = '') => `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
      xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#"
      xmpMM:DocumentID="xmp.did:${own}">${parent}</rdf:Description></rdf:RDF></x:xmpmeta>`
    const from = '<xmpMM:DerivedFrom stRef:documentID="xmp.did:first"/>'
    const original = await upload(await picture(1).withXmp(xmp('first')).jpeg().toBuffer(), 'xmp/alpha')
    await upload(await picture(2).withXmp(xmp('second', from)).webp().toBuffer(), 'xmp/beta')
    const [suggestion, ...more] = await suggestionsFor(original)
    expect([said(suggestion!), more]).toEqual(['xmp/beta derived_from xmp/alpha', []])
    expect(suggestion!.reasons[0]).toMatchObject({ code: 'document', weight: 0.95 })
  })

  test('pictures that were taken within seconds, into one folder, are suggested', async () => {
    const taken = (seed: number, time: string) =>
      picture(seed)
        .withExif({ IFD2: { DateTimeOriginal: `2026:05:03 ${time}` } })
        .jpeg()
        .toBuffer()
    const one = await upload(await taken(3, '10:59:58'), 'time/uno', 'image', { asset_folder: 'holiday' })
    await upload(await taken(4, '11:00:01'), 'time/due', 'image', { asset_folder: 'holiday' })
    await upload(await taken(5, '11:02:01'), 'time/tre', 'image', { asset_folder: 'holiday' })
    await upload(await taken(6, '11:00:01'), 'time/quattro', 'image', { asset_folder: 'work' })
    const suggestions = await suggestionsFor(one)
    expect(suggestions.map(said)).toEqual(['time/uno related time/due'])
    expect(suggestions[0]!.reasons).toEqual([
      { code: 'time', weight: 0.5, words: 'Taken 3 s apart, in the same folder' },
    ])
  })

  test('what shares a rare tag, or what it is related to, is suggested', async () => {
    const one = await relata.asset('tags/ichi', { tags: 'heron,common' })
    await relata.asset('tags/ni', { tags: 'heron,common' })
    for (let i = 0; i < 12; i++) await relata.asset(`tags/common${String.fromCharCode(97 + i)}x`, { tags: 'common' })
    const [byTag, ...more] = await suggestionsFor(one)
    expect([said(byTag!), more]).toEqual(['tags/ichi related tags/ni', []])
    expect(byTag!.reasons[0]!.words).toBe('Share what few are tagged with: "heron" (2 assets)')

    const [a, b, c, d, e] = await Promise.all(
      ['ek', 'do', 'teen', 'char', 'panch'].map((id) => relata.asset(`n/${id}`)),
    )
    const relations = [a, b].flatMap((one) => [c, d, e].map((other) => ({ from: one.asset_id, to: other.asset_id })))
    await relata.api('POST', '/relations', { relations })
    const shared = await suggestionsFor(a)
    expect(shared.map(said)).toEqual(['n/ek related n/do'])
    expect(shared[0]!.reasons[0]!.words).toBe('Both are related to 3 same assets')
  })
})

test('the likeliest come first: of one asset, and on a page of all, where those are that were uploaded last', async () => {
  const egret = await relata.asset('rank/egret.txt', { tags: 'egret' })
  await relata.asset('rank/other.txt', { tags: 'egret' })
  await relata.asset('rank/egret (1).txt')
  const inOrder = (suggestions: readonly Suggestion[]) =>
    suggestions.map(({ from, to }) => [from.public_id, to.public_id].sort().join(' and '))
  expect(inOrder(await suggestionsFor(egret))).toEqual([
    'rank/egret (1).txt and rank/egret.txt',
    'rank/egret.txt and rank/other.txt',
  ])

  await relata.asset('rank/last.txt', { tags: 'stilt' })
  await relata.asset('rank/newest.txt', { tags: 'stilt' })
  const { body } = await relata.api('GET', '/suggestions?limit=2')
  expect(inOrder(body.suggestions)).toEqual([
    'rank/egret (1).txt and rank/egret.txt',
    'rank/last.txt and rank/newest.txt',
  ])
  const [first, second] = body.suggestions as [Suggestion, Suggestion]
  expect(first.score).toBeGreaterThan(second.score)
})

test('accepting relates by the proposed kind, and the pair is suggested no more, from neither side', async () => {
  const [one, two] = [await relata.asset('accept/plum.txt'), await relata.asset('accept/plum (1).txt')]
  const [suggestion] = await suggestionsFor(one)
  const { body } = await accept([named(suggestion!), named(suggestion!), { from: one.asset_id, to: 'raw/upload/none' }])
  expect(body).toMatchObject({ counts: { changed: 1, failed: 1 } })
  expect(body.results.map(({ outcome }: Json) => outcome)).toEqual(['related', 'already_related', 'not_found'])
  expect([await suggestionsFor(one), await suggestionsFor(two)]).toEqual([[], []])
  const { body: walk } = await relata.api('POST', '/walk', { from: [one.asset_id] })
  expect(JSON.stringify(walk)).toContain('alternate_of')
})

test('what was dismissed by mistake is suggested again once that is undone, and not once that is undone', async () => {
  const [one] = [await relata.asset('undismiss/fig.txt'), await relata.asset('undismiss/fig-2.txt')]
  const answer = await dismiss([{ from: one.asset_id, to: 'raw/upload/undismiss/fig-2.txt' }])
  const suggested = async () => (await suggestionsFor(one)).length
  expect(await suggested()).toBe(0)
  const undo = (call: string) => relata.api('POST', `/history/${call}/undo`)
  const [change] = (await relata.api('GET', `/history?asset=${one.asset_id}`)).body.changes
  expect(change).toMatchObject({ type: 'dismiss', pairs: [{ from: { asset_id: one.asset_id } }] })
  const undone = await undo(answer.headers.get('x-request-id')!)
  expect(undone.body).toMatchObject({ counts: { changed: 1 }, results: [{ type: 'dismiss', outcome: 'undone' }] })
  expect(await suggested()).toBe(1)
  expect((await undo(answer.headers.get('x-request-id')!)).body.results[0].outcome).toBe('already')
  await undo(undone.body.call)
  expect(await suggested()).toBe(0)
})

test('what is dismissed is never suggested again, from either side, whatever is uploaded over it', async () => {
  const [one, two] = [await relata.asset('dismiss/pear.txt'), await relata.asset('dismiss/pear-2.txt')]
  expect(await suggestionsFor(one)).toHaveLength(1)
  const pair = { from: one.asset_id, to: 'raw/upload/dismiss/pear-2.txt' }
  const { body } = await dismiss([pair, { from: two.asset_id, to: one.asset_id }, { from: 'x?', to: one.asset_id }])
  expect(body).toMatchObject({ counts: { changed: 1, failed: 1 } })
  expect(body.results.map(({ outcome }: Json) => outcome)).toEqual(['dismissed', 'already_dismissed', 'malformed'])
  await relata.upload('other bytes', { public_id: 'dismiss/pear.txt', overwrite: true })
  expect([await suggestionsFor(one), await suggestionsFor(two)]).toEqual([[], []])
  expect((await dismiss([{ from: one.asset_id, to: one.asset_id }])).body.results[0].outcome).toBe('self')
})

test('the inbox has each pair once, page by page, those uploaded last first', async () => {
  const fresh = await startTestRelata()
  try {
    for (const name of ['fig', 'kiwi', 'lime', 'sloe']) {
      for (const ending of ['', ' (1)', ' copy', '-v2']) await fresh.asset(`${name}${ending}.txt`)
    }
    const pages = async (limit: number) => {
      const pairs: string[] = []
      for (let cursor = ''; ; ) {
        const { body } = await fresh.api('GET', `/suggestions?limit=${limit}${cursor}`)
        expect(body.suggestions.length).toBeLessThanOrEqual(limit)
        pairs.push(...body.suggestions.map(({ from, to }: Json) => [from.public_id, to.public_id].sort().join(' + ')))
        if (!body.next_cursor) return pairs
        cursor = `&cursor=${body.next_cursor}`
      }
    }
    const all = await pages(100)
    expect([all.length, new Set(all).size]).toEqual([24, 24])
    expect(all[0]).toContain('sloe')
    expect(await pages(1)).toEqual(all)
    expect(await pages(5)).toEqual(all)
  } finally {
    await fresh.stop()
  }
})

describe('refuses', () => {
  test.each([
    ['GET', '/suggestions?asset=/', undefined, 400],
    ['GET', '/suggestions?asset=raw/upload/none', undefined, 404],
    ['GET', '/suggestions?limit=0', undefined, 400],
    ['GET', '/suggestions?limit=101', undefined, 400],
    ['GET', '/suggestions?min_score=2', undefined, 400],
    ['GET', '/suggestions?cursor=abc', undefined, 400],
    ['POST', '/suggestions/accept', {}, 400],
    ['POST', '/suggestions/accept', { suggestions: [] }, 400],
    ['POST', '/suggestions/dismiss', { suggestions: [{ from: 'a' }] }, 400],
    ['POST', '/suggestions/dismiss', { suggestions: Array(1001).fill({ from: 'a', to: 'b' }) }, 400],
  ] as const)('%s %s', async (method, path, body, status) => {
    const reply = await relata.api(method, path, body)
    expect([reply.status, reply.body]).toEqual([
      status,
      { error: { code: expect.any(String), message: expect.any(String) } },
    ])
  })

  test('a kind that there is not, item by item', async () => {
    const [one, two] = [await relata.asset('kinds/a'), await relata.asset('kinds/b')]
    const { body } = await accept([{ from: one.asset_id, to: two.asset_id, kind: 'nonsense' }])
    expect(body.results[0]).toMatchObject({ outcome: 'unknown_kind', message: expect.any(String) })
  })

  test('to show one environment what another has', async () => {
    const key = await relata.addCloud('others')
    expect((await relata.api('GET', '/suggestions', undefined, key)).body.suggestions).toEqual([])
  })
})
