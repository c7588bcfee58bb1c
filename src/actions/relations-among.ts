import { endOfLabel, isDirected, kindOfLabel } from '../core/relation-kind.ts'
import { type Hop, reversed } from '../core/walk.ts'
import type { Ground, WalkBudget } from './walk-steps.ts'

/** Relations read in one statement to find those among a set. */
const LOOK_AT_ONCE = 20_000

/**
 * All relations among some assets, each once, its subject first: what a drawing of them needs. A relation is found from
 * either end, so those of hubs are read from their other ends, but for hubs that are related to hubs. Cut, with a note
 * of it, where the budget is spent.
 */
export async function relationsAmong(ground: Ground, assetNos: readonly number[], budget: WalkBudget): Promise<Hop[]> {
  const { graph, cloud, labels } = ground
  const degrees = await graph.degrees(cloud.id, assetNos, labels)
  const fewestFirst = assetNos.map((no, i) => ({ no, degree: degrees[i]! })).sort((a, b) => a.degree - b.degree)
  const found = new Map<string, Hop>()
  let group: number[] = []
  let degree = 0
  const read = async () => {
    for (const hop of await graph.among(cloud.id, group, assetNos, labels)) {
      const once = inOneDirection(hop)
      found.set(`${once.from} ${once.label} ${once.to}`, once)
    }
    budget.spend(degree)
    group = []
    degree = 0
  }
  // The last one's relations were all found from their other ends.
  for (const asset of fewestFirst.slice(0, -1)) {
    if (budget.room(degree + asset.degree) < degree + asset.degree) break
    group.push(asset.no)
    degree += asset.degree
    if (degree >= LOOK_AT_ONCE) await read()
  }
  await read()
  return [...found.values()]
}

const inOneDirection = (hop: Hop): Hop => {
  const isTurned = isDirected(kindOfLabel(hop.label)) ? endOfLabel(hop.label) === 'object' : hop.from > hop.to
  return isTurned ? reversed(hop) : hop
}
