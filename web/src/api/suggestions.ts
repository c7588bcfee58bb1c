import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { RelationResults, Suggestions } from '../../../src/http/api/contract.ts'
import { type Api, useApi } from './environment.ts'

export type Suggestion = Suggestions['suggestions'][number]

/** What probably belongs together and is not related: with one asset, or anywhere. */
export function useSuggestions(asset = '') {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['suggestions', api.environment, asset],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.get<Suggestions>('/suggestions', { asset, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
  })
}

/** The asset of a suggestion that isn't the one that is looked at, and the kind from the side of that one. */
export const suggestedTo = (assetId: string, { from, to }: Suggestion) => (from.asset_id === assetId ? to : from)

export const pairOf = ({ from, to }: Suggestion): string => `${from.asset_id} ${to.asset_id}`

/** Never suggests these again; they are out of sight at once. */
export function useDismiss() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (dismissed: readonly Suggestion[]) =>
      api.change<RelationResults>('POST', '/suggestions/dismiss', { suggestions: dismissed.map(namesOf) }),
    onMutate: (dismissed) => hide(queries, api, dismissed),
    onError: (_error, _dismissed, before) => {
      for (const [key, data] of before ?? []) queries.setQueryData(key, data)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['suggestions', api.environment] }),
  })
}

const namesOf = ({ from, to }: Suggestion) => ({ from: from.asset_id, to: to.asset_id })

async function hide(queries: ReturnType<typeof useQueryClient>, api: Api, gone: readonly Suggestion[]) {
  const queryKey = ['suggestions', api.environment]
  await queries.cancelQueries({ queryKey })
  const before = queries.getQueriesData<{ pages: Suggestions[]; pageParams: string[] }>({ queryKey })
  const pairs = new Set(gone.map(pairOf))
  for (const [key, data] of before) {
    if (!data) continue
    const pages = data.pages.map((page) => ({
      ...page,
      suggestions: page.suggestions.filter((one) => !pairs.has(pairOf(one))),
    }))
    queries.setQueryData(key, { ...data, pages })
  }
  return before
}
