import { type RestoreItem, type RestoreResult, restoreAssets } from '../../actions/restore-assets.ts'
import { invalid } from '../../core/errors.ts'
import { checkPublicId } from '../../core/public-id.ts'
import { MAX_TO_RESTORE } from '../../core/version.ts'
import { type Call, ok, operation } from '../operation.ts'
import { deliveryType, resourceType, textList } from './schemas.ts'
import { assetDetails } from './wire.ts'

const names = { ...textList, minItems: 1, maxItems: MAX_TO_RESTORE } as const
const versions = { ...textList, description: 'The version_id of each, in the same order; else the latest' } as const

/** Named as the call did. The errors are Cloudinary's closed list (OpenAPI, restore); the message is ours. */
function told(call: Call, result: RestoreResult, backups: ReadonlyMap<string, number>) {
  if (result.outcome === 'restored') return assetDetails(call, result.asset, backups.get(result.asset.assetId))
  if (result.outcome === 'no_backup') return { error: 'no_backup' }
  return { error: 'failed', message: whyNotRestored(result) }
}

export function whyNotRestored({
  outcome,
  name,
}: Extract<RestoreResult, { outcome: 'name_taken' | 'name_protected' }>): string {
  const why =
    outcome === 'name_taken' ? 'could not be restored if it were deleted for this one' : 'is protected by relations'
  return `${name} is another asset by now, which ${why}: rename or delete it first`
}

async function restoreNamed(
  call: Call,
  ids: readonly string[],
  versionIds: readonly string[] | undefined,
  identify: (id: string) => RestoreItem['identifier'],
) {
  if (versionIds && versionIds.length !== ids.length) throw invalid('versions count must match ids count')
  // Said twice, it is restored once: the second time there would be nothing to restore.
  const wanted = new Map(
    ids.map((id, i) => [JSON.stringify([id, versionIds?.[i]]), { id, versionId: versionIds?.[i] }]),
  )
  const named = [...wanted.values()]
  const results = await restoreAssets(
    call.library,
    call,
    named.map(({ id, versionId }) => ({ identifier: identify(id), versionId })),
  )
  const restored = results.flatMap((result) => (result.outcome === 'restored' ? [result.asset.assetId] : []))
  const backups = await call.library.store.read.versions.bytes(call.cloud.id, restored)
  return ok(Object.fromEntries(named.map(({ id }, i) => [id, told(call, results[i]!, backups)])))
}

export const restore = operation({
  name: 'restore',
  summary: 'Brings back deleted assets, with their relations, or files that assets had before',
  method: 'POST',
  paths: ['/resources/{resource_type}/{type}/restore'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { resource_type: resourceType, type: deliveryType, public_ids: names, versions },
    required: ['resource_type', 'type', 'public_ids'],
  },
  handle(call, { resource_type, type, public_ids, versions }) {
    return restoreNamed(call, public_ids, versions, (id) => ({
      resourceType: resource_type,
      type,
      publicId: checkPublicId(id),
    }))
  },
})

export const restoreByAssetIds = operation({
  name: 'restore_by_asset_ids',
  summary: 'As restore, by asset IDs',
  method: 'POST',
  paths: ['/resources/restore'],
  api: 'admin',
  input: { type: 'object', properties: { asset_ids: names, versions }, required: ['asset_ids'] },
  handle(call, { asset_ids, versions }) {
    return restoreNamed(call, asset_ids, versions, (assetId) => {
      if (!/^[0-9a-f]{32}$/.test(assetId)) throw invalid(`Invalid asset_id: ${assetId}`)
      return { assetId }
    })
  },
})
