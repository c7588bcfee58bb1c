import { renameAssets } from '../../actions/rename-assets.ts'
import { DELIVERY_TYPES, MAX_TO_RENAME } from '../../core/asset.ts'
import { ok, operation } from '../operation.ts'
import { changedAssets, changedAssetsSchema } from './changed-assets.ts'
import { asset } from './schemas.ts'
import { parseNames } from './walk-params.ts'

export const renameAssetsOperation = operation({
  name: 'rename_assets',
  summary: `Gives up to ${MAX_TO_RENAME} assets other public IDs, one by one; their asset IDs and relations stay`,
  method: 'POST',
  paths: ['/assets/rename'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      renames: {
        type: 'array',
        minItems: 1,
        maxItems: MAX_TO_RENAME,
        items: {
          type: 'object',
          properties: {
            asset,
            public_id: { type: 'string' },
            type: { type: 'string', enum: DELIVERY_TYPES, description: 'Its new delivery type' },
            overwrite: { type: 'boolean', description: 'Whether an asset that has the name is deleted for it' },
            force: { type: 'boolean', description: 'Whether it is even if relations protect it' },
          },
          required: ['asset', 'public_id'],
          additionalProperties: false,
        },
      },
    },
    required: ['renames'],
  },
  output: changedAssetsSchema,
  async handle(call, { renames }) {
    const names = renames.map((item) => item.asset)
    const identifiers = parseNames('renames', names)
    const items = renames.map(({ public_id: publicId, type, overwrite = false, force }, i) => ({
      identifier: identifiers[i]!,
      publicId,
      ...(type && { type }),
      overwrite,
      force,
    }))
    return ok(changedAssets(names, await renameAssets(call.library, call, items)))
  },
})
