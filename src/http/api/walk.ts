import { walkRelations } from '../../actions/walk-relations.ts'
import { WalkBudget } from '../../actions/walk-steps.ts'
import { DEFAULT_STEPS, MAX_STEPS, MAX_WALKED_ASSETS } from '../../core/walk.ts'
import { ok } from '../operation.ts'
import { reading } from '../reading.ts'
import { assetAnswer, assetSchema, pointerAnswer, pointerSchema } from './asset-answer.ts'
import { linkAnswer, linkSchema } from './walk-answer.ts'
import { assetNames, cursor, direction, kindNames, maxMs, pageLimit, parseNames, truncated } from './walk-params.ts'

const foundSchema = {
  type: 'object',
  properties: {
    asset: assetSchema,
    distance: { type: 'integer', description: 'In steps from the nearest of those that it began from' },
    via: { ...linkSchema, description: 'By which relation it was come to' },
  },
  required: ['asset', 'distance', 'via'],
} as const

export const walkSchema = {
  type: 'object',
  properties: {
    from: { type: 'array', items: pointerSchema },
    assets: { type: 'array', items: foundSchema, description: 'Each once, the nearest first' },
    relations: {
      type: 'array',
      items: linkSchema,
      description: 'Those among the assets of the page and the ones that it began from, the subject first',
    },
    relations_truncated: { ...truncated, description: 'As truncated, of `relations`' },
    next_cursor: { type: 'string' },
    truncated,
  },
  required: ['from', 'assets', 'truncated'],
} as const

export const walk = reading({
  name: 'walk',
  summary: 'All assets within some steps of others, along chosen kinds of relations',
  method: 'POST',
  paths: ['/walk'],
  api: 'relata',
  access: 'read',
  input: {
    type: 'object',
    properties: {
      from: assetNames,
      kinds: kindNames,
      direction,
      steps: { type: 'integer', minimum: 1, maximum: MAX_STEPS, default: DEFAULT_STEPS },
      max_assets: {
        type: 'integer',
        minimum: 1,
        maximum: MAX_WALKED_ASSETS,
        default: MAX_WALKED_ASSETS,
        description: 'Over all pages',
      },
      max_ms: maxMs,
      relations: { type: 'boolean', default: false, description: 'Whether to answer all relations among the assets' },
      limit: pageLimit,
      cursor,
    },
    required: ['from'],
  },
  output: walkSchema,
  async handle(call, input) {
    const { from, assets, drawing, nextCursor, truncated } = await walkRelations(
      call.library.store.read,
      call.cloud,
      {
        from: parseNames('from', input.from),
        kinds: input.kinds,
        direction: input.direction ?? direction.default,
        steps: input.steps ?? DEFAULT_STEPS,
        maxAssets: input.max_assets ?? MAX_WALKED_ASSETS,
        relations: input.relations ?? false,
        limit: input.limit ?? pageLimit.default,
        cursor: input.cursor,
      },
      new WalkBudget(input.max_ms),
    )
    return ok({
      from: from.map(pointerAnswer),
      assets: assets.map(({ asset, distance, via }) => ({
        asset: assetAnswer(call, asset),
        distance,
        via: linkAnswer(via),
      })),
      relations: drawing?.relations.map(linkAnswer),
      relations_truncated: drawing?.truncated,
      next_cursor: nextCursor,
      truncated,
    })
  },
})
