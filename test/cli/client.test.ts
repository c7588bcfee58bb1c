import { spawnSync } from 'node:child_process'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completeInFish, jsonLines, runBash, runCommand } from '../support/command-line.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
  for (const n of [1, 2, 3]) await relata.asset(`note-${n}`, { tags: 'note' })
})
afterAll(() => relata.stop())

const run = (...args: string[]) => runCommand(relata.cloudinaryUrl, args)

describe('a command that speaks to a server', () => {
  it.each([
    ['is not set', undefined],
    ["can't be read", 'https://key:verysecret@demo'],
    ["can't be read", 'cloudinary://key@demo'],
    ["doesn't say where the server is", 'cloudinary://key:verysecret@demo'],
    ['no address of a server', 'cloudinary://key:verysecret@demo?upload_prefix=ftp://host'],
  ])('says what is expected where CLOUDINARY_URL %s: %s', async (what, url) => {
    const { code, stdout, stderr } = await runCommand(url, ['search'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^relata: [^\n]*CLOUDINARY_URL[^\n]*\n$/)
    expect(stderr).toContain(what)
    expect(stderr).toContain("expected CLOUDINARY_URL='cloudinary://KEY:SECRET@CLOUD?upload_prefix=http")
    expect(stderr).not.toContain('verysecret')
  })

  it('says that nobody answers, or that the credentials are refused, without the secret', async () => {
    const nobody = 'cloudinary://key:verysecret@demo?upload_prefix=http://127.0.0.1:9'
    const { code, stdout, stderr } = await runCommand(nobody, ['search'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^relata: No answer from http:\/\/127\.0\.0\.1:9 [^\n]*: is the server running[^\n]*\n$/)

    const wrong = relata.cloudinaryUrl.replace(`:${encodeURIComponent(relata.apiSecret)}@`, ':verysecret@')
    const refused = await runCommand(wrong, ['upload', import.meta.filename])
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^relata: [^\n]* refuses the credentials for demo [^\n]*\n$/)
    expect(stderr + refused.stderr).not.toContain('verysecret')
    expect(await relata.publicIds()).toHaveLength(3)
  })

  it('says that what answers there is no Relata', async () => {
    const page = http.createServer((_, response) => response.end('<h1>Hello</h1>'))
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
    const { port } = page.address() as AddressInfo
    const result = await runCommand(`cloudinary://key:secret@demo?upload_prefix=http://127.0.0.1:${port}`, ['kinds'])
    page.close()
    expect(result).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^relata: http:\/\/127[^\n]* answered 200 and not as Relata does: [^\n]*\n$/),
    })
  })

  it('tells the words of the server where it refuses, and its own where the call is off', async () => {
    expect(await run('search', 'tags:(')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^relata: Invalid expression at character 7[^\n]*\n$/),
    })
    expect(await run('serch')).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean search?') })
    expect(await run('search', '--limit', '0')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^relata: /) })
  })

  it('ends without a word where its reader has seen enough', async () => {
    const result = await runCommand(relata.cloudinaryUrl, ['search', '--json'], {
      started: (child) => void child.stdout!.destroy(),
    })
    expect(result).toMatchObject({ code: 0, stderr: '' })
  })

  it('colours nothing where NO_COLOR is set, nor where nobody looks', async () => {
    const colour = await runCommand(relata.cloudinaryUrl, ['search'], { env: { FORCE_COLOR: '1' } })
    expect(colour.stdout).toContain('\x1b[')
    const none = await runCommand(relata.cloudinaryUrl, ['search'], { env: { NO_COLOR: '1' } })
    expect(none.stdout).not.toContain('\x1b[')
    expect((await run('search')).stdout).toBe(none.stdout)
  })
})

describe('relata search', () => {
  it('prints what an expression finds, as a table or as JSON Lines, and says where there is more', async () => {
    const table = await run('search', 'tags:note', 'AND', 'public_id:note-2')
    expect(table).toMatchObject({ code: 0, stderr: '' })
    expect(table.stdout.split('\n')).toEqual([
      expect.stringMatching(/^ASSET +FORMAT +SIZE +PIXELS +UPLOADED$/),
      expect.stringMatching(/^raw\/upload\/note-2 +1 byte +\d{4}-\d\d-\d\d \d\d:\d\d$/),
      '',
    ])
    const lines = await run('search', 'tags:note', '--sort', 'public_id:asc', '--limit', '2', '--json')
    expect(lines.stderr).toBe('2 of 3 assets: --limit or --all for more\n')
    expect(jsonLines(lines.stdout)).toMatchObject([{ public_id: 'note-1' }, { public_id: 'note-2' }])
    expect(jsonLines((await run('search', '--all', '--json')).stdout)).toHaveLength(3)
    expect(await run('search', 'tags:none')).toEqual({ code: 0, stdout: '', stderr: 'nothing was found\n' })
  })
})

const hasFish = spawnSync('fish', ['--version']).status === 0

describe('relata completion', () => {
  it('completes commands, options and values in bash', async () => {
    const { stdout, stderr, code } = await runBash(
      relata.cloudinaryUrl,
      `eval "$(relata completion bash)"
      try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _relata; echo "\${COMPREPLY[*]}"; }
      complete -p relata
      try relata up
      try relata search --s
      try relata completion f
      try relata relate dog --kind has_p
      try relata upload ter`,
    )
    expect({ code, stderr, lines: stdout.split('\n') }).toEqual({
      code: 0,
      stderr: '',
      lines: ['complete -o default -F _relata relata', 'upload', '--sort', 'fish', 'has_poster', '', ''],
    })
    expect(await run('completion', 'csh')).toMatchObject({ code: 2, stdout: '' })
  })

  it.runIf(hasFish)('completes in fish what it knows, and files where it knows nothing', async () => {
    const offered = async (typed: string) =>
      (await completeInFish(relata.cloudinaryUrl, typed)).stdout.split('\n').map((line) => line.split('\t')[0])
    expect(await offered('relata up')).toEqual(['upload', ''])
    expect(await offered('relata completion ')).toEqual(['bash', 'fish', 'zsh', ''])
    expect(await offered('relata relate dog --kind has_p')).toEqual(['has_poster', ''])
    expect(await offered('relata upload pack')).toEqual(['package.json', 'package-lock.json', ''])
  })
})
