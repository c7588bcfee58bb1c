import { browseAssets, countedAssets } from '../../actions/browse-assets.ts'
import { ok, operation } from '../operation.ts'
import { cardAnswer, cardSchema } from './asset-card.ts'
import { filterOf, filterParams, sortOf, understoodSchema } from './asset-filter-params.ts'
import { asset } from './schemas.ts'
import { cursor, pageLimit, parseNames } from './walk-params.ts'

export const assetsSchema = {
  type: 'object',
  properties: {
    assets: { type: 'array', items: cardSchema },
    understood: understoodSchema,
    next_cursor: { type: 'string' },
  },
  required: ['assets'],
} as const

export const assets = operation({
  name: 'assets',
  summary: 'Assets that a filter lets through, page by page',
  method: 'GET',
  paths: ['/assets'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      ...filterParams,
      limit: pageLimit,
      cursor: { ...cursor, description: 'next_cursor of the page before, or one of a layout, of the same filter' },
    },
  },
  output: assetsSchema,
  async handle(call, { limit = pageLimit.default, cursor, ...filter }) {
    const { library, cloud } = call
    const page = { limit, cursor }
    const found = await browseAssets(library.store.read, cloud, filterOf(filter), sortOf(filter), page)
    return ok({
      assets: found.assets.map((asset) => cardAnswer(call, asset)),
      understood: found.understood,
      next_cursor: found.nextCursor,
    })
  },
})

const MAX_NAMED = 100

export const knownAssetsSchema = {
  type: 'object',
  properties: {
    assets: { type: 'array', items: cardSchema, description: 'In the order of their names, each once' },
    not_found: { type: 'array', items: asset },
  },
  required: ['assets', 'not_found'],
} as const

export const knownAssets = operation({
  name: 'assets_by_ids',
  summary: `Up to ${MAX_NAMED} assets by their IDs or names`,
  method: 'GET',
  paths: ['/assets/by-ids'],
  api: 'relata',
  input: {
    type: 'object',
    properties: { asset_ids: { type: 'array', items: asset, minItems: 1, maxItems: MAX_NAMED } },
    required: ['asset_ids'],
  },
  output: knownAssetsSchema,
  async handle(call, { asset_ids: names }) {
    const { library, cloud } = call
    const found = await library.store.read.assets.find(cloud.id, parseNames('asset_ids', names))
    const each = new Map(found.flatMap((asset) => (asset ? [[asset.no, asset] as const] : [])))
    const counted = await countedAssets(library.store.read, cloud, [...each.values()])
    return ok({
      assets: counted.map((asset) => cardAnswer(call, asset)),
      not_found: names.filter((_, i) => !found[i]),
    })
  },
})
