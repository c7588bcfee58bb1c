import { examineAsset, hashAsset } from '../../actions/examine-asset.ts'
import type { Asset } from '../../core/asset.ts'
import type { Call } from '../operation.ts'

/** What is told of an asset's file on request, by an upload and by `resource` alike. */
export const fileFlags = {
  phash: { type: 'boolean', description: 'Whether the perceptual hash of an image is answered' },
  image_metadata: { type: 'boolean', description: 'Whether what an image file says of itself is answered' },
  media_metadata: { type: 'boolean', description: 'The same, under its newer name' },
  exif: { type: 'boolean', description: 'Whether the EXIF part of that is answered' },
  colors: { type: 'boolean', description: 'Whether the colours of an image are answered, each with its share' },
} as const

type FileFlags = { readonly [Name in keyof typeof fileFlags]?: boolean }

/** Nothing of what isn't an image. */
export async function flaggedFacts(call: Call, asset: Asset, flags: FileFlags) {
  const { phash, image_metadata, media_metadata, exif, colors } = flags
  const isExamined = image_metadata || media_metadata || exif || colors
  const found = isExamined ? await examineAsset(call.library, asset) : undefined
  return {
    phash: phash ? await hashAsset(call.library, call.cloud, asset) : undefined,
    image_metadata: image_metadata ? found?.metadata : undefined,
    media_metadata: media_metadata ? found?.metadata : undefined,
    exif: exif ? found?.exif : undefined,
    colors: colors ? found?.colors : undefined,
  }
}
