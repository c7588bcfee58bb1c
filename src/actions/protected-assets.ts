import { type AssetKey, formatRef } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { type AppError, invalid } from '../core/errors.ts'
import type { Kinds } from '../core/relation-kind.ts'
import type { Reader } from '../core/store.ts'
import { kindsOf } from './relation-kinds.ts'

/** By how many relations an asset is kept from being deleted without force, under the names that they have from its side. */
export type Protection = ReadonlyMap<string, number>

/** Those of these assets that are protected, by their numbers. In a transaction that has claimed them, it stays so. */
export async function protectionOf(
  reader: Reader,
  cloud: Cloud,
  assets: readonly AssetKey[],
): Promise<Map<number, Protection>> {
  if (assets.length === 0) return new Map()
  const kinds = await kindsOf(reader, cloud)
  const counts = await reader.relations.counts(
    cloud.id,
    assets.map(({ no }) => no),
  )
  return protectionsIn(kinds, counts)
}

/** The same, of relations that are counted already. */
export function protectionsIn(
  kinds: Kinds,
  counts: ReadonlyMap<number, ReadonlyMap<number, number>>,
): Map<number, Protection> {
  const labels = kinds.protectedLabels
  const found = [...counts].map(([no, byLabel]) => {
    const protecting = [...byLabel].filter(([label]) => labels.has(label))
    return [no, new Map(protecting.map(([label, n]) => [kinds.nameOfLabel(label), n]))] as const
  })
  return new Map(found.filter(([, protection]) => protection.size > 0))
}

export function isProtected(asset: AssetKey, protection: Protection): AppError {
  const total = [...protection.values()].reduce((sum, n) => sum + n, 0)
  const counted = [...protection].map(([name, n]) => `${n} by ${name}`).join(', ')
  return invalid(
    `${formatRef(asset)} is protected by ${total} ${total === 1 ? 'relation' : 'relations'} (${counted}): remove ${total === 1 ? 'it' : 'them'}, or pass force=true to delete it all the same`,
  )
}

/** Throws `invalid` for the first that is protected, unless it is deleted by force. */
export async function checkUnprotected(
  reader: Reader,
  cloud: Cloud,
  assets: readonly AssetKey[],
  force = false,
): Promise<void> {
  if (force) return
  const protections = await protectionOf(reader, cloud, assets)
  for (const asset of assets) {
    const protection = protections.get(asset.no)
    if (protection) throw isProtected(asset, protection)
  }
}
