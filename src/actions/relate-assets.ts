import type { AssetIdentifier } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { type ItemResult, MAX_TO_RELATE, type RelateOutcome } from '../core/relation.ts'
import { RELATED_KIND } from '../core/relation-kind.ts'
import { addRelations, resolveStar } from './relation-items.ts'

/**
 * Relates one asset to up to 10 others, both ways, in one transaction; the others are not related to one another.
 * Every item gets an outcome, in the order of the call: what is wrong with one doesn't keep the others from being related.
 * Throws `not_found` if the one asset doesn't exist, `invalid` for an empty list or one that is too long.
 */
export async function relateAssets(
  library: Library,
  caller: Caller,
  subject: AssetIdentifier,
  items: readonly string[],
): Promise<ItemResult<RelateOutcome>[]> {
  if (items.length === 0 || items.length > MAX_TO_RELATE) {
    throw invalid(
      `assets_to_relate takes 1 to ${MAX_TO_RELATE} assets, got ${items.length}: split them over several calls`,
    )
  }
  return library.store.write(async (tx) => {
    const wanted = await resolveStar(tx, caller.cloud, subject, items, RELATED_KIND)
    const outcomes = await addRelations(tx, library.limits, caller, wanted)
    return items.map((item, i) => ({ item, outcome: outcomes[i]! }))
  })
}
