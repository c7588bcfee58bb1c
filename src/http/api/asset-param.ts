import { type AssetIdentifier, parseAssetName } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'

/** An asset as our own API takes it: by its ID, or by name, whole or bare. Throws `invalid`. */
export function assetParam(name: string, text: string): AssetIdentifier {
  const identifier = parseAssetName(text)
  if (identifier) return identifier
  throw invalid(
    `Invalid value for ${name} - ${JSON.stringify(text.slice(0, 100))}: use an asset ID, or a name as in video/upload/dog, or dog for image/upload/dog`,
  )
}
