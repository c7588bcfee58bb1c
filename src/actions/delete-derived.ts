import type { AssetIdentifier } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { DerivedOfAsset } from '../core/ports/derived.ts'

/** Deletes derived files by their IDs; answers those that there were. */
export async function deleteDerived(library: Library, cloud: Cloud, ids: readonly string[]): Promise<Set<string>> {
  const found = await library.store.read.derived.find(cloud.id, ids)
  await drop(library, cloud, found)
  return new Set(found.map(({ id }) => id))
}

/**
 * Deletes what was derived from assets, all of it or that of some transformations, and leaves the assets. Answers how
 * many it was of each, in their order; undefined where there is no such asset.
 */
export async function deleteDerivedOf(
  library: Library,
  cloud: Cloud,
  identifiers: readonly AssetIdentifier[],
  transformations: readonly string[] | undefined,
): Promise<(number | undefined)[]> {
  const { read } = library.store
  const assets = await read.assets.find(cloud.id, identifiers)
  const nos = new Set(assets.flatMap((asset) => (asset ? [asset.no] : [])))
  const found = await read.derived.ofAssets(cloud.id, [...nos], transformations)
  await drop(library, cloud, found)
  const counts = Map.groupBy(found, ({ assetNo }) => assetNo)
  return assets.map((asset) => asset && (counts.get(asset.no)?.length ?? 0))
}

export async function drop(library: Library, cloud: Cloud, derived: readonly DerivedOfAsset[]): Promise<void> {
  if (derived.length === 0) return
  await library.store.write((tx) =>
    tx.derived.remove(
      cloud.id,
      derived.map(({ id }) => id),
    ),
  )
  await library.derivedFiles.remove(derived.map(({ id, asset }) => ({ id, blob: asset.blob })))
}
