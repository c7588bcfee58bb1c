import { spawnSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { graph } from './graph.ts'
import { history } from './history.ts'
import { imports } from './import.ts'
import { page } from './page.ts'
import { reads } from './reads.ts'
import { relate } from './relate.ts'
import { searches } from './search.ts'
import { start } from './start.ts'
import { suggest } from './suggest.ts'
import { quality } from './suggestion-quality.ts'
import { upload } from './upload.ts'
import { walks } from './walk.ts'

/** A line of the result: what was measured, how much, and what it should be. */
export interface Figure {
  readonly what: string
  readonly value: string
  readonly target?: string
}

const parts: Record<string, () => Promise<Figure[]>> = {
  reads,
  relate,
  search: searches,
  start,
  upload,
  walk: walks,
  suggest,
  quality,
  import: imports,
  history,
  page,
  graph,
}
const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !(name in parts))
if (unknown) throw new Error(`There is no part ${unknown}: ${Object.keys(parts).join(', ')}`)

const built = spawnSync('npm', ['run', 'build', '--silent'], { stdio: ['ignore', 'inherit', 'inherit'] })
if (built.status !== 0) throw new Error('The build failed')

const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`
console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores, ${memory}\n`)
console.log('| measured | result | target |\n|---|---|---|')
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for (const { what, value, target = '' } of await part()) console.log(`| ${what} | ${value} | ${target} |`)
}
process.exit()
