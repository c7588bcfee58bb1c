import { MAX_LINK_DAYS } from '../core/bundle.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import { seal, unseal } from '../core/seal.ts'
import type { Reader } from '../core/store.ts'
import type { BundleRequest } from './bundle-assets.ts'
import { getKeys } from './get-asset.ts'
import { kindsOf } from './relation-kinds.ts'

const PURPOSE = 'bundle'
const DAY_MS = 24 * 60 * 60 * 1000

interface SealedBundle extends Omit<BundleRequest, 'from' | 'kinds'> {
  readonly assetIds: readonly string[]
  readonly kinds?: readonly string[]
  /** Unix milliseconds. */
  readonly until: number
}

/**
 * A token that opens a bundle, as it is by then, to whoever has it, until a time in Unix milliseconds. Assets are kept in
 * it by their IDs, so that it survives renames. Throws `not_found`, and `invalid` for a time that can't be.
 */
export async function sealBundle(reader: Reader, cloud: Cloud, request: BundleRequest, until: number): Promise<string> {
  const now = Date.now()
  if (until <= now) throw invalid('expires_at must be in the future: until when the link works')
  if (until > now + MAX_LINK_DAYS * DAY_MS) {
    throw invalid(`expires_at must be within ${MAX_LINK_DAYS} days: a link can't be taken back before it ends`)
  }
  const { from, kinds, direction, steps } = request
  const [keys, known] = await Promise.all([getKeys(reader, cloud, from), kindsOf(reader, cloud)])
  if (kinds) known.labelsNamed(kinds)
  const assetIds = [...new Set(keys.map(({ assetId }) => assetId))]
  return seal(cloud, PURPOSE, { assetIds, ...(kinds && { kinds }), direction, steps, until } satisfies SealedBundle)
}

/** Throws `unauthorized` for a token that was changed, `forbidden` for one whose time is over. */
export function unsealBundle(cloud: Cloud, token: string): BundleRequest {
  const sealed = unseal<SealedBundle>(cloud, PURPOSE, token)
  if (!sealed) {
    throw new AppError('unauthorized', 'This link is not valid: open it as it was given to you, unchanged and whole')
  }
  const { assetIds, kinds, direction, steps, until } = sealed
  if (until <= Date.now()) {
    throw new AppError('forbidden', `This link ended at ${new Date(until).toISOString()}: ask for a new one`)
  }
  return { from: assetIds.map((assetId) => ({ assetId })), kinds, direction, steps }
}
