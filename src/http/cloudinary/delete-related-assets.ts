import { unrelateAssets } from '../../actions/unrelate-assets.ts'
import { MAX_TO_UNRELATE, type UnrelateOutcome } from '../../core/relation.ts'
import { operation } from '../operation.ts'
import { type ItemAnswer, pathIdentifier, RELATION_ANSWER, relationAnswer } from './relation-answer.ts'
import { identifier, textList } from './schemas.ts'

const NOT_RELATED = { code: 'relation_does_not_exist_ids', status: 404 } as const

export const UNRELATE_ANSWERS: Record<UnrelateOutcome, ItemAnswer> = {
  unrelated: { code: 'success_ids', status: 200, message: 'success' },
  not_related: { ...NOT_RELATED, message: 'the assets are not related' },
  not_found: { code: 'non_existing_ids', status: 404, message: 'resource does not exist' },
  malformed: {
    code: 'invalid_ids',
    status: 400,
    message: 'invalid identifier: pass an asset ID, or resource_type/type/public_id',
  },
  self: { ...NOT_RELATED, message: 'an asset is never related to itself' },
}

export const deleteRelatedAssets = operation({
  name: 'delete_related_assets',
  summary: 'Removes the relations between one asset and others, in both directions',
  method: 'DELETE',
  paths: ['/resources/related_assets/{identifier+}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      identifier,
      assets_to_unrelate: {
        ...textList,
        minItems: 1,
        maxItems: MAX_TO_UNRELATE,
        description: 'Asset IDs, or resource_type/type/public_id',
      },
    },
    required: ['identifier', 'assets_to_unrelate'],
  },
  ...RELATION_ANSWER,
  async handle(call, input) {
    const subject = pathIdentifier(input.identifier)
    const results = await unrelateAssets(call.library, call, subject, input.assets_to_unrelate)
    return relationAnswer(call, results, UNRELATE_ANSWERS)
  },
})
