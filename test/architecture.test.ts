import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SETTINGS } from '../src/config.ts'

const SRC = join(import.meta.dirname, '../src')
const COMPAT = join(import.meta.dirname, 'compat')

/** What each room may import, beside itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  actions: ['core'],
  store: ['core'],
  blobs: ['core'],
  media: ['core'],
  outbound: ['core'],
  http: ['actions', 'core'],
  cli: ['config.ts', 'main.ts', 'actions', 'core'],
  'config.ts': ['core'],
  'checkup-thread.ts': ['main.ts', 'actions', 'core'],
  'reading-thread.ts': ['http', 'store'],
}

const typescriptIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const roomOf = (path: string): string => path.split(sep)[0]!

/** What the command line may know of the server that it speaks to. */
const CONTRACT = join('http', 'api', 'contract.ts')

/** The files that one imports, of ours: `import ... from`, `export ... from`, `import '...'`, `import(...)`. */
function importsOf(file: string): string[] {
  const targets = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g)
  return [...targets].map(([, target]) => join(dirname(file), target!))
}

describe('the house', () => {
  it.each(typescriptIn(SRC).filter((file) => roomOf(file) in MAY_IMPORT))('%s imports one way', (file) => {
    for (const target of importsOf(join(SRC, file))) {
      const imported = relative(SRC, target)
      if (roomOf(file) === 'cli' && imported === CONTRACT) continue
      expect([roomOf(file), ...MAY_IMPORT[roomOf(file)]!]).toContain(roomOf(imported))
    }
  })

  it('knows every room', () => {
    const rooms = new Set(typescriptIn(SRC).map(roomOf))
    expect([...rooms].sort()).toEqual([...Object.keys(MAY_IMPORT), 'main.ts'].sort())
  })

  it.each(typescriptIn(COMPAT))('test/compat/%s knows nothing of the sources', (file) => {
    for (const target of importsOf(join(COMPAT, file))) expect(relative(COMPAT, target)).not.toMatch(/^\.\./)
  })

  it('has a page that knows nothing of the server but the types of its API', () => {
    const web = join(SRC, '../web/src')
    const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
    for (const file of files) {
      const text = readFileSync(join(web, file), 'utf8')
      for (const [, type, target] of text.matchAll(/import (type )?[^']*? from '(\.[^']*)'/g)) {
        const imported = relative(SRC, join(web, dirname(file), target!))
        if (imported.startsWith(join('..', 'web'))) continue
        expect([file, type, imported]).toEqual([file, 'type ', CONTRACT])
      }
    }
    expect(files.length).toBeGreaterThan(50)
  })

  it('has tests of the page that name things wholly', () => {
    // A part of a name is that of something else, too, once that comes into sight.
    const folder = join(import.meta.dirname, 'browser')
    for (const file of typescriptIn(folder)) {
      const text = readFileSync(join(folder, file), 'utf8')
      const byRole = text.matchAll(/getByRole\('\w+', \{(?:[^{}]|\$\{[^{}]*\})*?\bname: ['`](?:[^{}]|\$\{[^{}]*\})*\}/g)
      for (const [found] of byRole) expect([file, found]).toEqual([file, expect.stringContaining('exact: true')])
      for (const [found] of text.matchAll(/getByLabel\(['`][^)]*\)/g)) {
        expect([file, found]).toEqual([file, expect.stringContaining('exact: true')])
      }
    }
  })

  it('publishes every process and thread as a file of its own', () => {
    const sources = typescriptIn(SRC).map((file) => readFileSync(join(SRC, file), 'utf8'))
    const started = sources.flatMap((text) => [...text.matchAll(/`\.\/([\w-]+)\$\{extname\(import\.meta\.url\)\}`/g)])
    const config = readFileSync(join(SRC, '../rolldown.config.ts'), 'utf8')
    for (const [, name] of started) expect(config).toContain(`'${name}': 'src/`)
    expect(started.length).toBe(sources.join().match(/\bnew Worker\(|\bfork\(/g)!.length)
  })

  it('documents every setting in the README', () => {
    const readme = readFileSync(join(SRC, '../README.md'), 'utf8')
    for (const { env, help } of Object.values(SETTINGS)) {
      expect(readme).toContain(`\`${env}\``)
      expect(readme).toContain(help)
    }
  })
})
