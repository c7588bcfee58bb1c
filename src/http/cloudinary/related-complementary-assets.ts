import { getAsset } from '../../actions/get-asset.ts'
import { listRelatedInDetail } from '../../actions/list-related.ts'
import { relateMany, unrelateMany } from '../../actions/relate-many.ts'
import { kindsOf } from '../../actions/relation-kinds.ts'
import type { Asset } from '../../core/asset.ts'
import { AppError } from '../../core/errors.ts'
import { type DetailedRelatedAsset, MAX_RELATIONS_PER_CALL, RELATED_PAGE_SIZE } from '../../core/relation.ts'
import { type Kinds, RELATED_KIND } from '../../core/relation-kind.ts'
import { type Answer, type Call, operation } from '../operation.ts'
import { RELATE_ANSWERS } from './add-related-assets.ts'
import { UNRELATE_ANSWERS } from './delete-related-assets.ts'
import { type ItemAnswer, RELATION_ANSWER, relationAnswer } from './relation-answer.ts'
import { textList } from './schemas.ts'

/**
 * Relations by a kind, as cloudinary-go has them since 2.14 (api/admin/related_assets.go): undocumented, and in no other SDK.
 * Which types there are isn't known; here they are the names of this environment's kinds, from the side of the asset in the path.
 */
const properties = {
  asset_id: { type: 'string', description: '32 hex digits' },
  related_asset_ids: { ...textList, minItems: 1, maxItems: MAX_RELATIONS_PER_CALL, description: 'Asset IDs' },
  complementary_type: {
    type: 'string',
    description: 'How the kind is called from this asset: poster_of, or has_poster',
  },
} as const
const paths = ['/resources/related_complementary_assets/{asset_id}']
const required = ['asset_id', 'related_asset_ids', 'complementary_type'] as const

export const addRelatedComplementaryAssets = operation({
  name: 'add_related_complementary_assets',
  summary: 'Relates an asset to others by a kind, in both directions',
  method: 'POST',
  paths,
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      ...properties,
      metadata: { type: 'object', description: 'Kept with each relation: at most 4,096 bytes of JSON' },
    },
    required,
  },
  ...RELATION_ANSWER,
  async handle(call, { metadata = null, ...input }) {
    const named = await namedRelations(call, input)
    const outcomes = await relateMany(
      call.library,
      call,
      named.map((relation) => ({ ...relation, metadata })),
    )
    return answer(call, input.related_asset_ids, outcomes, RELATE_ANSWERS)
  },
})

export const deleteRelatedComplementaryAssets = operation({
  name: 'delete_related_complementary_assets',
  summary: 'Removes relations by a kind, in both directions',
  method: 'DELETE',
  paths,
  api: 'admin',
  input: { type: 'object', properties, required },
  ...RELATION_ANSWER,
  async handle(call, input) {
    const outcomes = await unrelateMany(call.library, call, await namedRelations(call, input))
    return answer(call, input.related_asset_ids, outcomes, UNRELATE_ANSWERS)
  },
})

interface Input {
  readonly asset_id: string
  readonly related_asset_ids: readonly string[]
  readonly complementary_type: string
}

/** Throws `not_found` for the asset in the path, and `invalid` for a kind that there isn't, or that is the plain one. */
async function namedRelations(call: Call, { asset_id: from, related_asset_ids: ids, complementary_type: kind }: Input) {
  const { read } = call.library.store
  const [, kinds] = await Promise.all([getAsset(read, call.cloud, { assetId: from }), kindsOf(read, call.cloud)])
  if (kinds.named(kind).kind.no === RELATED_KIND) {
    throw new AppError('invalid', `${kind} has no type: relate by /resources/related_assets`)
  }
  return ids.map((to) => ({ from, to, kind }))
}

/** A kind that is retired, or gone since it was looked up, is the whole call's mistake. */
function answer<Outcome extends string>(
  call: Call,
  ids: readonly string[],
  outcomes: readonly (Outcome | 'unknown_kind' | 'retired_kind')[],
  answers: Record<Outcome, ItemAnswer>,
): Answer {
  const results = ids.map((item, i) => {
    const outcome = outcomes[i]!
    if (outcome === 'unknown_kind' || outcome === 'retired_kind') {
      throw new AppError('invalid', 'complementary_type names a kind that is retired: nothing new is related by it')
    }
    return { item, outcome }
  })
  return relationAnswer(call, results, answers)
}

/** Of details with `related_complementary=true`: all but the plain ones. */
export async function complementaryOf(call: Call, asset: Asset, cursor: string | undefined) {
  const { read } = call.library.store
  const page = { labels: 'typed', limit: RELATED_PAGE_SIZE, cursor } as const
  const [kinds, { related, nextCursor }] = await Promise.all([
    kindsOf(read, call.cloud),
    listRelatedInDetail(read, call.cloud, asset, page),
  ])
  return {
    related_complementary_assets: related.map((item) => complementary(kinds, item)),
    related_complementary_next_cursor: nextCursor,
  }
}

const complementary = (
  kinds: Kinds,
  { assetId, publicId, resourceType, type, label, metadata }: DetailedRelatedAsset,
) => ({
  asset_id: assetId,
  public_id: publicId,
  resource_type: resourceType,
  type,
  status: 'active',
  complementary_type: kinds.nameOfLabel(label),
  metadata: metadata ?? undefined,
})
