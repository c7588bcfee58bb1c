import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonLines, runBash, runCommand } from '../support/command-line.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let dogId: string

beforeAll(async () => {
  relata = await startTestRelata()
  for (const name of ['dog', 'cafe', 'film', 'film.srt', 'alone']) {
    const { asset_id } = await relata.asset(name)
    if (name === 'dog') dogId = asset_id
  }
})
afterAll(() => relata.stop())

const run = (...args: string[]) => runCommand(relata.cloudinaryUrl, args)
const raw = (name: string) => `raw/upload/${name}`
/** A table's lines, their columns by one blank. */
const rows = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}/g, ' '))

describe('relata relate', () => {
  it('relates one asset to several, named by ID, whole name or from standard input, and fails for those that it cannot', async () => {
    const result = await run('relate', dogId, raw('film'), raw('nowhere'), '--kind', 'poster_of')
    expect(result.code).toBe(1)
    expect(rows(result.stdout)).toEqual([
      'FROM KIND TO RESULT',
      `${dogId} poster_of raw/upload/film related`,
      `${dogId} poster_of raw/upload/nowhere not found`,
    ])
    expect(result.stderr).toBe(
      `relata: ${dogId} and raw/upload/nowhere: one of the two assets does not exist\n1 relation added\n`,
    )
    const again = await runCommand(
      relata.cloudinaryUrl,
      ['relate', raw('film'), '-', '--kind', 'has_transcript', '--json'],
      {
        input: `${raw('film.srt')}\n\n`,
      },
    )
    expect({ ...again, stdout: jsonLines(again.stdout) }).toEqual({
      code: 0,
      stdout: [{ from: raw('film'), to: raw('film.srt'), kind: 'has_transcript', outcome: 'related' }],
      stderr: '1 relation added\n',
    })
  })

  it('takes what a search prints, and relates each with every other one', async () => {
    const { code, stdout, stderr } = await runBash(
      relata.cloudinaryUrl,
      `relata search 'public_id:(dog OR cafe OR alone)' --sort public_id:asc --json | relata relate --each-other --json - raw/upload/film`,
    )
    expect({ code, stderr, outcomes: jsonLines(stdout).map(({ outcome }) => outcome) }).toEqual({
      code: 0,
      stderr: '6 relations added\n',
      outcomes: Array(6).fill('related'),
    })
  })

  it('says what is wrong with a call that names one asset, or no part', async () => {
    expect(await run('relate', 'dog')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^relata: missing/) })
    for (const time of ['x', '1:2', '-1']) {
      expect(await run('relate', 'dog', 'cat', '--start', time)).toMatchObject({ code: 2, stdout: '' })
    }
    const unknown = await run('relate', raw('dog'), raw('cafe'), '--kind', 'likes')
    expect(unknown).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no such kind: relata kinds lists them'),
    })
  })
})

describe('relata unrelate', () => {
  it('says what would be removed, and then removes it and no other kind', async () => {
    await run('relate', raw('dog'), raw('film'), raw('cafe'))
    const args = ['unrelate', raw('dog'), raw('film'), raw('film.srt')]
    expect(await run(...args, '--dry-run')).toEqual({
      code: 0,
      stdout: 'would part raw/upload/dog from raw/upload/film (related)\n',
      stderr: '1 of 2 relations, nothing was done\n',
    })
    const result = await run(...args)
    expect({ code: result.code, rows: rows(result.stdout).slice(1) }).toEqual({
      code: 1,
      rows: [
        'raw/upload/dog related raw/upload/film unrelated',
        'raw/upload/dog related raw/upload/film.srt not related',
      ],
    })
    const left = await run('walk', raw('dog'), '--steps', '1', '--kind', 'poster_of', '--json')
    expect(jsonLines(left.stdout)).toMatchObject([{ public_id: 'film', distance: 1, via: { kind: 'poster_of' } }])
  })
})

describe('relata related', () => {
  it('lists what an asset is related to, with how many of each kind, and what is said of it', async () => {
    await run('relate', raw('alone'), raw('film'), '--kind', 'manual_of', '--start', '1:12.4', '--note', 'the still')
    const { code, stdout, stderr } = await run('related', raw('alone'))
    const time = expect.any(String)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n').map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'then'))).toEqual([
      ...['  ASSET              SIZE  RELATED           NOTE', 'related  3'],
      ...['  raw/upload/cafe  1 byte  then', time, time],
      ...['manual_of  1', '  raw/upload/film  1 byte  then  1:12.4 the still', ''],
    ])
    const some = await run('related', raw('alone'), '--limit', '2', '--json')
    expect(some.stderr).toBe('2 of 4 relations: --limit or --all for more\n')
    expect(jsonLines(some.stdout)).toMatchObject([
      { public_id: 'cafe', kind: 'related' },
      { resource_type: 'raw', kind: 'related' },
    ])
    const found = await run('search', 'relation.kind:has_poster AND relations>1', '--json')
    expect(jsonLines(found.stdout)).toMatchObject([{ public_id: 'film' }])
    const then = new Date().toISOString()
    await run('unrelate', raw('alone'), raw('film'), '--kind', 'manual_of')
    const past = await run('related', raw('alone'), '--kind', 'manual_of', '--at', then)
    expect(rows(past.stdout)).toEqual([
      'ASSET SIZE RELATED NOTE',
      'manual_of 1',
      expect.stringMatching(/film .*the still$/),
    ])
    const none = await run('related', raw('alone'), '--kind', 'licensed_by')
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'it is related to nothing\n' })
  })
})

describe('the graph', () => {
  it('is walked: what is near and by which relation, the way between two, and what has most relations', async () => {
    const walk = await run('walk', dogId, '--steps', '2', '--kind', 'poster_of,has_transcript')
    expect({ ...walk, stdout: rows(walk.stdout) }).toEqual({
      code: 0,
      stdout: [
        'STEPS FROM KIND ASSET',
        '1 raw/upload/dog poster_of raw/upload/film',
        '2 raw/upload/film has_transcript raw/upload/film.srt',
      ],
      stderr: '',
    })
    const path = await run('path', raw('dog'), raw('film.srt'), '--kind', 'poster_of,has_transcript')
    expect(path).toEqual({
      code: 0,
      stdout: 'raw/upload/dog\n  poster_of       raw/upload/film\n  has_transcript  raw/upload/film.srt\n',
      stderr: '2 steps\n',
    })
    expect(await run('path', raw('dog'), raw('film.srt'), '--kind', 'manual_of')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'nothing leads from raw/upload/dog to raw/upload/film.srt\n',
    })
    const hubs = await run('hubs', '--limit', '1')
    expect(rows(hubs.stdout)).toEqual(['RELATIONS ASSET', expect.stringMatching(/^\d raw\/upload\/\w+$/)])
    expect(hubs.stderr).toBe('the first 1 asset: --limit or --all for more\n')
    expect(await run('walk', 'dog')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^relata: Resource not found - dog: a name alone is that of an image/),
    })
  })
})
