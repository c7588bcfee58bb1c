import {
  type Asset,
  type AssetIdentifier,
  type AssetLabels,
  checkContext,
  checkName,
  checkTags,
  keyOf,
} from '../core/asset.ts'
import { updateOf } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { checkFolder } from '../core/public-id.ts'
import { notFound } from './get-asset.ts'

/** Changes the words attached to an asset; those that are not given stay. Throws `not_found`. */
export async function updateAsset(
  library: Library,
  caller: Caller,
  identifier: AssetIdentifier,
  labels: Partial<AssetLabels>,
): Promise<Asset> {
  const edited = checkLabels(labels)
  refuseFolderWhereFixed(library, labels)
  return library.store.write(async (tx) => {
    const [before] = await tx.assets.claim(caller.cloud.id, [identifier])
    if (!before) throw notFound(identifier)
    const update = updateOf(before, edited)
    if (!update) return before
    const after = { ...before, ...edited, updatedAt: Date.now() }
    await tx.assets.replace(caller.cloud.id, before, after)
    await tx.changes.add(caller, { type: 'update', updates: [{ asset: keyOf(after), ...update }] })
    return after
  })
}

/** Where folders are fixed, an asset is moved by renaming it. */
export function refuseFolderWhereFixed({ folderMode }: Library, { assetFolder }: Partial<AssetLabels>): void {
  if (folderMode === 'fixed' && assetFolder !== undefined)
    throw invalid('asset_folder has no meaning where folders are part of public IDs: name the folder in the public ID')
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
