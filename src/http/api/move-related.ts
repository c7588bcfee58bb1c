import { type MoveOutcome, moveRelated, type Place } from '../../actions/move-related.ts'
import { invalid } from '../../core/errors.ts'
import { MAX_TO_MOVE } from '../../core/relation.ts'
import { RELATED_NAME } from '../../core/relation-kind.ts'
import { ok, operation } from '../operation.ts'
import { relationResults, relationResultsSchema } from './bulk-answer.ts'
import { MESSAGES } from './relations.ts'
import { asset, kindName } from './schemas.ts'
import { parseNames } from './walk-params.ts'

const MOVE_MESSAGES: Record<Exclude<MoveOutcome, 'changed'>, string> = MESSAGES

export const moveRelatedOperation = operation({
  name: 'move_related',
  summary: `Puts up to ${MAX_TO_MOVE} related assets elsewhere in the list of an asset, in the order given`,
  method: 'POST',
  paths: ['/related/move'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      asset: { ...asset, description: 'Whose list it is: the other sides stay as they are' },
      kind: kindName,
      assets: { type: 'array', items: asset, minItems: 1, maxItems: MAX_TO_MOVE },
      to: { type: 'string', enum: ['first', 'last'] },
      before: { ...asset, description: 'Instead of `to`: the related asset before which they are put' },
      after: { ...asset, description: 'Instead of `to`: the related asset behind which they are put' },
    },
    required: ['asset', 'assets'],
  },
  output: relationResultsSchema,
  async handle(call, { asset, kind = RELATED_NAME, assets, ...where }) {
    const [identifier] = parseNames('asset', [asset])
    const outcomes = await moveRelated(call.library, call, identifier!, kind, assets, placeOf(where))
    const items = assets.map((to) => ({ from: asset, to, kind }))
    return ok(relationResults(items, outcomes, MOVE_MESSAGES))
  },
})

function placeOf({ to, before, after }: { to?: 'first' | 'last'; before?: string; after?: string }): Place {
  const given = [to, before, after].filter((place) => place !== undefined)
  if (given.length !== 1) throw invalid('Say where they go, by one of: to (first or last), before, after')
  if (to !== undefined) return to
  return before === undefined ? { after: after! } : { before }
}
