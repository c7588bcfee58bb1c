import { listRelated } from '../../actions/list-related.ts'
import { getAssetOrDeleted, listVersions } from '../../actions/list-versions.ts'
import { ok, operation } from '../operation.ts'
import { fileFlags, flaggedFacts } from './asset-flags.ts'
import { assetInPath, assetPath } from './asset-path.ts'
import { derivedOf } from './derived.ts'
import { maxResults } from './listing.ts'
import { complementaryOf } from './related-complementary-assets.ts'
import { cursor } from './schemas.ts'
import { assetDetails, deletedDetails, listedVersion, relatedAsset } from './wire.ts'

export const resource = operation({
  name: 'resource',
  summary: 'Details of an asset, with what it is related to where related=true',
  method: 'GET',
  paths: assetPath.paths,
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      ...assetPath.properties,
      max_results: { ...maxResults, description: 'How many derived files are listed' },
      derived_next_cursor: cursor,
      related: { type: 'boolean', description: 'Whether related_assets is answered, 100 at a time' },
      related_next_cursor: cursor,
      related_complementary: {
        type: 'boolean',
        description: 'Whether relations by a kind are answered, 100 at a time',
      },
      related_complementary_next_cursor: cursor,
      ...fileFlags,
      pages: { type: 'boolean', description: 'Whether the number of pages, or frames, is answered' },
      coordinates: { type: 'boolean', description: 'Whether its regions are answered: faces and custom' },
      versions: {
        type: 'boolean',
        description: 'Whether its backups are answered, and those of deleted ones of its name',
      },
    },
  },
  async handle(call, input) {
    const { store } = call.library
    const identifier = assetInPath(input)
    const asset = await getAssetOrDeleted(store.read, call.cloud, identifier)
    const versions = input.versions ? await listVersions(store.read, call.cloud, identifier, asset) : undefined
    const backupBytes = (await store.read.versions.bytes(call.cloud.id, [asset.assetId])).get(asset.assetId)
    const isDeleted = 'deletedAt' in asset
    const details = {
      ...(isDeleted
        ? deletedDetails(call, asset, backupBytes)
        : { ...assetDetails(call, asset, backupBytes), ...(await derivedOf(call, asset, input)) }),
      ...(!isDeleted && (await flaggedFacts(call, asset, input))),
      pages: input.pages && asset.resourceType === 'image' ? (asset.pages ?? 1) : undefined,
      coordinates: input.coordinates ? (asset.coordinates ?? undefined) : undefined,
      versions: versions?.map((version) => listedVersion(version, asset)),
    }
    const typed = input.related_complementary
      ? await complementaryOf(call, asset, input.related_complementary_next_cursor)
      : {}
    if (!input.related) return ok({ ...details, ...typed })
    const { related, nextCursor } = await listRelated(store.read, call.cloud, asset, input.related_next_cursor)
    return ok({
      ...details,
      related_assets: related.map((item) => relatedAsset(call, item)),
      related_next_cursor: nextCursor,
      ...typed,
    })
  },
})
