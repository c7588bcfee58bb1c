import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let folder: string

beforeAll(async () => {
  relata = await startTestRelata()
  folder = await mkdtemp(join(tmpdir(), 'relata-cli-'))
  for (const name of ['film', 'poster', 'script']) await relata.asset(name)
  await run('relate', 'raw/upload/film', 'raw/upload/poster', '--kind', 'has_poster')
  await run('relate', 'raw/upload/poster', 'raw/upload/script')
})
afterAll(async () => {
  await relata.stop()
  await rm(folder, { recursive: true, force: true })
})

const run = (...args: string[]) => runCommand(relata.cloudinaryUrl, args, { cwd: folder })
const filesIn = (zip: Uint8Array) =>
  Object.keys(unzipSync(zip))
    .filter((name) => name.startsWith('files/') && !name.endsWith('.xmp'))
    .sort()

it('takes what is related along in a file, which is there once it is whole', async () => {
  expect(await run('bundle', 'raw/upload/film', '--output', 'film.zip')).toMatchObject({ code: 0, stdout: '' })
  expect(filesIn(await readFile(join(folder, 'film.zip')))).toHaveLength(2)
  await run('bundle', 'raw/upload/film', '--steps', '2', '--output', 'far.zip')
  expect(filesIn(await readFile(join(folder, 'far.zip')))).toHaveLength(3)
  expect(await readdir(folder)).toEqual(['far.zip', 'film.zip'])
})

it('prints an address that gives it to whoever has it', async () => {
  const { code, stdout, stderr } = await run(
    'bundle',
    'raw/upload/film',
    '--kind',
    'has_poster',
    '--link',
    '--expires',
    '1h',
  )
  expect([code, stderr]).toEqual([0, expect.stringContaining('good until')])
  const answer = await fetch(stdout.trim())
  expect(filesIn(new Uint8Array(await answer.arrayBuffer()))).toHaveLength(2)
})

it('lists the addresses that work, and takes them back', async () => {
  const { url, id } = JSON.parse((await run('bundle', 'raw/upload/film', '--link', '--json')).stdout)
  const listed = await run('bundle', '--links')
  expect(listed.stdout.split('\n').find((line) => line.includes(id))).toMatch(/ film +20/)
  expect(await run('bundle', '--revoke', id)).toMatchObject({ code: 0, stderr: `${id} gives nothing any more\n` })
  expect((await fetch(url)).status).toBe(403)
  expect((await run('bundle', '--links')).stdout).not.toContain(id)
  expect((await run('bundle', '--revoke', id)).code).toBe(1)
  expect((await run('bundle', 'raw/upload/film', '--links')).code).toBe(2)
  expect((await run('bundle')).code).toBe(2)
})

it('says what is wrong with a call, and leaves no file', async () => {
  expect(await run('bundle', 'raw/upload/nothing', '--output', 'x.zip')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Resource not found'),
  })
  expect((await run('bundle', 'raw/upload/film', '--expires', '1h')).code).toBe(2)
  expect((await run('bundle', 'raw/upload/film', '--link', '--expires', 'soon')).stderr).toContain('30m, 12h or 7d')
  expect(await readdir(folder)).not.toContain('x.zip')
})
