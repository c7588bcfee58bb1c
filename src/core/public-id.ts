import { invalid } from './errors.ts'

const MAX_PUBLIC_ID_LENGTH = 255

/** Cloudinary's naming conventions: these characters are forbidden outright. */
const FORBIDDEN = /[?&#\\%<>+]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/

/**
 * Says what is wrong with a public ID (or, with `noun`, with another path of the same form), or nothing.
 * Source: Cloudinary's "permitted naming conventions"; `.` and `..` segments and empty ones are refused as well, since
 * HTTP clients rewrite such paths and the asset could not be addressed.
 */
function publicIdProblem(publicId: string): string | undefined {
  if (publicId === '') return 'it is empty'
  if (publicId.length > MAX_PUBLIC_ID_LENGTH) {
    return `it has ${publicId.length} characters, at most ${MAX_PUBLIC_ID_LENGTH} are allowed`
  }
  if (CONTROL.test(publicId)) return 'it contains a control character'
  if (!publicId.isWellFormed()) return 'it is not well-formed Unicode (a lone surrogate)'
  const forbidden = FORBIDDEN.exec(publicId)
  if (forbidden) return `it contains ${forbidden[0]}, and ? & # \\ % < > + are not allowed`
  if (publicId !== publicId.trim()) return 'it begins or ends with white space'
  for (const segment of publicId.split('/')) {
    if (segment === '') return 'it begins or ends with a slash, or has two in a row'
    if (segment === '.' || segment === '..') return `it has the path segment ${segment}`
  }
  const folders = publicId.split('/').slice(0, -1)
  const versionLike = folders.find((folder) => /^v\d+$/.test(folder))
  if (versionLike) return `its folder ${versionLike} would be read as a version`
  return undefined
}

export function checkPublicId(publicId: string): string {
  const problem = publicIdProblem(publicId)
  if (problem) throw invalid(`Invalid public_id - ${JSON.stringify(publicId.slice(0, 300))}: ${problem}`)
  return publicId
}

export const isPublicId = (publicId: string): boolean => publicIdProblem(publicId) === undefined

/** A folder path has the form of a public ID; the root is the empty string; slashes at the ends are dropped. */
export function checkFolder(folder: string): string {
  let [start, end] = [0, folder.length]
  while (folder[start] === '/') start++
  while (end > start && folder[end - 1] === '/') end--
  const path = folder.slice(start, end)
  const problem = path === '' ? undefined : publicIdProblem(path)
  if (problem) throw invalid(`Invalid folder - ${JSON.stringify(folder.slice(0, 300))}: ${problem}`)
  return path
}

/** The last part of a public ID: after its folders. */
export const filenameOf = (publicId: string): string => publicId.slice(publicId.lastIndexOf('/') + 1)

/** Past every public ID, name or term that begins with this, also one that goes on with nothing but the last of all characters. */
export const pastPrefix = (prefix: string): string => prefix + '\u{10FFFF}'.repeat(MAX_PUBLIC_ID_LENGTH)

/** Makes what a file is called into something that a public ID may contain. */
export function publicIdFromFilename(name: string): string {
  const cleaned = name
    .toWellFormed()
    .replace(/[?&#\\%<>+/\s]/g, '_')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .slice(0, 200)
  return /^\.*$/.test(cleaned) ? 'file' : cleaned
}
