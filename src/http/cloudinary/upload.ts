import { deleteToken } from '../../actions/delete-by-token.ts'
import { checkRemoteUrl, fetchFile, isRemoteUrl } from '../../actions/fetch-file.ts'
import { loggingFailure } from '../../actions/logging-failure.ts'
import { type UploadResult, uploadAsset } from '../../actions/upload-asset.ts'
import { checkPartLength, finishChunks, receiveChunk } from '../../actions/upload-chunk.ts'
import { invalid } from '../../core/errors.ts'
import { fileFromText } from '../file-param.ts'
import { isWholeFile } from '../file-part.ts'
import { type Answer, type Call, ok, operation, type UploadedFile } from '../operation.ts'
import { flaggedFacts } from './asset-flags.ts'
import { checkEager, eagerAnswer, makeEagerly } from './eager.ts'
import { refuseAnalyses } from './edit-params.ts'
import { checkRelatedTo, relateUpload } from './related-to.ts'
import { type UploadInput, uploadInput, uploadRequest } from './upload-params.ts'
import { uploadedAsset } from './wire.ts'
import { unsignedUpload, withPreset } from './with-preset.ts'

export const upload = operation({
  name: 'upload',
  summary: 'Uploads a file, at once or in parts: a part of a multipart body, a data URI, or from its URL',
  method: 'POST',
  // The others are of Cloudinary's OpenAPI, and of the SDKs that are made from that.
  paths: ['/{resource_type}/upload', '/{resource_type}/upload_chunked', '/upload'],
  api: 'upload',
  anonymous: unsignedUpload,
  takesFile: true,
  input: uploadInput,
  async handle(plain, params) {
    const input = await withPreset(plain, params)
    const call = { ...plain, notificationUrl: input.notification_url || undefined }
    // Read before a data URI is put on disk: whatever is wrong with it leaves nothing behind.
    refuseAnalyses(input, true)
    const request = uploadRequest(input)
    checkEager(call, input)
    await checkRelatedTo(call, input)
    const { library, part } = call
    const named = (file: UploadedFile) => ({ ...file, name: input.filename_override ?? input.filename ?? file.name })
    const url = call.file === undefined && isRemoteUrl(input.file ?? '') ? input.file! : undefined
    if (url !== undefined) {
      if (part) throw invalid('A URL is uploaded at once: leave out Content-Range')
      checkRemoteUrl(library.outbound, url)
      return finish(call, input, async () => uploadAsset(library, call, named(await fetchFile(library, url)), request))
    }
    const file = named(call.file ?? (await fileFromText(library, input.file)))
    try {
      if (!part || isWholeFile(part)) {
        if (part) checkPartLength(part, file.blob)
        return await finish(call, input, () => uploadAsset(library, call, file, request))
      }
      const { cloud, actor, anonymous } = call
      const upload = { cloudId: cloud.id, caller: actor, anonymous, uploadId: part.uploadId ?? '' }
      const { whole, bytes, chunk } = await receiveChunk(library, upload, part, file.blob)
      if (whole) return await finish(call, input, () => finishChunks(library, call, upload, chunk, file.name, request))
      const { resourceType, type, publicId } = request
      return ok({ done: false, bytes, kind: type, type, resource_type: resourceType, public_id: publicId })
    } catch (error) {
      await file.blob.discard()
      throw error
    }
  },
})

/** Answers what becomes of the upload, or, with `async`, that it is going to. */
async function finish(call: Call, input: UploadInput, work: () => Promise<UploadResult>): Promise<Answer> {
  // An asset that was there is somebody else's, and whoever signs nothing doesn't touch it.
  const related = async ({ asset, outcome }: UploadResult) =>
    call.anonymous && outcome === 'existing' ? {} : relateUpload(call.library, call, asset, input)
  if (input.async) {
    call.later(async () => {
      const result = await loggingFailure(call.library, call, work)
      const { asset } = result
      await related(result)
      await makeEagerly(call, asset, input)
    })
    const { resource_type = 'auto', type = 'upload', public_id } = input
    return ok({ status: 'pending', batch_id: call.requestId, resource_type, type, public_id })
  }
  const result = await work()
  const { asset, outcome } = result
  const relations = await related(result)
  return ok({
    ...uploadedAsset(call, asset),
    ...relations,
    ...(await eagerAnswer(call, asset, input)),
    ...(call.anonymous && { api_key: undefined }),
    // Whoever brings a file gets it back; an asset that was there is somebody else's.
    ...(input.return_delete_token && outcome !== 'existing' && { delete_token: deleteToken(call.cloud, asset) }),
    ...(await flaggedFacts(call, asset, input)),
    ...(outcome === 'existing' && { existing: true }),
    ...(outcome === 'overwritten' && { overwritten: true }),
  })
}
