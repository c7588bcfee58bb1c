import type { Asset, AssetIdentifier } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { type AssetEdits, checkEdits, checkMetadataEdits, editAssets } from './edit-assets.ts'
import { notFound } from './get-asset.ts'

/** Changes what is said of an asset; what is not given stays. Throws `not_found`. */
export async function updateAsset(
  library: Library,
  caller: Caller,
  identifier: AssetIdentifier,
  edits: AssetEdits,
): Promise<Asset> {
  const edit = checkEdits(edits)
  refuseFolderWhereFixed(library, edits)
  return library.store.write(async (tx) => {
    const [before] = await tx.assets.claim(caller.cloud.id, [identifier])
    if (!before) throw notFound(identifier)
    const editMetadata = await checkMetadataEdits(tx, caller, edits)
    const [after] = await editAssets(tx, caller, [before], (asset) => ({ ...edit(asset), ...editMetadata(asset) }))
    return after!
  })
}

/** Where folders are fixed, an asset is moved by renaming it. */
export function refuseFolderWhereFixed({ folderMode }: Library, { assetFolder }: AssetEdits): void {
  if (folderMode === 'fixed' && assetFolder !== undefined)
    throw invalid('asset_folder has no meaning where folders are part of public IDs: name the folder in the public ID')
}
