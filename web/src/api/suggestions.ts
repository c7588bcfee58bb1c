import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { RelationResults, Suggestions } from '../../../src/http/api/contract.ts'
import { type Api, useApi } from './environment.ts'

export type Suggestion = Suggestions['suggestions'][number]

/** What probably belongs together and is not related: with one asset, or anywhere; all of it, or what is that likely. */
export function useSuggestions(asset = '', minScore?: number) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['suggestions', api.environment, asset, minScore],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Suggestions>('/suggestions', { asset, min_score: minScore, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
  })
}

/** The asset of a suggestion that isn't the one that is looked at, and the kind from the side of that one. */
export const suggestedTo = (assetId: string, { from, to }: Suggestion) => (from.asset_id === assetId ? to : from)

export const pairOf = ({ from, to }: Suggestion): string => `${from.asset_id} ${to.asset_id}`

/** Pairs that have an answer, and the kind where it isn't the proposed one. */
export interface Answered {
  readonly suggestion: Suggestion
  readonly kind?: string | undefined
}

/** Never suggests these again; they are out of sight at once. */
export const useDismiss = () =>
  useAnswer((dismissed: readonly Suggestion[]) => ({
    path: '/suggestions/dismiss',
    pairs: dismissed,
    items: dismissed.map(namesOf),
  }))

/** Relates these; they are out of sight at once. */
export const useAccept = () =>
  useAnswer((accepted: readonly Answered[]) => ({
    path: '/suggestions/accept',
    pairs: accepted.map(({ suggestion }) => suggestion),
    items: accepted.map(({ suggestion, kind }) => ({ ...namesOf(suggestion), kind: kind ?? suggestion.kind })),
  }))

interface Answer {
  readonly path: string
  readonly pairs: readonly Suggestion[]
  readonly items: readonly object[]
}

function useAnswer<Given>(answerOf: (given: Given) => Answer) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (given: Given) => {
      const { path, items } = answerOf(given)
      return api.change<RelationResults>('POST', path, { suggestions: items })
    },
    onMutate: (given) => hide(queries, api, answerOf(given).pairs),
    onError: (_error, _given, before) => {
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
