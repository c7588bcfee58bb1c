import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { AppError, invalid } from '../core/errors.ts'
import type { Share } from './allowance.ts'
import { JsonBounds, parseJson } from './json.ts'
import type { UploadedFile } from './operation.ts'
import { FormFields, MAX_PARAMS, type RawParams } from './params.ts'
import { MAX_PARAM_BYTES, maxValues, type Reception, readText } from './reception.ts'

/** A file that is text, as a data URI, and so is held in memory. */
const MAX_FILE_TEXT_BYTES = 64 * 1024 * 1024
const FILE = 'file'
const BINARY = 'application/octet-stream'
const isJson = (type: string): boolean => type.startsWith('application/json')

/**
 * Reads a multipart body: the part `file` is streamed to disk, everything else is text. Whatever came before the file has to
 * do for it to be received. On an error nothing of it is left behind.
 */
export async function readMultipart(
  request: FastifyRequest,
  reception: Reception,
): Promise<{ body: RawParams; file?: UploadedFile }> {
  const fields = new FormFields()
  let textBytes = 0
  const addText = (name: string, text: string, value: unknown = text) => {
    textBytes += Buffer.byteLength(name) + Buffer.byteLength(text)
    if (textBytes > MAX_PARAM_BYTES) throw tooMuchText()
    fields.add(name, value)
  }
  let fileText: string | undefined
  let file: UploadedFile | undefined
  try {
    const parts = request.parts({
      // What isn't to be held in memory, or parsed, before it was looked at.
      isPartAFile: (name, type, filename) =>
        filename !== undefined || name === FILE || type === BINARY || isJson(type ?? ''),
      limits: { fileSize: Number.POSITIVE_INFINITY, fieldSize: MAX_PARAM_BYTES, parts: MAX_PARAMS + 1 },
    })
    for await (const part of parts) {
      if (part.type === 'field') {
        if (part.valueTruncated) throw tooMuchText()
        addText(part.fieldname, String(part.value))
      } else if (isText(part)) {
        if (part.fieldname === FILE) {
          if (fileText !== undefined) throw twoFiles()
          fileText = await readFileText(part, fields.params, reception)
          fields.add(FILE, fileText)
        } else addText(part.fieldname, ...(await readJson(request, part, reception)))
      } else {
        if (part.fieldname !== FILE) throw invalid(`Unexpected file in the field ${part.fieldname}: send it as "file"`)
        if (file) throw twoFiles()
        file = { blob: await stage(part, fields.params, reception), name: part.filename ?? FILE }
      }
    }
    return file ? { body: fields.params, file } : { body: fields.params }
  } catch (error) {
    await file?.blob.discard()
    throw unreadable(error)
  }
}

const twoFiles = () => invalid('Two files in one request: upload them one by one')

const tooMuchText = () =>
  new AppError(
    'too_large',
    `The text fields have more than ${MAX_PARAM_BYTES} bytes: send the file as a part of its own, named file`,
  )

/** Without a name a part is no file, unless it says that it is. */
const isText = ({ filename, mimetype }: MultipartFile): boolean => filename === undefined && mimetype !== BINARY

async function readFileText(part: MultipartFile, before: RawParams, reception: Reception): Promise<string> {
  if (!reception.operation.takesFile) return readText(part.file, MAX_PARAM_BYTES, true, reception)
  return readText(part.file, MAX_FILE_TEXT_BYTES, await isKnown(reception, before), reception)
}

async function readJson(
  request: FastifyRequest,
  part: MultipartFile,
  reception: Reception,
): Promise<[text: string, value: unknown]> {
  const bounds = new JsonBounds(maxValues(reception))
  const text = await readText(part.file, MAX_PARAM_BYTES, true, reception, (bytes) => bounds.take(bytes))
  try {
    return [text, await parseJson(request, text)]
  } catch {
    throw invalid(`The field ${part.fieldname} is not a valid JSON, though it says so`)
  }
}

async function stage(part: MultipartFile, before: RawParams, reception: Reception) {
  const { library, operation } = reception
  if (!operation.takesFile) throw invalid(`${operation.name} takes no file: leave it out`)
  const source = (await isKnown(reception, before)) ? part.file : shared(part.file, reception.share('files'))
  return library.blobs.stage(source, library.limits.maxUploadBytes)
}

const isKnown = async (reception: Reception, before: RawParams): Promise<boolean> =>
  reception.isKnown || reception.isKnownBy(before)

async function* shared(source: AsyncIterable<Buffer>, share: Share): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    share.add(chunk.length)
    yield chunk
  }
}

const TOLD_AS_THEY_ARE = new Set(['FST_PARTS_LIMIT', 'FST_PROTO_VIOLATION'])

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
