import assert from 'node:assert/strict'
import { KEY, makeLibrary, SECRET, type Server, startFloor, startRelata } from './library.ts'
import { detailsPath, type Load, run } from './load.ts'
import type { Figure } from './main.ts'
import { interleaved, ratio, whole } from './rounds.ts'

const SMALL = 1_000
const LARGE = 200_000
const ROUNDS = 5
const LOAD = { connections: 32, ms: 3_000, writePercent: 1 }

async function body(server: Server, number: number): Promise<string> {
  const headers = { authorization: `Basic ${btoa(`${KEY}:${SECRET}`)}` }
  const answer = await fetch(server.url + detailsPath(number), { headers })
  // The two are reached by different ports, which their answers repeat.
  return (await answer.text()).replaceAll(new URL(server.url).host, 'host')
}

/** Details with ten related assets: this server, the floor, and the same number of bytes without any work. */
export async function reads(): Promise<Figure[]> {
  const libraries: { assets: number; relata: Server; floor: Server }[] = []
  for (const assets of [SMALL, LARGE]) {
    const folder = await makeLibrary(assets, true)
    libraries.push({ assets, relata: await startRelata(folder), floor: await startFloor(folder) })
  }
  const [small, large] = libraries as [(typeof libraries)[0], (typeof libraries)[0]]
  const constant = await startFloor(await makeLibrary(SMALL, true), true)
  for (const { relata, floor } of libraries) {
    assert.ok((await body(relata, 7)) === (await body(floor, 7)), 'the floor must answer the same bytes')
  }
  const rate = (server: Server, assets: number) => async () => {
    const load: Load = { ...LOAD, url: server.url, assets }
    return (await run(load)).perSecond
  }
  const measures = {
    relata: rate(large.relata, LARGE),
    floor: rate(large.floor, LARGE),
    relataSmall: rate(small.relata, SMALL),
    floorSmall: rate(small.floor, SMALL),
    constant: rate(constant, SMALL),
  }
  await interleaved(1, measures)
  const perSecond = await interleaved(ROUNDS, measures)
  for (const server of [...libraries.flatMap(({ relata, floor }) => [relata, floor]), constant]) await server.stop()

  const { relata, floor, relataSmall, floorSmall } = perSecond
  const growth = relataSmall / relata / (floorSmall / floor)
  return [
    { what: 'reads a second, 200,000 assets', value: whole(relata) },
    { what: 'the floor', value: whole(floor) },
    { what: 'a constant answer', value: whole(perSecond.constant) },
    { what: 'reads: Relata to the floor', value: ratio(relata / floor), target: '0.7 or more' },
    { what: 'reads: Relata to the constant answer', value: ratio(relata / perSecond.constant) },
    { what: 'reads a second, 1,000 assets', value: `${whole(relataSmall)}, floor ${whole(floorSmall)}` },
    { what: "growth from 1,000 to 200,000, to the floor's own", value: ratio(growth), target: '1.15 or less' },
  ]
}
