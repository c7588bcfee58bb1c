import type { Asset } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { bitsApart, hashInTerm, lookRanges, MAX_BITS_APART } from '../core/looks.ts'
import type { SharedNeighbour } from '../core/ports/suggestions.ts'
import { type Kinds, RELATED_KIND, type RelationKind } from '../core/relation-kind.ts'
import { namesOf } from '../core/stem.ts'
import type { Reader } from '../core/store.ts'
import {
  MAX_OF_ONE_DOCUMENT,
  MAX_OF_ONE_MINUTE,
  MAX_OF_ONE_STEM,
  MAX_OF_RARE_TAG,
  MAX_SUGGESTIONS,
  proposalOf,
  type Reason,
  reasonsFor,
  scoreOf,
} from '../core/suggestion.ts'
import { captureTerm, documentTerm, originOf, sourceTerm, stemTerm, tagTerm } from '../core/terms.ts'

/** Two assets that probably belong together. */
export interface Suggestion {
  /** The subject of the kind that is proposed. */
  readonly from: Asset
  readonly to: Asset
  readonly kind: RelationKind
  /** From 0 to 1; see `scoreOf`. */
  readonly score: number
  readonly reasons: readonly Reason[]
}

const MAX_TAGS = 30
/** Terms that are read of each range of looks. */
const MAX_OF_ONE_LOOK = 40
const MAX_NEIGHBOURS = 50
const MAX_RELATIONS_OF_NEIGHBOUR = 30
/** Others that are read whole, those found by most first. */
const MAX_CANDIDATES = 400

/** What probably belongs to an asset, the likeliest first: nothing that it is related to, nothing that was dismissed. */
export async function suggestFor(
  reader: Reader,
  kinds: Kinds,
  cloud: Cloud,
  asset: Asset,
  minScore: number,
): Promise<Suggestion[]> {
  const { nos, count, shared } = await candidatesFor(reader, cloud, asset)
  const settled = await reader.suggestions.settled(cloud.id, asset.no, nos)
  const others = await reader.suggestions.assets(
    cloud.id,
    nos.filter((no) => !settled.has(no)),
  )
  return others
    .map((other) => {
      const reasons = reasonsFor(asset, other, { count, shared: shared.get(other.no) ?? [] })
      return { ...directed(kinds, asset, other, reasons), score: scoreOf(reasons), reasons }
    })
    .filter(({ score }) => score >= minScore)
    .sort(likeliestFirst(asset))
    .slice(0, MAX_SUGGESTIONS)
}

/** The one of the two that isn't the asset. */
export const otherOf = ({ from, to }: Suggestion, asset: Asset): Asset => (from.no === asset.no ? to : from)

const likeliestFirst = (asset: Asset) => (a: Suggestion, b: Suggestion) =>
  b.score - a.score || otherOf(a, asset).no - otherOf(b, asset).no

/** A kind that the team has retired is not proposed. */
function directed(kinds: Kinds, one: Asset, other: Asset, reasons: readonly Reason[]) {
  const { kind: no, subject } = proposalOf(reasons)
  const kind = kinds.byNo(no)
  const [from, to] = subject === 'one' ? [one, other] : [other, one]
  return { from, to, kind: kind && !kind.retired ? kind : kinds.byNo(RELATED_KIND)! }
}

interface Candidates {
  readonly nos: number[]
  readonly count: (term: string) => number
  readonly shared: ReadonlyMap<number, SharedNeighbour[]>
}

/** Whatever an index finds by something that the asset has; each look is bounded, whatever the library. */
async function candidatesFor({ suggestions }: Reader, { id }: Cloud, asset: Asset): Promise<Candidates> {
  const lookups = lookupsOf(asset)
  const terms = [...lookups.keys()]
  const most = Math.max(0, ...lookups.values()) + 1
  const ranges = asset.phash === null ? [] : lookRanges(asset.phash)
  const [found, looks, neighbours] = await Promise.all([
    suggestions.withTerms(id, terms, most),
    suggestions.inRanges(id, ranges, MAX_OF_ONE_LOOK),
    suggestions.sharedNeighbours(id, asset.no, {
      maxNeighbours: MAX_NEIGHBOURS,
      maxRelations: MAX_RELATIONS_OF_NEIGHBOUR,
    }),
  ])
  const counts = new Map(terms.map((term, i) => [term, found[i]!.length]))
  const shared = Map.groupBy(neighbours, ({ no }) => no)
  const votes = new Map<number, number>()
  const vote = (no: number, weight: number) => votes.set(no, (votes.get(no) ?? 0) + weight)
  for (const [i, term] of terms.entries()) {
    if (found[i]!.length <= lookups.get(term)!) for (const no of found[i]!) vote(no, 1 / found[i]!.length)
  }
  for (const { term, no } of looks) {
    if (bitsApart(hashInTerm(term), asset.phash!) <= MAX_BITS_APART) vote(no, 1)
  }
  for (const [no, by] of shared) vote(no, by.length / MAX_NEIGHBOURS)
  votes.delete(asset.no)
  const nos = [...votes].sort(([, a], [, b]) => b - a).slice(0, MAX_CANDIDATES)
  return { nos: nos.map(([no]) => no), count: (term) => counts.get(term) ?? Number.POSITIVE_INFINITY, shared }
}

/** The terms by which others are looked for, and how many assets may have each for it to say anything. */
function lookupsOf(asset: Asset): Map<string, number> {
  const { documents, sources, minute } = originOf(asset.origin ?? {})
  const ids = [...new Set([...documents, ...sources])]
  const minutes = minute === undefined ? [] : [minute - 1, minute, minute + 1]
  return new Map([
    ...namesOf(asset).map(({ stem }) => [stemTerm(stem), MAX_OF_ONE_STEM] as const),
    ...ids.flatMap((id) => [documentTerm(id), sourceTerm(id)].map((term) => [term, MAX_OF_ONE_DOCUMENT] as const)),
    ...minutes.map((at) => [captureTerm(at, asset.assetFolder), MAX_OF_ONE_MINUTE] as const),
    ...asset.tags.slice(0, MAX_TAGS).map((tag) => [tagTerm(tag), MAX_OF_RARE_TAG] as const),
  ])
}
