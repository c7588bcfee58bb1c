import { listTags as list } from '../../actions/list-tags.ts'
import { ok, operation } from '../operation.ts'
import { limitOf, maxResults } from './listing.ts'
import { cursor, resourceType } from './schemas.ts'

export const listTags = operation({
  name: 'tags',
  summary: 'The tags that assets of a resource type have, in alphabetical order',
  method: 'GET',
  paths: ['/tags/{resource_type}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      resource_type: resourceType,
      prefix: { type: 'string', maxLength: 100, description: 'What the tags begin with' },
      max_results: maxResults,
      next_cursor: cursor,
    },
    required: ['resource_type'],
  },
  async handle(call, input) {
    const { tags, nextCursor } = await list(
      call.library.store.read,
      call.cloud,
      { resourceType: input.resource_type, prefix: input.prefix ?? '', limit: limitOf(input) },
      input.next_cursor,
    )
    return ok({ tags, next_cursor: nextCursor })
  },
})
