import type { Asset } from './asset.ts'
import { kindByName, PROPOSED, type ProposedKind } from './kind-by-name.ts'
import { bitsApart, looksLikeSomething, MAX_BITS_APART } from './looks.ts'
import type { SharedNeighbour } from './ports/suggestions.ts'
import { namesOf } from './stem.ts'
import { documentTerm, originOf, sourceTerm, stemTerm, tagTerm } from './terms.ts'

/** Why two assets may belong together. */
export const REASONS = ['document', 'name', 'looks', 'time', 'tags', 'neighbours'] as const
export type ReasonCode = (typeof REASONS)[number]

export interface Reason {
  readonly code: ReasonCode
  /** How likely it is by this alone that they do, from 0 to 1. */
  readonly weight: number
  /** For people. */
  readonly words: string
  readonly proposal?: ProposedKind
}

/** Suggestions of one asset, the likeliest ones. */
export const MAX_SUGGESTIONS = 100
export const SUGGESTIONS_PAGE_SIZE = 50
/** Below it, a suggestion is a guess. */
export const MIN_SCORE = 0.4
/** Pairs in one call that accepts or dismisses. */
export const MAX_TO_DISMISS = 1000

/** A term that more assets have says nothing about them. */
export const MAX_OF_ONE_STEM = 40
export const MAX_OF_ONE_DOCUMENT = 20
export const MAX_OF_ONE_MINUTE = 60
export const MAX_OF_RARE_TAG = 10

/** What is known of an asset and another beside themselves. */
export interface Evidence {
  /** How many assets have a term that was looked for, as far as it was counted. */
  readonly count: (term: string) => number
  /** What both are related to. */
  readonly shared: readonly SharedNeighbour[]
}

/** All reasons for which the two may belong together, the strongest first. */
export function reasonsFor(one: Asset, other: Asset, evidence: Evidence): Reason[] {
  const reasons = [
    byDocument(one, other, evidence),
    byName(one, other, evidence),
    byLooks(one, other),
    byTime(one, other),
    byTags(one, other, evidence),
    byNeighbours(evidence),
  ]
  return reasons.filter((reason) => reason !== undefined).sort((a, b) => b.weight - a.weight)
}

/**
 * One minus how likely it is that every reason is wrong, were they independent: each reason more makes it higher, none
 * makes it 1.
 */
export const scoreOf = (reasons: readonly Pick<Reason, 'weight'>[]): number =>
  either(reasons.map(({ weight }) => weight))

const either = (weights: readonly number[]): number =>
  Math.round(1000 * (1 - weights.reduce((product, weight) => product * (1 - weight), 1))) / 1000

/** A directed kind says more than a symmetric one, and that more than none. */
export function proposalOf(reasons: readonly Reason[]): ProposedKind {
  const proposals = reasons.map(({ proposal }) => proposal).filter((proposal) => proposal !== undefined)
  const rank = ({ kind }: ProposedKind) => (kind % 2 === 1 ? 0 : kind === PROPOSED.alternate ? 1 : 2)
  return proposals.sort((a, b) => rank(a) - rank(b))[0] ?? { kind: PROPOSED.related, subject: 'one' }
}

const ALTERNATE: ProposedKind = { kind: PROPOSED.alternate, subject: 'one' }

/** Identical ones may still be two pictures of one white wall. */
function byLooks(one: Asset, other: Asset): Reason | undefined {
  if (one.phash === null || other.phash === null || !looksLikeSomething(one.phash)) return undefined
  const bits = bitsApart(one.phash, other.phash)
  if (bits > MAX_BITS_APART) return undefined
  const words = bits === 0 ? 'Look the same' : `Look nearly the same (${bits} of 64 bits differ)`
  return { code: 'looks', weight: 0.95 - 0.05 * bits, words, proposal: ALTERNATE }
}

function byName(one: Asset, other: Asset, { count }: Evidence): Reason | undefined {
  const others = new Map(namesOf(other).map((name) => [name.stem, name.role]))
  const found = namesOf(one).find(({ stem }) => others.has(stem) && count(stemTerm(stem)) <= MAX_OF_ONE_STEM)
  if (!found) return undefined
  const proposal = kindByName({ file: one, role: found.role }, { file: other, role: others.get(found.stem)! })
  const place = one.assetFolder === other.assetFolder ? 0.2 : 0
  const isDirected = proposal.kind % 2 === 1
  const base = isDirected ? 0.65 : proposal.kind === PROPOSED.alternate ? 0.5 : 0.4
  const isFrequent = count(stemTerm(found.stem)) > MAX_OF_ONE_STEM / 4
  return {
    code: 'name',
    weight: (base + place) * (isFrequent ? 0.6 : 1),
    words: `Same file name stem ${JSON.stringify(found.stem)}${place > 0 ? ', in the same folder' : ''}`,
    proposal,
  }
}

function byDocument(one: Asset, other: Asset, { count }: Evidence): Reason | undefined {
  if (!one.origin || !other.origin) return undefined
  const [a, b] = [originOf(one.origin), originOf(other.origin)]
  const isTelling = (id: string) =>
    count(documentTerm(id)) <= MAX_OF_ONE_DOCUMENT && count(sourceTerm(id)) <= MAX_OF_ONE_DOCUMENT
  const have = (ids: ReadonlySet<string>, others: ReadonlySet<string>) =>
    [...ids].some((id) => others.has(id) && isTelling(id))
  const code = 'document'
  const derived = (subject: ProposedKind['subject'], words: string): Reason => ({
    ...{ code, weight: 0.95, words },
    proposal: { kind: PROPOSED.derived, subject },
  })
  if (have(a.documents, b.documents))
    return { code, weight: 0.9, words: 'Saved from the same document', proposal: ALTERNATE }
  if (have(a.sources, b.documents)) return derived('one', 'Its file says that it was made from the other one')
  if (have(b.sources, a.documents)) return derived('other', 'The file of the other one says that it was made from this')
  if (have(a.sources, b.sources))
    return { code, weight: 0.6, words: 'Made from the same document', proposal: ALTERNATE }
  return undefined
}

const MOMENT_MS = 5_000
const MINUTE_MS = 60_000

function byTime(one: Asset, other: Asset): Reason | undefined {
  const [a, b] = [one.origin?.capturedAt, other.origin?.capturedAt]
  if (a === undefined || b === undefined || one.assetFolder !== other.assetFolder) return undefined
  const apart = Math.abs(a - b)
  if (apart > MINUTE_MS) return undefined
  const seconds = Math.round(apart / 1000)
  const words = `Taken ${seconds === 0 ? 'in the same second' : `${seconds} s apart`}, in the same folder`
  return { code: 'time', weight: apart <= MOMENT_MS ? 0.5 : 0.3, words }
}

const MAX_TAGS_TOLD = 3

function byTags(one: Asset, other: Asset, { count }: Evidence): Reason | undefined {
  const theirs = new Set(other.tags)
  const shared = one.tags
    .filter((tag) => theirs.has(tag) && count(tagTerm(tag)) <= MAX_OF_RARE_TAG)
    .map((tag) => ({ tag, assets: count(tagTerm(tag)) }))
    .sort((a, b) => a.assets - b.assets)
  if (shared.length === 0) return undefined
  // Of two that have it, each is the other's only one; of ten, one in nine.
  const weight = Math.min(0.6, either(shared.map(({ assets }) => 0.4 / Math.sqrt(Math.max(1, assets - 1)))))
  const told = shared.slice(0, MAX_TAGS_TOLD).map(({ tag, assets }) => `${JSON.stringify(tag)} (${assets} assets)`)
  return { code: 'tags', weight, words: `Share what few are tagged with: ${told.join(', ')}` }
}

function byNeighbours({ shared }: Evidence): Reason | undefined {
  if (shared.length === 0) return undefined
  const weight = Math.min(0.6, either(shared.map(({ relations }) => 0.4 / Math.log2(2 + relations))))
  const words =
    shared.length === 1 ? 'Both are related to the same asset' : `Both are related to ${shared.length} same assets`
  return { code: 'neighbours', weight, words }
}

/** Two assets, in any order. */
export type Pair = readonly [number, number]
