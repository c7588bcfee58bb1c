import { type Asset, type AssetRef, checkTags, DELIVERY_TYPES } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { tagTerm } from '../core/terms.ts'
import { editEach, editMany } from './edit-many.ts'

/** Cloudinary's limit of one call. */
const MAX_TAGGINGS = 10_000

export const TAG_COMMANDS = ['add', 'remove', 'replace', 'remove_all', 'set_exclusive'] as const
export type TagCommand = (typeof TAG_COMMANDS)[number]

const without = (tags: readonly string[], gone: readonly string[]) => tags.filter((tag) => !gone.includes(tag))

const AFTER: Record<TagCommand, (before: readonly string[], tags: readonly string[]) => readonly string[]> = {
  add: (before, tags) => checkTags([...before, ...tags]),
  set_exclusive: (before, tags) => checkTags([...before, ...tags]),
  remove: without,
  replace: (_, tags) => tags,
  remove_all: () => [],
}

/**
 * Changes the tags of assets in one transaction; answers those that there are. `set_exclusive` also takes the tags from
 * all other assets of the resource type, in further ones.
 */
export async function editTags(
  library: Library,
  caller: Caller,
  refs: readonly AssetRef[],
  command: TagCommand,
  given: readonly string[],
): Promise<Asset[]> {
  const tags = checkTags(given)
  if (tags.length === 0 && command !== 'remove_all') throw invalid('Missing required parameter - tag')
  if (tags.length * refs.length > MAX_TAGGINGS) {
    throw invalid(
      `${tags.length} tags for ${refs.length} public IDs are more than ${MAX_TAGGINGS} together: divide them over several calls`,
    )
  }
  const edited = await editMany(library, caller, refs, async () => (asset) => ({
    tags: AFTER[command](asset.tags, tags),
  }))
  if (command === 'set_exclusive') {
    const owners = new Set(edited.map(({ no }) => no))
    const resourceTypes = [...new Set(refs.map(({ resourceType }) => resourceType))]
    for (const tag of tags) {
      const others = { resourceTypes, types: DELIVERY_TYPES, term: tagTerm(tag) }
      await editEach(library, caller, others, (asset) => ({ tags: without(asset.tags, tags) }), owners)
    }
  }
  return edited
}
