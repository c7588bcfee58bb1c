import type { Asset } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import type { Call } from '../operation.ts'
import { assetCard, backupOf, labelsOf, parseTags, stateOf, type TextOrList } from './wire.ts'

/** What a listing shows of each asset. */
export const shown = {
  tags: { type: 'boolean', description: 'Whether each asset has its tags' },
  context: { type: 'boolean', description: 'Whether each asset has its context' },
  metadata: { type: 'boolean', description: 'Whether each asset has its structured metadata' },
  moderations: { type: 'boolean', description: 'Whether each asset has the state of its moderation' },
  fields: {
    type: ['string', 'array'],
    items: { type: 'string' },
    description: 'Just these fields, and the IDs: a list, or text with commas; goes before the flags',
  },
} as const

export interface Shown {
  readonly tags?: boolean
  readonly context?: boolean
  readonly metadata?: boolean
  readonly moderations?: boolean
  readonly fields?: TextOrList
}

/** What can be asked for by name. Source: Cloudinary's OpenAPI, `resource_fields_enum`, as far as there is such a thing here. */
const FIELDS = [
  ...([
    'public_id',
    'asset_id',
    'asset_folder',
    'folder',
    'display_name',
    'format',
    'version',
    'resource_type',
  ] as const),
  ...(['type', 'created_at', 'bytes', 'width', 'height', 'duration', 'access_control', 'access_mode', 'url'] as const),
  ...(['secure_url', 'tags', 'context', 'metadata', 'moderation_kind', 'moderation_status', 'placeholder'] as const),
  ...(['backup', 'backup_bytes'] as const),
]

/** Each item has these, whatever is asked for; `folder` is Cloudinary's older name of the asset folder. */
const ALWAYS = ['asset_id', 'public_id', 'folder'] as const

type Show = (call: Call, assets: readonly Asset[]) => Promise<object[]>

/** How the items of this listing look. */
export function shownOf(input: Shown): Show {
  const fields = parseTags(input.fields ?? '')
    .map((field) => field.trim())
    .filter((field) => field !== '')
  if (fields.length === 0) return withBackups((call, asset, bytes) => listedAsset(call, asset, bytes, input))
  const unknown = fields.find((field) => !(FIELDS as readonly string[]).includes(field))
  if (unknown !== undefined) {
    throw invalid(`Invalid value for fields - ${JSON.stringify(unknown.slice(0, 100))}. Can be: ${FIELDS.join(', ')}`)
  }
  return withBackups((call, asset, bytes) => {
    const all: Record<string, unknown> = everyField(call, asset, bytes)
    return Object.fromEntries([...ALWAYS, ...fields].map((field) => [field, all[field]]))
  })
}

/** In one query for all of them. */
const withBackups =
  (show: (call: Call, asset: Asset, backupBytes: number | undefined) => object): Show =>
  async (call, assets) => {
    const ids = assets.map(({ assetId }) => assetId)
    const backups = await call.library.store.read.versions.bytes(call.cloud.id, ids)
    return assets.map((asset) => show(call, asset, backups.get(asset.assetId)))
  }

/** Words and states only where they were asked for. */
function listedAsset(call: Call, asset: Asset, backupBytes: number | undefined, show: Shown) {
  const { tags, context, metadata } = labelsOf(asset)
  const { access_mode, access_control, ...moderation } = stateOf(asset)
  return {
    ...assetCard(call, asset),
    ...backupOf(backupBytes),
    access_mode,
    access_control,
    ...(show.tags && { tags }),
    ...(show.context && { context }),
    ...(show.metadata && { metadata }),
    ...(show.moderations && moderation),
  }
}

const everyField = (call: Call, asset: Asset, backupBytes: number | undefined) => ({
  ...listedAsset(call, asset, backupBytes, { tags: true, context: true, metadata: true, moderations: true }),
  folder: asset.assetFolder,
  placeholder: false,
})
