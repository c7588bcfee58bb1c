import type { Asset } from '../core/asset.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { seal, unseal } from '../core/seal.ts'
import { deleteAsset } from './delete-assets.ts'

/** How long whoever uploaded a file may take it back without credentials. Source: Cloudinary's `return_delete_token`. */
const LIFETIME_MS = 10 * 60 * 1000
const PURPOSE = 'delete_token'

interface DeleteToken {
  readonly assetId: string
  /** Of the file that was uploaded: one that took its place since isn't theirs. */
  readonly versionId: string
  /** Unix milliseconds. */
  readonly until: number
}

export const deleteToken = (cloud: Cloud, { assetId, versionId }: Asset): string =>
  seal(cloud, PURPOSE, { assetId, versionId, until: Date.now() + LIFETIME_MS } satisfies DeleteToken)

/** Deletes the asset that a token was made for. Answers whether it was still there; throws `invalid` for a token that isn't good. */
export async function deleteByToken(library: Library, caller: Caller, text: string): Promise<boolean> {
  const token = unseal<DeleteToken>(caller.cloud, PURPOSE, text)
  if (!token) throw invalid('Invalid token - pass delete_token as the upload answered it')
  if (token.until < Date.now()) {
    throw invalid(`Invalid token - it was good for ${LIFETIME_MS / 60_000} minutes: delete the asset with credentials`)
  }
  return deleteAsset(
    library,
    caller,
    { assetId: token.assetId },
    { isMeant: ({ versionId }) => versionId === token.versionId },
  )
}
