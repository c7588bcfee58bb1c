import { relateAssets } from '../../actions/relate-assets.ts'
import { MAX_TO_RELATE, type RelateOutcome } from '../../core/relation.ts'
import { operation } from '../operation.ts'
import { type ItemAnswer, pathIdentifier, RELATION_ANSWER, relationAnswer } from './relation-answer.ts'
import { identifier, textList } from './schemas.ts'

/** Codes are Cloudinary's closed list (OpenAPI `asset_relation_info.code`); the first two messages are its own as well. */
export const RELATE_ANSWERS: Record<RelateOutcome, ItemAnswer> = {
  related: { code: 'success_ids', status: 200, message: 'success' },
  already_related: { code: 'already_exists_ids', status: 200, message: 'resource already exists' },
  not_found: { code: 'non_existing_ids', status: 404, message: 'resource does not exist' },
  malformed: {
    code: 'invalid_ids',
    status: 400,
    message: 'invalid identifier: pass an asset ID, or resource_type/type/public_id',
  },
  self: { code: 'invalid_relate_to_self_id', status: 400, message: 'an asset cannot be related to itself' },
  limit_reached: {
    code: 'rejected_ids',
    status: 403,
    message:
      'one of the two assets has as many relations as are allowed: unrelate others first, or raise RELATA_MAX_RELATIONS',
  },
}

export const addRelatedAssets = operation({
  name: 'add_related_assets',
  summary: 'Relates one asset to up to 10 others, in both directions',
  method: 'POST',
  paths: ['/resources/related_assets/{identifier+}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      identifier,
      assets_to_relate: {
        ...textList,
        minItems: 1,
        maxItems: MAX_TO_RELATE,
        description: 'Asset IDs, or resource_type/type/public_id',
      },
    },
    required: ['identifier', 'assets_to_relate'],
  },
  ...RELATION_ANSWER,
  async handle(call, input) {
    const subject = pathIdentifier(input.identifier)
    const results = await relateAssets(call.library, call, subject, input.assets_to_relate)
    return relationAnswer(call, results, RELATE_ANSWERS)
  },
})
