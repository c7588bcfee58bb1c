import { type DismissOutcome, dismissSuggestions } from '../../actions/dismiss-suggestions.ts'
import { listSuggestions } from '../../actions/list-suggestions.ts'
import { relateMany } from '../../actions/relate-many.ts'
import type { Suggestion } from '../../actions/suggest-relations.ts'
import { MAX_SUGGESTIONS, MAX_TO_DISMISS, MIN_SCORE, REASONS, SUGGESTIONS_PAGE_SIZE } from '../../core/suggestion.ts'
import type { Linking } from '../cloudinary/wire.ts'
import { ok, operation } from '../operation.ts'
import { assetAnswer, assetSchema } from './asset-answer.ts'
import { assetParam } from './asset-param.ts'
import { relationResults, relationResultsSchema } from './bulk-answer.ts'
import { MESSAGES, namedRelation, namedRelations } from './relations.ts'
import { asset } from './schemas.ts'
import { cursor } from './walk-params.ts'

export const suggestionsLimit = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_SUGGESTIONS,
  default: SUGGESTIONS_PAGE_SIZE,
  description: 'Suggestions of one page',
} as const

export const minScore = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  default: MIN_SCORE,
  description: 'Only what is that likely, from 0 to 1',
} as const

const suggestionSchema = {
  type: 'object',
  properties: {
    from: assetSchema,
    to: assetSchema,
    kind: { type: 'string', description: 'What is proposed, from the side of `from`' },
    score: {
      type: 'number',
      description: 'One minus the product, over all reasons, of one minus the weight: from 0 to 1',
    },
    reasons: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          code: { type: 'string', enum: REASONS },
          weight: { type: 'number' },
          words: { type: 'string', description: 'For people' },
        },
        required: ['code', 'weight', 'words'],
      },
    },
  },
  required: ['from', 'to', 'kind', 'score', 'reasons'],
} as const

export const suggestionsSchema = {
  type: 'object',
  properties: {
    suggestions: { type: 'array', items: suggestionSchema },
    next_cursor: { type: 'string' },
  },
  required: ['suggestions'],
} as const

export const suggestionAnswer = (call: Linking, { from, to, kind, score, reasons }: Suggestion) => ({
  from: assetAnswer(call, from),
  to: assetAnswer(call, to),
  kind: kind.name,
  score,
  reasons: reasons.map(({ code, weight, words }) => ({ code, weight: Math.round(weight * 1000) / 1000, words })),
})

export const suggestions = operation({
  name: 'suggestions',
  summary:
    'What probably belongs together and is not related: of one asset, the likeliest first; or of all, a pair once: by page those of the assets that were uploaded last, the likeliest of the page first. A page may have few, and a cursor all the same',
  method: 'GET',
  paths: ['/suggestions'],
  api: 'relata',
  input: { type: 'object', properties: { asset, min_score: minScore, limit: suggestionsLimit, cursor } },
  output: suggestionsSchema,
  async handle(call, input) {
    const { min_score = minScore.default, limit = suggestionsLimit.default, cursor } = input
    const identifier = input.asset === undefined ? undefined : assetParam('asset', input.asset)
    const { suggestions, nextCursor } = await listSuggestions(call.library.store.read, call.cloud, identifier, {
      minScore: min_score,
      ...{ limit, cursor },
    })
    return ok({
      suggestions: suggestions.map((suggestion) => suggestionAnswer(call, suggestion)),
      next_cursor: nextCursor,
    })
  },
})

export const acceptSuggestions = operation({
  name: 'accept_suggestions',
  summary: 'Relates what was suggested, each by the kind that was proposed or by another',
  method: 'POST',
  paths: ['/suggestions/accept'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      suggestions: namedRelations,
    },
    required: ['suggestions'],
  },
  output: relationResultsSchema,
  async handle(call, input) {
    const outcomes = await relateMany(call.library, call, input.suggestions.map(namedRelation))
    return ok(relationResults(input.suggestions, outcomes, MESSAGES))
  },
})

const DISMISSAL_MESSAGES: Record<Exclude<DismissOutcome, 'dismissed' | 'already_dismissed'>, string> = {
  not_found: MESSAGES.not_found,
  malformed: MESSAGES.malformed,
  self: 'an asset is never suggested for itself',
}

export const dismissSuggestionsOperation = operation({
  name: 'dismiss_suggestions',
  summary: 'Never again are these pairs suggested, from either side, and no rule relates them',
  method: 'POST',
  paths: ['/suggestions/dismiss'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      suggestions: {
        type: 'array',
        items: {
          type: 'object',
          properties: { from: asset, to: asset },
          required: ['from', 'to'],
          additionalProperties: false,
        },
        minItems: 1,
        maxItems: MAX_TO_DISMISS,
      },
    },
    required: ['suggestions'],
  },
  output: relationResultsSchema,
  async handle(call, input) {
    const outcomes = await dismissSuggestions(call.library, call, input.suggestions)
    return ok(relationResults<DismissOutcome>(input.suggestions, outcomes, DISMISSAL_MESSAGES))
  },
})
