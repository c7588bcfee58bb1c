import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonLines, runCommand } from '../support/command-line.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
  for (const name of ['dog', 'cat']) await relata.asset(name)
  await relata.api('POST', '/relations', { relations: [{ from: 'raw/upload/dog', to: 'raw/upload/cat' }] })
})
afterAll(() => relata.stop())

const run = (...args: string[]) => runCommand(relata.cloudinaryUrl, ['history', ...args])

describe('relata history', () => {
  it('shows who changed what, of one asset or one call, newest first', async () => {
    const { code, stdout, stderr } = await run('--asset', 'raw/upload/dog')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const head = expect.stringMatching(
      new RegExp(`^[0-9a-f]{32}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  ${relata.apiKey}$`),
    )
    expect(stdout.split('\n')).toEqual([
      ...[head, '  relate  raw/upload/dog  related  raw/upload/cat'],
      ...[head, '  upload  raw/upload/dog', ''],
    ])
    const call = await run(stdout.slice(0, 32), '--json')
    expect(jsonLines(call.stdout)).toMatchObject([{ type: 'relate', relations_count: 1 }])
    const limited = await run('--limit', '1', '--type', 'upload', '--json')
    expect(jsonLines(limited.stdout)).toMatchObject([{ type: 'upload', assets: [{ public_id: 'cat' }] }])
    expect(limited.stderr).toBe('the first 1 change: --limit or --all for more\n')
    expect(await run('--actor', 'nobody')).toEqual({ code: 0, stdout: '', stderr: 'nothing has changed\n' })
    expect(await run('--follow', '--since', '2026')).toMatchObject({ code: 2, stdout: '' })
  })

  it('follows what changes until Ctrl-C, passing over what is not asked for', async () => {
    // It prints nothing before something changes: changes are made until one is seen.
    const change = async (child: ChildProcess) => {
      for (let n = 0; child.exitCode === null && n < 2000; n++) {
        await relata.asset(n % 2 === 0 ? 'dog' : 'bird')
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    let changing: Promise<void> | undefined
    const args = ['history', '--follow', '--asset', 'raw/upload/bird', '--json']
    const result = await runCommand(relata.cloudinaryUrl, args, {
      started: (child) => {
        child.stdout!.once('data', () => child.kill('SIGINT'))
        changing = change(child)
      },
    })
    await changing
    expect(result).toMatchObject({ code: 130, stderr: '' })
    for (const change of jsonLines(result.stdout))
      expect(change).toMatchObject({ type: 'upload', assets: [{ public_id: 'bird' }] })
    expect(jsonLines(result.stdout).length).toBeGreaterThan(0)
  })
})
