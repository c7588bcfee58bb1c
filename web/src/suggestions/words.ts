import type { Suggestion } from '../api/suggestions.ts'

export type ReasonCode = Suggestion['reasons'][number]['code']

/** Reasons as one filters by them, and as a rule is made of them. */
export const REASONS: readonly (readonly [code: ReasonCode, title: string, about: string])[] = [
  ['looks', 'They look alike', 'look alike'],
  ['name', 'Their names match', 'have matching file names'],
  ['document', 'One document', 'come from the same document'],
  ['time', 'Taken together', 'were taken within a minute, in one folder'],
  ['tags', 'Rare tags in common', 'share tags that few have'],
  ['neighbours', 'Related to the same', 'are related to the same assets'],
]

/** How likely, from which score on. */
export const LIKELIHOODS = [
  [0.9, 'Almost certain'],
  [0.75, 'Likely'],
  [0.55, 'Probable'],
  [0, 'Possible'],
] as const

export const likelihood = (score: number): string => LIKELIHOODS.find(([from]) => score >= from)![1]

/** A reason without what only the machine counts. */
export const reasonText = ({ words }: Suggestion['reasons'][number]): string =>
  words
    .replace(/ \(\d+ of 64 bits differ\)/, '')
    .replace(/"([^"]*)"/g, '“$1”')
    .replace('file name stem', 'name')

export const reasonsOf = (suggestion: Suggestion): string[] =>
  suggestion.reasons.toSorted((a, b) => b.weight - a.weight).map(reasonText)

export const TYPES = [
  ['', 'Any type'],
  ['image', 'Images'],
  ['video', 'Videos and audio'],
  ['raw', 'Other files'],
] as const
