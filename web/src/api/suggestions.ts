import {
  type InfiniteData,
  type Query,
  type QueryClient,
  type QueryFilters,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import type { RelationResults, Suggestions } from '../../../src/http/api/contract.ts'
import { type Api, useApi } from './environment.ts'
import type { LoggedChange } from './history.ts'

export type Suggestion = Suggestions['suggestions'][number]

/** What probably belongs together and is not related: with one asset, or anywhere; all of it, or what is that likely. */
export function useSuggestions(asset = '', minScore?: number) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['suggestions', api.environment, asset, minScore],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => suggestionsPage(api, { asset, min_score: minScore, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
  })
}

interface PageQuery {
  readonly asset: string
  readonly min_score: number | undefined
  readonly cursor: string
}

const suggestionsPage = (api: Api, query: PageQuery, signal?: AbortSignal) =>
  api.get<Suggestions>('/suggestions', { ...query }, signal)

type Pages = InfiniteData<Suggestions, string>

/** Of what is suggested anywhere, which is looked for page by page, each of which takes its time. */
const isInbox = ({ queryKey: [noun, , asset] }: Query): boolean => noun === 'suggestions' && asset === ''

/** Whether it is renewed by `renewInbox`, and not by loading all of its pages again. */
export const isInboxInSight = (query: Query): boolean => isInbox(query) && query.isActive()

/** Looks at the first page of the inbox in sight again. What is new in it comes first; the rest stays as it was loaded. */
export async function renewInbox(queries: QueryClient, api: Api): Promise<void> {
  for (const query of queries.getQueryCache().findAll({ predicate: isInboxInSight })) {
    const { queryKey } = query
    const fresh = await suggestionsPage(api, {
      asset: '',
      min_score: queryKey[3] as number | undefined,
      cursor: '',
    }).catch(() => undefined)
    // A page that is on its way is put to what was there when it was asked for.
    await query.promise?.catch(() => undefined)
    if (fresh) queries.setQueryData<Pages>(queryKey, (pages) => pages && withFresh(pages, fresh))
  }
}

function withFresh({ pages, pageParams }: Pages, fresh: Suggestions): Pages {
  const [first, ...rest] = pages
  // That is all there is.
  if (!fresh.next_cursor || !first?.next_cursor) return { pages: [fresh], pageParams: [''] }
  const known = new Set(pages.flatMap(({ suggestions }) => suggestions.map(pairOf)))
  const suggestions = fresh.suggestions.filter((one) => !known.has(pairOf(one)))
  return { pages: [{ ...first, suggestions: [...suggestions, ...first.suggestions] }, ...rest], pageParams }
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
    // The inbox in sight knows by itself what it was answered, and where that stood.
    onMutate: (given) => hide(queries, api, answerOf(given).pairs, (query) => !isInboxInSight(query)),
    onError: (_error, _given, before) => {
      for (const [key, data] of before ?? []) queries.setQueryData(key, data)
    },
    onSettled: () =>
      queries.invalidateQueries({
        queryKey: ['suggestions', api.environment],
        predicate: (query) => !isInboxInSight(query),
      }),
  })
}

const namesOf = ({ from, to }: Suggestion) => ({ from: from.asset_id, to: to.asset_id })

/** Pairs, and assets, that nothing is to be suggested of. */
export type Gone = ReadonlySet<string>

export const isGone = (gone: Gone, one: Suggestion): boolean =>
  gone.has(pairOf(one)) || gone.has(one.from.asset_id) || gone.has(one.to.asset_id)

/** Which pairs, in any order, or which assets a change is about. */
export const answeredBy = ({ relations, pairs = relations, assets }: LoggedChange): string[] =>
  pairs
    ? pairs.flatMap(({ from, to }) => [`${from.asset_id} ${to.asset_id}`, `${to.asset_id} ${from.asset_id}`])
    : assets.map(({ asset_id }) => asset_id)

/** For whoever comes to the inbox next. */
export function forgetGone(queries: QueryClient, api: Api, gone: Gone): void {
  if (gone.size > 0) takeOut(queries, { queryKey: ['suggestions', api.environment], predicate: isInbox }, gone)
}

async function hide(queries: QueryClient, api: Api, gone: readonly Suggestion[], predicate: (query: Query) => boolean) {
  const filters = { queryKey: ['suggestions', api.environment], predicate }
  await queries.cancelQueries(filters)
  return takeOut(queries, filters, new Set(gone.map(pairOf)))
}

/** Answers what was there before. */
function takeOut(queries: QueryClient, filters: QueryFilters, gone: Gone) {
  const before = queries.getQueriesData<Pages>(filters)
  for (const [key, data] of before) {
    if (!data) continue
    const pages = data.pages.map((page) => ({
      ...page,
      suggestions: page.suggestions.filter((one) => !isGone(gone, one)),
    }))
    queries.setQueryData(key, { ...data, pages })
  }
  return before
}
