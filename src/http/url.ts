/**
 * Decodes the path of a request once, before routing, and writes it anew: SDKs send `folder%2Fdog` and `folder/dog` for
 * the same, and whole sub-paths like `resources%2Fsearch`. A decoded `?`, `#` or `%` stays part of the path. A path that
 * isn't valid is left for the router to refuse.
 */
export function canonicalUrl(url: string): string {
  const queryAt = url.indexOf('?')
  const path = queryAt < 0 ? url : url.slice(0, queryAt)
  if (!path.includes('%')) return url
  try {
    const segments = decodeURIComponent(path).split('/')
    return segments.map(encodeURIComponent).join('/') + (queryAt < 0 ? '' : url.slice(queryAt))
  } catch {
    return url
  }
}

/** A path without what opens doors: no query, no URL signature, no token of the set-up link. */
export const loggablePath = (url: string): string =>
  canonicalUrl(url)
    .split('?', 1)[0]!
    .replace(/\/s--[\w-]+--\//, '/s--...--/')
    .replace(/\/search\/[0-9a-f]{64}\//, '/search/.../')
    .replace(/\/(?:@|%40)\/set-up\/.+/, '/@/set-up/...')
