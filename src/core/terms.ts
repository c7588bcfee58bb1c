import { createHash } from 'node:crypto'
import type { Asset, Origin } from './asset.ts'
import { invalid } from './errors.ts'
import { lookTerms } from './looks.ts'
import { filenameOf } from './public-id.ts'
import { folded, wordsOf } from './search/words.ts'
import { namesOf } from './stem.ts'

const TAG = 'tag='

/**
 * What assets are found by. Each term of an asset is an entry of the store's index, so that all assets with it are one
 * range, by time. A term is text: what it is about, and the value.
 */
export const tagTerm = (tag: string): string => bounded(`${TAG}${tag}`)
/** What the terms of all tags that begin with this begin with. */
export const tagTermPrefix = (prefix: string): string => `${TAG}${prefix}`
/** The tag of a term; undefined where the term may have but a hash of it. */
export const tagInTerm = (term: string): string | undefined => (HASHED.test(term) ? undefined : term.slice(TAG.length))
export const folderTerm = (path: string): string => bounded(`folder=${path}`)
/** Without a value: assets that have the key at all. */
export const contextTerm = (key: string, value?: string): string => pairTerm('context', key, value)
export const metadataTerm = (field: string, value?: string | number): string => pairTerm('metadata', field, value)
export const moderationTerm = (kind: string, status: string): string => `moderation=${kind}:${status}`

export const filenameTerm = (name: string): string => bounded(`filename=${name}`)
export const formatTerm = (format: string): string => bounded(`format=${format}`)
/** A folder whatever its case; the path is folded already. */
export const foldedFolderTerm = (path: string): string => bounded(`folder~${path}`)
/** A folded word of a field: `filename`, `path` (the folders in the public ID), `place` (those of its folder), `name`, `tag`, `context` or `metadata` of any
 * key, or the term of one key. */
export const wordTerm = (field: string, word: string): string => bounded(`${field}~${word}`)
/** Numbers in the order of their terms. Without one, what they all begin with. */
export const metadataNumberTerm = (field: string, value?: number): string =>
  `${metadataTerm(field)}#${value === undefined ? '' : sortableDigits(value)}`

/** A stem of a file's name (core/stem.ts). */
export const stemTerm = (stem: string): string => bounded(`stem=${stem}`)
/** An ID by which a file goes. */
export const documentTerm = (id: string): string => bounded(`document=${id}`)
/** An ID of what a file was made from. */
export const sourceTerm = (id: string): string => bounded(`source=${id}`)
/** What was taken within a minute, and lies in one folder. `minute`: Unix time. */
export const captureTerm = (minute: number, folder: string): string => bounded(`captured=${minute}~${folder}`)

/** Those of an asset's terms that tell where it is: all that changes with its folder. */
export function termsOfPlace({ assetFolder, origin }: Pick<Asset, 'assetFolder' | 'origin'>): string[] {
  const minute = origin ? originOf(origin).minute : undefined
  const words = [...wordsOf(assetFolder)].map((word) => wordTerm('place', word))
  const terms = [folderTerm(assetFolder), foldedFolderTerm(folded(assetFolder)), ...words]
  return minute === undefined ? terms : [...terms, captureTerm(minute, assetFolder)]
}

/** All terms of an asset, each once. */
export function termsOf({ tags, context, metadata, moderation, ...asset }: Asset): Set<string> {
  const filename = filenameOf(asset.publicId)
  const terms = new Set([...tags.map(tagTerm), ...termsOfPlace(asset), filenameTerm(filename)])
  if (asset.format) terms.add(formatTerm(asset.format))
  const addWords = (text: string, ...fields: string[]) => {
    for (const word of wordsOf(text)) for (const field of fields) terms.add(wordTerm(field, word))
  }
  addWords(filename, 'filename')
  addWords(asset.publicId.slice(0, -filename.length), 'path')
  addWords(asset.displayName, 'name')
  addWords(tags.join(' '), 'tag')
  for (const [key, value] of Object.entries(context)) {
    terms.add(contextTerm(key)).add(contextTerm(key, value))
    addWords(value, 'context', contextTerm(key))
  }
  for (const [field, value] of Object.entries(metadata)) {
    terms.add(metadataTerm(field))
    for (const one of [value].flat()) {
      terms.add(metadataTerm(field, one))
      addWords(String(one), 'metadata', metadataTerm(field))
      if (typeof one === 'number') terms.add(metadataNumberTerm(field, one))
    }
  }
  for (const { stem } of namesOf(asset)) terms.add(stemTerm(stem))
  for (const term of asset.phash === null ? [] : lookTerms(asset.phash)) terms.add(term)
  if (asset.origin) {
    const { documents, sources } = originOf(asset.origin)
    for (const id of documents) terms.add(documentTerm(id))
    for (const id of sources) terms.add(sourceTerm(id))
  }
  if (moderation) terms.add(moderationTerm(moderation.kind, moderation.status))
  return terms
}

/** The IDs by which a file goes, those of what it was made from, and the minute in which it was taken. */
export function originOf({ documentId, instanceId, originalDocumentId, derivedFrom = [], capturedAt }: Origin) {
  const documents = [documentId, instanceId].filter((id) => id !== undefined)
  const sources = [originalDocumentId, ...derivedFrom].filter((id) => id !== undefined && !documents.includes(id))
  return {
    documents: new Set(documents),
    sources: new Set(sources as string[]),
    minute: capturedAt === undefined ? undefined : Math.floor(capturedAt / 60_000),
  }
}

function pairTerm(about: string, key: string, value: string | number | undefined): string {
  // A key may have the characters that separate it from a value as well.
  const name = `${about}.${key.replace(/[\\=~#]/g, '\\$&')}`
  return bounded(value === undefined ? name : `${name}=${value}`)
}

/** The bits of a number as hex digits that are in the order of the numbers. */
function sortableDigits(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value === 0 ? 0 : value)
  const bits = view.getBigUint64(0)
  const ordered = bits >> 63n ? ~bits & ALL_BITS : bits | SIGN_BIT
  return ordered.toString(16).padStart(16, '0')
}

const SIGN_BIT = 1n << 63n
const ALL_BITS = (1n << 64n) - 1n

/** The beginning of terms, as far as it can be told: of a long one, the index has the beginning alone. */
export function termPrefix(beginning: string): string {
  if (beginning.length < KEPT_LENGTH) return beginning
  throw invalid(`Invalid expression: ${JSON.stringify(beginning)} is too long to search for by how it begins`)
}

/** As much as an entry of the index takes; what is longer is told apart by a hash of all of it. */
const MAX_LENGTH = 200
const KEPT_LENGTH = 120

const HASHED = new RegExp(`^[^]{${KEPT_LENGTH}}#[0-9a-f]{32}$`)

const bounded = (term: string): string =>
  term.length <= MAX_LENGTH
    ? term
    : `${term.slice(0, KEPT_LENGTH).toWellFormed()}#${createHash('sha256').update(term).digest('hex').slice(0, 32)}`
