import type { AssetIdentifier } from '../../core/asset.ts'
import { DIRECTIONS, MAX_STARTS, MAX_WALK_MS, WALK_LIMITS } from '../../core/walk.ts'
import { assetParam } from './asset-param.ts'
import { asset } from './schemas.ts'

export const assetNames = {
  type: 'array',
  items: asset,
  minItems: 1,
  maxItems: MAX_STARTS,
  description: 'Assets, each by its ID or name',
} as const

export const kindNames = {
  type: 'array',
  items: { type: 'string' },
  minItems: 1,
  maxItems: 50,
  description: 'Kinds of relations, by either name; without them, all',
} as const

export const direction = {
  type: 'string',
  enum: DIRECTIONS,
  default: 'both',
  description:
    'outgoing: as the names of the kinds read (derived_from leads to what something was made from), incoming: the other way',
} as const

export const maxMs = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_WALK_MS,
  default: MAX_WALK_MS,
  description: 'Milliseconds after which it answers what it has',
} as const

export const pageLimit = {
  type: 'integer',
  minimum: 1,
  maximum: 1000,
  default: 100,
  description: 'Assets of one page',
} as const

export const cursor = {
  type: 'string',
  description: 'next_cursor of the page before, with the same other parameters',
} as const

export const truncated = {
  type: 'array',
  items: { type: 'string', enum: WALK_LIMITS },
  description: 'Limits that kept it from finding all; empty where there is no more',
} as const

export const parseNames = (field: string, names: readonly string[]): AssetIdentifier[] =>
  names.map((name, i) => assetParam(`${field}[${i}]`, name))
