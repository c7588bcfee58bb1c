import type { CountedAsset } from '../../actions/browse-assets.ts'
import { time } from '../cloudinary/wire.ts'
import type { Call } from '../operation.ts'
import { assetAnswer, assetSchema } from './asset-answer.ts'

/** An asset as the library shows it. */
export const cardSchema = {
  type: 'object',
  properties: {
    ...assetSchema.properties,
    updated_at: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
    relations: { type: 'integer', description: 'How many it has, of whatever kind' },
  },
  required: [...assetSchema.required, ...(['updated_at', 'tags', 'relations'] as const)],
} as const

export const cardAnswer = (call: Pick<Call, 'cloud'>, { asset, relations }: CountedAsset) => ({
  ...assetAnswer(call, asset),
  updated_at: time(asset.updatedAt),
  tags: asset.tags,
  relations,
})
