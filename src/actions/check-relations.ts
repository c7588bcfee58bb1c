import type { Asset, AssetIdentifier } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Relation, RelationRef } from '../core/relation.ts'
import { endOfLabel, kindOfLabel, labelOf } from '../core/relation-kind.ts'
import type { Reader } from '../core/store.ts'
import { getAsset, getAssets } from './get-asset.ts'
import { kindsOf } from './relation-kinds.ts'

/** Looked up in one statement. */
const REFS_AT_ONCE = 1000

/** A relation, with the name that it has from the side of the asset that was asked for. */
export interface CheckedRelation extends Relation {
  readonly name: string
}

/**
 * How an asset is related to each of others, in their order; undefined for one that doesn't exist. The cost grows with
 * their number and with the kinds of relations that the one has, not with how many those are. Throws `not_found` if the
 * one doesn't exist.
 */
export async function checkRelations(
  reader: Reader,
  cloud: Cloud,
  subject: AssetIdentifier,
  others: readonly AssetIdentifier[],
  kindName: string | undefined,
): Promise<({ asset: Asset; relations: CheckedRelation[] } | undefined)[]> {
  const [own, assets, kinds] = await Promise.all([
    getAsset(reader, cloud, subject),
    getAssets(reader, cloud, others),
    kindsOf(reader, cloud),
  ])
  const wanted = kindName === undefined ? undefined : kinds.named(kindName)
  const labels = wanted
    ? [labelOf(wanted.kind.no, wanted.end)]
    : [...((await reader.relations.counts(cloud.id, [own.no])).get(own.no)?.keys() ?? [])]
  const refs = assets.flatMap((asset) =>
    asset && asset.no !== own.no ? labels.map((label) => refOf(own.no, asset.no, label)) : [],
  )
  const found: (Relation | undefined)[] = []
  for (let i = 0; i < refs.length; i += REFS_AT_ONCE) {
    found.push(...(await reader.relations.find(cloud.id, refs.slice(i, i + REFS_AT_ONCE))))
  }
  const next = found.values()
  return assets.map((asset) => {
    if (!asset) return undefined
    if (asset.no === own.no) return { asset, relations: [] }
    const relations = labels.flatMap((label): CheckedRelation[] => {
      const relation = next.next().value
      return relation ? [{ ...relation, name: kinds.nameOfLabel(label) }] : []
    })
    return { asset, relations }
  })
}

/** The relation of two assets that the one has under a label. */
function refOf(own: number, other: number, label: number): RelationRef {
  const kind = kindOfLabel(label)
  return endOfLabel(label) === 'object' ? { from: other, to: own, kind } : { from: own, to: other, kind }
}
