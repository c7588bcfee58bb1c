import { invalid } from './errors.ts'
import { isPublicId } from './public-id.ts'

export const RESOURCE_TYPES = ['image', 'video', 'raw'] as const
export type ResourceType = (typeof RESOURCE_TYPES)[number]

/** The delivery types that are stored; Cloudinary's remote ones (fetch, youtube, ...) are not. */
export const DELIVERY_TYPES = ['upload', 'private', 'authenticated'] as const
export type DeliveryType = (typeof DELIVERY_TYPES)[number]

const isResourceType = (text: string): text is ResourceType => (RESOURCE_TYPES as readonly string[]).includes(text)
export const isDeliveryType = (text: string): text is DeliveryType =>
  (DELIVERY_TYPES as readonly string[]).includes(text)

/** What makes an asset unique within its cloud, as people name it. */
export interface AssetRef {
  readonly resourceType: ResourceType
  readonly type: DeliveryType
  readonly publicId: string
}

/** Either name of an asset: the immutable ID, or the reference, which a rename changes. */
export type AssetIdentifier = { readonly assetId: string } | AssetRef

/** What a file is, read from the file itself. */
export interface MediaInfo {
  /** As in a file extension (`jpg`, `mp4`); null where nothing is known of it. */
  readonly format: string | null
  readonly width: number | null
  readonly height: number | null
  readonly durationMicros: number | null
  readonly pages: number | null
  /** Perceptual hash of an image, 16 hex digits: alike where pictures look alike. */
  readonly phash: string | null
  /** Mean colour of a picture through which nothing shows (core/color.ts). */
  readonly color: string | null
  readonly origin: Origin | null
}

/** Of a file whose content isn't read. */
export const NOTHING_READ: MediaInfo = {
  format: null,
  width: null,
  height: null,
  durationMicros: null,
  pages: null,
  phash: null,
  color: null,
  origin: null,
}

/** What a file tells of where it comes from. The IDs are those of XMP Media Management. */
export interface Origin {
  readonly documentId?: string
  readonly instanceId?: string
  readonly originalDocumentId?: string
  /** IDs of the document, or of the instance of it, that it was made from. */
  readonly derivedFrom?: readonly string[]
  /** When it was taken, in Unix milliseconds; where the time zone isn't told, as if in UTC. */
  readonly capturedAt?: number
}

/** Words that people attach to an asset. */
export interface AssetLabels {
  readonly displayName: string
  readonly assetFolder: string
  readonly tags: readonly string[]
  readonly context: Readonly<Record<string, string>>
  /** Values of the environment's structured metadata fields, by their external IDs. */
  readonly metadata: Readonly<Record<string, MetadataValue>>
}

/** Text, a number, a date (as YYYY-MM-DD) or an option's ID; of a set, the IDs of its options. */
export type MetadataValue = string | number | readonly string[]

/** Who is let see an asset of type `upload`: everybody (`anonymous`, within its times) or holders of a token. */
export interface AccessRule {
  readonly access_type: 'token' | 'anonymous'
  /** ISO 8601. */
  readonly start?: string
  readonly end?: string
}

export const MODERATION_STATUSES = ['pending', 'approved', 'rejected'] as const

/** The state of a review by people. */
export interface Moderation {
  readonly kind: 'manual'
  readonly status: (typeof MODERATION_STATUSES)[number]
  /** Unix milliseconds. */
  readonly updatedAt: number
}

/** Regions as [x, y, width, height] in pixels of the original. */
export interface Coordinates {
  readonly faces?: readonly (readonly number[])[]
  readonly custom?: readonly (readonly number[])[]
}

/** What is decided about an asset, beside the words attached to it. */
export interface AssetState {
  /** `authenticated`: delivered to signed URLs only, though its type is `upload`. */
  readonly accessMode: 'public' | 'authenticated'
  readonly accessControl: readonly AccessRule[] | null
  readonly moderation: Moderation | null
  readonly coordinates: Coordinates | null
}

export const PLAIN_STATE: AssetState = {
  accessMode: 'public',
  accessControl: null,
  moderation: null,
  coordinates: null,
}

export interface Asset extends AssetRef, MediaInfo, AssetLabels, AssetState {
  /** A small number that is unique in its cloud, for the store's keys. Never leaves the server. */
  readonly no: number
  readonly assetId: string
  /** Unix seconds; grows with each overwrite. */
  readonly version: number
  readonly versionId: string
  readonly bytes: number
  /** MD5 of the bytes, 32 hex digits. */
  readonly etag: string
  /** The key of the bytes in the blob store. */
  readonly blob: string
  readonly originalFilename: string
  /** Unix milliseconds. */
  readonly createdAt: number
  readonly uploadedAt: number
  /** Who uploaded the file: a key, `user:NAME`, or whatever of the server did it. */
  readonly uploadedBy: string | null
  readonly updatedAt: number
}

/** All the names of an asset, and nothing else of it. */
export type AssetKey = AssetRef & Pick<Asset, 'no' | 'assetId'>

export const keyOf = ({ no, assetId, resourceType, type, publicId }: AssetKey): AssetKey => ({
  no,
  assetId,
  resourceType,
  type,
  publicId,
})

export const refOf = ({ resourceType, type, publicId }: AssetRef): AssetRef => ({ resourceType, type, publicId })

/** For a file that gets a name, or a name that gets a file: no version twice, so that a versioned URL never means two files. */
export const newVersion = (...before: (Pick<Asset, 'version'> | undefined)[]): number =>
  Math.max(Math.floor(Date.now() / 1000), ...before.map((asset) => (asset?.version ?? 0) + 1))

/** An asset as it stands in a list of related assets. */
export type AssetCard = Omit<
  Asset,
  | ('tags' | 'context' | 'metadata' | 'versionId' | 'etag' | 'blob' | 'originalFilename' | 'uploadedAt' | 'updatedAt')
  | ('phash' | 'color' | 'origin' | 'uploadedBy' | keyof AssetState)
>

/** Assets that one call changes, deletes or renames. */
export const MAX_TO_EDIT = 1000
export const MAX_TO_DELETE = 100
export const MAX_TO_RENAME = 100

const HEX = /^[0-9a-f]+$/i

/**
 * Reads either form that names an asset: hex digits alone are an asset ID, `resource_type/type/public_id` is a
 * reference. Anything else is undefined.
 */
export function parseAssetIdentifier(text: string): AssetIdentifier | undefined {
  if (HEX.test(text)) return { assetId: text }
  const [resourceType, type, ...rest] = text.split('/')
  if (!resourceType || !type || !isResourceType(resourceType) || !isDeliveryType(type)) return undefined
  const publicId = rest.join('/')
  return isPublicId(publicId) ? { resourceType, type, publicId } : undefined
}

const ASSET_ID = /^[0-9a-f]{32}$/i

/**
 * A name as people give it, in whole: a bare one is that of an uploaded image, as in Cloudinary's SDKs. What begins as a
 * whole one is taken for that.
 */
export function fullNameOf(text: string): string {
  const [resourceType, type, ...rest] = text.split('/')
  const isWhole = rest.length > 0 && isResourceType(resourceType!) && isDeliveryType(type!)
  return isWhole || ASSET_ID.test(text) ? text : `image/upload/${text}`
}

/** As our own API, searches and the command line name assets: also by a bare name. Anything else is undefined. */
export const parseAssetName = (text: string): AssetIdentifier | undefined => parseAssetIdentifier(fullNameOf(text))

/** The identifier as people write it: the asset ID, or `resource_type/type/public_id`. */
export const formatIdentifier = (identifier: AssetIdentifier): string =>
  'assetId' in identifier ? identifier.assetId : formatRef(identifier)

export const formatRef = (ref: AssetRef): string => `${ref.resourceType}/${ref.type}/${ref.publicId}`

const MAX_TAGS = 1000
const MAX_TAG_LENGTH = 255

/** Trims, drops empty ones and repeats, and refuses what no store could keep. */
export function checkTags(tags: readonly string[]): string[] {
  const unique = [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
  if (unique.length > MAX_TAGS) throw invalid(`tags has ${unique.length} tags, an asset can have at most ${MAX_TAGS}`)
  for (const tag of unique) {
    if (tag.length > MAX_TAG_LENGTH)
      throw invalid(`A tag has ${tag.length} characters, at most ${MAX_TAG_LENGTH} are allowed`)
    checkText('tags', tag)
  }
  return unique
}

const MAX_CONTEXT_BYTES = 16_384

/** Contextual metadata: keys and values are text; a pair whose value is empty is dropped. */
export function checkContext(context: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(context).filter(([key, value]) => key !== '' && value !== '')
  const size = Buffer.byteLength(JSON.stringify(kept))
  if (size > MAX_CONTEXT_BYTES) throw invalid(`context has ${size} bytes, at most ${MAX_CONTEXT_BYTES} are allowed`)
  for (const [key, value] of kept) checkText('context', key + value)
  return Object.fromEntries(kept)
}

const MAX_NAME_LENGTH = 255

/** Free text of one line (a display name, a file name): any characters but NUL and lone surrogates. */
export function checkName(field: string, name: string): string {
  if (name.length > MAX_NAME_LENGTH) {
    throw invalid(`${field} has ${name.length} characters, at most ${MAX_NAME_LENGTH} are allowed`)
  }
  return checkText(field, name)
}

function checkText(field: string, text: string): string {
  if (text.includes('\0')) throw invalid(`${field} contains a NUL character`)
  if (!text.isWellFormed()) throw invalid(`${field} is not well-formed Unicode (a lone surrogate)`)
  return text
}
