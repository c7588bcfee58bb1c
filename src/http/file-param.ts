import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { UploadedFile } from './operation.ts'

/** A file that came as text: a data URI, in base64 or percent-encoded. */
export async function fileFromText({ blobs, limits }: Library, text: string | undefined): Promise<UploadedFile> {
  if (text === undefined || text === '') throw invalid('Missing required parameter - file')
  if (/^(ftp|s3|gs):/i.test(text)) {
    throw invalid(
      `Invalid file - ${text.split(':', 1)[0]} URLs are not supported: give an http or https URL, or send the file`,
    )
  }
  const comma = text.indexOf(',')
  if (!/^data:/i.test(text) || comma < 0)
    throw invalid('Invalid file: expected the file itself, its URL, or a data URI (data:image/png;base64,...)')
  const bytes = /;base64$/i.test(text.slice(0, comma))
    ? fromBase64(text.slice(comma + 1))
    : fromPercent(text.slice(comma + 1))
  return { blob: await blobs.stage(oneChunk(bytes), limits.maxUploadBytes), name: 'file' }
}

async function* oneChunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

function fromBase64(text: string): Buffer {
  if (/[^A-Za-z0-9+/_\-\s=]|=[^=\s]/.test(text)) throw invalid('Invalid file: the data URI is not valid base64')
  return Buffer.from(text, 'base64')
}

function fromPercent(text: string): Buffer {
  try {
    return Buffer.from(decodeURIComponent(text))
  } catch {
    throw invalid('Invalid file: the data URI is not valid percent-encoding')
  }
}
