/** More lines than these are no list of assets that somebody pasted. */
const MAX_LINES = 50
const ASSET_ID = /^[0-9a-f]{32}$/i
const RESOURCE_TYPES = ['image', 'video', 'raw']
const DELIVERY_TYPES = ['upload', 'private', 'authenticated']
const MAX_NAME = 255

/** What was pasted, line by line. */
export const linesOf = (text: string): string[] =>
  [...new Set(text.split(/[\n\r]+/).map((line) => line.trim()))].filter(Boolean).slice(0, MAX_LINES)

/**
 * Identifiers of what a line may mean, the likeliest first: an asset ID, a public ID with or without its types, the URL
 * of a file, or the address of this page's view of an asset.
 */
export function namesOf(line: string): string[] {
  const path = pathOf(line)
  const view = /^\/@[^/]+\/assets\/([0-9a-f]{32})/i.exec(path ?? '')
  if (view) return [view[1]!]
  if (path !== undefined) return namesOfUrl(path)
  if (ASSET_ID.test(line)) return [line]
  const [resourceType, type, ...rest] = line.split('/')
  if (rest.length > 0 && RESOURCE_TYPES.includes(resourceType!) && DELIVERY_TYPES.includes(type!)) {
    return isName(rest.join('/')) ? [line] : []
  }
  return publicIds(line).flatMap((id) => everyType(id))
}

function pathOf(line: string): string | undefined {
  if (!/^https?:\/\//i.test(line) && !line.startsWith('/')) return undefined
  try {
    const { pathname } = new URL(line, window.location.origin)
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}

/** `/CLOUD/image/upload/[s--…--/][transformations/][v1/]PUBLIC_ID[.ext]`: where the public ID begins, nothing says. */
function namesOfUrl(path: string): string[] {
  const found = /\/(image|video|raw)\/(upload|private|authenticated)\/(.+)$/.exec(path)
  if (!found) return []
  const [, resourceType, type, rest] = found as unknown as [string, string, string, string]
  const parts = rest.replace(/^s--[\w-]+--\//, '').split('/')
  const version = parts.findIndex((part) => /^v\d+$/.test(part))
  const starts = version >= 0 ? [version + 1, 0] : parts.map((_, i) => i)
  return starts
    .map((start) => parts.slice(start).join('/'))
    .filter(Boolean)
    .flatMap((id) => (resourceType === 'raw' ? [id].filter(isName) : publicIds(id)))
    .map((id) => `${resourceType}/${type}/${id}`)
}

/** As it is, and without what may be the extension of its file. */
const publicIds = (id: string): string[] => [...new Set([id, id.replace(/\.\w{2,5}$/, '')])].filter(isName)

/** The server refuses a call that has a name which no asset can have: as core/public-id.ts, folders like versions too. */
const isName = (id: string): boolean =>
  id.length <= MAX_NAME &&
  !/[?&#%<>+\\\p{Cc}]/u.test(id) &&
  id
    .split('/')
    .every((part, i, parts) => !/^(|\.|\.\.|\s.*|.*\s)$/.test(part) && !(i < parts.length - 1 && /^v\d+$/.test(part)))

const everyType = (id: string): string[] =>
  DELIVERY_TYPES.flatMap((type) => RESOURCE_TYPES.map((resourceType) => `${resourceType}/${type}/${id}`))
