import type { AssetIdentifier } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { type ItemResult, MAX_TO_UNRELATE, RELATED_KIND, type UnrelateOutcome } from '../core/relation.ts'
import { distinctOthers, resolveItems } from './relate-assets.ts'

/**
 * Removes both directions of the relations between one asset and up to 1,000 others, in one transaction, with an outcome
 * for each item in the order of the call. Throws `not_found` if the one asset doesn't exist, `invalid` for an empty list
 * or one that is too long.
 */
export async function unrelateAssets(
  library: Library,
  cloud: Cloud,
  subject: AssetIdentifier,
  items: readonly string[],
): Promise<ItemResult<UnrelateOutcome>[]> {
  if (items.length === 0 || items.length > MAX_TO_UNRELATE) {
    throw invalid(
      `assets_to_unrelate takes 1 to ${MAX_TO_UNRELATE} assets, got ${items.length}: split them over several calls`,
    )
  }
  return library.store.write(async (tx) => {
    const { asset, targets } = await resolveItems(tx, cloud, subject, items)
    const removed = await tx.relations.remove(cloud.id, asset.no, distinctOthers(asset, targets), RELATED_KIND)
    const wasRelated = (no: number) => removed.delete(no)
    return items.map((item, i) => {
      const target = targets[i]
      if (typeof target === 'string') return { item, outcome: target }
      if (target!.no === asset.no) return { item, outcome: 'self' }
      return { item, outcome: wasRelated(target!.no) ? 'unrelated' : 'not_related' }
    })
  })
}
