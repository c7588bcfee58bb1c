import { type Asset, type AssetIdentifier, formatRef, keyOf } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import { removeAssets } from './delete-assets.ts'
import { protectionOf } from './protected-assets.ts'

interface Selection {
  readonly identifiers: readonly AssetIdentifier[]
  /** Decides about each asset as it is then. */
  readonly isMeant: (asset: Asset) => boolean
}

export interface PublishResult {
  readonly published: Asset[]
  /** Those whose name a public asset has already, and whether that one is protected. */
  readonly failed: { readonly asset: Asset; readonly isProtected: boolean }[]
}

/**
 * Gives assets the delivery type `upload`, in one transaction; their asset IDs and relations stay. An asset that has
 * such a name already is deleted for it with `overwrite`, and else keeps it.
 */
export async function publishAssets(
  library: Library,
  caller: Caller,
  { identifiers, isMeant }: Selection,
  { overwrite, force }: { readonly overwrite: boolean; readonly force?: boolean | undefined },
): Promise<PublishResult> {
  const { cloud } = caller
  const { unneeded, ...result } = await library.store.write(async (tx) => {
    const named = await tx.assets.find(cloud.id, identifiers)
    const found = [...new Map(named.flatMap((asset) => (asset ? [[asset.no, asset]] : []))).values()]
    const targets = found.map(({ resourceType, publicId }) => ({ resourceType, type: 'upload' as const, publicId }))
    const claimed = await tx.assets.claim(cloud.id, [...found.map(({ assetId }) => ({ assetId })), ...targets])
    const taken = new Map(claimed.slice(found.length).flatMap((asset) => (asset ? [[formatRef(asset), asset]] : [])))
    const published: { before: Asset; after: Asset }[] = []
    const protections = force ? undefined : await protectionOf(tx, cloud, overwrite ? [...taken.values()] : [])
    const failed: PublishResult['failed'] = []
    const replaced: Asset[] = []
    for (const before of claimed.slice(0, found.length)) {
      if (!before || before.type === 'upload' || !isMeant(before)) continue
      const after = { ...before, type: 'upload' as const, updatedAt: Date.now() }
      const inTheWay = taken.get(formatRef(after))
      const isOfThisCall = published.some(({ after: other }) => other === inTheWay)
      const isProtected = inTheWay !== undefined && protections?.has(inTheWay.no) === true
      if (inTheWay && (!overwrite || isOfThisCall || isProtected)) {
        failed.push({ asset: before, isProtected })
        continue
      }
      if (inTheWay) replaced.push(inTheWay)
      taken.set(formatRef(after), after)
      published.push({ before, after })
    }
    const unneeded = await removeAssets(tx, caller, replaced, library.retention)
    await tx.assets.replaceAll(cloud.id, published)
    for (const { before, after } of published) {
      const { resourceType, type, publicId } = before
      await tx.changes.add(caller, { type: 'rename', asset: keyOf(after), from: { resourceType, type, publicId } })
    }
    return { published: published.map(({ after }) => after), failed, unneeded }
  })
  await library.blobs.remove(unneeded)
  return result
}
