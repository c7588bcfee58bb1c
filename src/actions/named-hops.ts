import type { AssetKey } from '../core/asset.ts'
import type { Kinds } from '../core/relation-kind.ts'
import type { Hop } from '../core/walk.ts'

/** A relation between two assets, and how its kind is called from the first one's side. */
export interface NamedHop {
  readonly from: AssetKey
  readonly to: AssetKey
  readonly kind: string
}

/** Without those of which an asset was deleted meanwhile. */
export const namesOf = (hops: readonly Hop[], assets: ReadonlyMap<number, AssetKey>, kinds: Kinds): NamedHop[] =>
  hops.flatMap(({ from: fromNo, to: toNo, label }) => {
    const [from, to] = [assets.get(fromNo), assets.get(toNo)]
    return from && to ? [{ from, to, kind: kinds.nameOfLabel(label) }] : []
  })
