import type { AssetCard, AssetIdentifier, AssetKey } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Reader } from '../core/store.ts'
import { type Direction, type Hop, labelsToFollow, MAX_STEPS, type Standing, type WalkLimit } from '../core/walk.ts'
import { getKeys } from './get-asset.ts'
import { type NamedHop, namesOf } from './named-hops.ts'
import { kindsOf } from './relation-kinds.ts'
import { relationsAmong } from './relations-among.ts'
import { type Ground, stepsFrom, WalkBudget } from './walk-steps.ts'

export interface WalkRequest {
  readonly from: readonly AssetIdentifier[]
  /** Names of kinds; without them, relations of all kinds are followed. */
  readonly kinds: readonly string[] | undefined
  readonly direction: Direction
  readonly steps: number
  readonly maxAssets: number
  readonly limit: number
  /** Whether to answer the relations among the assets of the page and those that it begins from. */
  readonly relations: boolean
  readonly cursor: string | undefined
}

/** An asset that was found, and how: from which one it was come to, and how that one's relation to it is called. */
export interface FoundAsset {
  readonly asset: AssetCard
  readonly distance: number
  readonly via: NamedHop
}

export interface WalkResult {
  readonly from: readonly AssetKey[]
  /** The nearest first; of equals, in the order in which the lists of the assets before have them. */
  readonly assets: readonly FoundAsset[]
  /** All among them, each once, its subject first; and what there were too many of for that. */
  readonly drawing?: { readonly relations: readonly NamedHop[]; readonly truncated: readonly WalkLimit[] }
  readonly nextCursor?: string
  /** What there was too much of to find all. */
  readonly truncated: readonly WalkLimit[]
}

/**
 * All assets within some steps of others, breadth first, each once. It goes no further than the page needs. Each page
 * walks anew and goes on behind the asset that the page before ended with. Throws `not_found` for an unknown start.
 */
export async function walkRelations(
  reader: Reader,
  cloud: Cloud,
  request: WalkRequest,
  budget = new WalkBudget(),
): Promise<WalkResult> {
  const { steps, maxAssets, limit, cursor } = request
  const [kinds, from] = await Promise.all([kindsOf(reader, cloud), getKeys(reader, cloud, request.from)])
  const labels = labelsToFollow(kinds, request.kinds, request.direction)
  const scope = `walk ${JSON.stringify([from.map(({ no }) => no), labels, steps, maxAssets])}`
  const [count, last] = cursor === undefined ? [0] : (decodeCursor(cloud, scope, cursor) as [number, number])
  const ground = { graph: reader.graph, cloud, labels }
  const walk = new Walk(ground, budget, maxAssets)
  await walk.run(from, steps, last, limit)
  const begin = walk.placeAfter(last) ?? Math.min(count, walk.found.length)
  const end = begin + limit
  const page = walk.found.slice(begin, end)
  const more = walk.found.length > end
  // What more would have been looked at is for the next page to say.
  if (more) budget.cut.clear()
  const cards = await reader.graph.cards(cloud.id, [...new Set(page.flatMap(({ hop }) => [hop.from, hop.to]))])
  const assets = page.flatMap(({ hop, distance }): FoundAsset[] => {
    // Deleted since: its relations are gone, and what was come to by them with it.
    return namesOf([hop], cards, kinds).map((via) => ({ asset: cards.get(hop.to)!, distance, via }))
  })
  const drawing = async () => {
    const drawn = new Map([...from, ...assets.map(({ asset }) => asset)].map((asset) => [asset.no, asset]))
    const eitherWay = { ...ground, labels: labelsToFollow(kinds, request.kinds, 'both') }
    const own = new WalkBudget()
    const hops = await relationsAmong(eitherWay, [...drawn.keys()], own)
    return { relations: namesOf(hops, drawn, kinds), truncated: [...own.cut] }
  }
  return {
    from,
    assets,
    ...(request.relations && { drawing: await drawing() }),
    ...(more && { nextCursor: encodeCursor(cloud, scope, [end, page.at(-1)!.hop.to]) }),
    truncated: [...budget.cut],
  }
}

interface Found {
  readonly hop: Hop
  readonly distance: number
}

class Walk {
  readonly found: Found[] = []
  readonly #ground: Ground
  readonly #budget: WalkBudget
  readonly #maxAssets: number
  readonly #places = new Map<number, number>()

  constructor(ground: Ground, budget: WalkBudget, maxAssets: number) {
    this.#ground = ground
    this.#budget = budget
    this.#maxAssets = maxAssets
  }

  /** Where the page begins whose last one before was that asset. */
  placeAfter(no: number | undefined): number | undefined {
    const place = no === undefined ? undefined : this.#places.get(no)
    return place === undefined || place < 0 ? undefined : place + 1
  }

  /** Ends once it has found a page behind an asset, and one more. */
  async run(from: readonly AssetKey[], steps: number, last: number | undefined, limit: number): Promise<void> {
    const { graph, cloud, labels } = this.#ground
    const starts = [...new Set(from.map(({ no }) => no))]
    for (const no of starts) this.#places.set(no, -1)
    const degrees = await graph.degrees(cloud.id, starts, labels)
    let frontier: Standing[] = starts.map((no, i) => ({ no, degree: degrees[i]! }))
    const isEnough = () => {
      const begin = last === undefined ? 0 : this.placeAfter(last)
      return begin !== undefined && this.found.length > begin + limit
    }
    for (let distance = 1; distance <= steps && frontier.length > 0; distance++) {
      const next: Standing[] = []
      for await (const hops of stepsFrom(this.#ground, frontier, this.#budget)) {
        for (const { from, to, label, degree } of hops) {
          if (this.#places.has(to)) continue
          if (this.found.length === this.#maxAssets) {
            this.#budget.cut.add('assets')
            return
          }
          this.#places.set(to, this.found.length)
          this.found.push({ hop: { from, to, label }, distance })
          next.push({ no: to, degree })
        }
        if (isEnough()) return
      }
      if (this.#budget.cut.size > 0) return
      frontier = next
    }
    if (steps === MAX_STEPS && (await this.#goesOn(frontier))) this.#budget.cut.add('steps')
  }

  async #goesOn(frontier: readonly Standing[]): Promise<boolean> {
    for await (const hops of stepsFrom(this.#ground, frontier, this.#budget)) {
      if (hops.some(({ to }) => !this.#places.has(to))) return true
    }
    return false
  }
}
