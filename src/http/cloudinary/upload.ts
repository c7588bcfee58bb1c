import { uploadAsset } from '../../actions/upload-asset.ts'
import { RESOURCE_TYPES } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import { type Call, ok, operation, type UploadedFile } from '../operation.ts'
import { deliveryType, labels } from './schemas.ts'
import { parseLabels, uploadedAsset } from './wire.ts'

export const upload = operation({
  name: 'upload',
  summary: 'Uploads a file: a part of a multipart body, or a data URI',
  method: 'POST',
  paths: ['/{resource_type}/upload'],
  api: 'upload',
  input: {
    type: 'object',
    properties: {
      resource_type: { type: 'string', enum: [...RESOURCE_TYPES, 'auto'], description: 'auto: by what the file is' },
      file: { type: 'string', description: 'The file itself (multipart), or a data URI' },
      type: { ...deliveryType, default: 'upload' },
      public_id: { type: 'string', description: 'A random one, or the file name, without it' },
      folder: {
        type: 'string',
        description: 'Stands before the public ID; also the asset folder unless that is given',
      },
      filename: { type: 'string', description: 'The name of the file, where the body has none' },
      filename_override: { type: 'string', description: 'Taken for the name of the file' },
      use_filename: { type: 'boolean', default: false, description: 'Takes the public ID from the file name' },
      unique_filename: { type: 'boolean', default: true, description: 'Adds random letters to it' },
      overwrite: { type: 'boolean', default: true, description: 'false: an asset of that public ID stays as it is' },
      ...labels,
    },
    required: ['resource_type'],
  },
  async handle(call, input) {
    // Read before a data URI is put on disk: whatever is wrong with it leaves nothing behind.
    const request = {
      resourceType: input.resource_type,
      type: input.type ?? 'upload',
      ...(input.public_id !== undefined && { publicId: input.public_id }),
      ...(input.folder !== undefined && { folder: input.folder }),
      useFilename: input.use_filename ?? false,
      uniqueFilename: input.unique_filename ?? true,
      overwrite: input.overwrite ?? true,
      labels: parseLabels(input),
    }
    const { blob, name } = call.file ?? (await fromText(call, input.file))
    const { asset, outcome } = await uploadAsset(
      call.library,
      call,
      { blob, name: input.filename_override ?? input.filename ?? name },
      request,
    )
    return ok({
      ...uploadedAsset(call, asset),
      ...(outcome === 'existing' && { existing: true }),
      ...(outcome === 'overwritten' && { overwritten: true }),
    })
  },
})

/** A file that came as text: a data URI, in base64 or percent-encoded. */
async function fromText({ library }: Call, text: string | undefined): Promise<UploadedFile> {
  if (text === undefined || text === '') throw invalid('Missing required parameter - file')
  if (/^(https?|ftp|s3|gs):/i.test(text)) {
    throw invalid('Uploading from a URL is not supported yet: send the file itself, or a data URI')
  }
  const comma = text.indexOf(',')
  if (!/^data:/i.test(text) || comma < 0)
    throw invalid('Invalid file: expected the file itself, or a data URI (data:image/png;base64,...)')
  const bytes = /;base64$/i.test(text.slice(0, comma))
    ? fromBase64(text.slice(comma + 1))
    : fromPercent(text.slice(comma + 1))
  const blob = await library.blobs.stage(oneChunk(bytes), library.limits.maxUploadBytes)
  return { blob, name: 'file' }
}

async function* oneChunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

function fromBase64(text: string): Buffer {
  if (!/^[A-Za-z0-9+/_\-\s]*={0,2}\s*$/.test(text)) throw invalid('Invalid file: the data URI is not valid base64')
  return Buffer.from(text, 'base64')
}

function fromPercent(text: string): Buffer {
  try {
    return Buffer.from(decodeURIComponent(text))
  } catch {
    throw invalid('Invalid file: the data URI is not valid percent-encoding')
  }
}
