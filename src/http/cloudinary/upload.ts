import { type UploadRequest, type UploadResult, uploadAsset } from '../../actions/upload-asset.ts'
import { checkPartLength, finishChunks, receiveChunk } from '../../actions/upload-chunk.ts'
import { fileFromText } from '../file-param.ts'
import { type FilePart, isWholeFile } from '../file-part.ts'
import { type Call, ok, operation, type UploadedFile } from '../operation.ts'
import { uploadInput, uploadRequest } from './upload-params.ts'
import { uploadedAsset } from './wire.ts'

export const upload = operation({
  name: 'upload',
  summary: 'Uploads a file, at once or in parts: a part of a multipart body, or a data URI',
  method: 'POST',
  paths: ['/{resource_type}/upload'],
  api: 'upload',
  input: uploadInput,
  async handle(call, input) {
    // Read before a data URI is put on disk: whatever is wrong with it leaves nothing behind.
    const request = uploadRequest(input)
    const received = call.file ?? (await fileFromText(call.library, input.file))
    const file = { blob: received.blob, name: input.filename_override ?? input.filename ?? received.name }
    try {
      if (call.part && !isWholeFile(call.part)) return ok(await uploadPart(call, call.part, file, request))
      if (call.part) checkPartLength(call.part, file.blob)
      return ok(uploadAnswer(call, await uploadAsset(call.library, call, file, request)))
    } finally {
      await file.blob.discard()
    }
  },
})

/** The part that was missing is answered as an upload is; those before say that there is more to come. */
async function uploadPart(call: Call, part: FilePart, file: UploadedFile, request: UploadRequest): Promise<unknown> {
  const upload = { cloudId: call.cloud.id, apiKey: call.apiKey.key, uploadId: part.uploadId ?? '' }
  const { whole, bytes, chunk } = await receiveChunk(call.library, upload, part, file.blob)
  if (!whole) {
    const { resourceType, type, publicId } = request
    return { done: false, bytes, kind: type, type, resource_type: resourceType, public_id: publicId }
  }
  return uploadAnswer(call, await finishChunks(call.library, call, upload, chunk, file.name, request))
}

const uploadAnswer = (call: Call, { asset, outcome }: UploadResult) => ({
  ...uploadedAsset(call, asset),
  ...(outcome === 'existing' && { existing: true }),
  ...(outcome === 'overwritten' && { overwritten: true }),
})
