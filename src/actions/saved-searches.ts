import { type AssetFilter, type AssetSort, searchOf } from '../core/asset-filter.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Reader } from '../core/store.ts'
import { checkRoom } from './definition-page.ts'

const KIND = 'saved_search'
const MAX_SEARCHES = 200
const MAX_NAME_LENGTH = 100

export interface SavedSearch {
  readonly filter: AssetFilter
  readonly sort?: AssetSort
  readonly direction?: 'asc' | 'desc'
}

/** By name. */
export const listSearches = (reader: Reader, cloud: Cloud): Promise<Definition<SavedSearch>[]> =>
  reader.definitions.list<SavedSearch>(cloud.id, KIND, { limit: MAX_SEARCHES })

/** Keeps a search under a name, in place of the one of that name. Throws `invalid`, also for a wrong expression. */
export async function saveSearch(
  { store }: Library,
  cloud: Cloud,
  name: string,
  search: SavedSearch,
): Promise<Definition<SavedSearch>> {
  checkSearchName(name)
  searchOf(search.filter, () => {})
  return store.write(async (tx) => {
    if (!(await tx.definitions.replace(cloud.id, KIND, name, search))) {
      await checkRoom(tx, cloud, KIND, MAX_SEARCHES)
      await tx.definitions.insert(cloud.id, KIND, name, search)
    }
    return (await tx.definitions.get<SavedSearch>(cloud.id, KIND, name))!
  })
}

/** Throws `not_found`. */
export async function forgetSearch({ store }: Library, cloud: Cloud, name: string): Promise<void> {
  const wasThere = await store.write((tx) => tx.definitions.remove(cloud.id, KIND, name))
  if (wasThere) return
  throw new AppError('not_found', `There is no search ${JSON.stringify(name.slice(0, MAX_NAME_LENGTH))}`)
}

function checkSearchName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const isText = name.trim() === name && name !== '' && name.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(name)
  if (isText && name.length <= MAX_NAME_LENGTH) return
  throw invalid(
    `Invalid name - ${JSON.stringify(name.slice(0, MAX_NAME_LENGTH))}: use 1 to ${MAX_NAME_LENGTH} characters on one line, without spaces at the ends`,
  )
}
