import { relateSidecars } from '../../actions/relate-sidecars.ts'
import { MAX_SIDECARS } from '../../core/relation.ts'
import { ok, operation } from '../operation.ts'
import { relationResults, relationResultsSchema } from './bulk-answer.ts'
import { MESSAGES } from './relations.ts'
import { asset, dryRun } from './schemas.ts'
import { parseNames } from './walk-params.ts'

export const sidecarsSchema = {
  type: 'object',
  properties: {
    ...relationResultsSchema.properties,
    not_found: { type: 'array', items: asset, description: 'Assets that are not there: the others are related' },
    dry_run: { type: 'boolean' },
  },
  required: [...relationResultsSchema.required, ...(['not_found', 'dry_run'] as const)],
} as const

export const sidecars = operation({
  name: 'relate_sidecars',
  summary: `Relates, among up to ${MAX_SIDECARS} assets, main files with those of the same name stem that are beside them: dog.mp4 with dog_poster.jpg and dog.en.srt`,
  method: 'POST',
  paths: ['/relations/sidecars'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      assets: { type: 'array', items: asset, minItems: 2, maxItems: MAX_SIDECARS },
      dry_run: dryRun,
    },
    required: ['assets'],
  },
  output: sidecarsSchema,
  async handle(call, { assets, dry_run = false }) {
    const identifiers = parseNames('assets', assets)
    const { relations, outcomes, missing } = await relateSidecars(call.library, call, identifiers, dry_run)
    const not_found = missing.map((i) => assets[i]!)
    return ok({ ...relationResults(relations, outcomes, MESSAGES), not_found, dry_run })
  },
})
