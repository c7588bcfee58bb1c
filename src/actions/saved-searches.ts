import { type SavedSearch, searchOf } from '../core/asset-filter.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Reader, Writer } from '../core/store.ts'
import { checkRoom } from './definition-page.ts'
import { keepDefinition } from './keep-definition.ts'

const KIND = 'saved_search'
export const MAX_SEARCHES = 200
const MAX_NAME_LENGTH = 100

/** By name. */
export const listSearches = (reader: Reader, cloud: Cloud): Promise<Definition<SavedSearch>[]> =>
  reader.definitions.list<SavedSearch>(cloud.id, KIND, { limit: MAX_SEARCHES })

/** Keeps a search under a name, in place of the one of that name. Throws `invalid`, also for a wrong expression. */
export async function saveSearch(
  { store }: Library,
  caller: Caller,
  name: string,
  search: SavedSearch,
): Promise<Definition<SavedSearch>> {
  checkSearchName(name)
  searchOf(search.filter, () => {})
  return store.write(async (tx) => {
    const { cloud } = caller
    if (!(await tx.definitions.get(cloud.id, KIND, name))) await checkRoom(tx, cloud, KIND, MAX_SEARCHES)
    await keepSearch(tx, caller, name, search)
    return (await tx.definitions.get<SavedSearch>(cloud.id, KIND, name))!
  })
}

/** Throws `not_found`. */
export async function forgetSearch({ store }: Library, caller: Caller, name: string): Promise<void> {
  const before = await store.write((tx) => keepSearch(tx, caller, name, undefined))
  if (before) return
  throw new AppError('not_found', `There is no search ${JSON.stringify(name.slice(0, MAX_NAME_LENGTH))}`)
}

/** Keeps a search as it is to be, or forgets it, and logs what that changes. Answers it as it was. */
export async function keepSearch(
  tx: Writer,
  caller: Caller,
  name: string,
  after: SavedSearch | undefined,
): Promise<SavedSearch | undefined> {
  const before = await keepDefinition(tx, caller, KIND, name, after)
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    await tx.changes.add(caller, { type: 'saved_search', name, ...(before && { before }), ...(after && { after }) })
  }
  return before
}

function checkSearchName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const isText = name.trim() === name && name !== '' && name.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(name)
  if (isText && name.length <= MAX_NAME_LENGTH) return
  throw invalid(
    `Invalid name - ${JSON.stringify(name.slice(0, MAX_NAME_LENGTH))}: use 1 to ${MAX_NAME_LENGTH} characters on one line, without spaces at the ends`,
  )
}
