import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SavedSearch, SavedSearches } from '../../../src/http/api/contract.ts'
import type { AssetFilter } from './assets.ts'
import { type Api, useApi } from './environment.ts'

export type { SavedSearch }

const keyOf = (api: Api): QueryKey => ['searches', api.environment]
const pathOf = (name: string): string => `/searches/${encodeURIComponent(name)}`

export function useSavedSearches() {
  const api = useApi()
  return useQuery({
    queryKey: keyOf(api),
    queryFn: async ({ signal }) => (await api.get<SavedSearches>('/searches', {}, signal)).searches,
  })
}

/** What is kept of a search: the words of its address. */
export const filterOfSaved = ({ name: _, created_at: __, updated_at: ___, ...filter }: SavedSearch): AssetFilter =>
  filter as AssetFilter

/** A change that shows at once, and is put back if it is refused. */
function useSearchChange<Wanted>(
  send: (api: Api, wanted: Wanted) => Promise<unknown>,
  apply: (searches: readonly SavedSearch[], wanted: Wanted) => readonly SavedSearch[],
) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (wanted: Wanted) => send(api, wanted),
    onMutate: async (wanted) => {
      await queries.cancelQueries({ queryKey: keyOf(api) })
      const before = queries.getQueryData<readonly SavedSearch[]>(keyOf(api))
      if (before) queries.setQueryData(keyOf(api), apply(before, wanted))
      return { before }
    },
    onError: (_error, _wanted, kept) => {
      queries.setQueryData(keyOf(api), kept?.before)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keyOf(api) }),
  })
}

const without = (searches: readonly SavedSearch[], ...names: string[]) =>
  searches.filter(({ name }) => !names.includes(name))

/** Keeps a filter under a name, in place of what has it. */
export const useSaveSearch = () =>
  useSearchChange<{ readonly name: string; readonly filter: AssetFilter }>(
    (api, { name, filter }) => api.put(pathOf(name), filter),
    (searches, { name, filter }) => {
      const now = new Date().toISOString()
      return sorted([...without(searches, name), { ...filter, name, created_at: now, updated_at: now } as SavedSearch])
    },
  )

export const useRenameSearch = () =>
  useSearchChange<{ readonly search: SavedSearch; readonly name: string }>(
    async (api, { search, name }) => {
      await api.put(pathOf(name), filterOfSaved(search))
      await api.delete(pathOf(search.name))
    },
    (searches, { search, name }) => sorted([...without(searches, search.name, name), { ...search, name }]),
  )

export const useForgetSearch = () =>
  useSearchChange<SavedSearch>(
    (api, { name }) => api.delete(pathOf(name)),
    (searches, { name }) => without(searches, name),
  )

const sorted = (searches: readonly SavedSearch[]) => searches.toSorted((a, b) => a.name.localeCompare(b.name))
