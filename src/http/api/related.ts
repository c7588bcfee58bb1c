import { getAsset } from '../../actions/get-asset.ts'
import { catchUp } from '../../actions/index-history.ts'
import { listRelatedInDetail } from '../../actions/list-related.ts'
import { relatedAt } from '../../actions/related-at.ts'
import { kindsOf } from '../../actions/relation-kinds.ts'
import type { AssetIdentifier } from '../../core/asset.ts'
import { type DetailedRelatedAsset, MAX_RELATED_PAGE_SIZE } from '../../core/relation.ts'
import type { Kinds } from '../../core/relation-kind.ts'
import { time } from '../cloudinary/wire.ts'
import { ok } from '../operation.ts'
import { type ReadingCall, reading } from '../reading.ts'
import { assetAnswer, assetSchema, pointerAnswer, pointerSchema } from './asset-answer.ts'
import { asset } from './schemas.ts'
import { timeParam, timeSchema } from './time-param.ts'
import { kindNames, parseNames } from './walk-params.ts'

const versionStatus = { type: 'string', enum: ['current', 'outdated'] } as const

const relatedItem = {
  type: 'object',
  properties: {
    asset: {
      ...assetSchema,
      required: pointerSchema.required,
      description: 'Of the past, its ID and its name alone',
    },
    kind: { type: 'string', description: 'How the relation is called from the side of the asset that was asked for' },
    related_at: { type: 'string' },
    note: { type: 'string' },
    metadata: { type: 'object' },
    start: { type: 'number', description: 'Where the part begins that is meant, in seconds' },
    end: { type: 'number' },
    from_version: { type: 'string', description: 'The version_id that is meant of the asset that was asked for' },
    from_version_status: { ...versionStatus, description: 'Whether that is the file which the asset has by now' },
    to_version: { type: 'string', description: 'The version_id that is meant of this one' },
    to_version_status: versionStatus,
    deleted: { type: 'boolean', description: 'Of the past: whether that asset is deleted by now' },
    gone: {
      type: 'boolean',
      description: 'Of the past: whether it is gone for good. It has the name then that the history last knew',
    },
    rule: { type: 'string', description: 'The rule by which it was related, where no person did' },
  },
  required: ['asset', 'kind', 'related_at'],
} as const

export const relatedSchema = {
  type: 'object',
  properties: {
    asset: pointerSchema,
    total: { type: 'integer', description: 'Relations that it has in all, of whatever kind' },
    counts: {
      type: 'object',
      additionalProperties: { type: 'integer' },
      description:
        'How many of each kind, by the name that it has from the side of the asset, in the order of the list',
    },
    related: { type: 'array', items: relatedItem, description: 'Kind by kind, each in the order of its list' },
    next_cursor: { type: 'string' },
    incomplete: {
      type: 'boolean',
      description:
        'Of the past: whether there may have been relations to assets that are gone for good, of which the history tells nothing, as it is kept from a later time on or has too much of this asset. They are not counted',
    },
  },
  required: ['asset', 'total', 'counts', 'related'],
} as const

export const related = reading({
  name: 'related',
  summary: 'What an asset is related to, with what is said of each relation, and how many there are of each kind',
  method: 'GET',
  paths: ['/related'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      asset,
      kinds: kindNames,
      limit: { type: 'integer', minimum: 1, maximum: MAX_RELATED_PAGE_SIZE, default: 100 },
      cursor: { type: 'string', description: 'next_cursor of the page before' },
      at: {
        ...timeSchema,
        description:
          'As it was at this time, in ISO 8601: what was changed since is taken back. Assets have their IDs and names alone then; those that were deleted since are marked, those that are gone for good too, as far as the history tells of them',
      },
    },
    required: ['asset'],
  },
  output: relatedSchema,
  isReading: ({ at }) => at !== undefined,
  async beforeReading({ library, cloud }, { at }) {
    if (at !== undefined) await catchUp(library.store, cloud)
  },
  async handle(call, input) {
    const reader = call.library.store.read
    const [identifier] = parseNames('asset', [input.asset])
    if (input.at !== undefined) return ok(await relatedThen(call, identifier!, timeParam('at', input.at), input))
    const [asset, kinds] = await Promise.all([getAsset(reader, call.cloud, identifier!), kindsOf(reader, call.cloud)])
    const { related, total, counts, nextCursor } = await listRelatedInDetail(reader, call.cloud, asset, {
      labels: input.kinds && kinds.labelsNamed(input.kinds).sort((a, b) => a - b),
      limit: input.limit ?? 100,
      cursor: input.cursor,
    })
    return ok({
      asset: pointerAnswer(asset),
      total,
      counts: countsAnswer(kinds, counts),
      related: related.map((item) => relatedAnswer(call, kinds, asset.versionId, item)),
      next_cursor: nextCursor,
    })
  },
})

async function relatedThen(
  { library, cloud }: ReadingCall,
  identifier: AssetIdentifier,
  at: number,
  { kinds: names, limit = 100, cursor }: { kinds?: readonly string[]; limit?: number; cursor?: string },
) {
  const kinds = await kindsOf(library.store.read, cloud)
  const { asset, related, total, counts, nextCursor, isIncomplete } = await relatedAt(
    library.store.read,
    cloud,
    identifier,
    at,
    {
      labels: names && kinds.labelsNamed(names),
      limit,
      cursor,
    },
  )
  return {
    asset: pointerAnswer(asset),
    total,
    counts: countsAnswer(kinds, counts),
    related: related.map(({ other, isDeleted, isGone, label, createdAt, ...said }) => ({
      asset: pointerAnswer(other),
      ...(isDeleted && { deleted: true }),
      ...(isGone && { gone: true }),
      kind: kinds.nameOfLabel(label),
      related_at: time(createdAt),
      ...saidAnswer(said),
      from_version: said.ownVersion ?? undefined,
      to_version: said.otherVersion ?? undefined,
    })),
    next_cursor: nextCursor,
    ...(isIncomplete && { incomplete: true }),
  }
}

const countsAnswer = (kinds: Kinds, counts: ReadonlyMap<number, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => a - b).map(([label, n]) => [kinds.nameOfLabel(label), n]))

const saidAnswer = ({
  note,
  metadata,
  startMs,
  endMs,
  rule,
}: Pick<DetailedRelatedAsset, 'note' | 'metadata' | 'startMs' | 'endMs' | 'rule'>) => ({
  note: note ?? undefined,
  metadata: metadata ?? undefined,
  start: startMs === null ? undefined : startMs / 1000,
  end: endMs === null ? undefined : endMs / 1000,
  rule: rule ?? undefined,
})

function relatedAnswer(call: ReadingCall, kinds: Kinds, ownVersionId: string, item: DetailedRelatedAsset) {
  const { ownVersion, otherVersion } = item
  return {
    asset: assetAnswer(call, item),
    kind: kinds.nameOfLabel(item.label),
    related_at: time(item.relatedAt),
    ...saidAnswer(item),
    ...(ownVersion !== null && { from_version: ownVersion, from_version_status: statusOf(ownVersion, ownVersionId) }),
    ...(otherVersion !== null && {
      to_version: otherVersion,
      to_version_status: statusOf(otherVersion, item.versionId),
    }),
  }
}

const statusOf = (meant: string, present: string) => (meant === present ? 'current' : 'outdated')
