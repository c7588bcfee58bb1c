import { type AssetIdentifier, keyOf } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { type ItemResult, MAX_TO_UNRELATE, type UnrelateOutcome } from '../core/relation.ts'
import { RELATED_KIND } from '../core/relation-kind.ts'
import { distinctOthers, named, resolveItems } from './relate-assets.ts'

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
  const { cloud } = caller
  if (items.length === 0 || items.length > MAX_TO_UNRELATE) {
    throw invalid(
      `assets_to_unrelate takes 1 to ${MAX_TO_UNRELATE} assets, got ${items.length}: split them over several calls`,
    )
  }
  return library.store.write(async (tx) => {
    const { asset, targets } = await resolveItems(tx, cloud, subject, items)
    const removed = await tx.relations.remove(cloud.id, asset.no, distinctOthers(asset, targets), RELATED_KIND)
    const others = named(targets, removed)
    const wasRelated = (no: number) => removed.delete(no)
    const results = items.map((item, i): ItemResult<UnrelateOutcome> => {
      const target = targets[i]
      if (typeof target === 'string') return { item, outcome: target }
      if (target!.no === asset.no) return { item, outcome: 'self' }
      return { item, outcome: wasRelated(target!.no) ? 'unrelated' : 'not_related' }
    })
    if (others.length > 0) {
      const failed = results.filter(({ outcome }) => outcome !== 'unrelated').length
      await tx.changes.add(caller, { type: 'unrelate', asset: keyOf(asset), others, failed })
    }
    return results
  })
}
