import type { AssetIdentifier } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { type ItemResult, MAX_TO_UNRELATE, type UnrelateOutcome } from '../core/relation.ts'
import { RELATED_KIND } from '../core/relation-kind.ts'
import { removeRelations, resolveStar } from './relation-items.ts'

/**
 * Removes both directions of the relations between one asset and up to 1,000 others, in one transaction, with an outcome
 * for each item in the order of the call. Throws `not_found` if the one asset doesn't exist, `invalid` for an empty list
 * or one that is too long.
 */
export async function unrelateAssets(
  library: Library,
  caller: Caller,
  subject: AssetIdentifier,
  items: readonly string[],
): Promise<ItemResult<UnrelateOutcome>[]> {
  if (items.length === 0 || items.length > MAX_TO_UNRELATE) {
    throw invalid(
      `assets_to_unrelate takes 1 to ${MAX_TO_UNRELATE} assets, got ${items.length}: split them over several calls`,
    )
  }
  return library.store.write(async (tx) => {
    const outcomes = await removeRelations(
      tx,
      caller,
      await resolveStar(tx, caller.cloud, subject, items, RELATED_KIND),
    )
    return items.map((item, i) => ({ item, outcome: outcomes[i]! }))
  })
}
