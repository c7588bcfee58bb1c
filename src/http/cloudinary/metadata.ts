import { editMetadata } from '../../actions/edit-metadata.ts'
import { operation } from '../operation.ts'
import { labels, parseMetadata } from './edit-params.ts'
import { applied, manyAssets, refsOf } from './many-assets.ts'

export const metadata = operation({
  name: 'update_metadata',
  summary: 'Gives up to 1,000 assets values of structured metadata; an empty value removes one',
  method: 'POST',
  paths: ['/{resource_type}/metadata'],
  api: 'upload',
  input: {
    type: 'object',
    properties: { ...manyAssets, metadata: labels.metadata, clear_invalid: labels.clear_invalid },
    required: ['resource_type', 'public_ids', 'metadata'],
  },
  async handle(call, input) {
    const given = parseMetadata(input.metadata)
    return applied(await editMetadata(call.library, call, refsOf(input), given, input.clear_invalid ?? false))
  },
})
