import { type Asset, type AssetIdentifier, type AssetKey, formatIdentifier } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Reader } from '../core/store.ts'

/** Throws `not_found` in Cloudinary's words ("Resource not found - dog"): its SDKs' tests look for them. */
export async function getAsset(reader: Reader, cloud: Cloud, identifier: AssetIdentifier): Promise<Asset> {
  const [asset] = await reader.assets.find(cloud.id, [identifier])
  if (!asset) throw notFound(identifier)
  return asset
}

export const notFound = (identifier: AssetIdentifier): AppError =>
  new AppError(
    'not_found',
    `Resource not found - ${'assetId' in identifier ? formatIdentifier(identifier) : identifier.publicId}`,
  )

/** As many assets at once as are asked for, in their order; those that aren't there are undefined. */
export const getAssets = (
  reader: Reader,
  cloud: Cloud,
  identifiers: readonly AssetIdentifier[],
): Promise<(Asset | undefined)[]> => reader.assets.find(cloud.id, identifiers)

/** As many assets at once as are asked for, in their order. Throws `not_found` for the first that isn't there. */
export async function getKeys(
  reader: Reader,
  cloud: Cloud,
  identifiers: readonly AssetIdentifier[],
): Promise<AssetKey[]> {
  const assets = await reader.assets.find(cloud.id, identifiers)
  return assets.map((asset, i) => {
    if (!asset) throw notFound(identifiers[i]!)
    return asset
  })
}
