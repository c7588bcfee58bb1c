import type { Asset, AssetCard, AssetLabels } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import type { Call } from '../operation.ts'
import { paramText, responseSignature, urlSignature } from '../signature.ts'

/** ISO 8601 to the second, in UTC, as Cloudinary writes times. */
export const time = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** Leaves a path of plain characters as it is, which is nearly every one. */
const encodePath = (path: string): string =>
  /^[\w\-./~]*$/.test(path) ? path : path.split('/').map(encodeURIComponent).join('/')

/** Where the original is delivered. Those that aren't public are signed with the caller's secret. */
function deliveryUrl({ cloud, apiKey, baseUrl }: Call, asset: AssetCard): string {
  const source = encodePath(asset.publicId) + (asset.format && asset.resourceType !== 'raw' ? `.${asset.format}` : '')
  const signature = asset.type === 'upload' ? '' : `s--${urlSignature(source, apiKey.secret)}--/`
  return `${baseUrl}/${cloud.name}/${asset.resourceType}/${asset.type}/${signature}v${asset.version}/${source}`
}

/**
 * The fields that every answer has of an asset; those that a file doesn't have are left out. `url` and `secure_url` are
 * the same: the address by which this server was reached.
 */
function assetCard(call: Call, asset: AssetCard) {
  const url = deliveryUrl(call, asset)
  return {
    asset_id: asset.assetId,
    public_id: asset.publicId,
    format: asset.format ?? undefined,
    version: asset.version,
    resource_type: asset.resourceType,
    type: asset.type,
    created_at: time(asset.createdAt),
    bytes: asset.bytes,
    width: asset.width ?? undefined,
    height: asset.height ?? undefined,
    duration: asset.durationMicros === null ? undefined : asset.durationMicros / 1_000_000,
    [call.library.folderMode === 'fixed' ? 'folder' : 'asset_folder']: asset.assetFolder,
    display_name: asset.displayName,
    url,
    secure_url: url,
  }
}

/** An item of `related_assets`. Which fields it has is a decision of this project's: Cloudinary doesn't say. */
export const relatedAsset = (call: Call, asset: AssetCard & { relatedAt: number }) => ({
  ...assetCard(call, asset),
  status: 'active',
  related_at: time(asset.relatedAt),
})

const labels = (asset: Asset) => ({
  tags: asset.tags,
  context: Object.keys(asset.context).length > 0 ? { custom: asset.context } : undefined,
})

/** An item of a listing; tags and context only where they were asked for. */
export const listedAsset = (call: Call, asset: Asset, show: { tags?: boolean; context?: boolean }) => ({
  ...assetCard(call, asset),
  tags: show.tags ? asset.tags : undefined,
  context: show.context ? labels(asset).context : undefined,
})

export const assetDetails = (call: Call, asset: Asset) => ({
  ...assetCard(call, asset),
  status: 'active',
  original_filename: asset.originalFilename,
  pages: asset.pages ?? undefined,
  etag: asset.etag,
  uploaded_at: time(asset.uploadedAt),
  last_updated: { updated_at: time(asset.updatedAt) },
  ...labels(asset),
  derived: [],
})

/** The answer to an upload, and to what changes an asset through the Upload API. */
export const uploadedAsset = (call: Call, asset: Asset) => ({
  ...assetCard(call, asset),
  version_id: asset.versionId,
  signature: responseSignature(asset.publicId, asset.version, call.apiKey.secret),
  pages: asset.pages ?? undefined,
  etag: asset.etag,
  placeholder: false,
  original_filename: asset.originalFilename,
  ...labels(asset),
  api_key: call.apiKey.key,
})

export type TextOrList = string | readonly string[]

/** Tags come as a list, or as text with commas. */
const parseTags = (tags: TextOrList): string[] => [tags].flat().flatMap((text) => text.split(','))

/** Contextual metadata as a map, or as `k=v|k2=v2` with `\` before a `=`, `|` or `\` that is meant literally. */
function parseContext(context: string | Readonly<Record<string, unknown>>): Record<string, string> {
  if (typeof context !== 'string') {
    return Object.fromEntries(Object.entries(context).map(([key, value]) => [key, paramText(value)]))
  }
  const pairs = context.match(/(?:\\.|[^\\|])+/gs) ?? []
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^((?:\\.|[^\\=])+)=(.*)$/s.exec(pair) ?? []
      if (key === undefined || value === undefined) {
        throw invalid(`Invalid context - ${JSON.stringify(pair)}: expected key=value, pairs joined by |`)
      }
      return [unescaped(key).trim(), unescaped(value)]
    }),
  )
}

const unescaped = (text: string): string => text.replace(/\\([=|\\])/g, '$1')

/** Labels among the parameters of an upload or an update. */
export interface LabelParams {
  readonly tags?: TextOrList
  readonly context?: string | Readonly<Record<string, unknown>>
  readonly display_name?: string
  readonly asset_folder?: string
}

export const parseLabels = ({ tags, context, display_name, asset_folder }: LabelParams): Partial<AssetLabels> => ({
  ...(tags !== undefined && { tags: parseTags(tags) }),
  ...(context !== undefined && { context: parseContext(context) }),
  ...(display_name !== undefined && { displayName: display_name }),
  ...(asset_folder !== undefined && { assetFolder: asset_folder }),
})
