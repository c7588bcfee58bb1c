import type { Asset } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Examination, Library } from '../core/library.ts'

/** Whether there is a picture that can be looked into: drawings and pages would have to be drawn first. */
const isPicture = ({ resourceType, format }: Asset): boolean =>
  resourceType === 'image' && format !== 'svg' && format !== 'pdf'

/** What the file of an image tells; undefined of anything else. */
export async function examineAsset({ blobs, examine }: Library, asset: Asset): Promise<Examination | undefined> {
  return isPicture(asset) ? examine({ path: await blobs.locate(asset.blob) }) : undefined
}

/** The perceptual hash of an image; one that was uploaded before there were hashes gets its own now. */
export async function hashAsset(library: Library, cloud: Cloud, asset: Asset): Promise<string | undefined> {
  if (asset.phash !== null || !isPicture(asset)) return asset.phash ?? undefined
  const path = await library.blobs.locate(asset.blob)
  const { phash, color } = (await library.inspect({ path, bytes: asset.bytes }, 'image', '')).media
  if (phash === null) return undefined
  await library.store.write(async (tx) => {
    const [now] = await tx.assets.claim(cloud.id, [{ assetId: asset.assetId }])
    // Meanwhile it may have gone, or have got another file.
    if (now?.blob === asset.blob) await tx.assets.replace(cloud.id, now, { ...now, phash, color })
  })
  return phash
}
