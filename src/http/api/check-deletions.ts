import { checkDeletions, type DeletionCheck } from '../../actions/check-deletions.ts'
import { MAX_STARTS } from '../../core/walk.ts'
import { type Call, ok, operation } from '../operation.ts'
import { assetAnswer, assetSchema } from './asset-answer.ts'
import { MESSAGES } from './relations.ts'
import { asset } from './schemas.ts'

const DEFAULT_SHOWN = 10
const MAX_SHOWN = 100

const counts = (description: string) =>
  ({ type: 'object', additionalProperties: { type: 'integer' }, description }) as const

const checkSchema = {
  type: 'object',
  properties: {
    asset: { ...asset, description: 'As the call named it' },
    asset_id: { type: 'string' },
    outcome: { type: 'string', enum: ['deletable', 'protected', 'not_found', 'malformed'] },
    message: { type: 'string' },
    relations: { type: 'integer', description: 'Relations that would be lost, of whatever kind' },
    counts: counts('How many of each kind, by the name that it has from the side of the asset'),
    related: {
      type: 'array',
      items: {
        type: 'object',
        properties: { asset: assetSchema, kind: { type: 'string' } },
        required: ['asset', 'kind'],
      },
      description: 'The first of the other assets, kind by kind',
    },
    protected_by: counts('The relations by which it is deleted by force alone'),
    restorable: { type: 'boolean', description: 'Whether it could be brought back, with its relations' },
    backup_bytes: { type: 'integer', description: 'What its backups take, which would stay' },
  },
  required: ['asset', 'outcome'],
} as const

export const checkDeletionsSchema = {
  type: 'object',
  properties: {
    results: { type: 'array', items: checkSchema },
    counts: {
      type: 'object',
      properties: { deletable: { type: 'integer' }, protected: { type: 'integer' }, failed: { type: 'integer' } },
      required: ['deletable', 'protected', 'failed'],
    },
  },
  required: ['results', 'counts'],
} as const

export const checkDeletionsOperation = operation({
  name: 'check_deletions',
  summary:
    'What deleting assets would touch: their relations, the assets at the other ends, what protects them, backups',
  method: 'POST',
  paths: ['/deletions/check'],
  api: 'relata',
  access: 'read',
  input: {
    type: 'object',
    properties: {
      assets: { type: 'array', items: asset, minItems: 1, maxItems: MAX_STARTS },
      limit: {
        type: 'integer',
        minimum: 0,
        maximum: MAX_SHOWN,
        default: DEFAULT_SHOWN,
        description: 'Related assets that are shown of each',
      },
    },
    required: ['assets'],
  },
  output: checkDeletionsSchema,
  async handle(call, { assets, limit = DEFAULT_SHOWN }) {
    const checks = await checkDeletions(call.library, call.cloud, assets, limit)
    const results = assets.map((name, i) => ({ asset: name, ...answer(call, checks[i]!) }))
    const count = (...outcomes: string[]) => results.filter(({ outcome }) => outcomes.includes(outcome)).length
    return ok({
      results,
      counts: {
        deletable: count('deletable'),
        protected: count('protected'),
        failed: count('not_found', 'malformed'),
      },
    })
  },
})

function answer(call: Call, check: DeletionCheck | 'malformed' | 'not_found') {
  if (check === 'not_found') return { outcome: check, message: 'there is no such asset' }
  if (check === 'malformed') return { outcome: check, message: MESSAGES.malformed }
  const { protection } = check
  return {
    outcome: protection ? 'protected' : 'deletable',
    asset_id: check.asset.assetId,
    relations: check.total,
    counts: Object.fromEntries(check.counts),
    related: check.related.map(({ asset, kind }) => ({ asset: assetAnswer(call, asset), kind })),
    protected_by: protection && Object.fromEntries(protection),
    restorable: check.isRestorable,
    backup_bytes: check.backupBytes,
  }
}
