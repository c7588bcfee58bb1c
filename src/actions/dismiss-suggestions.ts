import { type AssetKey, keyOf } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { MAX_TO_DISMISS, type Pair } from '../core/suggestion.ts'
import { resolveTargets, type Target } from './relation-items.ts'

export interface NamedPair {
  readonly from: string
  readonly to: string
}

export type DismissOutcome = 'dismissed' | 'already_dismissed' | 'not_found' | 'malformed' | 'self'

/** Never again are these pairs suggested, from either side; an outcome for each, in their order. */
export async function dismissSuggestions(
  library: Library,
  caller: Caller,
  pairs: readonly NamedPair[],
): Promise<DismissOutcome[]> {
  if (pairs.length === 0 || pairs.length > MAX_TO_DISMISS) {
    throw invalid(`suggestions takes 1 to ${MAX_TO_DISMISS} items, got ${pairs.length}: split them over several calls`)
  }
  const names = [...new Set(pairs.flatMap(({ from, to }) => [from, to]))]
  return library.store.write(async (tx) => {
    const targets = await resolveTargets(tx, caller.cloud, names)
    const target = new Map(names.map((name, i) => [name, targets[i]!]))
    const found = pairs.map(({ from, to }) => pairOf(target.get(from)!, target.get(to)!))
    const added = await tx.suggestions.dismiss(
      caller.cloud.id,
      found.filter((pair) => typeof pair !== 'string'),
    )
    if (added.length > 0)
      await tx.changes.add(caller, { type: 'dismiss', assets: keysOf(targets, added), pairs: added })
    const isNew = new Set(added.map(String))
    return found.map((pair) => {
      if (typeof pair === 'string') return pair
      return isNew.delete(String(pair)) ? 'dismissed' : 'already_dismissed'
    })
  })
}

function keysOf(targets: readonly Target[], pairs: readonly Pair[]): AssetKey[] {
  const nos = new Set(pairs.flat())
  return targets
    .filter((target) => typeof target !== 'string' && nos.has(target.no))
    .map((asset) => keyOf(asset as AssetKey))
}

function pairOf(from: Target, to: Target): Pair | 'malformed' | 'not_found' | 'self' {
  if (typeof from === 'string') return from
  if (typeof to === 'string') return to
  if (from.no === to.no) return 'self'
  return from.no < to.no ? [from.no, to.no] : [to.no, from.no]
}
