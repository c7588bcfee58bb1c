import {
  type Asset,
  type AssetIdentifier,
  type AssetLabels,
  checkContext,
  checkName,
  checkTags,
} from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import { checkFolder } from '../core/public-id.ts'
import { notFound } from './get-asset.ts'

/** Changes the words attached to an asset; those that are not given stay. Throws `not_found`. */
export async function updateAsset(
  library: Library,
  cloud: Cloud,
  identifier: AssetIdentifier,
  labels: Partial<AssetLabels>,
): Promise<Asset> {
  const changes = checkLabels(labels)
  return library.store.write(async (tx) => {
    const [before] = await tx.assets.claim(cloud.id, [identifier])
    if (!before) throw notFound(identifier)
    const after = { ...before, ...changes, updatedAt: Date.now() }
    await tx.assets.replace(cloud.id, before, after)
    return after
  })
}

/** The given labels, checked; those not given are absent from the result. */
export function checkLabels({ displayName, assetFolder, tags, context }: Partial<AssetLabels>): Partial<AssetLabels> {
  return {
    ...(displayName !== undefined && { displayName: checkName('display_name', displayName) }),
    ...(assetFolder !== undefined && { assetFolder: checkFolder(assetFolder) }),
    ...(tags !== undefined && { tags: checkTags(tags) }),
    ...(context !== undefined && { context: checkContext(context) }),
  }
}
