import { type AssetIdentifier, type AssetKey, keyOf, parseAssetIdentifier } from '../core/asset.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { type ItemResult, MAX_TO_RELATE, type RelateOutcome } from '../core/relation.ts'
import { RELATED_KIND, RELATED_LABEL } from '../core/relation-kind.ts'
import type { Writer } from '../core/store.ts'
import { notFound } from './get-asset.ts'

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
  const { cloud } = caller
  if (items.length === 0 || items.length > MAX_TO_RELATE) {
    throw invalid(
      `assets_to_relate takes 1 to ${MAX_TO_RELATE} assets, got ${items.length}: split them over several calls`,
    )
  }
  return library.store.write(async (tx) => {
    const { asset, targets } = await resolveItems(tx, cloud, subject, items)
    const candidates = distinctOthers(asset, targets)
    const full = await overLimit(tx, cloud, asset, candidates, library.limits.maxRelations)
    const added = await tx.relations.add(
      cloud.id,
      asset.no,
      candidates.filter((no) => !full.has(no)),
      RELATED_KIND,
    )
    const others = named(targets, added)
    const isNew = (no: number) => added.delete(no)
    const results = items.map((item, i): ItemResult<RelateOutcome> => {
      const target = targets[i]
      if (typeof target === 'string') return { item, outcome: target }
      if (target!.no === asset.no) return { item, outcome: 'self' }
      if (full.has(target!.no)) return { item, outcome: 'limit_reached' }
      return { item, outcome: isNew(target!.no) ? 'related' : 'already_related' }
    })
    if (others.length > 0) {
      const failed = results.filter(({ outcome }) => outcome !== 'related' && outcome !== 'already_related').length
      await tx.changes.add(caller, { type: 'relate', asset: keyOf(asset), others, failed })
    }
    return results
  })
}

/** An asset, or why there is none under that name. */
export type Target = AssetKey | 'malformed' | 'not_found'

/** Finds the asset and all that the items name, in one query for each form of identifier. */
export async function resolveItems(
  tx: Writer,
  cloud: Cloud,
  subject: AssetIdentifier,
  items: readonly string[],
): Promise<{ asset: AssetKey; targets: Target[] }> {
  const parsed = items.map(parseAssetIdentifier)
  const wellFormed = parsed.filter((identifier) => identifier !== undefined)
  const [asset, ...found] = await tx.assets.hold(cloud.id, [subject, ...wellFormed])
  if (!asset) throw notFound(subject)
  const next = found.values()
  return { asset, targets: parsed.map((identifier) => (identifier ? (next.next().value ?? 'not_found') : 'malformed')) }
}

/** The numbers of the assets among the targets, each once, without the asset itself. */
export function distinctOthers(asset: AssetKey, targets: readonly Target[]): number[] {
  const nos = new Set(targets.filter((target) => typeof target !== 'string').map(({ no }) => no))
  nos.delete(asset.no)
  return [...nos]
}

/** The assets among the targets that have one of these numbers, each once. */
export function named(targets: readonly Target[], nos: ReadonlySet<number>): AssetKey[] {
  const assets = targets.filter((target) => typeof target !== 'string').filter(({ no }) => nos.has(no))
  return [...new Map(assets.map((asset) => [asset.no, keyOf(asset)])).values()]
}

/** Which of the candidates would give the asset, or themselves, more relations than are allowed. */
async function overLimit(
  tx: Writer,
  cloud: Cloud,
  asset: AssetKey,
  candidates: readonly number[],
  limit: number | null,
): Promise<Set<number>> {
  if (limit === null || candidates.length === 0) return new Set()
  const related = await tx.relations.among(cloud.id, asset.no, candidates, RELATED_KIND)
  const [own = 0, ...theirs] = await tx.relations.count(cloud.id, [asset.no, ...candidates], RELATED_LABEL)
  let room = limit - own
  return new Set(
    candidates.filter((no, i) => {
      if (related.has(no)) return false
      if (theirs[i]! >= limit || room <= 0) return true
      room--
      return false
    }),
  )
}
