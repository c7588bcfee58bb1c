import { relateSidecars } from '../../actions/relate-sidecars.ts'
import { ok, operation } from '../operation.ts'
import { relationResults, relationResultsSchema } from './bulk-answer.ts'
import { MESSAGES } from './relations.ts'
import { asset, dryRun } from './schemas.ts'
import { parseNames } from './walk-params.ts'

/** All pairs of them may have to be looked at. */
const MAX_ASSETS = 200

export const sidecars = operation({
  name: 'relate_sidecars',
  summary: `Relates, among up to ${MAX_ASSETS} assets, main files with those of the same name stem that are beside them: dog.mp4 with dog_poster.jpg and dog.en.srt`,
  method: 'POST',
  paths: ['/relations/sidecars'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      assets: { type: 'array', items: asset, minItems: 2, maxItems: MAX_ASSETS },
      dry_run: dryRun,
    },
    required: ['assets'],
  },
  output: relationResultsSchema,
  async handle(call, { assets, dry_run = false }) {
    const { relations, outcomes } = await relateSidecars(call.library, call, parseNames('assets', assets), dry_run)
    return ok(relationResults(relations, outcomes, MESSAGES))
  },
})
