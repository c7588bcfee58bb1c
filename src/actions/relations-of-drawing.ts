import type { AssetIdentifier, AssetKey } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Reader } from '../core/store.ts'
import type { WalkLimit } from '../core/walk.ts'
import { type NamedHop, namesOf } from './named-hops.ts'
import { kindsOf } from './relation-kinds.ts'
import { relationsAmong } from './relations-among.ts'
import { WalkBudget } from './walk-steps.ts'

export interface Drawing {
  /** Each once, its subject first. */
  readonly relations: readonly NamedHop[]
  readonly truncated: readonly WalkLimit[]
  /** Of the assets asked for, each: whether it is there. */
  readonly found: readonly boolean[]
}

/** All relations among assets that are known already, however they were come to. */
export async function relationsOfDrawing(
  reader: Reader,
  cloud: Cloud,
  identifiers: readonly AssetIdentifier[],
): Promise<Drawing> {
  const [kinds, found] = await Promise.all([kindsOf(reader, cloud), reader.assets.find(cloud.id, identifiers)])
  const assets = new Map(found.flatMap((asset): [number, AssetKey][] => (asset ? [[asset.no, asset]] : [])))
  const budget = new WalkBudget()
  const hops = await relationsAmong({ graph: reader.graph, cloud, labels: undefined }, [...assets.keys()], budget)
  return {
    relations: namesOf(hops, assets, kinds),
    truncated: [...budget.cut],
    found: found.map((asset) => asset !== undefined),
  }
}
