import { type Asset, type AssetCard, parseAssetName } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { Reader } from '../core/store.ts'
import type { Hop } from '../core/walk.ts'
import { type Protection, protectionsIn } from './protected-assets.ts'
import { kindsOf } from './relation-kinds.ts'
import { stepsFrom, WalkBudget } from './walk-steps.ts'

/** Relations that one check looks at to show what is at their other ends; they are counted whole. */
const MAX_LOOKED_AT = 20_000

/** What the deletion of an asset would take with it, and what it would change. */
export interface DeletionCheck {
  readonly asset: Asset
  /** Relations in all, and by the names that they have from its side. */
  readonly total: number
  readonly counts: ReadonlyMap<string, number>
  /** The first of those that would lose a relation. */
  readonly related: readonly { readonly asset: AssetCard; readonly kind: string }[]
  readonly protection: Protection | undefined
  readonly backupBytes: number | undefined
  /** Whether it could be brought back. */
  readonly isRestorable: boolean
}

/** Says what deleting assets would touch, and changes nothing. One result for each name, in their order. */
export async function checkDeletions(
  { store: { read }, retention }: Library,
  cloud: Cloud,
  names: readonly string[],
  shown: number,
): Promise<(DeletionCheck | 'malformed' | 'not_found')[]> {
  const identifiers = names.map(parseAssetName)
  const found = await read.assets.find(
    cloud.id,
    identifiers.filter((identifier) => identifier !== undefined),
  )
  const assets = found.filter((asset) => asset !== undefined)
  const nos = [...new Set(assets.map(({ no }) => no))]
  const [kinds, counts, backups] = await Promise.all([
    kindsOf(read, cloud),
    read.relations.counts(cloud.id, nos),
    read.versions.bytes(
      cloud.id,
      assets.map(({ assetId }) => assetId),
    ),
  ])
  const protections = protectionsIn(kinds, counts)
  const hops = await firstHops(
    read,
    cloud,
    nos.map((no) => ({ no, degree: totalOf(counts.get(no)) })),
    shown,
  )
  const cards = await read.graph.cards(cloud.id, [...new Set([...hops.values()].flat().map(({ to }) => to))])
  const check = (asset: Asset): DeletionCheck => {
    const byLabel = counts.get(asset.no) ?? new Map<number, number>()
    const backupBytes = backups.get(asset.assetId)
    return {
      asset,
      total: totalOf(byLabel),
      counts: new Map([...byLabel].map(([label, n]) => [kinds.nameOfLabel(label), n])),
      related: (hops.get(asset.no) ?? []).flatMap(({ to, label }) => {
        const card = cards.get(to)
        return card ? [{ asset: card, kind: kinds.nameOfLabel(label) }] : []
      }),
      protection: protections.get(asset.no),
      backupBytes,
      isRestorable: retention.trashMs > 0 || backupBytes !== undefined,
    }
  }
  const next = found.values()
  return identifiers.map((identifier) => {
    if (!identifier) return 'malformed'
    const asset = next.next().value
    return asset ? check(asset) : 'not_found'
  })
}

const totalOf = (byLabel: ReadonlyMap<number, number> = new Map()): number =>
  [...byLabel.values()].reduce((sum, n) => sum + n, 0)

/** The first relations of each asset, in the order of its lists. */
async function firstHops(
  { graph }: Reader,
  cloud: Cloud,
  assets: readonly { readonly no: number; readonly degree: number }[],
  shown: number,
): Promise<Map<number, Hop[]>> {
  const hops = new Map<number, Hop[]>()
  const budget = new WalkBudget(undefined, MAX_LOOKED_AT)
  // Those with few relations first, so that a hub leaves the others out of nothing.
  const byDegree = assets.toSorted((a, b) => a.degree - b.degree)
  for await (const steps of stepsFrom({ graph, cloud, labels: undefined }, byDegree, budget)) {
    for (const step of steps) {
      const list = hops.get(step.from) ?? []
      if (list.length < shown) hops.set(step.from, [...list, step])
    }
  }
  return hops
}
