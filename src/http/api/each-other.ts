import { relateEachOther } from '../../actions/relate-each-other.ts'
import { MAX_EACH_OTHER } from '../../core/relation.ts'
import { ok, operation } from '../operation.ts'
import { relationResults, relationResultsSchema } from './bulk-answer.ts'
import { MESSAGES } from './relations.ts'
import { asset } from './schemas.ts'

export const eachOther = operation({
  name: 'relate_each_other',
  summary: `Relates up to ${MAX_EACH_OTHER} assets with one another, every one with every other; the results are by pair`,
  method: 'POST',
  paths: ['/relations/each-other'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      assets: { type: 'array', items: asset, minItems: 2, maxItems: MAX_EACH_OTHER },
      kind: { type: 'string', description: 'A symmetric kind: a directed one is refused. Left out: related' },
    },
    required: ['assets'],
  },
  output: relationResultsSchema,
  async handle(call, { assets, kind }) {
    const { pairs, outcomes } = await relateEachOther(call.library, call, assets, kind)
    return ok(relationResults(pairs, outcomes, MESSAGES))
  },
})
