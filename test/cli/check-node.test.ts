import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** Ways to meet a Node that won't do: this one that takes itself for another, and the machine's own where it is too old. */
const PRETEND =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})'
const tooOld: [string, string[]][] = [['a Node 20 as far as it says', [process.execPath, '--import', PRETEND]]]
for (const program of (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'))) {
  if (program.includes('node_modules') || !existsSync(program)) continue
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()
  if (Number(/\d+/.exec(version)) < 22) tooOld.push([`${program}, ${version},`, [program]])
}

describe.each(['bin/relata.js', 'demo/main.js'])('%s', (script) => {
  function run([program, ...args]: string[]) {
    const { status, stdout, stderr } = spawnSync(program!, [...args, join(ROOT, script), '--help'], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' },
    })
    return { status, stdout, stderr }
  }

  it.each(tooOld)('tells %s in one line that it is too old', (_, command) => {
    expect(run(command)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^relata: Node \d+\.\d+\.\d+ is too old: use Node 24[^\n]*\n$/),
    })
  })

  it('tells a Node that strips no types in one line what to leave out', () => {
    expect(run([process.execPath, '--no-strip-types'])).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^relata: [^\n]*--no-strip-types\n$/),
    })
  })
})
