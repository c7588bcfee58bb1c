import { relationsOfDrawing } from '../../actions/relations-of-drawing.ts'
import { MAX_DRAWN_ASSETS } from '../../core/walk.ts'
import { ok } from '../operation.ts'
import { reading } from '../reading.ts'
import { asset } from './schemas.ts'
import { linkAnswer, linkSchema } from './walk-answer.ts'
import { parseNames, truncated } from './walk-params.ts'

export const amongSchema = {
  type: 'object',
  properties: {
    relations: { type: 'array', items: linkSchema, description: 'Each once, the subject first' },
    truncated: { ...truncated, description: 'Limits that kept it from finding all; empty where there are no more' },
    not_found: { type: 'array', items: asset },
  },
  required: ['relations', 'truncated', 'not_found'],
} as const

export const relationsAmongOperation = reading({
  name: 'relations_among',
  summary: `All relations among up to ${MAX_DRAWN_ASSETS} assets, which a drawing of them needs`,
  method: 'POST',
  paths: ['/relations/among'],
  api: 'relata',
  access: 'read',
  input: {
    type: 'object',
    properties: { assets: { type: 'array', items: asset, minItems: 1, maxItems: MAX_DRAWN_ASSETS } },
    required: ['assets'],
  },
  output: amongSchema,
  async handle({ library, cloud }, { assets: names }) {
    const drawing = await relationsOfDrawing(library.store.read, cloud, parseNames('assets', names))
    return ok({
      relations: drawing.relations.map(linkAnswer),
      truncated: drawing.truncated,
      not_found: names.filter((_, i) => !drawing.found[i]),
    })
  },
})
