import { type PublishResult, publishAssets } from '../../actions/publish-assets.ts'
import { ok, operation } from '../operation.ts'
import { shownOf } from './listed-asset.ts'
import { deliveryType, force } from './schemas.ts'
import { selectAssets, selected } from './selected-assets.ts'

const NOT_PUBLIC = ['private', 'authenticated'] as const

export const publish = operation({
  name: 'publish_resources',
  summary: 'Gives private and authenticated assets the delivery type upload: by IDs, prefix or tag',
  method: 'POST',
  paths: ['/resources/{resource_type}/publish_resources'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      ...selected,
      type: { ...deliveryType, description: 'Only assets of this delivery type' },
      overwrite: {
        type: 'boolean',
        default: false,
        description: 'Whether a public asset of the same public ID is deleted for it',
      },
      force,
    },
    required: ['resource_type'],
  },
  async handle(call, input) {
    const types = NOT_PUBLIC.filter((type) => input.type === undefined || input.type === type)
    const { nextCursor, ...selected } = await selectAssets(call, input, types)
    const { published, failed } = await publishAssets(call.library, call, selected, {
      overwrite: input.overwrite ?? false,
      force: input.force,
    })
    const show = shownOf({})
    const error = ({ asset: { publicId }, isProtected }: PublishResult['failed'][number]) => ({
      message: `upload/${publicId} already exists${isProtected ? ' and is protected by relations: pass force=true too' : ': pass overwrite=true'}`,
    })
    const notPublished = failed.map(({ asset }) => asset)
    return ok({
      published: await show(call, published),
      failed: (await show(call, notPublished)).map((shown, i) => ({ ...shown, error: error(failed[i]!) })),
      next_cursor: nextCursor,
    })
  },
})
