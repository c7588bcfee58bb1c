import type { Asset, AssetRef } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import type { GivenMetadata } from '../core/metadata.ts'
import { checkMetadataEdits } from './edit-assets.ts'
import { editMany } from './edit-many.ts'

/** Gives assets values of structured metadata; values that are not given stay. Answers those that there are. */
export const editMetadata = (
  library: Library,
  caller: Caller,
  refs: readonly AssetRef[],
  metadata: GivenMetadata,
  clearInvalid: boolean,
): Promise<Asset[]> =>
  editMany(library, caller, refs, (tx) => checkMetadataEdits(tx, caller, { metadata, clearInvalid }))
