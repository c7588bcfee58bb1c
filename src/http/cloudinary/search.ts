import { searchAssets } from '../../actions/search-assets.ts'
import { NEWEST_FIRST, SORT_FIELDS, type SortKey } from '../../core/search/sort.ts'
import { type Call, ok, operation } from '../operation.ts'
import type { InputOf } from '../params.ts'
import { cursor, textList } from './schemas.ts'
import { parseAggregates, parseNames, parseSort } from './search-params.ts'
import { checkShown, searchResult } from './search-result.ts'
import type { Linking } from './wire.ts'

const DEFAULT_RESULTS = 50
const MAX_RESULTS = 500

export const searchInput = {
  type: 'object',
  properties: {
    expression: {
      type: 'string',
      description: 'What to look for: tags:shirt AND uploaded_at>1d. Without it, everything',
    },
    sort_by: { type: 'array', items: {}, description: '[{"public_id": "asc"}]; newest first by default' },
    aggregate: {
      type: 'array',
      items: {},
      maxItems: 10,
      description: 'format, resource_type, type; {"type": "bytes", "ranges": [...]}, pixels and duration likewise',
    },
    with_field: { ...textList, description: 'What results have in addition: tags, context, metadata' },
    fields: { ...textList, description: 'All that results have, beside their IDs' },
    max_results: { type: 'integer', minimum: 0, maximum: MAX_RESULTS, default: DEFAULT_RESULTS },
    next_cursor: cursor,
  },
} as const

/** Answers a search, whichever way it was asked. */
export async function answerSearch(call: Linking, input: InputOf<typeof searchInput>) {
  const started = performance.now()
  const shown = { with_field: parseNames(input.with_field), fields: parseNames(input.fields) }
  checkShown(shown)
  const sort: readonly SortKey[] = parseSort(input.sort_by, SORT_FIELDS)
  const { assets, total, nextCursor, aggregations } = await searchAssets(call.library.store.read, call.cloud, {
    expression: input.expression ?? '',
    sort: sort.length > 0 ? sort : NEWEST_FIRST,
    aggregates: parseAggregates(input.aggregate),
    limit: input.max_results ?? DEFAULT_RESULTS,
    cursor: input.next_cursor,
  })
  const ids = assets.map(({ assetId }) => assetId)
  const backups = await call.library.store.read.versions.bytes(call.cloud.id, ids)
  return {
    total_count: total,
    time: Math.round(performance.now() - started),
    aggregations,
    resources: assets.map((asset) => searchResult(call, asset, backups.get(asset.assetId) ?? 0, shown)),
    next_cursor: nextCursor,
  }
}

const definition = {
  summary: 'Finds assets by an expression',
  paths: ['/resources/search'],
  api: 'admin',
  access: 'read',
  input: searchInput,
  handle: async (call: Call, input: InputOf<typeof searchInput>) => ok(await answerSearch(call, input)),
} as const

export const search = operation({ name: 'search', method: 'POST', ...definition })
export const searchByQuery = operation({ name: 'search_by_query', method: 'GET', ...definition })
