/** There is no limit; the SDKs want to read one. A new hour starts with each clock hour. */
const NO_LIMIT = '1000000'
const HOUR_MS = 60 * 60 * 1000
let reset = { at: 0, text: '' }

export function rateLimitHeaders(): Record<string, string> {
  const now = Date.now()
  if (now >= reset.at) {
    const at = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS
    reset = { at, text: new Date(at).toUTCString() }
  }
  return {
    'x-featureratelimit-limit': NO_LIMIT,
    'x-featureratelimit-remaining': NO_LIMIT,
    'x-featureratelimit-reset': reset.text,
  }
}

const MAX_HEADER_LENGTH = 1000

/** What a header can carry of a text. */
export const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_HEADER_LENGTH)

/** A `content-disposition` by which browsers keep the file under this name, whatever is in it. */
export const attachment = (name: string): string =>
  `attachment; filename="${headerText(name).replace(/["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`
