import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonLines, runBash, runCommand } from '../support/command-line.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

const FILES = join(import.meta.dirname, '../../demo/files')
const FILM = 'video/upload/products/tern-film'
const POSTER = 'image/upload/products/tern-film-poster'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
  const files = ['tern-film.mp4', 'tern-film.srt', 'tern-film.vtt', 'tern-film-poster.jpg']
  await run('upload', '--folder', 'products', ...files.map((name) => join(FILES, name)))
})
afterAll(() => relata.stop())

const run = (...args: string[]) => runCommand(relata.cloudinaryUrl, args)
const kindsOf = (stdout: string) => jsonLines(stdout).map(({ public_id, kind }) => `${kind} ${public_id}`)

describe('relata suggest', () => {
  it('tells what probably belongs together, and why', async () => {
    const { code, stdout, stderr } = await run('suggest', FILM)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^SCORE +FROM +KIND +TO\n/)
    expect(stdout).toMatch(
      /^0\.\d\d +raw\/upload\/products\/tern-film\.srt +transcript_of +video\/upload\/products\/tern-film\n {7}Same file name stem "tern film"/m,
    )
  })

  it('relates what is accepted, by the kind that was proposed, and never suggests again what is dismissed', async () => {
    const accepted = await run('suggest', FILM, '--accept', 'raw/upload/products/tern-film.srt', '--json')
    expect(accepted).toMatchObject({ code: 0, stderr: '1 relation added\n' })
    const dismissed = await run('suggest', FILM, '--dismiss', POSTER, '--json')
    expect(dismissed).toMatchObject({ code: 0, stderr: '1 relation dismissed\n' })
    expect((await run('suggest', FILM)).stdout).not.toContain('poster')
    const again = await run('suggest', FILM, '--accept', POSTER)
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining(`${POSTER} is not suggested for ${FILM}`) })
    const rest = await runBash(relata.cloudinaryUrl, `relata suggest ${FILM} --json | relata suggest --accept - --json`)
    expect(rest).toMatchObject({ code: 0, stderr: '1 relation added\n' })
    expect(kindsOf((await run('related', FILM, '--json')).stdout)).toEqual([
      'has_transcript products/tern-film.srt',
      'has_transcript products/tern-film.vtt',
    ])
  })
})
