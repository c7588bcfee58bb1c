import type { Asset } from './asset.ts'
import { DOCUMENTS, extensionOf, type NameRole } from './stem.ts'

/** The numbers of the kinds that are proposed (core/relation-kind.ts). */
export const PROPOSED = {
  related: 0,
  poster: 1,
  alternate: 2,
  transcript: 3,
  derived: 5,
  manual: 7,
  licence: 11,
} as const

/** A kind of relation for a pair, and which of the two is its subject. */
export interface ProposedKind {
  readonly kind: number
  readonly subject: 'one' | 'other'
}

type File = Pick<Asset, 'resourceType' | 'publicId' | 'format'>
export interface NamedFile {
  readonly file: File
  readonly role: NameRole | null
}

type Medium = 'video' | 'document' | 'picture' | 'unknown'

function mediumOf(file: File): Medium {
  if (file.resourceType === 'video') return 'video'
  if (DOCUMENTS.has(extensionOf(file))) return 'document'
  return file.resourceType === 'image' ? 'picture' : 'unknown'
}

/** How two files belong together that are named after the same thing. */
export function kindByName(one: NamedFile, other: NamedFile): ProposedKind {
  const directed = directedKind(one, other)
  if (directed !== undefined) return { kind: directed, subject: 'one' }
  const reversed = directedKind(other, one)
  if (reversed !== undefined) return { kind: reversed, subject: 'other' }
  const isAlternate = isSameMedium(one, other) && one.role !== 'view' && other.role !== 'view'
  return { kind: isAlternate ? PROPOSED.alternate : PROPOSED.related, subject: 'one' }
}

/** By what kind the first relates to the second, if by a directed one. */
function directedKind(subject: NamedFile, object: NamedFile): number | undefined {
  const [from, to] = [mediumOf(subject.file), mediumOf(object.file)]
  if (to === 'video' && from !== 'video' && subject.role === 'transcript') return PROPOSED.transcript
  if (to === 'video' && from === 'picture') return PROPOSED.poster
  if (from === 'document' && to !== 'document' && subject.role === 'manual') return PROPOSED.manual
  if (to === 'document' && from !== 'document' && object.role === 'licence') return PROPOSED.licence
  if (!isSameMedium(subject, object)) return undefined
  const isFromOriginal = object.role === 'original' && subject.role !== 'original'
  const isEdit = subject.role === 'edited' && object.role === null
  return isFromOriginal || isEdit ? PROPOSED.derived : undefined
}

/** What isn't known may be the project of a program, or the file of a camera, that the other was made from. */
function isSameMedium(one: NamedFile, other: NamedFile): boolean {
  const [a, b] = [mediumOf(one.file), mediumOf(other.file)]
  return a === b || a === 'unknown' || b === 'unknown'
}
