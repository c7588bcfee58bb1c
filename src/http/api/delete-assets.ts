import { deleteAssets } from '../../actions/delete-assets.ts'
import { type DeletedEntry, listDeleted } from '../../actions/list-deleted.ts'
import { isProtected } from '../../actions/protected-assets.ts'
import { restoreAssets } from '../../actions/restore-assets.ts'
import { MAX_TO_DELETE } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import { MAX_TO_RESTORE, MAX_WAITING_COUNTED } from '../../core/version.ts'
import { whyNotRestored } from '../cloudinary/restore.ts'
import { time } from '../cloudinary/wire.ts'
import { ok, operation } from '../operation.ts'
import { pointerAnswer, pointerSchema } from './asset-answer.ts'
import { changedAssets, changedAssetsSchema, NO_ASSET } from './changed-assets.ts'
import { asset } from './schemas.ts'
import { cursor, pageLimit, parseNames } from './walk-params.ts'

export const deleteAssetsOperation = operation({
  name: 'delete_assets',
  summary: `Deletes up to ${MAX_TO_DELETE} assets; they wait in the trash with their relations, where POST /assets/restore finds them`,
  method: 'POST',
  paths: ['/assets/delete'],
  api: 'relata',
  deletes: true,
  input: {
    type: 'object',
    properties: {
      assets: { type: 'array', items: asset, minItems: 1, maxItems: MAX_TO_DELETE },
      force: { type: 'boolean', default: false, description: 'Whether those that relations protect are deleted too' },
    },
    required: ['assets'],
  },
  output: changedAssetsSchema,
  async handle(call, { assets: names, force = false }) {
    const results = await deleteAssets(call.library, call, parseNames('assets', names), { force })
    const items = results.map((result) => {
      if (result.outcome === 'not_found') return NO_ASSET
      if (result.outcome === 'deleted') return result
      const { outcome, asset, protection } = result
      return { outcome, asset, message: isProtected(asset, protection).message }
    })
    return ok(changedAssets(names, items))
  },
})

export const restoreAssetsOperation = operation({
  name: 'restore_assets',
  summary: 'Brings back deleted assets, with their IDs and relations, or files that assets had before',
  method: 'POST',
  paths: ['/assets/restore'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      assets: { type: 'array', items: asset, minItems: 1, maxItems: MAX_TO_RESTORE, uniqueItems: true },
      versions: {
        type: 'array',
        items: { type: 'string' },
        maxItems: MAX_TO_RESTORE,
        description: 'The version_id of the file that each gets, in the same order; else the one that it had last',
      },
    },
    required: ['assets'],
  },
  output: changedAssetsSchema,
  async handle(call, { assets: names, versions }) {
    if (versions && versions.length !== names.length) {
      throw invalid(`versions takes one version_id for each of the ${names.length} assets, got ${versions.length}`)
    }
    const wanted = parseNames('assets', names).map((identifier, i) => ({ identifier, versionId: versions?.[i] }))
    const results = await restoreAssets(call.library, call, wanted)
    const items = results.map((result) => {
      if (result.outcome === 'restored') return result
      if (result.outcome === 'no_backup') {
        return { outcome: 'not_found', message: 'there is no such asset in the trash, and no such backup' }
      }
      return { outcome: result.outcome, message: whyNotRestored(result) }
    })
    return ok(changedAssets(names, items))
  },
})

const deletedSchema = {
  type: 'object',
  properties: {
    asset: pointerSchema,
    display_name: { type: 'string' },
    folder: { type: 'string' },
    format: { type: 'string' },
    bytes: { type: 'integer' },
    deleted_at: { type: 'string' },
    relations: {
      type: 'integer',
      description: `How many wait for it, or for it and the other one; counted up to ${MAX_WAITING_COUNTED}`,
    },
    purged_at: { type: 'string', description: 'When it is gone for good; one with backups stays' },
  },
  required: ['asset', 'display_name', 'folder', 'bytes', 'deleted_at', 'relations'],
} as const

export const deletedAssetsSchema = {
  type: 'object',
  properties: { deleted: { type: 'array', items: deletedSchema }, next_cursor: { type: 'string' } },
  required: ['deleted'],
} as const

export const deletedAssets = operation({
  name: 'deleted_assets',
  summary: 'Deleted assets that can be restored, those that were deleted last first',
  method: 'GET',
  paths: ['/assets/deleted'],
  api: 'relata',
  input: { type: 'object', properties: { limit: pageLimit, cursor } },
  output: deletedAssetsSchema,
  async handle({ library, cloud }, { limit = pageLimit.default, cursor }) {
    const { deleted, nextCursor } = await listDeleted(library, cloud, { limit, cursor })
    return ok({ deleted: deleted.map(deletedAnswer), next_cursor: nextCursor })
  },
})

const deletedAnswer = ({ asset, waiting, purgedAt }: DeletedEntry) => ({
  asset: pointerAnswer(asset),
  display_name: asset.displayName,
  folder: asset.assetFolder,
  format: asset.format ?? undefined,
  bytes: asset.bytes,
  deleted_at: time(asset.deletedAt),
  relations: waiting,
  purged_at: purgedAt === undefined ? undefined : time(purgedAt),
})
