import { addContext, removeContext } from '../../actions/edit-context.ts'
import { invalid } from '../../core/errors.ts'
import { operation } from '../operation.ts'
import { labels, parseContext } from './edit-params.ts'
import { applied, manyAssets, refsOf } from './many-assets.ts'

export const context = operation({
  name: 'context',
  summary: 'Adds pairs to the context of up to 1,000 assets, or removes all of it',
  method: 'POST',
  paths: ['/{resource_type}/context'],
  api: 'upload',
  input: {
    type: 'object',
    properties: {
      ...manyAssets,
      command: { type: 'string', enum: ['add', 'remove_all'] },
      context: { ...labels.context, description: 'key=value|key2=value2, or a map; an empty value removes its key' },
    },
    required: ['resource_type', 'public_ids', 'command'],
  },
  async handle(call, input) {
    if (input.command === 'remove_all') return applied(await removeContext(call.library, call, refsOf(input)))
    if (input.context === undefined) throw invalid('Missing required parameter - context')
    return applied(await addContext(call.library, call, refsOf(input), parseContext(input.context)))
  },
})
