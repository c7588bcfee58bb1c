import type { AssetCard, AssetIdentifier } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Reader } from '../core/store.ts'
import {
  type Direction,
  fromOtherEnd,
  type Hop,
  labelsToFollow,
  MAX_STEPS,
  reversed,
  type Standing,
  type WalkLimit,
} from '../core/walk.ts'
import { getKeys } from './get-asset.ts'
import { type NamedHop, namesOf } from './named-hops.ts'
import { kindsOf } from './relation-kinds.ts'
import { type Ground, stepsFrom, WalkBudget } from './walk-steps.ts'

export interface PathRequest {
  readonly from: readonly AssetIdentifier[]
  readonly to: readonly AssetIdentifier[]
  readonly kinds: readonly string[] | undefined
  readonly direction: Direction
  readonly steps: number
}

export interface PathResult {
  /** From the first to the last; nothing where there is none within the steps and limits. */
  readonly path: Path | undefined
  /** What there was too much of to be sure that there is none. */
  readonly truncated: readonly WalkLimit[]
}

export interface Path {
  readonly assets: readonly AssetCard[]
  /** One fewer: how each is related to the one after it. */
  readonly links: readonly NamedHop[]
}

/** How often a path is looked for anew of which an asset was deleted meanwhile. */
const MAX_ATTEMPTS = 3

/**
 * A shortest path from any of some assets to any of others, found from both sides at once. Throws `not_found` for an
 * unknown asset.
 */
export async function findPath(
  reader: Reader,
  cloud: Cloud,
  request: PathRequest,
  budget = new WalkBudget(),
): Promise<PathResult> {
  const kinds = await kindsOf(reader, cloud)
  const labels = labelsToFollow(kinds, request.kinds, request.direction)
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const keys = await getKeys(reader, cloud, [...request.from, ...request.to])
    const nos = keys.map(({ no }) => no)
    const ends = [nos.slice(0, request.from.length), nos.slice(request.from.length)] as const
    const found = await meet({ graph: reader.graph, cloud, labels }, ends, request.steps, budget)
    if (!found) return { path: undefined, truncated: [...budget.cut] }
    const { start, hops } = found
    const passed = [start, ...hops.map(({ to }) => to)]
    const cards = await reader.graph.cards(cloud.id, passed)
    const assets = passed.map((no) => cards.get(no)).filter((card) => card !== undefined)
    if (assets.length === passed.length) return { path: { assets, links: namesOf(hops, cards, kinds) }, truncated: [] }
  }
  throw new AppError('unavailable', 'Assets on the path are being deleted right now: try again')
}

interface Chain {
  readonly start: number
  readonly hops: readonly Hop[]
}

/**
 * Goes on from the side that has fewer relations to look at, a whole step at a time. The first asset that both sides know
 * is on a shortest path: had an earlier step of the other side come to it, the asset before would have been met already.
 */
async function meet(
  ground: Ground,
  [from, to]: readonly [readonly number[], readonly number[]],
  maxSteps: number,
  budget: WalkBudget,
): Promise<Chain | undefined> {
  const backwards = { ...ground, labels: ground.labels?.map(fromOtherEnd) }
  const sides = [new Side(ground, from), new Side(backwards, to)] as const
  const common = from.find((no) => sides[1].knows(no))
  if (common !== undefined) return { start: common, hops: [] }
  await Promise.all(sides.map((side) => side.stand()))
  for (let steps = 0; steps < maxSteps; steps++) {
    const [side, other] = sides[0].degree <= sides[1].degree ? sides : [sides[1], sides[0]]
    // What has no relations can't be come to from the other side either.
    if (side.degree === 0) return undefined
    const met = await side.step(other, budget)
    if (met !== undefined) {
      const first = sides[0].chainTo(met)
      const last = sides[1].chainTo(met)
      return { start: first.start, hops: [...first.hops, ...last.hops.map(reversed).reverse()] }
    }
    if (budget.cut.size > 0) return undefined
  }
  if (maxSteps === MAX_STEPS) budget.cut.add('steps')
  return undefined
}

/** What is known from one end of a path. */
class Side {
  degree = 0
  readonly #ground: Ground
  #frontier: Standing[]
  /** By which relation each was come to; nothing for where it began. */
  readonly #via: Map<number, Hop | undefined>

  constructor(ground: Ground, starts: readonly number[]) {
    this.#ground = ground
    this.#frontier = [...new Set(starts)].map((no) => ({ no, degree: 0 }))
    this.#via = new Map(starts.map((no) => [no, undefined]))
  }

  knows(no: number): boolean {
    return this.#via.has(no)
  }

  async stand(): Promise<void> {
    const { graph, cloud, labels } = this.#ground
    const nos = this.#frontier.map(({ no }) => no)
    const degrees = await graph.degrees(cloud.id, nos, labels)
    this.#goOnFrom(nos.map((no, i) => ({ no, degree: degrees[i]! })))
  }

  /** Answers the first asset that the other side knows. */
  async step(other: Side, budget: WalkBudget): Promise<number | undefined> {
    const next: Standing[] = []
    for await (const hops of stepsFrom(this.#ground, this.#frontier, budget)) {
      for (const { from, to, label, degree } of hops) {
        if (this.#via.has(to)) continue
        this.#via.set(to, { from, to, label })
        if (other.knows(to)) return to
        next.push({ no: to, degree })
      }
    }
    this.#goOnFrom(next)
    return undefined
  }

  chainTo(no: number): Chain {
    const hops: Hop[] = []
    let start = no
    for (let hop = this.#via.get(no); hop; hop = this.#via.get(start)) {
      hops.push(hop)
      start = hop.from
    }
    return { start, hops: hops.reverse() }
  }

  #goOnFrom(assets: Standing[]): void {
    this.#frontier = assets
    this.degree = assets.reduce((sum, { degree }) => sum + degree, 0)
  }
}
