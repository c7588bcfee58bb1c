import { type DescribedAsset, describeAsset } from '../../actions/describe-asset.ts'
import { examineAsset } from '../../actions/examine-asset.ts'
import { type MetadataValue, MODERATION_STATUSES } from '../../core/asset.ts'
import type { Examination } from '../../core/library.ts'
import { METADATA_TYPES, type MetadataField } from '../../core/metadata-field.ts'
import { derivedItem } from '../cloudinary/derived.ts'
import { time, transformedUrl } from '../cloudinary/wire.ts'
import { type Call, ok, operation } from '../operation.ts'
import { extensionOf } from './asset-answer.ts'
import { cardAnswer, cardSchema } from './asset-card.ts'
import { cursor, pageLimit } from './walk-params.ts'

const texts = (description: string) =>
  ({ type: 'object', additionalProperties: { type: 'string' }, description }) as const
const counts = (description: string) =>
  ({ type: 'object', additionalProperties: { type: 'integer' }, description }) as const
const list = <const Items>(items: Items, description: string) => ({ type: 'array', items, description }) as const

const valueSchema = {
  type: 'object',
  properties: {
    external_id: { type: 'string' },
    label: { type: 'string' },
    type: { type: 'string', enum: METADATA_TYPES },
    value: { type: ['string', 'number', 'array'], items: { type: 'string' }, description: 'Of options, their IDs' },
    text: { type: 'string', description: 'The value in words: of options, what they are called' },
  },
  required: ['external_id', 'label', 'type', 'value', 'text'],
} as const

const derivedSchema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    transformation: { type: 'string' },
    format: { type: 'string' },
    width: { type: 'integer' },
    height: { type: 'integer' },
    bytes: { type: 'integer' },
    url: { type: 'string', description: 'Path on this server' },
  },
  required: ['id', 'transformation', 'format', 'width', 'height', 'bytes', 'url'],
} as const

const versionSchema = {
  type: 'object',
  properties: {
    version_id: { type: 'string' },
    version: { type: 'integer' },
    format: { type: 'string' },
    bytes: { type: 'integer' },
    width: { type: 'integer' },
    height: { type: 'integer' },
    uploaded_at: { type: 'string' },
    current: { type: 'boolean', description: 'Whether it is the file that the asset has' },
  },
  required: ['version_id', 'version', 'bytes', 'uploaded_at', 'current'],
} as const

const moderationSchema = {
  type: 'object',
  properties: {
    kind: { type: 'string' },
    status: { type: 'string', enum: MODERATION_STATUSES },
    updated_at: { type: 'string' },
  },
  required: ['kind', 'status', 'updated_at'],
} as const

const fileSchema = {
  type: 'object',
  description: 'What the file of a picture tells of itself, where file=true',
  properties: {
    metadata: texts('All of it'),
    exif: texts('Its EXIF part'),
    colors: list(
      {
        type: 'object',
        properties: { color: { type: 'string' }, percent: { type: 'number' } },
        required: ['color', 'percent'],
      } as const,
      'Those that it has most of first',
    ),
  },
  required: ['metadata', 'exif', 'colors'],
} as const

export const detailsSchema = {
  type: 'object',
  properties: {
    ...cardSchema.properties,
    secure_url: { type: 'string', description: 'Where anybody gets the original, signed where its type asks for that' },
    version_id: { type: 'string' },
    etag: { type: 'string', description: 'MD5 of the file, in hex' },
    phash: { type: 'string', description: 'Perceptual hash, in hex' },
    original_filename: { type: 'string' },
    uploaded_at: { type: 'string', description: 'When it got the file that it has' },
    uploaded_by: {
      type: 'string',
      description:
        'Who uploaded that file, as the history names them: an API key, user:NAME, or upload for an unsigned one; left out where it was before that was kept',
    },
    captured_at: { type: 'string', description: 'When it was taken, as its file tells' },
    context: texts('Pairs of key and value'),
    metadata: list(valueSchema, 'The fields that it has a value of, in their order; GET /metadata-fields has them all'),
    access_mode: { type: 'string', enum: ['public', 'authenticated'] },
    access_control: list({ type: 'object' } as const, 'Who is let see it, and when'),
    moderation: moderationSchema,
    coordinates: { type: 'object', description: 'Regions by name: faces, custom' },
    relation_counts: counts('How many relations of each kind, by the name that it has from the side of the asset'),
    protected_by: counts('The relations by which it is deleted by force alone'),
    derived: list(derivedSchema, 'Files made from it, oldest first'),
    derived_next_cursor: { type: 'string' },
    versions: list(versionSchema, 'Its backups, oldest first'),
    backup_bytes: { type: 'integer' },
    file: fileSchema,
  },
  required: [
    ...cardSchema.required,
    ...(['secure_url', 'version_id', 'etag', 'uploaded_at', 'context', 'metadata', 'access_mode'] as const),
    ...(['relation_counts', 'derived', 'versions', 'backup_bytes'] as const),
  ],
} as const

export const assetDetails = operation({
  name: 'asset_details',
  summary: 'All that is known of an asset',
  method: 'GET',
  paths: ['/assets/{asset_id}'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      asset_id: { type: 'string' },
      file: {
        type: 'boolean',
        default: false,
        description: 'Whether the file is read for its metadata, EXIF and colours',
      },
      derived_limit: { ...pageLimit, default: 20, description: 'How many derived files are listed' },
      derived_cursor: { ...cursor, description: 'derived_next_cursor of the page before' },
    },
    required: ['asset_id'],
  },
  output: detailsSchema,
  async handle(call, { asset_id: assetId, file = false, derived_limit: limit = 20, derived_cursor: cursor }) {
    const { library, cloud } = call
    const described = await describeAsset(library, cloud, { assetId }, { limit, cursor })
    const examined = file ? await examineAsset(library, described.asset) : undefined
    return ok({ ...detailsAnswer(call, described), file: examined && fileAnswer(examined) })
  },
})

function detailsAnswer(call: Call, { asset, counts, ...described }: DescribedAsset) {
  const { moderation, origin, derived } = { ...asset, ...described }
  const relations = [...counts.values()].reduce((sum, n) => sum + n, 0)
  return {
    ...cardAnswer(call, { asset, relations }),
    secure_url: transformedUrl(call, asset, '', extensionOf(asset)),
    version_id: asset.versionId,
    etag: asset.etag,
    phash: asset.phash ?? undefined,
    original_filename: asset.originalFilename || undefined,
    uploaded_at: time(asset.uploadedAt),
    uploaded_by: asset.uploadedBy ?? undefined,
    captured_at: origin?.capturedAt === undefined ? undefined : time(origin.capturedAt),
    context: asset.context,
    metadata: described.metadata.map(({ id, field, value }) => ({
      external_id: id,
      label: field.label,
      type: field.type,
      value,
      text: textOf(field, value),
    })),
    access_mode: asset.accessMode,
    access_control: asset.accessControl ?? undefined,
    moderation: moderation
      ? { kind: moderation.kind, status: moderation.status, updated_at: time(moderation.updatedAt) }
      : undefined,
    coordinates: asset.coordinates ?? undefined,
    relation_counts: Object.fromEntries(counts),
    protected_by: described.protection && Object.fromEntries(described.protection),
    derived: derived.derived.map((one) => {
      const { secure_url: _, ...item } = derivedItem({ ...call, baseUrl: '' }, asset, one)
      return item
    }),
    derived_next_cursor: derived.nextCursor,
    versions: described.versions.map((version) => ({
      version_id: version.versionId,
      version: version.version,
      format: version.format ?? undefined,
      bytes: version.bytes,
      width: version.width ?? undefined,
      height: version.height ?? undefined,
      uploaded_at: time(version.uploadedAt),
      // A file that was brought back is the asset's under a version of its own.
      current: version.blob === asset.blob,
    })),
    backup_bytes: described.backupBytes ?? 0,
  }
}

function textOf({ options }: MetadataField, value: MetadataValue): string {
  const nameOf = (one: string | number) => options.find(({ externalId }) => externalId === one)?.value ?? String(one)
  return typeof value === 'object' ? value.map(nameOf).join(', ') : nameOf(value)
}

const fileAnswer = ({ metadata, exif, colors }: Examination) => ({
  metadata,
  exif,
  colors: colors.map(([color, percent]) => ({ color, percent })),
})
