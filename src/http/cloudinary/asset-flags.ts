import { examineAsset, hashAsset } from '../../actions/examine-asset.ts'
import type { Asset } from '../../core/asset.ts'
import type { Call } from '../operation.ts'

/** What is told of an asset's file on request, by `upload`, `explicit` and `resource` alike. */
export const fileFlags = {
  phash: { type: 'boolean', description: 'Whether the perceptual hash of an image is answered' },
  image_metadata: { type: 'boolean', description: 'Whether what an image file says of itself is answered' },
  media_metadata: { type: 'boolean', description: 'The same, under its newer name' },
  exif: { type: 'boolean', description: 'Whether the EXIF part of that is answered' },
  colors: { type: 'boolean', description: 'Whether the colours of an image are answered, each with its share' },
  faces: { type: 'boolean', description: 'Whether the given face_coordinates are answered; faces are not looked for' },
} as const

type FileFlags = { readonly [Name in keyof typeof fileFlags]?: boolean }

/** What was asked for. A flag for which this asset has nothing is named as ignored. */
export async function flaggedFacts(call: Call, asset: Asset, flags: FileFlags): Promise<Record<string, unknown>> {
  const isExamined = flags.image_metadata || flags.media_metadata || flags.exif || flags.colors
  const found = isExamined ? await examineAsset(call.library, asset) : undefined
  const known: Record<keyof FileFlags, unknown> = {
    phash: flags.phash ? await hashAsset(call.library, call.cloud, asset) : undefined,
    image_metadata: found?.metadata,
    media_metadata: found?.metadata,
    exif: found?.exif,
    colors: found?.colors,
    faces: asset.coordinates?.faces,
  }
  const wanted = (Object.keys(known) as (keyof FileFlags)[]).filter((name) => flags[name])
  for (const name of wanted) if (known[name] === undefined) call.ignore(name)
  return Object.fromEntries(wanted.map((name) => [name, known[name]]))
}
