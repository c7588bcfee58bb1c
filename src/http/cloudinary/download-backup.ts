import { getVersion } from '../../actions/list-versions.ts'
import { contentTypeOf } from '../content-type.ts'
import { attachment } from '../headers.ts'
import { operation } from '../operation.ts'

/** The SDKs make such URLs (`download_backedup_asset`), signed, for a browser to follow. */
export const downloadBackup = operation({
  name: 'download_backup',
  summary: 'Downloads a backup: a file that an asset has or had',
  method: 'GET',
  paths: ['/download_backup'],
  api: 'upload',
  input: {
    type: 'object',
    properties: {
      asset_id: { type: 'string', description: '32 hex digits' },
      version_id: { type: 'string', description: 'As versions of the details name it' },
    },
    required: ['asset_id', 'version_id'],
  },
  answerTypes: ['*/*'],
  async handle(call, { asset_id, version_id }) {
    const version = await getVersion(call.library.store.read, call.cloud, asset_id, version_id)
    const name = version.originalFilename + (version.format ? `.${version.format}` : '')
    return {
      status: 200,
      headers: {
        'content-type': await contentTypeOf(name),
        'content-length': String(version.bytes),
        'content-disposition': attachment(name),
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
      body: await call.library.blobs.open(version.blob),
    }
  },
})
