import { type Asset, type AssetRef, checkContext } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'
import { editMany } from './edit-many.ts'

/** Adds pairs to the context of assets; one without a value takes its key away. Answers those that there are. */
export const addContext = (
  library: Library,
  caller: Caller,
  refs: readonly AssetRef[],
  pairs: Readonly<Record<string, string>>,
): Promise<Asset[]> =>
  editMany(library, caller, refs, async () => (asset) => ({ context: checkContext({ ...asset.context, ...pairs }) }))

export const removeContext = (library: Library, caller: Caller, refs: readonly AssetRef[]): Promise<Asset[]> =>
  editMany(library, caller, refs, async () => () => ({ context: {} }))
