import fresh from 'fresh'
import { LAYOUT_STEP, layOutAssets, MAX_LAID_OUT } from '../../actions/browse-assets.ts'
import { NO_COLOR } from '../../core/color.ts'
import { SHAPES_PER_DOUBLE, SQUARE } from '../../core/shape.ts'
import { notModified, ok, operation } from '../operation.ts'
import { filterOf, filterParams, sortOf, understoodSchema } from './asset-filter-params.ts'

export const layoutSchema = {
  type: 'object',
  properties: {
    total: { type: 'integer', description: 'How many there are in all' },
    ratios: {
      type: 'string',
      description: `In base64, a byte for each asset in the order of the pages: 0 where it has no width and height, else width / height = 2 ^ ((byte - ${SQUARE}) / ${SHAPES_PER_DOUBLE})`,
    },
    colors: {
      type: 'string',
      description: `Likewise two characters for each: in base64, four bits each of the red, green and blue of its mean colour; ${NO_COLOR} where it has none`,
    },
    step: { type: 'integer', description: 'Assets from one cursor to the next' },
    cursors: {
      type: 'array',
      items: { type: 'string' },
      description:
        'For GET /assets with the same filter: the i-th is that of the page which begins with asset i * step. When assets come and go, pages move by as many',
    },
    truncated: { type: 'boolean', description: `Whether there are more than the ${MAX_LAID_OUT} that this tells of` },
    understood: understoodSchema,
  },
  required: ['total', 'ratios', 'colors', 'step', 'cursors'],
} as const

export const assetLayout = operation({
  name: 'asset_layout',
  summary: 'The shapes of all assets that a filter lets through, and a cursor into each of their pages',
  method: 'GET',
  paths: ['/assets/layout'],
  api: 'relata',
  input: { type: 'object', properties: filterParams },
  output: layoutSchema,
  statuses: [200, 304],
  async handle({ library, cloud, ifNoneMatch }, input) {
    const etagOf = (tag: string) => `"${tag}"`
    const isKnown = (tag: string) => fresh({ 'if-none-match': ifNoneMatch }, { etag: etagOf(tag) })
    const { tag, layout } = await layOutAssets(library.store.read, cloud, filterOf(input), sortOf(input), isKnown)
    // Browsers keep it, and ask each time whether it is still so.
    const headers = { etag: etagOf(tag), 'cache-control': 'private, no-cache' }
    if (!layout) return notModified(headers)
    const { total, ratios, colors, cursors, understood } = layout
    return {
      ...ok({
        total,
        ratios: ratios.toString('base64'),
        colors,
        step: LAYOUT_STEP,
        cursors,
        truncated: total > ratios.length || undefined,
        understood,
      }),
      headers,
    }
  },
})
