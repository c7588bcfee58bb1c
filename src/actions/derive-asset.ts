import { createHash } from 'node:crypto'
import type { Asset } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Derived, Recipe } from '../core/derived.ts'
import type { Library } from '../core/library.ts'

/** Grows when the same recipe comes to look otherwise, so that what was made before is made anew. */
const RENDERING = 1

/** Names what a recipe makes of a file, and nothing else. */
export function derivedId({ blob }: Pick<Asset, 'blob'>, recipe: Recipe): string {
  return createHash('sha256')
    .update(JSON.stringify([RENDERING, blob, recipe]))
    .digest('hex')
    .slice(0, 32)
}

const underWay = new WeakMap<Library, Map<string, Promise<Derived>>>()

/**
 * The file that a recipe makes of an asset: from the cache, or made now, once however many ask for it at the same time.
 * `transformation` is the text that is recorded for it.
 */
export async function deriveAsset(
  library: Library,
  cloud: Cloud,
  asset: Asset,
  transformation: string,
  recipe: Recipe,
): Promise<Derived> {
  const id = derivedId(asset, recipe)
  const known = await library.store.read.derived.get(cloud.id, id)
  if (known && (await library.derivedFiles.has(asset.blob, id))) return known
  const makings = underWay.get(library) ?? new Map<string, Promise<Derived>>()
  underWay.set(library, makings)
  const making =
    makings.get(id) ?? make(library, cloud, asset, { id, transformation, recipe }).finally(() => makings.delete(id))
  makings.set(id, making)
  return making
}

async function make(
  library: Library,
  cloud: Cloud,
  asset: Asset,
  { id, transformation, recipe }: { id: string; transformation: string; recipe: Recipe },
): Promise<Derived> {
  const path = await library.blobs.locate(asset.blob)
  const rendered = await library.derivedFiles
    .make(asset.blob, id, (output) => library.render({ ...sourceOf(asset), path }, recipe, output))
    .catch(async (error) => {
      // Where the file was deleted meanwhile, that is what there is to tell.
      await library.blobs.locate(asset.blob)
      throw error
    })
  const derived = { id, assetNo: asset.no, transformation, ...rendered, createdAt: Date.now() }
  await library.store.write(async (tx) => {
    const [now] = await tx.assets.claim(cloud.id, [{ assetId: asset.assetId }])
    // Meanwhile it may have gone, or have got another file.
    if (now?.blob === asset.blob) await tx.derived.put(cloud.id, derived)
  })
  await trim(library)
  return derived
}

const sourceOf = ({ format, resourceType, width, height, pages, durationMicros }: Asset) => ({
  ...{ format, resourceType, width, height, pages, durationMicros },
})

/** What left the cache is derived no more. */
async function trim({ store, derivedFiles }: Library): Promise<void> {
  const removed = await derivedFiles.trim()
  if (removed.length === 0) return
  const byCloud = Map.groupBy(removed, ({ blob }) => Number(blob.split('/')[0]))
  for (const [cloudId, files] of byCloud) {
    await store.write((tx) =>
      tx.derived.remove(
        cloudId,
        files.map(({ id }) => id),
      ),
    )
  }
}
