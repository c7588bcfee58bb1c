import type { ResourceType } from './asset.ts'
import { invalid } from './errors.ts'
import type { ReasonCode } from './suggestion.ts'

/** What a team wants to be related without being asked: suggestions of uploads for which all of this holds. */
export interface RelationRule {
  /** Every one of them must be there. */
  readonly reasons: readonly ReasonCode[]
  /** From 0 to 1. */
  readonly minScore: number
  /** Of which both assets are; every one where it is empty. */
  readonly resourceTypes: readonly ResourceType[]
  /** The number of the kind by which they are related; of a directed one, only where that is proposed. Null: what is proposed. */
  readonly kind: number | null
  readonly enabled: boolean
}

export const MAX_RULES = 50

/** For whom the log says that a rule has done it. */
export const ruleActor = (name: string): string => `rule:${name}`

export function checkRuleName(name: string): string {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$/.test(name)) return name
  throw invalid(
    `Invalid name of a rule - ${JSON.stringify(name.slice(0, 100))}: use at most 64 letters, digits, hyphens and underscores`,
  )
}
