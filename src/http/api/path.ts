import { findPath } from '../../actions/find-path.ts'
import { WalkBudget } from '../../actions/walk-steps.ts'
import { MAX_STEPS } from '../../core/walk.ts'
import { ok } from '../operation.ts'
import { reading } from '../reading.ts'
import { assetAnswer, assetSchema } from './asset-answer.ts'
import { linkAnswer, linkSchema } from './walk-answer.ts'
import { assetNames, direction, kindNames, maxMs, parseNames, truncated } from './walk-params.ts'

export const pathSchema = {
  type: 'object',
  properties: {
    found: { type: 'boolean' },
    assets: { type: 'array', items: assetSchema, description: 'From the first to the last' },
    relations: { type: 'array', items: linkSchema, description: 'From each to the next' },
    truncated: { ...truncated, description: 'Limits that kept it from being sure that there is no path' },
  },
  required: ['found', 'assets', 'relations', 'truncated'],
} as const

export const path = reading({
  name: 'path',
  summary: 'Why assets belong together: a shortest path from one to another, or from any of some to any of others',
  method: 'POST',
  paths: ['/path'],
  api: 'relata',
  access: 'read',
  input: {
    type: 'object',
    properties: {
      from: assetNames,
      to: assetNames,
      kinds: kindNames,
      direction,
      steps: { type: 'integer', minimum: 1, maximum: MAX_STEPS, default: MAX_STEPS },
      max_ms: maxMs,
    },
    required: ['from', 'to'],
  },
  output: pathSchema,
  async handle(call, input) {
    const { path, truncated } = await findPath(
      call.library.store.read,
      call.cloud,
      {
        from: parseNames('from', input.from),
        to: parseNames('to', input.to),
        kinds: input.kinds,
        direction: input.direction ?? direction.default,
        steps: input.steps ?? MAX_STEPS,
      },
      new WalkBudget(input.max_ms),
    )
    return ok({
      found: path !== undefined,
      assets: path?.assets.map((asset) => assetAnswer(call, asset)) ?? [],
      relations: path?.links.map(linkAnswer) ?? [],
      truncated,
    })
  },
})
