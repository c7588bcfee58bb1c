import type { IncomingHttpHeaders } from 'node:http'
import { invalid } from '../core/errors.ts'

/** What the headers of a chunked upload say, as Cloudinary's SDKs send them. */
export interface FilePart {
  /** Offset of the first byte. */
  readonly start: number
  /** Offset of the last byte, included. */
  readonly end: number
  /** Null where the sender doesn't know yet. */
  readonly total: number | null
  readonly uploadId: string | undefined
}

/** `bytes 0-99/100`. An unknown total is -1 in the Node SDK, and `*` in HTTP. */
const CONTENT_RANGE = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|-1|\*)$/

export function partOf(headers: IncomingHttpHeaders): FilePart | undefined {
  const text = headers['content-range']
  if (text === undefined) return undefined
  const [, start, end, total] = CONTENT_RANGE.exec(text) ?? []
  const part = { start: Number(start), end: Number(end), total: Number.isNaN(Number(total)) ? null : Number(total) }
  if (end === undefined || part.end < part.start) {
    throw invalid(
      `Invalid Content-Range - ${JSON.stringify(text)}: expected bytes FIRST-LAST/TOTAL, the total -1 where it isn't known`,
    )
  }
  const uploadId = [headers['x-unique-upload-id']].flat()[0]
  return { ...part, total: part.total === -1 ? null : part.total, uploadId }
}

export const isWholeFile = ({ start, end, total }: FilePart): boolean => start === 0 && end + 1 === total
