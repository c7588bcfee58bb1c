import '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { UploadedFile } from './operation.ts'
import type { RawParams } from './params.ts'

/** Text fields: a data URI may be among them. */
const MAX_FIELD_BYTES = 64 * 1024 * 1024
const MAX_FIELDS = 2000

/**
 * Reads a multipart body: the part `file` is streamed to disk, everything else is text. On an error nothing of it is
 * left behind.
 */
export async function readMultipart(
  request: FastifyRequest,
  { blobs, limits }: Library,
): Promise<{ fields: RawParams; file: UploadedFile | undefined }> {
  const fields: RawParams = Object.create(null)
  let file: UploadedFile | undefined
  try {
    const parts = request.parts({
      limits: { fileSize: Number.POSITIVE_INFINITY, fieldSize: MAX_FIELD_BYTES, fields: MAX_FIELDS, parts: MAX_FIELDS },
    })
    for await (const part of parts) {
      if (part.type === 'field') {
        if (part.valueTruncated)
          throw new AppError('too_large', `${part.fieldname} is longer than ${MAX_FIELD_BYTES} bytes`)
        addField(fields, part.fieldname, part.value)
        continue
      }
      if (part.fieldname !== 'file') throw invalid(`Unexpected file in the field ${part.fieldname}: send it as "file"`)
      if (file) throw invalid('Two files in one request: upload them one by one')
      file = { blob: await blobs.stage(part.file, limits.maxUploadBytes), name: part.filename ?? 'file' }
    }
    return { fields, file }
  } catch (error) {
    await file?.blob.discard()
    throw unreadable(error)
  }
}

function addField(fields: RawParams, name: string, value: unknown): void {
  const before = fields[name]
  fields[name] = before === undefined ? value : ([] as unknown[]).concat(before, value)
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
