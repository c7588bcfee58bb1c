import type { DeliveryType, ResourceType } from './asset.ts'
import { checkFolder } from './public-id.ts'
import type { NamedValue } from './search/named.ts'
import type { SortKey } from './search/sort.ts'
import type { SearchTree } from './search/tree.ts'
import { type Understood, understand } from './search/typed-text.ts'

/** Which assets of a library are shown. */
export interface AssetFilter {
  /** What someone typed: an expression, or words. */
  readonly text?: string
  /** '' is the root. */
  readonly folder?: string
  /** Whether assets in the folders below that one are meant too. */
  readonly withSubfolders?: boolean
  readonly resourceTypes?: readonly ResourceType[]
  readonly types?: readonly DeliveryType[]
  /** All of them. */
  readonly tags?: readonly string[]
}

/** A filter that is kept under a name, with the order in which it shows the library. */
export interface SavedSearch {
  readonly filter: AssetFilter
  readonly sort?: AssetSort
  readonly direction?: SortKey['direction']
}

/** What a library is shown in the order of. */
export const ASSET_SORTS = ['created_at', 'updated_at', 'name', 'bytes', 'relations'] as const
export type AssetSort = (typeof ASSET_SORTS)[number]

const SORT_COLUMNS = {
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  name: 'displayName',
  bytes: 'bytes',
  relations: 'relations',
} as const satisfies Record<AssetSort, SortKey['column']>

/** Names from the first on, of all else the most first. */
export const sortKey = (
  sort: AssetSort,
  direction: SortKey['direction'] = sort === 'name' ? 'asc' : 'desc',
): SortKey => ({ column: SORT_COLUMNS[sort], direction })

/** A filter as one search, with how its text was understood. Throws `invalid`. */
export function searchOf(filter: AssetFilter, onName: (name: NamedValue) => void): Partial<Understood> {
  const { text = '', folder, withSubfolders = false, resourceTypes = [], types = [], tags = [] } = filter
  const understood = text.trim() === '' ? undefined : understand(text, onName)
  const of = [
    ...(folder === undefined ? [] : inFolder(checkFolder(folder), withSubfolders)),
    ...oneOf('resource_type', resourceTypes),
    ...oneOf('type', types),
    ...tags.map((tag) => equal('tags', tag)),
    ...(understood?.tree ? [understood.tree] : []),
  ]
  return { ...understood, tree: of.length > 1 ? { kind: 'and', of } : of[0] }
}

function inFolder(path: string, withSubfolders: boolean): SearchTree[] {
  if (!withSubfolders) return [equal('asset_folder', path)]
  return path === '' ? [] : [equal('asset_folder', `${path}/`, true)]
}

function oneOf(field: string, values: readonly string[]): SearchTree[] {
  const of = values.map((value) => equal(field, value))
  return of.length > 1 ? [{ kind: 'or', of }] : of
}

const equal = (field: string, text: string, prefix = false): SearchTree => ({
  kind: 'compare',
  field,
  is: '=',
  value: { text, prefix },
})
