import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonLines, runCommand } from '../support/command-line.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
  for (const name of ['dog', 'cat', 'bird']) await relata.asset(name)
})
afterAll(() => relata.stop())

const run = (...args: string[]) => runCommand(relata.cloudinaryUrl, args)
const related = async () => jsonLines((await run('related', 'raw/upload/dog', '--json')).stdout).length

describe('relata undo', () => {
  it('says what a call would have taken back, takes it back, and fails for what was changed since', async () => {
    await run('relate', 'raw/upload/dog', 'raw/upload/cat', 'raw/upload/bird')
    const [change] = jsonLines((await run('history', '--limit', '1', '--json')).stdout)
    const dry = await run('undo', change.call, '--dry-run')
    expect(dry).toMatchObject({ code: 0, stderr: '2 of 2 changes would be taken back, nothing was done\n' })
    expect(await related()).toBe(2)

    await run('unrelate', 'raw/upload/dog', 'raw/upload/cat')
    const { code, stdout, stderr } = await run('undo', change.call)
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^CHANGE +OF +RESULT$/),
      expect.stringMatching(/^relate +raw\/upload\/dog related raw\/upload\/cat +\w.+$/),
      expect.stringMatching(/^relate +raw\/upload\/dog related raw\/upload\/bird +undone$/),
      '',
    ])
    expect(stderr).toMatch(/^1 of 2 changes taken back; to do it again: relata undo [0-9a-f]{32}\n$/)
    expect(await related()).toBe(0)
    expect([0, 1]).toContain(code)
    await run('undo', stderr.match(/[0-9a-f]{32}/)![0])
    expect(await related()).toBe(1)
    expect(await run('undo', 'no-such-call')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^relata: /),
    })
  })
})
