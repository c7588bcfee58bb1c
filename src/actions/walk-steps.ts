import type { Cloud } from '../core/cloud.ts'
import type { GraphReader, Step } from '../core/ports/graph.ts'
import { MAX_WALK_MS, MAX_WALKED_RELATIONS, type Standing, type WalkLimit } from '../core/walk.ts'

/** Relations in one statement: few enough that nobody waits for their rows to be taken over, many enough for most steps. */
const STEPS_AT_ONCE = 1000
/** Assets whose relations one statement asks for. */
const ASSETS_AT_ONCE = 500

/** What one call may still look at. `cut` is what it ran out of, and left something out for. */
export class WalkBudget {
  readonly cut = new Set<WalkLimit>()
  readonly #deadline: number
  #relations: number

  constructor(maxMs = MAX_WALK_MS, maxRelations = MAX_WALKED_RELATIONS) {
    this.#deadline = performance.now() + maxMs
    this.#relations = maxRelations
  }

  /** How many of so many relations may be looked at. */
  room(wanted: number): number {
    if (wanted > 0 && performance.now() > this.#deadline) {
      this.cut.add('time')
      return 0
    }
    if (wanted > this.#relations) this.cut.add('relations')
    return Math.max(0, Math.min(wanted, this.#relations))
  }

  spend(relations: number): void {
    this.#relations -= relations
  }
}

/** Which relations are followed; without labels, all. */
export interface Ground {
  readonly graph: GraphReader
  readonly cloud: Cloud
  readonly labels: readonly number[] | undefined
}

/**
 * One step further from all of these assets: their relations, asset by asset, each in the order of its lists, in as few
 * statements as hold up nobody. Ends early once the budget is spent.
 */
export async function* stepsFrom(
  ground: Ground,
  assets: readonly Standing[],
  budget: WalkBudget,
): AsyncGenerator<readonly Step[]> {
  const { graph, cloud, labels } = ground
  for (const { nos, degree } of inGroups(assets)) {
    if (degree > STEPS_AT_ONCE) {
      for await (const steps of stepsFromHub(ground, nos[0]!, degree, budget)) yield steps
    } else {
      const room = budget.room(degree)
      if (room === 0) return
      // What was related meanwhile has no budget of its own, and pushes nothing out.
      const limit = room < degree ? room : degree + STEPS_AT_ONCE
      const steps = await graph.step(cloud.id, nos, { limit, ...(labels && { labels }) })
      budget.spend(steps.length)
      yield steps
    }
    if (budget.cut.size > 0) return
  }
}

/** Groups of assets that have few enough relations together, and those by themselves that have more. */
function* inGroups(assets: readonly Standing[]): Generator<{ nos: number[]; degree: number }> {
  let group = { nos: [] as number[], degree: 0 }
  for (const { no, degree } of assets) {
    if (degree === 0) continue
    if (group.nos.length === ASSETS_AT_ONCE || (group.degree > 0 && group.degree + degree > STEPS_AT_ONCE)) {
      yield group
      group = { nos: [], degree: 0 }
    }
    group.nos.push(no)
    group.degree += degree
  }
  if (group.nos.length > 0) yield group
}

async function* stepsFromHub(
  { graph, cloud, labels }: Ground,
  no: number,
  degree: number,
  budget: WalkBudget,
): AsyncGenerator<readonly Step[]> {
  let left = degree
  for (const label of labels ?? (await graph.labelsOf(cloud.id, no))) {
    let after: Step | undefined
    do {
      const limit = Math.min(STEPS_AT_ONCE, budget.room(Math.max(left, 1)))
      if (limit === 0) return
      const steps = await graph.stepFrom(cloud.id, no, label, {
        limit,
        ...(labels && { labels }),
        ...(after && { after }),
      })
      budget.spend(steps.length)
      left -= steps.length
      yield steps
      after = steps.length === limit ? steps.at(-1) : undefined
    } while (after)
  }
}
