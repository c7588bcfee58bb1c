import '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { UploadedFile } from './operation.ts'
import { checkDepth, FormFields, MAX_PARAMS, type RawParams } from './params.ts'

/** All text fields together, which are held in memory: a data URI may be among them. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024

/**
 * Reads a multipart body: the part `file` is streamed to disk, everything else is text. On an error nothing of it is
 * left behind.
 */
export async function readMultipart(
  request: FastifyRequest,
  { blobs, limits }: Library,
): Promise<{ fields: RawParams; file: UploadedFile | undefined }> {
  const fields = new FormFields()
  let textBytes = 0
  let file: UploadedFile | undefined
  try {
    const parts = request.parts({
      limits: {
        fileSize: Number.POSITIVE_INFINITY,
        fieldSize: MAX_TEXT_BYTES,
        fields: MAX_PARAMS,
        parts: MAX_PARAMS + 1,
      },
    })
    for await (const part of parts) {
      if (part.type === 'field') {
        checkDepth(part.value)
        textBytes += Buffer.byteLength(typeof part.value === 'string' ? part.value : JSON.stringify(part.value))
        if (part.valueTruncated || textBytes > MAX_TEXT_BYTES) {
          throw new AppError(
            'too_large',
            `The text fields have more than ${MAX_TEXT_BYTES} bytes: send the file as a part of its own`,
          )
        }
        fields.add(part.fieldname, part.value)
        continue
      }
      if (part.fieldname !== 'file') throw invalid(`Unexpected file in the field ${part.fieldname}: send it as "file"`)
      if (file) throw invalid('Two files in one request: upload them one by one')
      file = { blob: await blobs.stage(part.file, limits.maxUploadBytes), name: part.filename ?? 'file' }
    }
    return { fields: fields.params, file }
  } catch (error) {
    await file?.blob.discard()
    throw unreadable(error)
  }
}

const TOLD_AS_THEY_ARE = new Set([
  'FST_FIELDS_LIMIT',
  'FST_PARTS_LIMIT',
  'FST_PROTO_VIOLATION',
  'FST_INVALID_JSON_FIELD_ERROR',
])

/** The parser's errors on a body that is cut off, or has no boundary, are the client's. */
function unreadable(error: unknown): unknown {
  const { message = '', code = '' } = error as { message?: string; code?: string }
  const clients =
    /boundary|unexpected end|terminated early|malformed|premature|aborted/i.test(message) ||
    /^(FST_|ERR_STREAM_PREMATURE_CLOSE|ECONNRESET)/.test(code)
  if (error instanceof AppError || !clients) return error
  if (TOLD_AS_THEY_ARE.has(code)) return error
  return invalid('Invalid multipart body: it is cut off or has no boundary')
}
