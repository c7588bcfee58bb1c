import { invalid } from './errors.ts'
import { parseTransformation } from './parse-transformation.ts'
import type { ImageFormat, Transformation } from './transformation.ts'
import { imageFormat } from './transformation-components.ts'

/** A transformation with the format that it is to come in, as eager ones are written: `c_fill,w_100/png`. */
export interface FormattedTransformation extends Transformation {
  /** With the format, where there is one. */
  readonly name: string
  readonly extension: ImageFormat | undefined
}

/** Throws `invalid` that names the first component which is wrong or not supported. */
export function parseFormatted(text: string): FormattedTransformation {
  const [, before = '', last = ''] = /^(?:(.*)\/)?([^/]*)$/s.exec(text) ?? []
  const extension = last.includes('_') ? undefined : imageFormat(last)
  const parsed = parseTransformation(extension ? before : text)
  const name = extension ? [parsed.text, extension].filter((part) => part !== '').join('/') : parsed.text
  if (name === '') throw invalid('Invalid transformation: it is empty')
  return { ...parsed, name, extension }
}

const MAX_LISTED = 50

/** Reads several, joined by `|` or as a list. */
export function parseFormattedList(param: string, given: string | readonly string[]): FormattedTransformation[] {
  const texts = [given].flat().flatMap((text) => text.split('|').filter((one) => one !== ''))
  if (texts.length > MAX_LISTED) {
    throw invalid(`${param} has ${texts.length} transformations, at most ${MAX_LISTED} are allowed`)
  }
  return texts.map(parseFormatted)
}
