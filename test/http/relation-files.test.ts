import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCloud } from '../../src/actions/create-cloud.ts'
import { openDataFolder } from '../../src/main.ts'
import { basic, type Json, type Key, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

const TYPES = { jsonl: 'application/x-ndjson', csv: 'text/csv' } as const
type Format = keyof typeof TYPES
const _FORMATS: Format[] = ['jsonl', 'csv']

let relata: TestRelata
/** Made before the server starts, which then is the one that writes to their file. */
const clouds: Key[] = []
const RUNS = 8
let dataFolder: string
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'relata-test-'))
  const store = await openDataFolder(dataFolder)
  for (let i = 0; i < 3 * RUNS + 8; i++) {
    const { apiKey } = await createCloud(store, `files-${i}`)
    clouds.push({ cloudName: `files-${i}`, apiKey: apiKey.key, apiSecret: apiKey.secret })
  }
  await store.close()
  relata = await startTestRelata({ dataFolder })
})
afterAll(async () => {
  await relata.stop()
  await rm(dataFolder, { recursive: true, force: true })
})

const at = (key: Key, path: string) => `${relata.url}/api/v1/${key.cloudName}/relations/${path}`
const exported = async (key: Key, format: Format = 'jsonl'): Promise<string> => {
  const response = await fetch(at(key, `export?format=${format}`), { headers: { authorization: basic(key) } })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, `${TYPES[format]}; charset=utf-8`])
  return response.text()
}
const imported = async (key: Key, text: string, format: Format = 'jsonl', query = '') => {
  const answer = await reply(
    await fetch(at(key, `import${query}`), {
      method: 'POST',
      headers: { authorization: basic(key), 'content-type': TYPES[format] },
      body: text,
    }),
  )
  if (answer.status !== 200)
    return { status: answer.status, error: answer.body.error.message, problems: [], summary: {} }
  const lines = answer.text
    .trimEnd()
    .split('\n')
    .map((line): Json => JSON.parse(line))
  return { status: 200, problems: lines.filter(({ line }) => line), summary: lines.at(-1).summary as Json }
}
const newCloud = async (assets: number, names = (i: number) => `asset-${i}`): Promise<Key> => {
  const key = clouds.pop()!
  for (let i = 0; i < assets; i++) {
    const body = new FormData()
    body.append('public_id', names(i))
    body.append('file', new Blob(['x']), 'file.bin')
    const url = `${relata.url}/v1_1/${key.cloudName}/raw/upload`
    expect((await fetch(url, { method: 'POST', headers: { authorization: basic(key) }, body })).status).toBe(200)
  }
  return key
}
const ref = (i: number) => `raw/upload/asset-${i}`
const json = (...lines: Json[]) => lines.map((line) => JSON.stringify(line)).join('\n')

describe('exported, imported elsewhere and exported again', () => {
  const ASSETS = 6
  const note = fc.oneof(
    fc.constantFrom(
      '=1+1',
      "'=1",
      "'tis",
      '-1',
      '@x',
      'a,b',
      '"',
      'two\nlines',
      'two\r\nlines',
      ' spaced ',
      'é😀',
      '＝1',
    ),
    fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  )
  const relation = fc
    .record(
      {
        from: fc.integer({ min: 0, max: ASSETS - 1 }),
        to: fc.integer({ min: 0, max: ASSETS - 1 }),
        kind: fc.constantFrom('related', 'poster_of', 'has_manual', 'alternate_of', 'proof_of', 'twin_of'),
        note,
        // Names that would change what all objects have are refused in any body.
        metadata: fc
          .dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 })
          .filter((metadata) => !/__proto__|constructor/.test(JSON.stringify(metadata))),
        start: fc.integer({ min: 0, max: 100_000 }).map((ms) => ms / 1000),
        from_version: fc.constant('0123'.repeat(8)),
        to_version: fc.constant('4567'.repeat(8)),
      },
      { requiredKeys: ['from', 'to', 'kind'] },
    )
    .filter(({ from, to }) => from !== to)

  test('is the same, byte by byte; and imported again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(relation, { minLength: 1, maxLength: 25 }), async (relations) => {
        const [source, target] = [await newCloud(ASSETS), await newCloud(ASSETS)]
        await relata.api('POST', '/kinds', { name: 'twin_of', description: 'As like as two peas' }, source)
        await relata.api('POST', '/kinds', { name: 'proof_of', inverse: 'has_proof', protects: 'object' }, source)
        await relata.api('PATCH', '/kinds/poster_of', { description: 'Stands for it' }, source)
        await relata.api('PATCH', '/kinds/related', { name: 'goes_with' }, source)
        const named = relations.map(({ from, to, ...rest }) => ({ from: ref(from), to: ref(to), ...rest }))
        const made = await relata.api('POST', '/relations', { relations: named }, source)
        expect(made.status).toBe(200)
        const { from, kind } = named[0]!
        const list = await relata.api('GET', `/related?asset=${from}&kinds[]=${kind}`, undefined, source)
        const last = list.body.related.at(-1)
        if (last) {
          await relata.api(
            'POST',
            '/related/move',
            { asset: from, kind, assets: [last.asset.asset_id], to: 'first' },
            source,
          )
        }
        for (const kind of ['proof_of', 'twin_of'])
          await relata.api('PATCH', `/kinds/${kind}`, { retired: true }, source)
        const text = await exported(source)
        const csv = await exported(source, 'csv')
        const tried = await imported(target, text, 'jsonl', '?dry_run=true')
        expect(await exported(target)).toBe('')
        const done = await imported(target, text)
        expect(done.problems).toEqual([])
        expect({ ...tried.summary, dry_run: false }).toEqual(done.summary)
        expect(done.summary.related).toBe(made.body.counts.changed)
        expect(await exported(target)).toBe(text)
        expect(await exported(target, 'csv')).toBe(csv)
        const again = await imported(target, text)
        const counts = { changed: 0, unchanged: made.body.counts.changed, failed: 0 }
        expect(again.summary).toMatchObject({ counts, related: 0 })
        expect((await imported(target, csv, 'csv')).summary).toMatchObject({ counts, related: 0 })
        const third = await newCloud(ASSETS)
        expect((await imported(third, csv, 'csv')).problems).toEqual([])
        expect(await exported(third, 'csv')).toBe(csv)
        const order = async (key: Key) => {
          const { body } = await relata.api('GET', `/related?asset=${from}&kinds[]=${kind}`, undefined, key)
          return body.related.map(({ asset }: Json) => asset.public_id)
        }
        expect(await order(target)).toEqual(await order(source))
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
  })

  test('of nothing, is nothing', async () => {
    const key = await newCloud(1)
    expect(await exported(key)).toBe('')
    expect(await exported(key, 'csv')).toMatch(/^from,to,kind,inverse,note,[^\n]*\r\n$/)
    const answer = await fetch(at(key, 'export?format=xml'), { headers: { authorization: basic(key) } })
    expect(answer.status).toBe(400)
  })
})

describe('an import', () => {
  test('tells of each line what is wrong with it, and does the others', async () => {
    const key = await newCloud(3)
    const { problems, summary } = await imported(
      key,
      [
        json({ kind: { name: 'Bad Name' } }, { kind: { name: 'poster_of' } }),
        '',
        json({ from: ref(0), to: ref(1) }),
        '{"from": "raw/upload/asset-0", ',
        '[1]',
        json(
          { from: ref(0), to: 'raw/upload/none' },
          { from: ref(0) },
          { from: ref(0), to: ref(0) },
          { from: 'non?sense', to: ref(0) },
          { from: ref(0), to: ref(1), kind: 'cousin_of' },
          { from: ref(0), to: ref(1), kind: 'poster_of' },
          { from: ref(0), to: ref(2), colour: 'red' },
          { from: ref(0), to: ref(2), end: 1 },
          { from: ref(0), to: ref(2), from_position: 'HERE' },
          { from: ref(0), to: ref(2), created_at: 'yesterday' },
          { from: ref(0), to: ref(2), note: 'x'.repeat(40_000) },
          { from: ref(0), to: ref(2), metadata: JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) },
          { from: ref(0), to: ref(2), kind: 'alternate_of', note: null },
          { from: ref(0), to: ref(2), start: 1e300 },
          { from: ref(0), to: ref(2), start: 2, end: 1 },
        ),
      ].join('\n'),
    )
    expect(problems.map(({ line, outcome }) => [line, outcome])).toEqual(
      [
        ...[1, 5, 6, 8, 13, 14, 15, 16, 17, 18, 20, 21].map((line) => [line, 'invalid']),
        ...[2, 12].map((line) => [line, 'conflict']),
        ...([
          [7, 'not_found'],
          [9, 'self'],
          [10, 'malformed'],
          [11, 'unknown_kind'],
        ] as const),
      ].sort(([a], [b]) => Number(a) - Number(b)),
    )
    const message = (at: number) => problems.find(({ line }) => line === at)?.message
    expect(message(1)).toContain('small letters')
    expect(message(2)).toContain('another kind here')
    expect(message(5)).toContain('not a JSON object')
    expect(message(7)).toContain('does not exist')
    expect(message(8)).toContain('Missing required parameter - to')
    expect(message(11)).toContain('no line says what it is')
    expect(message(13)).toContain('Unknown field - colour')
    expect(message(17)).toContain('more than 32768 bytes')
    expect(message(20)).toContain('start')
    expect(summary).toMatchObject({
      counts: { changed: 2, unchanged: 0, failed: 18 },
      ...{ related: 2, line: 21, complete: true, errors_told: 18 },
    })
  })

  test('changes what lines say, and leaves what they leave out', async () => {
    const key = await newCloud(2)
    const line = { from: ref(0), to: ref(1), kind: 'poster_of' }
    await imported(key, json({ ...line, note: 'first', metadata: { a: 1 }, rule: 'by-name' }))
    const tried = await imported(key, json({ ...line, note: 'second' }), 'jsonl', '?dry_run=true')
    expect(tried.summary).toMatchObject({ counts: { changed: 1 }, related: 0, dry_run: true })
    expect(await exported(key)).toContain('"note":"first"')
    const turned = { from: ref(1), to: ref(0), kind: 'has_poster', note: 'second' }
    expect((await imported(key, json(turned))).summary).toMatchObject({
      counts: { changed: 1, unchanged: 0 },
      related: 0,
    })
    const lines = (await exported(key)).trimEnd().split('\n')
    expect(JSON.parse(lines[1]!)).toMatchObject({ ...line, note: 'second', metadata: { a: 1 }, rule: 'by-name' })
    const { body } = await relata.api('GET', `/history?asset=${ref(0)}`, undefined, key)
    expect(body.changes.map(({ type }: Json) => type).slice(0, 2)).toEqual(['edit_relations', 'relate'])
  })

  test('reads CSV of spreadsheets: quotes, newlines, a mark at the beginning, few columns in any order', async () => {
    const key = await newCloud(4, (i) => (i === 3 ? 'with, comma "é"' : `asset-${i}`))
    const { problems, summary } = await imported(
      key,
      [
        '\uFEFFto,note,from,kind,start',
        'raw/upload/asset-1,"a ""note"", with',
        `two lines",${ref(0)},has_poster,1.5`,
        `"raw/upload/with, comma ""é""",'=sum(A1),${ref(0)},,`,
        `${ref(2)},,${ref(0)},,x`,
        `${ref(2)},,${ref(0)},,,,`,
        `${ref(2)},"broken"quote,${ref(0)},,`,
        `${ref(2)},,${ref(1)},,`,
        `${ref(2)},"never closed,${ref(3)},,`,
        `${ref(1)},,${ref(2)},,`,
      ].join('\r\n'),
      'csv',
    )
    expect(problems.map(({ line }) => line)).toEqual([5, 6, 7, 9])
    expect(summary).toMatchObject({ counts: { changed: 3, failed: 4 } })
    expect(problems.at(-1)?.message).toContain('Lines 9 to 10')
    const relations = (await exported(key))
      .trimEnd()
      .split('\n')
      .map((line): Json => JSON.parse(line))
    expect(relations.map(({ note }) => note).filter(Boolean)).toEqual(['=sum(A1)', 'a "note", with\r\ntwo lines'])
    expect(await exported(key, 'csv')).toContain(",'=sum(A1),")
  })

  test('of a body that is nothing of the kind is refused as a whole, before credentials or after', async () => {
    const key = await newCloud(0)
    expect(await imported(key, 'a,b\r\n1,2', 'csv')).toMatchObject({
      status: 400,
      error: expect.stringContaining('from and to'),
    })
    const send = (headers: Record<string, string>) => fetch(at(key, 'import'), { method: 'POST', headers, body: 'x' })
    expect((await send({ 'content-type': TYPES.jsonl })).status).toBe(401)
    const json = await reply(await send({ authorization: basic(key), 'content-type': 'application/json' }))
    expect([json.status, json.body.error.message]).toEqual([
      400,
      expect.stringContaining('application/x-ndjson or text/csv'),
    ])
    const plain = await reply(await send({ authorization: basic(key), 'content-type': 'text/plain' }))
    expect(plain.body.error.message).toContain('application/x-ndjson or text/csv')
    const latin = await send({ authorization: basic(key), 'content-type': 'text/csv; charset=latin1' })
    expect(latin.status).toBe(400)
    expect((await imported(key, '', 'jsonl')).summary).toMatchObject({
      line: 0,
      counts: { changed: 0, unchanged: 0, failed: 0 },
      complete: true,
    })
    const elsewhere = await fetch(`${relata.url}/api/v1/${key.cloudName}/relations`, {
      method: 'POST',
      headers: { authorization: basic(key), 'content-type': TYPES.csv },
      body: 'from,to',
    })
    expect(elsewhere.status).toBe(400)
  })

  test('that breaks off leaves whole batches, and goes on when it is run again', async () => {
    const key = await newCloud(70)
    const pairs: Json[] = []
    for (let from = 0; from < 70; from++)
      for (let to = from + 1; to < 70; to++) pairs.push({ from: ref(from), to: ref(to) })
    const text = `${json(...pairs)}\n`
    const { hostname, port } = new URL(relata.url)
    const socket = connect(Number(port), hostname)
    const path = new URL(at(key, 'import')).pathname
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${basic(key)}\r\ncontent-type: ${TYPES.jsonl}\r\ncontent-length: ${text.length + 1000}\r\n\r\n`,
    )
    socket.write(text)
    const count = async () => (await exported(key)).split('\n').filter((line) => line.includes('"from"')).length
    await expect.poll(count).toBe(2000)
    socket.destroy()
    const again = await imported(key, text)
    expect(again.summary).toMatchObject({ counts: { changed: pairs.length - 2000, unchanged: 2000, failed: 0 } })
    expect(await count()).toBe(pairs.length)
  })
})
