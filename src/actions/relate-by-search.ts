import { type AssetIdentifier, formatRef } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { NEWEST_FIRST } from '../core/search/sort.ts'
import { getAsset } from './get-asset.ts'
import { kindToRelateBy } from './kind-to-relate-by.ts'
import { type NamedRelation, type RelateManyOutcome, relateMany } from './relate-many.ts'
import { kindsOf } from './relation-kinds.ts'
import { searchAssets } from './search-assets.ts'

export interface SearchToRelate {
  readonly asset: AssetIdentifier
  readonly expression: string
  /** Named from the side of the asset. */
  readonly kind: string | undefined
  /** How many of those found are related in this call. */
  readonly limit: number
  readonly cursor: string | undefined
  readonly dryRun: boolean
}

export interface RelatedBySearch {
  readonly relations: NamedRelation[]
  readonly outcomes: RelateManyOutcome[]
  /** Of all pages together, the asset itself among them where it fits. */
  readonly total: number
  /** Where the search goes on, if it found more. */
  readonly nextCursor?: string
}

/**
 * Relates an asset to what a search finds, newest first, up to a limit, with an outcome for each; itself is passed over.
 * Throws `not_found` if it doesn't exist, `invalid` for an expression that can't be read, or says nothing.
 */
export async function relateBySearch(
  library: Library,
  caller: Caller,
  { asset, expression, kind: kindName, limit, cursor, dryRun }: SearchToRelate,
): Promise<RelatedBySearch> {
  const reader = library.store.read
  if (expression.trim() === '') throw invalid('expression says what to look for: bytes>=0 finds everything')
  const own = await getAsset(reader, caller.cloud, asset)
  const { kind, end } = kindToRelateBy(await kindsOf(reader, caller.cloud), kindName)
  const query = { expression, sort: NEWEST_FIRST, aggregates: [], limit, cursor }
  const { assets, total, nextCursor } = await searchAssets(reader, caller.cloud, query)
  const relations = assets
    .filter(({ no }) => no !== own.no)
    .map((found) => ({
      from: formatRef(own),
      to: formatRef(found),
      kind: end === 'object' ? kind.inverse : kind.name,
    }))
  const outcomes = relations.length > 0 ? await relateMany(library, caller, relations, dryRun) : []
  return { relations, outcomes, total, ...(nextCursor !== undefined && { nextCursor }) }
}
