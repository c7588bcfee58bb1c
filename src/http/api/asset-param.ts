import { type AssetIdentifier, parseAssetIdentifier } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'

/** An asset as our own API takes it: by its ID, or as `resource_type/type/public_id`. Throws `invalid`. */
export function assetParam(name: string, text: string): AssetIdentifier {
  const identifier = parseAssetIdentifier(text)
  if (identifier) return identifier
  throw invalid(
    `Invalid value for ${name} - ${JSON.stringify(text.slice(0, 100))}: use an asset ID, or resource_type/type/public_id as in image/upload/dog`,
  )
}
