import { loggingFailure } from '../../actions/logging-failure.ts'
import { type AssetSelection, type SelectedAssets, selectAssets } from '../../actions/select-assets.ts'
import { ARCHIVE_FORMATS, MAX_ARCHIVED_ASSETS } from '../../core/archive.ts'
import { RESOURCE_TYPES } from '../../core/asset.ts'
import { AppError, invalid } from '../../core/errors.ts'
import { attachment } from '../headers.ts'
import { type Answer, type Call, ok, operation } from '../operation.ts'
import type { InputOf } from '../params.ts'
import { labels, parseEdits } from './edit-params.ts'
import { MAX_IDS } from './listing.ts'
import { deliveryType, notificationUrl, textList } from './schemas.ts'
import { uploadedAsset } from './wire.ts'

/** Cloudinary's limits, from its OpenAPI. */
const MAX_TAGS_OR_PREFIXES = 20

const input = {
  type: 'object',
  properties: {
    resource_type: {
      type: 'string',
      enum: [...RESOURCE_TYPES, 'all', 'auto'],
      description: 'Of the assets; all of them',
    },
    type: { ...deliveryType, default: 'upload' },
    public_ids: { ...textList, maxItems: MAX_IDS },
    fully_qualified_public_ids: { ...textList, maxItems: MAX_IDS, description: 'As resource_type/type/public_id' },
    asset_ids: { ...textList, maxItems: MAX_IDS },
    tags: { ...textList, maxItems: MAX_TAGS_OR_PREFIXES },
    prefixes: { ...textList, maxItems: MAX_TAGS_OR_PREFIXES, description: 'What public IDs begin with' },
    allow_missing: { type: 'boolean', default: false, description: 'Whether what is named may be missing' },
    mode: { type: 'string', enum: ['create', 'download'], default: 'create', description: 'create: as a raw asset' },
    target_format: { type: 'string', enum: ARCHIVE_FORMATS, default: 'zip' },
    target_public_id: { type: 'string', description: 'Of the new asset, or the name of the download' },
    target_asset_folder: labels.asset_folder,
    target_tags: textList,
    flatten_folders: { type: 'boolean', default: false },
    use_original_filename: { type: 'boolean', default: false },
    async: { type: 'boolean', default: false, description: 'Answers before the archive is made' },
    ...notificationUrl,
    expires_at: { type: 'integer', description: 'Until when a signed address of a download works, in Unix seconds' },
    transformations: { description: 'Not supported: archives hold originals' },
    flatten_transformations: { type: 'boolean', description: 'Of no effect, as there are only originals' },
    skip_transformation_name: { type: 'boolean', description: 'Of no effect, as there are only originals' },
    keep_derived: { type: 'boolean', description: 'Of no effect, as there are only originals' },
  },
  required: ['resource_type'],
} as const

const ARCHIVE_TYPES = ['application/zip', 'application/gzip'] as const

type Input = InputOf<typeof input>

const selectionOf = ({ resource_type, type = 'upload', ...names }: Input): AssetSelection => ({
  resourceTypes: resource_type === 'all' || resource_type === 'auto' ? RESOURCE_TYPES : [resource_type],
  type,
  publicIds: names.public_ids ?? [],
  fullyQualified: names.fully_qualified_public_ids ?? [],
  assetIds: names.asset_ids ?? [],
  tags: names.tags ?? [],
  prefixes: names.prefixes ?? [],
})

async function select(call: Call, input: Input): Promise<SelectedAssets> {
  if (input.transformations !== undefined && input.transformations !== '') {
    throw invalid('transformations is not supported in archives, which hold originals: leave it out')
  }
  const ways = [input.public_ids, input.fully_qualified_public_ids, input.asset_ids, input.tags, input.prefixes]
  if (!ways.some((names) => names && names.length > 0)) {
    throw invalid('Say what to archive by public_ids, fully_qualified_public_ids, asset_ids, tags or prefixes')
  }
  const selected = await selectAssets(call.library.store.read, call.cloud, selectionOf(input), MAX_ARCHIVED_ASSETS)
  if (selected.missing.length > 0 && !input.allow_missing) {
    const shown = selected.missing.slice(0, 10).join(', ')
    throw new AppError('not_found', `Resource not found - ${shown}: pass allow_missing=true to go without`)
  }
  if (selected.assets.length === 0) throw new AppError('not_found', 'Resource not found - no asset is selected')
  return selected
}

async function handle(call: Call, input: Input): Promise<Answer> {
  const { mode = 'create', target_format: format = 'zip', target_public_id: publicId } = input
  const { assets, ...without } = await select(call, input)
  // With what packs, which few servers need and none when it starts.
  const { archiveAssets, keepArchive } = await import('../../actions/archive-assets.ts')
  const archive = () =>
    archiveAssets(call.library, call.cloud, assets, format, {
      flattenFolders: input.flatten_folders ?? false,
      useOriginalFilename: input.use_original_filename ?? false,
    })
  if (mode === 'download') {
    const name = (publicId ?? 'archive').replace(/^.*\//, '').replace(new RegExp(`\\.${format}$`), '')
    const headers = {
      'content-type': ARCHIVE_TYPES[format === 'zip' ? 0 : 1],
      'content-disposition': attachment(`${name}.${format}`),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    }
    return { status: 200, body: archive(), headers }
  }
  const { target_tags, target_asset_folder } = input
  const target = {
    publicId,
    edits: parseEdits({
      ...(target_tags !== undefined && { tags: target_tags }),
      ...(target_asset_folder !== undefined && { asset_folder: target_asset_folder }),
    }),
  }
  const create = () => keepArchive(call.library, call, archive(), format, target)
  if (input.async) {
    call.later(() => loggingFailure(call.library, call, create))
    return ok({
      status: 'pending',
      batch_id: call.requestId,
      resource_type: 'raw',
      type: 'upload',
      public_id: publicId,
    })
  }
  return ok({
    ...uploadedAsset(call, await create()),
    resource_count: assets.length,
    file_count: assets.length,
    missing_public_ids: without.missing,
    empty_tags: without.emptyTags,
    empty_prefixes: without.emptyPrefixes,
  })
}

export const generateArchive = operation({
  name: 'generate_archive',
  summary: 'Packs originals into a zip or tgz archive, which becomes a raw asset or is downloaded',
  method: 'POST',
  paths: ['/{resource_type}/generate_archive'],
  api: 'upload',
  input,
  answerTypes: ['application/json', ...ARCHIVE_TYPES],
  handle,
})

/** What `download_archive_url`, `download_zip_url` and `download_folder` make signed addresses of. */
export const downloadArchive = operation({
  name: 'download_archive',
  summary: 'Downloads originals as a zip or tgz archive, by an address that is signed',
  method: 'GET',
  paths: ['/{resource_type}/generate_archive'],
  api: 'upload',
  input,
  answerTypes: ARCHIVE_TYPES,
  async handle(call, input) {
    if (input.mode !== 'download') throw invalid('GET only downloads archives: pass mode=download, or POST to create')
    return handle(call, input)
  },
})

/** What `zip_download_url` made before there were the others. */
export const downloadTag = operation({
  name: 'download_tag',
  summary: 'Downloads the originals with a tag as a zip archive, by an address that is signed',
  method: 'GET',
  paths: ['/{resource_type}/download_tag.zip'],
  api: 'upload',
  input: {
    type: 'object',
    properties: {
      resource_type: input.properties.resource_type,
      tag: { type: 'string' },
      transformation: input.properties.transformations,
    },
    required: ['resource_type', 'tag'],
  },
  answerTypes: [ARCHIVE_TYPES[0]],
  handle: (call, { resource_type, tag, transformation }) =>
    handle(call, { resource_type, tags: [tag], transformations: transformation, mode: 'download' }),
})
