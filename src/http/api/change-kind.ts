import { changeKinds } from '../../actions/change-kinds.ts'
import { MAX_RELATIONS_PER_CALL } from '../../core/relation.ts'
import { ok, operation } from '../operation.ts'
import { relationResults, relationResultsSchema } from './bulk-answer.ts'
import { MESSAGES, namedRelation, namedRelations } from './relations.ts'

export const changeKindOperation = operation({
  name: 'change_kind',
  summary: `Makes up to ${MAX_RELATIONS_PER_CALL} relations ones of another kind or direction, last in both lists; what is said of them stays`,
  method: 'POST',
  paths: ['/relations/change-kind'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      relations: namedRelations,
      into: { type: 'string', description: 'How they are called from the side of `from` afterwards' },
    },
    required: ['relations', 'into'],
  },
  output: relationResultsSchema,
  async handle(call, { relations, into }) {
    const outcomes = await changeKinds(call.library, call, relations.map(namedRelation), into)
    return ok(relationResults(relations, outcomes, PROBLEMS))
  },
})

const PROBLEMS = {
  ...MESSAGES,
  already_of_kind: 'the two are related by that kind already: remove one of the two relations',
}
