import { type Asset, type AssetIdentifier, checkContext, checkTags } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import { type AssetEdits, checkEdits, checkMetadataEdits } from './edit-assets.ts'
import { editMany } from './edit-many.ts'
import { refuseFolderWhereFixed } from './update-asset.ts'

/** What a call says of several assets at once: beside what it sets, what it adds and takes away. */
export interface SharedEdits extends AssetEdits {
  readonly addTags?: readonly string[]
  readonly removeTags?: readonly string[]
  /** Pairs that are added; one without a value takes its key away. */
  readonly addContext?: Readonly<Record<string, string>>
}

/** Changes what is said of assets, all of them or none. Answers those that there are, each once. Throws `invalid`. */
export async function updateAssets(
  library: Library,
  caller: Caller,
  identifiers: readonly AssetIdentifier[],
  edits: SharedEdits,
): Promise<Asset[]> {
  refuseFolderWhereFixed(library, edits)
  const edit = checkEdits(edits)
  const { addTags = [], removeTags = [], addContext } = edits
  const added = checkTags(addTags)
  const removed = new Set(checkTags(removeTags))
  return editMany(library, caller, identifiers, async (tx) => {
    const editMetadata = await checkMetadataEdits(tx, caller, edits)
    return (asset) => {
      const edited = { ...edit(asset), ...editMetadata(asset) }
      const tags = [...(edited.tags ?? asset.tags).filter((tag) => !removed.has(tag)), ...added]
      const context = { ...(edited.context ?? asset.context), ...addContext }
      return { ...edited, tags: checkTags(tags), context: checkContext(context) }
    }
  })
}
