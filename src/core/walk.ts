import { endOfLabel, type Kinds, kindOfLabel, labelOf } from './relation-kind.ts'

/** Steps of one walk, and of one path. */
export const MAX_STEPS = 100
export const DEFAULT_STEPS = 2
/** Assets that one call begins from. */
export const MAX_STARTS = 100
/** Assets that one walk finds, over all its pages; members of a group that are counted. */
export const MAX_WALKED_ASSETS = 10_000
/** Assets of a drawing: more are no picture any more. */
export const MAX_DRAWN_ASSETS = 3_000
/** Relations that one call looks at. */
export const MAX_WALKED_RELATIONS = 200_000
/** How long one call walks. */
export const MAX_WALK_MS = 5_000
/** How long one page of assets without relations is looked for. */
export const MAX_LOOK_MS = 500

/** What a call would have needed more of to find everything. */
export const WALK_LIMITS = ['steps', 'assets', 'relations', 'time'] as const
export type WalkLimit = (typeof WALK_LIMITS)[number]

/**
 * Which way relations are followed: as the names of their kinds read (from a poster along `poster_of`), the other way
 * (`incoming`), or both. Symmetric kinds read the same either way.
 */
export const DIRECTIONS = ['outgoing', 'incoming', 'both'] as const
export type Direction = (typeof DIRECTIONS)[number]

/** A relation as a walk meets it, seen from the asset that it comes from. */
export interface Hop {
  /** Asset numbers. */
  readonly from: number
  readonly to: number
  readonly label: number
}

/** An asset that a walk goes on from, and how many relations it has there. */
export interface Standing {
  readonly no: number
  readonly degree: number
}

/** The label of the same relation, seen from its other end. */
export const fromOtherEnd = (label: number): number =>
  labelOf(kindOfLabel(label), endOfLabel(label) === 'subject' ? 'object' : 'subject')

export const reversed = ({ from, to, label }: Hop): Hop => ({ from: to, to: from, label: fromOtherEnd(label) })

/** The labels by which relations of these kinds, by either name, are followed that way; of no kinds, all. */
export function labelsToFollow(
  kinds: Kinds,
  names: readonly string[] | undefined,
  direction: Direction,
): number[] | undefined {
  if (!names && direction === 'both') return undefined
  const named = names ? kinds.labelsNamed(names) : kinds.all.map(({ no }) => labelOf(no, 'subject'))
  const followed = [
    ...(direction === 'incoming' ? [] : named),
    ...(direction === 'outgoing' ? [] : named.map(fromOtherEnd)),
  ]
  return [...new Set(followed)].sort((a, b) => a - b)
}
