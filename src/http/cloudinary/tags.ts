import { editTags, TAG_COMMANDS } from '../../actions/edit-tags.ts'
import { invalid } from '../../core/errors.ts'
import { operation } from '../operation.ts'
import { applied, manyAssets, refsOf } from './many-assets.ts'
import { parseTags } from './wire.ts'

const tag = {
  type: ['string', 'array'],
  items: { type: 'string' },
  description: 'A list, or text with commas',
} as const

export const tags = operation({
  name: 'tags_command',
  summary: 'Adds, removes or replaces tags of up to 1,000 assets; set_exclusive takes them from all others too',
  method: 'POST',
  paths: ['/{resource_type}/tags'],
  api: 'upload',
  input: {
    type: 'object',
    properties: {
      ...manyAssets,
      command: { type: 'string', description: TAG_COMMANDS.join(', ') },
      tag,
      tags: tag,
    },
    required: ['resource_type', 'public_ids', 'command'],
  },
  async handle(call, input) {
    const command = TAG_COMMANDS.find((known) => known === input.command)
    if (!command) {
      // In Cloudinary's words (OpenAPI, `tags`).
      throw invalid(`Invalid command - ${input.command.slice(0, 100)}. Must be one of: ${TAG_COMMANDS.join(', ')}`)
    }
    const given = [input.tag, input.tags].flatMap((list) => (list === undefined ? [] : parseTags(list)))
    return applied(await editTags(call.library, call, refsOf(input), command, given))
  },
})
