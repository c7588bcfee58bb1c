import type { AssetFilter } from '../api/assets.ts'

/** What a library is shown in the order of, each with what its directions mean. */
export const SORTS = [
  { sort: 'created_at', title: 'Uploaded', desc: 'Newest first', asc: 'Oldest first' },
  { sort: 'updated_at', title: 'Changed', desc: 'Latest first', asc: 'Longest ago first' },
  { sort: 'name', title: 'Name', desc: 'Z to A', asc: 'A to Z' },
  { sort: 'bytes', title: 'Size', desc: 'Largest first', asc: 'Smallest first' },
  { sort: 'relations', title: 'Relations', desc: 'Most related first', asc: 'Least related first' },
] as const

export const sortOf = ({ sort }: AssetFilter): string => sort ?? 'created_at'

/** As the server does where none is said. */
export const directionOf = (filter: AssetFilter): string =>
  filter.direction ?? (sortOf(filter) === 'name' ? 'asc' : 'desc')
