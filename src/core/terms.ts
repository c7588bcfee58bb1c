import { createHash } from 'node:crypto'
import type { Asset } from './asset.ts'

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

/** All terms of an asset, each once. */
export function termsOf({ tags, assetFolder, context, metadata, moderation }: Asset): Set<string> {
  const terms = new Set([...tags.map(tagTerm), folderTerm(assetFolder)])
  for (const [key, value] of Object.entries(context)) terms.add(contextTerm(key)).add(contextTerm(key, value))
  for (const [field, value] of Object.entries(metadata)) {
    terms.add(metadataTerm(field))
    for (const one of [value].flat()) terms.add(metadataTerm(field, one))
  }
  if (moderation) terms.add(moderationTerm(moderation.kind, moderation.status))
  return terms
}

function pairTerm(about: string, key: string, value: string | number | undefined): string {
  // A key may have an equals sign as well.
  const name = `${about}.${key.replace(/[\\=]/g, '\\$&')}`
  return bounded(value === undefined ? name : `${name}=${value}`)
}

/** As much as an entry of the index takes; what is longer is told apart by a hash of all of it. */
const MAX_LENGTH = 200
const KEPT_LENGTH = 120

const HASHED = new RegExp(`^[^]{${KEPT_LENGTH}}#[0-9a-f]{32}$`)

const bounded = (term: string): string =>
  term.length <= MAX_LENGTH
    ? term
    : `${term.slice(0, KEPT_LENGTH).toWellFormed()}#${createHash('sha256').update(term).digest('hex').slice(0, 32)}`
