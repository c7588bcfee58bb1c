import { DELIVERY_TYPES, RESOURCE_TYPES } from '../../core/asset.ts'
import { ASSET_SORTS, type AssetFilter, sortKey } from '../../core/asset-filter.ts'
import type { SortKey } from '../../core/search/sort.ts'
import type { InputOf } from '../params.ts'

const MAX_TAGS = 20

/** Which assets are shown, and in which order: the same wherever a library is looked at. */
export const filterParams = {
  q: {
    type: 'string',
    maxLength: 2000,
    description:
      'An expression, as tags:shirt AND bytes>1mb, or words: all of them, or how they begin, in public IDs, names, folders, tags, context and metadata',
  },
  folder: { type: 'string', description: 'The path of a folder; empty for assets in none' },
  subfolders: { type: 'boolean', default: false, description: 'Whether those in the folders below count too' },
  resource_type: { type: 'array', items: { type: 'string', enum: RESOURCE_TYPES }, maxItems: RESOURCE_TYPES.length },
  type: { type: 'array', items: { type: 'string', enum: DELIVERY_TYPES }, maxItems: DELIVERY_TYPES.length },
  tag: { type: 'array', items: { type: 'string' }, maxItems: MAX_TAGS, description: 'Tags that they all have' },
  sort: {
    type: 'string',
    enum: ASSET_SORTS,
    default: 'created_at',
    description:
      'name: capitals come first. relations: how many it has; looks at all that the filter lets through, for each page too',
  },
  direction: { type: 'string', enum: ['asc', 'desc'], description: 'asc by default for names, else desc' },
} as const

type FilterInput = InputOf<{ type: 'object'; properties: typeof filterParams }>

export const filterOf = (input: FilterInput): AssetFilter => ({
  ...(input.q !== undefined && { text: input.q }),
  ...(input.folder !== undefined && { folder: input.folder }),
  ...(input.subfolders !== undefined && { withSubfolders: input.subfolders }),
  ...(input.resource_type && { resourceTypes: input.resource_type }),
  ...(input.type && { types: input.type }),
  ...(input.tag && { tags: input.tag }),
})

export const sortOf = ({ sort = 'created_at', direction }: FilterInput): SortKey => sortKey(sort, direction)

export const understoodSchema = {
  type: 'object',
  description: 'How q was taken',
  properties: {
    as: { type: 'string', enum: ['words', 'expression'] },
    error: { type: 'string', description: 'Of words that would be a wrong expression: why' },
  },
  required: ['as'],
} as const
