import type { Asset, AssetRef, DeliveryType, ResourceType } from '../core/asset.ts'
import { looksLikeTransformation } from '../core/parse-transformation.ts'
import { isPublicId } from '../core/public-id.ts'
import { imageFormat } from '../core/transformation-components.ts'

/** What follows the delivery type in a URL: `[s--signature--/][transformation/][v123/]public_id[.ext]`. */
export interface DeliveryPath {
  readonly signature: string | undefined
  /** Without signature and version: what a signature is made of. */
  readonly signed: string
  readonly version: number | undefined
  /** Where the transformation may end: what stands before a version, or else each way to read it, the shortest first. */
  readonly readings: readonly Reading[]
}

export interface Reading {
  readonly transformation: string
  readonly source: string
}

/** Without a version, components of more steps than that are taken for folders. */
const MAX_READINGS = 20

export function parseDeliveryPath(path: string): DeliveryPath {
  const segments = path.split('/')
  const signature = /^s--([\w-]{8}|[\w-]{32})--$/.exec(segments[0]!)?.[1]
  if (signature) segments.shift()
  const versionAt = segments.slice(0, -1).findIndex((segment) => /^v\d+$/.test(segment))
  const before = segments.slice(0, Math.max(versionAt, 0))
  const source = segments.slice(versionAt + 1)
  return {
    signature,
    signed: [...before, ...source].join('/'),
    version: versionAt < 0 ? undefined : Number(segments[versionAt]!.slice(1)),
    readings: versionAt < 0 ? readingsOf(source) : [{ transformation: before.join('/'), source: source.join('/') }],
  }
}

function readingsOf(segments: readonly string[]): Reading[] {
  const readings: Reading[] = []
  for (let i = 0; i < Math.min(segments.length, MAX_READINGS); i++) {
    readings.push({ transformation: segments.slice(0, i).join('/'), source: segments.slice(i).join('/') })
    if (!looksLikeTransformation(segments[i]!)) break
  }
  return readings
}

/** An asset that an address names, and what it says beside that. */
export interface Target {
  readonly asset: Asset
  readonly transformation: string
  /** The extension, where that isn't part of the public ID. */
  readonly extension: string | undefined
}

const EXTENSION = /^(.+)\.([A-Za-z0-9]{1,10})$/

/** What an address ends with, in one piece and with its extension apart, where it may have one. */
export function spellingOf(resourceType: ResourceType, source: string) {
  const [, stem, extension] = (resourceType === 'raw' ? null : EXTENSION.exec(source)) ?? []
  return { source, stem, extension }
}

/** Finds what the address names, in one query for all the ways to read it. */
export async function findTarget(
  find: (refs: readonly AssetRef[]) => Promise<readonly (Asset | undefined)[]>,
  resourceType: ResourceType,
  type: DeliveryType,
  { readings }: DeliveryPath,
): Promise<Target | undefined> {
  const spellings = readings.map(({ source }) => spellingOf(resourceType, source))
  const publicIds = spellings.flatMap(({ source, stem }) => [source, stem]).filter((id) => id !== undefined)
  const found = await find(publicIds.filter(isPublicId).map((publicId) => ({ resourceType, type, publicId })))
  const byId = new Map(found.filter((asset) => asset !== undefined).map((asset) => [asset.publicId, asset]))
  for (const [i, { source, stem, extension }] of spellings.entries()) {
    const { transformation } = readings[i]!
    const byStem = stem === undefined ? undefined : byId.get(stem)
    const exact = byId.get(source)
    if (byStem && (isSameFormat(extension!, byStem.format) || !exact))
      return { asset: byStem, transformation, extension }
    if (exact) return { asset: exact, transformation, extension: undefined }
  }
  return undefined
}

/** Whether an extension is one of a format's spellings. */
export function isSameFormat(extension: string, format: string | null): boolean {
  const lower = extension.toLowerCase()
  return (
    lower === format || (lower === 'htm' && format === 'html') || (format !== null && imageFormat(lower) === format)
  )
}
