import { type SharedEdits, updateAssets } from '../../actions/update-assets.ts'
import { formatRef, MAX_TO_EDIT, MODERATION_STATUSES } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import { ok, operation } from '../operation.ts'
import type { InputOf } from '../params.ts'
import { changedAssets, changedAssetsSchema, NO_ASSET } from './changed-assets.ts'
import { asset } from './schemas.ts'
import { parseNames } from './walk-params.ts'

const tags = (description: string) => ({ type: 'array', items: { type: 'string' }, description }) as const

const edits = {
  tags: tags('In place of those that it has'),
  add_tags: tags('Added to those that it has'),
  remove_tags: tags('Taken away'),
  context: {
    type: 'object',
    additionalProperties: { type: ['string', 'null'] },
    description: 'Pairs that are set; null takes one away, and those that are left out stay',
  },
  metadata: {
    type: 'object',
    additionalProperties: true,
    description: 'Values of structured metadata fields by their external IDs; null takes one away',
  },
  display_name: { type: 'string' },
  folder: { type: 'string', description: 'Where it is put; empty for the root' },
  access_mode: { type: 'string', enum: ['public', 'authenticated'] },
  access_control: {
    type: 'array',
    items: { type: 'object' },
    description: 'Who is let see it: [{"access_type": "anonymous", "start": ..., "end": ...}]; empty for everybody',
  },
  moderation_status: { type: 'string', enum: MODERATION_STATUSES },
} as const

export const updateAssetsOperation = operation({
  name: 'update_assets',
  summary: `Changes what is said of up to ${MAX_TO_EDIT} assets, all or none; what is left out stays`,
  method: 'PATCH',
  paths: ['/assets'],
  api: 'relata',
  input: {
    type: 'object',
    properties: { assets: { type: 'array', items: asset, minItems: 1, maxItems: MAX_TO_EDIT }, ...edits },
    required: ['assets'],
  },
  output: changedAssetsSchema,
  async handle(call, { assets: names, ...input }) {
    if (Object.keys(input).length === 0) throw invalid(`Say what to change: one of ${Object.keys(edits).join(', ')}`)
    const found = await updateAssets(call.library, call, parseNames('assets', names), sharedEdits(input))
    const byName = new Map(found.flatMap((one) => [[one.assetId, one] as const, [formatRef(one), one] as const]))
    const items = parseNames('assets', names).map((identifier) => {
      const one = byName.get('assetId' in identifier ? identifier.assetId : formatRef(identifier))
      return one ? { outcome: 'changed', asset: one } : NO_ASSET
    })
    return ok(changedAssets(names, items))
  },
})

const sharedEdits = (input: InputOf<{ type: 'object'; properties: typeof edits }>): SharedEdits => ({
  ...(input.tags && { tags: input.tags }),
  ...(input.add_tags && { addTags: input.add_tags }),
  ...(input.remove_tags && { removeTags: input.remove_tags }),
  ...(input.context && {
    addContext: Object.fromEntries(
      Object.entries(input.context as Record<string, string | null>).map(([key, value]) => [key, value ?? '']),
    ),
  }),
  ...(input.metadata && { metadata: input.metadata }),
  ...(input.display_name !== undefined && { displayName: input.display_name }),
  ...(input.folder !== undefined && { assetFolder: input.folder }),
  ...(input.access_mode && { accessMode: input.access_mode }),
  ...(input.access_control && { accessControl: input.access_control }),
  ...(input.moderation_status && { moderation: input.moderation_status }),
})
