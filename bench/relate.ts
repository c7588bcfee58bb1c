import { makeLibrary, type Server, startFloor, startRelata } from './library.ts'
import { type LoadResult, run } from './load.ts'
import type { Figure } from './main.ts'
import { interleaved, ratio, whole } from './rounds.ts'

const ROUNDS = 5
const MS = 4_000
const WRITERS = 32
const READERS = 4

/** Calls that relate ten or unrelate ten, durable, over HTTP, to the same statements in groups without HTTP. */
export async function relate(): Promise<Figure[]> {
  return [
    ...(await inLibrary('no relations', 10_000, false)),
    ...(await inLibrary('1,000,000 relations', 200_000, true)),
  ]
}

async function inLibrary(name: string, assets: number, related: boolean): Promise<Figure[]> {
  const folder = await makeLibrary(assets, related)
  const relata = await startRelata(folder)
  const floor = await startFloor(folder)
  const load = (connections: number, writePercent: number) =>
    run({ url: relata.url, connections, ms: MS, assets, writePercent })
  const measures = {
    relata: async () => (await load(WRITERS, 100)).perSecond,
    bare: () => groups(floor, assets),
  }
  await interleaved(1, measures)
  const perSecond = await interleaved(ROUNDS, measures)
  const alone = await load(READERS, 0)
  const [meanwhile] = await Promise.all([load(READERS, 0), load(WRITERS, 100)])
  await relata.stop()
  await floor.stop()
  return [
    { what: `relate or unrelate 10, a second, ${name}`, value: whole(perSecond.relata) },
    { what: 'bare better-sqlite3', value: whole(perSecond.bare) },
    { what: `writes: Relata to bare, ${name}`, value: ratio(perSecond.relata / perSecond.bare), target: '0.6 or more' },
    { what: `a read, ${READERS} readers alone`, value: waits(alone) },
    { what: `a read while ${WRITERS} write`, value: waits(meanwhile) },
  ]
}

async function groups({ url }: Server, assets: number): Promise<number> {
  return Number(await (await fetch(`${url}/groups?ms=${MS}&assets=${assets}`)).text())
}

const waits = ({ medianMs, p99Ms }: LoadResult) => `median ${medianMs.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`
