import { deleteVersions } from '../../actions/delete-versions.ts'
import { MAX_VERSIONS_TO_DELETE } from '../../core/version.ts'
import { operation } from '../operation.ts'
import { textList } from './schemas.ts'

export const deleteBackedUpAssets = operation({
  name: 'delete_backed_up_assets',
  summary: 'Deletes backups of an asset, for good; the asset keeps the file that it has',
  method: 'DELETE',
  paths: ['/resources/backup/{asset_id}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      asset_id: { type: 'string', description: '32 hex digits' },
      version_ids: { ...textList, minItems: 1, maxItems: MAX_VERSIONS_TO_DELETE },
    },
    required: ['asset_id', 'version_ids'],
  },
  statuses: [200, 207],
  async handle(call, { asset_id, version_ids }) {
    const deleted = await deleteVersions(call.library, call, asset_id, version_ids)
    const failures = version_ids
      .filter((versionId) => !deleted.has(versionId))
      .map((version_id) => ({ version_id, error: 'not_found', message: 'this asset has no such backup' }))
    return {
      status: failures.length > 0 ? call.partialFailureStatus : 200,
      body: {
        asset_id,
        deleted_version_ids: [...deleted],
        ...(failures.length > 0 && { failures }),
      },
    }
  },
})
