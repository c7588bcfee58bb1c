import type { Readable } from 'node:stream'
import type { Asset } from '../core/asset.ts'
import type { ByteRange } from '../core/blobs.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'

/**
 * The bytes of an asset's original, or a range of them, and the asset as they are of; nothing once it is deleted. An overwrite may have
 * removed the blob since the row was read: then the row is read once more.
 */
export async function openAsset(
  { blobs, store }: Library,
  cloud: Cloud,
  asset: Asset,
  range?: ByteRange,
): Promise<{ content: Readable; current: Asset } | undefined> {
  try {
    return { content: await blobs.open(asset.blob, range), current: asset }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    const [current] = await store.read.assets.find(cloud.id, [{ assetId: asset.assetId }])
    if (!current) return undefined
    if (current.blob === asset.blob) throw error
    return { content: await blobs.open(current.blob, range), current }
  }
}
