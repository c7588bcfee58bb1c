import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonLines, runCommand } from '../support/command-line.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let folder: string

beforeAll(async () => {
  relata = await startTestRelata()
  folder = await mkdtemp(join(tmpdir(), 'relata-cli-'))
  for (const name of ['dog', 'film', 'film.srt']) await relata.asset(name)
  await run('relate', 'raw/upload/dog', 'raw/upload/film', '--kind', 'poster_of', '--note', 'the still, "in full"')
  await run('relate', 'raw/upload/film.srt', 'raw/upload/film', '--kind', 'transcript_of')
})
afterAll(async () => {
  await relata.stop()
  await rm(folder, { recursive: true, force: true })
})

const run = (...args: string[]) => runCommand(relata.cloudinaryUrl, args, { cwd: folder })

describe.each(['jsonl', 'csv'])('relata export and import, as %s', (format) => {
  it('take all relations out, say what would change, bring them back, and the same again changes nothing', async () => {
    const file = `relations.${format}`
    const out = await run('export', '--format', format)
    expect(out).toMatchObject({ code: 0, stderr: expect.stringMatching(/^[234] lines\n$/) })
    expect(await run('export', '--format', format, '--output', file)).toMatchObject({ code: 0, stdout: '' })
    expect(await readFile(join(folder, file), 'utf8')).toBe(out.stdout)
    expect(await readdir(folder)).not.toContain(`${file}.part`)

    await run('unrelate', 'raw/upload/dog', 'raw/upload/film', '--kind', 'poster_of')
    const dry = await run('import', file, '--dry-run')
    expect(dry).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/1 related, .*1 unchanged, .*nothing was done\n$/),
    })
    expect((await run('export', '--format', format)).stdout).not.toBe(out.stdout)
    const done = await run('import', file, '--json')
    expect(done.code).toBe(0)
    expect(jsonLines(done.stdout)).toMatchObject([{ counts: { changed: 1, unchanged: 1, failed: 0 }, related: 1 }])
    const again = await runCommand(relata.cloudinaryUrl, ['import', '-', '--format', format, '--json'], {
      input: out.stdout,
    })
    expect(jsonLines(again.stdout)).toMatchObject([{ counts: { changed: 0, unchanged: 2, failed: 0 } }])
  })
})

describe('relata import', () => {
  it('tells what is wrong with a line, does the others, and fails', async () => {
    const good = { from: 'raw/upload/dog', to: 'raw/upload/film.srt', kind: 'related' }
    const lines = ['{"from":"raw/upload/dog","to":"raw/upload/nowhere"}', 'no JSON', JSON.stringify(good)]
    await writeFile(join(folder, 'some.jsonl'), lines.join('\n'))
    const { code, stdout, stderr } = await run('import', 'some.jsonl', '--json')
    expect(code).toBe(1)
    expect(
      jsonLines(stdout)
        .filter(({ message }) => message)
        .map(({ line }) => line)
        .sort(),
    ).toEqual([1, 2])
    expect(jsonLines(stdout).at(-1)).toMatchObject({ counts: { changed: 1, failed: 2 }, related: 1 })
    expect(stderr).toMatch(/^relata: line \d: /)
    expect(await run('import', 'missing.jsonl')).toMatchObject({
      code: 2,
      stderr: 'relata: there is no file missing.jsonl\n',
    })
  })
})
