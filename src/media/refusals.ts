import { type AppError, invalid } from '../core/errors.ts'
import { READ_IMAGE_NAMES } from './formats.ts'

/** Ends every refusal: a raw asset's content isn't read, so that any file can be kept as one. */
const KEEP_AS_RAW = 'upload it with resource_type raw'

export const notA = (noun: 'image' | 'video', what: string, resourceType?: 'image' | 'video'): AppError =>
  invalid(
    `Invalid ${noun} file: it is ${what}. ` +
      (resourceType
        ? `Upload it with resource_type ${resourceType} or auto`
        : `Upload ${noun === 'image' ? 'an image or a PDF' : 'video or audio'}, or ${KEEP_AS_RAW} or auto`),
  )

export const damaged = (noun: 'image' | 'video', format: string, error: unknown): AppError =>
  invalid(
    `Invalid ${noun} file: this ${format} is damaged or cut short${reasonOf(error)}. ` +
      `Upload an undamaged copy, or, to keep it as it is, ${KEEP_AS_RAW}`,
  )

export const unreadImage = (format: string): AppError =>
  invalid(
    `Invalid image file: images in ${format} are not read here, those in ${READ_IMAGE_NAMES} are. ` +
      `Convert it, or ${KEEP_AS_RAW}`,
  )

export const sizeless = (): AppError =>
  invalid(
    `Invalid image file: this svg has no size. Give its root a width and a height or a viewBox, or ${KEEP_AS_RAW}`,
  )

export const locked = (): AppError =>
  invalid(`Invalid image file: this pdf asks for a password. Remove the password, or ${KEEP_AS_RAW}`)

/** What the file has too much of, in the unit of the limit. */
export const tooLarge = (what: string, limit: number, unit: 'bytes' | 'pixels'): AppError =>
  invalid(
    `Invalid image file: ${what} are more than the limit of ${thousands(limit)} ${unit}. Make it smaller, or ${KEEP_AS_RAW}`,
  )

export const tooSlow = (seconds: number): AppError =>
  invalid(`Invalid file: it could not be read within ${seconds} seconds. Make it simpler, or ${KEEP_AS_RAW}`)

export const crashed = (): AppError =>
  invalid(
    `Invalid file: reading it needs more memory than there is, or it is damaged. To keep it as it is, ${KEEP_AS_RAW}`,
  )

export const thousands = (count: number): string => count.toLocaleString('en-US')

const MAX_REASON_LENGTH = 120
const PREAMBLE = /^(?:Input \w+ has corrupt header: |glib: |XML parse error: |Error domain \d+ code \d+ on )/

/** A library's own words, which may span lines, name the file's place on disk and begin with where they come from. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  let line = message.split('\n').find((candidate) => candidate.trim() !== '' && !candidate.includes('/')) ?? ''
  for (let before = ''; before !== line; ) {
    before = line
    line = line.replace(PREAMBLE, '')
  }
  line = line.replace(/[\s.]+$/, '')
  return line === '' ? '' : ` (${line.length > MAX_REASON_LENGTH ? `${line.slice(0, MAX_REASON_LENGTH)}...` : line})`
}
