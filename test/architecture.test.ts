import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SETTINGS } from '../src/config.ts'

const SRC = join(import.meta.dirname, '../src')

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
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const roomOf = (path: string): string => path.split(sep)[0]!

describe('the house', () => {
  it.each(files.filter((file) => roomOf(file) in MAY_IMPORT))('%s imports one way', (file) => {
    const text = readFileSync(join(SRC, file), 'utf8')
    for (const [, target] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const room = roomOf(relative(SRC, join(SRC, dirname(file), target!)))
      expect([roomOf(file), ...MAY_IMPORT[roomOf(file)]!]).toContain(room)
    }
  })

  it('documents every setting in the README', () => {
    const readme = readFileSync(join(SRC, '../README.md'), 'utf8')
    for (const { env, help } of Object.values(SETTINGS)) {
      expect(readme).toContain(`\`${env}\``)
      expect(readme).toContain(help)
    }
  })
})
