import { getAsset, notFound } from '../../actions/get-asset.ts'
import { openAsset } from '../../actions/open-asset.ts'
import { invalid } from '../../core/errors.ts'
import { checkPublicId, filenameOf } from '../../core/public-id.ts'
import { contentTypeOf } from '../content-type.ts'
import { attachment } from '../headers.ts'
import { ok, operation } from '../operation.ts'
import { deliveryType, publicId, resourceType } from './schemas.ts'

/** The SDKs make such addresses (`private_download_url`), signed, for a browser to follow. */
export const download = operation({
  name: 'download',
  summary: 'Downloads an original, of whatever delivery type, by an address that is signed',
  method: 'GET',
  paths: ['/{resource_type}/download'],
  api: 'upload',
  input: {
    type: 'object',
    properties: {
      resource_type: resourceType,
      type: { ...deliveryType, default: 'upload' },
      public_id: publicId,
      format: { type: 'string', description: 'That of the original; others are not supported' },
      attachment: { type: 'string', description: 'The name of the download; it is always kept as a file' },
      expires_at: { type: 'integer', description: 'Until when the address works, in Unix seconds' },
    },
    required: ['resource_type', 'public_id'],
  },
  answerTypes: ['*/*'],
  async handle({ library, cloud }, input) {
    const ref = {
      resourceType: input.resource_type,
      type: input.type ?? 'upload',
      publicId: checkPublicId(input.public_id),
    }
    const asset = await getAsset(library.store.read, cloud, ref)
    const { format } = asset
    if (input.format && format !== null && input.format.toLowerCase() !== format) {
      throw invalid(
        `A download in the format ${input.format.slice(0, 20)} is not supported: this original is ${format}`,
      )
    }
    const opened = await openAsset(library, cloud, asset)
    if (!opened) throw notFound(ref)
    const named =
      input.attachment && !/^(true|false|[01])$/.test(input.attachment) ? input.attachment : filenameOf(asset.publicId)
    const name = asset.resourceType === 'raw' || format === null ? named : `${named}.${format}`
    const headers = {
      'content-type': await contentTypeOf(name),
      'content-length': String(opened.current.bytes),
      'content-disposition': attachment(name),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    }
    return { ...ok(opened.content), headers }
  },
})
