import type { AssetCard, AssetIdentifier, AssetKey } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Reader } from '../core/store.ts'
import { labelsToFollow, MAX_WALKED_ASSETS, type Standing, type WalkLimit } from '../core/walk.ts'
import { getKeys } from './get-asset.ts'
import { kindsOf } from './relation-kinds.ts'
import { type Ground, stepsFrom, WalkBudget } from './walk-steps.ts'

export interface GroupsRequest {
  /** Whose groups; without them, all that there are. */
  readonly of: readonly AssetIdentifier[] | undefined
  readonly kinds: readonly string[] | undefined
  /** Groups of a page, and assets that each is shown with. */
  readonly limit: number
  readonly members: number
  readonly cursor: string | undefined
}

/** Assets that are connected, over however many steps, and with no other asset. */
export interface ConnectedGroup {
  /** The first of them, nearest first from where it was begun. */
  readonly assets: readonly AssetCard[]
  /** Those asked for that are in it, in the order of the call. */
  readonly of: readonly AssetKey[]
  /** How many are in it, as far as that was counted. */
  readonly size: number
  /** What there was too much of to count them all. */
  readonly truncated: readonly WalkLimit[]
}

export interface GroupsResult {
  readonly groups: readonly ConnectedGroup[]
  readonly nextCursor?: string
}

/** How many assets are looked at in one statement to find where groups begin. */
const LOOK_AT_ONCE = 1000

/**
 * The groups that some assets are in, each once, or all groups: by the asset of each that was made first. A page ends
 * early, and says where the next one begins, once its time is over. Throws `not_found` for an unknown asset.
 */
export async function findGroups(
  reader: Reader,
  cloud: Cloud,
  request: GroupsRequest,
  budget = new WalkBudget(),
): Promise<GroupsResult> {
  const kinds = await kindsOf(reader, cloud)
  const labels = labelsToFollow(kinds, request.kinds, 'both')
  const given = request.of && (await getKeys(reader, cloud, request.of))
  const scope = `groups ${JSON.stringify([given?.map(({ no }) => no), labels])}`
  const [after] = request.cursor === undefined ? [0] : (decodeCursor(cloud, scope, request.cursor) as [number])
  const ground = { graph: reader.graph, cloud, labels }
  const page = new GroupPage(ground, budget, request.limit)
  const end = await (given ? page.fillWithThoseOf(given, after) : page.fill(after))
  const shown = page.components.flatMap(({ nos }) => nos.slice(0, request.members))
  const cards = await reader.graph.cards(cloud.id, shown)
  const groups = page.components.map(
    ({ nos, of, truncated }): ConnectedGroup => ({
      assets: nos
        .slice(0, request.members)
        .map((no) => cards.get(no))
        .filter((card) => card !== undefined),
      of,
      size: nos.length,
      truncated,
    }),
  )
  return { groups, ...(end !== undefined && { nextCursor: encodeCursor(cloud, scope, [end]) }) }
}

interface Component {
  readonly nos: readonly number[]
  readonly of: readonly AssetKey[]
  readonly truncated: readonly WalkLimit[]
}

class GroupPage {
  readonly components: Component[] = []
  readonly #ground: Ground
  readonly #budget: WalkBudget
  readonly #limit: number
  /** All assets that were come to, whose group needs no looking at any more. */
  readonly #seen = new Set<number>()

  constructor(ground: Ground, budget: WalkBudget, limit: number) {
    this.#ground = ground
    this.#budget = budget
    this.#limit = limit
  }

  /** Begins with one of the given assets; answers with which the next page is to begin. */
  async fillWithThoseOf(given: readonly AssetKey[], first: number): Promise<number | undefined> {
    const before = new Set(given.slice(0, first).map(({ no }) => no))
    for (const [i, { no }] of given.entries()) {
      if (i < first || this.#seen.has(no)) continue
      if (this.components.length === this.#limit) return i
      const { nos, truncated } = await this.#walk(no)
      if (truncated.length > 0 && this.#isSpent() && this.components.length > 0) return i
      const members = new Set(nos)
      // An earlier page has it.
      if (nos.some((member) => before.has(member))) continue
      this.components.push({ nos, truncated, of: given.filter((asset) => members.has(asset.no)) })
    }
    return undefined
  }

  /** Begins past an asset number; answers past which one the next page is to begin. */
  async fill(after: number): Promise<number | undefined> {
    const { graph, cloud, labels } = this.#ground
    for (let last = after; ; ) {
      const related = await graph.related(cloud.id, { after: last, look: LOOK_AT_ONCE, ...(labels && { labels }) })
      for (const { no, isFirst } of related) {
        if (isFirst && !this.#seen.has(no)) {
          if (this.components.length === this.#limit || this.#isSpent()) return last
          const { nos, truncated, isOlder } = await this.#walk(no, no)
          if (truncated.length > 0 && this.#isSpent() && (this.components.length > 0 || last > after)) return last
          if (!isOlder) this.components.push({ nos, truncated, of: [] })
        }
        last = no
      }
      if (related.length < LOOK_AT_ONCE) return undefined
      if (this.#budget.room(1) === 0) return last
    }
  }

  #isSpent(): boolean {
    return this.#budget.cut.has('time') || this.#budget.cut.has('relations')
  }

  /** Nearest first. Ends at an asset below a number: the group is that one's, and `isOlder`. */
  async #walk(start: number, below = 0): Promise<{ nos: number[]; truncated: WalkLimit[]; isOlder: boolean }> {
    const { graph, cloud, labels } = this.#ground
    const [degree] = await graph.degrees(cloud.id, [start], labels)
    const nos = [start]
    const known = new Set(nos)
    this.#seen.add(start)
    for (let frontier: Standing[] = [{ no: start, degree: degree! }]; frontier.length > 0; ) {
      const next: Standing[] = []
      for await (const hops of stepsFrom(this.#ground, frontier, this.#budget)) {
        for (const { to, degree } of hops) {
          if (to < below) return { nos, truncated: [], isOlder: true }
          if (known.has(to)) continue
          if (nos.length === MAX_WALKED_ASSETS) return { nos, truncated: ['assets'], isOlder: false }
          known.add(to)
          this.#seen.add(to)
          nos.push(to)
          next.push({ no: to, degree })
        }
      }
      if (this.#budget.cut.size > 0) return { nos, truncated: [...this.#budget.cut], isOlder: false }
      frontier = next
    }
    return { nos, truncated: [], isOlder: false }
  }
}
