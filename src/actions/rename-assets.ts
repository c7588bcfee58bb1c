import { type Asset, type AssetIdentifier, type AssetRef, refOf } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { type NewName, renameAsset } from './rename-asset.ts'

export interface RenameItem extends NewName {
  readonly identifier: AssetIdentifier
}

/** The asset, or why it keeps its name. */
export type RenameResult =
  | { readonly outcome: 'renamed'; readonly asset: Asset }
  | { readonly outcome: 'not_found' | 'name_taken' | 'invalid'; readonly message: string }

const OUTCOMES = { not_found: 'not_found', conflict: 'name_taken', invalid: 'invalid' } as const

/** Gives each of these assets its new name, one after the other. One result for each, in their order. */
export async function renameAssets(
  library: Library,
  caller: Caller,
  items: readonly RenameItem[],
): Promise<RenameResult[]> {
  const found = await library.store.read.assets.find(
    caller.cloud.id,
    items.map(({ identifier }) => identifier),
  )
  const results: RenameResult[] = []
  for (const [i, { identifier: _, ...name }] of items.entries()) {
    const asset = found[i]
    results.push(asset ? await tryRename(library, caller, refOf(asset), name) : NOT_FOUND)
  }
  return results
}

const NOT_FOUND: RenameResult = { outcome: 'not_found', message: 'there is no such asset' }

async function tryRename(library: Library, caller: Caller, from: AssetRef, name: NewName): Promise<RenameResult> {
  try {
    return { outcome: 'renamed', asset: await renameAsset(library, caller, from, name, {}) }
  } catch (error) {
    if (!(error instanceof AppError) || !(error.code in OUTCOMES)) throw error
    return { outcome: OUTCOMES[error.code as keyof typeof OUTCOMES], message: error.message }
  }
}
