import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeLibrary, programs, startRelata } from './library.ts'
import type { Figure } from './main.ts'
import { interleaved, whole } from './rounds.ts'

const ROUNDS = 11
const REST_MS = 2_000

/** From the start of the process until it serves, on a data folder that is there, to Node doing nothing. */
export async function start(): Promise<Figure[]> {
  const folder = await makeLibrary(1_000, true)
  const ready = (program: string) => async () => {
    const server = await startRelata(folder, program)
    await server.stop()
    return server.startMs
  }
  const measures = {
    node: async () => {
      const started = performance.now()
      spawnSync(process.execPath, ['-e', '0'])
      return performance.now() - started
    },
    built: ready(programs.built()),
    sources: ready(programs.sources()),
  }
  await interleaved(2, measures)
  const ms = await interleaved(ROUNDS, measures)
  const limit = `${whole(3 * ms.node + 150)} ms or less`
  return [
    { what: 'node -e 0', value: `${whole(ms.node)} ms` },
    { what: 'start until ready, built', value: `${whole(ms.built)} ms`, target: limit },
    { what: 'start until ready, sources', value: `${whole(ms.sources)} ms`, target: limit },
    { what: 'memory at rest, built', value: `${whole(await memory(folder, programs.built()))} MB` },
    { what: 'memory at rest, sources', value: `${whole(await memory(folder, programs.sources()))} MB` },
  ]
}

async function memory(folder: string, program: string): Promise<number> {
  const server = await startRelata(folder, program)
  await sleep(REST_MS)
  const megabytes = server.megabytes()
  await server.stop()
  return megabytes
}
