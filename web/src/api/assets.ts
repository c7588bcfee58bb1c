import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { AssetCard, AssetLayout, Assets } from '../../../src/http/api/contract.ts'
import { type Api, useApi } from './environment.ts'

export type { AssetCard, AssetLayout }

/** Which assets are shown, and in which order: the words of `GET /assets`. */
export interface AssetFilter {
  readonly q?: string
  readonly folder?: string
  readonly subfolders?: true
  readonly resource_type?: readonly string[]
  readonly type?: readonly string[]
  readonly tag?: readonly string[]
  readonly sort?: string
  readonly direction?: string
}

/** How many a page of a layout has is said by it; its pages are kept this long once nobody looks at them. */
const KEPT_MS = 120_000

/** A layout, and what it is a layout of. */
export type LaidOut = AssetLayout & { readonly filter: AssetFilter }

/** The shapes of all assets of a filter, and the cursors of their pages. */
export const layoutQuery = (api: Api, filter: AssetFilter) => ({
  queryKey: ['layout', api.environment, filter],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<LaidOut> => ({
    ...(await api.get<AssetLayout>('/assets/layout', { ...filter }, signal)),
    filter,
  }),
})

export const useAssetLayout = (filter: AssetFilter) =>
  useQuery({ ...layoutQuery(useApi(), filter), placeholderData: keepPreviousData })

/** The page that begins with asset `page * step`. Whoever stops looking before it is there has it aborted. */
export const assetPage = (api: Api, { filter, cursors, step }: LaidOut, page: number) => ({
  queryKey: ['assets', api.environment, 'page', filter, cursors[page]],
  gcTime: KEPT_MS,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly AssetCard[]> =>
    (await api.get<Assets>('/assets', { ...filter, limit: step, cursor: cursors[page] }, signal)).assets,
})

/** A few assets that some words find, best for pickers: as one types, the last ones stay until the next are there. */
export function useAssetsNamed(words: string, limit = 8) {
  const api = useApi()
  const q = words.trim()
  return useQuery({
    queryKey: ['assets', api.environment, 'named', q, limit],
    enabled: q !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get<Assets>('/assets', { q, limit }, signal)).assets,
  })
}

type Cards = readonly AssetCard[]

/** Shows a change of some cards wherever they are shown, before the server has answered. Answers how to put it back. */
export function changeCards(
  queries: QueryClient,
  environment: string,
  ids: Iterable<string>,
  change: (card: AssetCard) => AssetCard,
): () => void {
  const changed = new Set(ids)
  const before = queries.getQueriesData<Cards>({ queryKey: ['assets', environment] })
  for (const [key, cards] of before) {
    if (!Array.isArray(cards) || !cards.some(({ asset_id: id }) => changed.has(id))) continue
    queries.setQueryData<Cards>(
      key,
      cards.map((card) => (changed.has(card.asset_id) ? change(card) : card)),
    )
  }
  return () => {
    for (const [key, cards] of before) if (cards) queries.setQueryData(key, cards)
  }
}

/** Loads all lists and pages of assets anew. */
export function useRenewAssets(): () => void {
  const queries = useQueryClient()
  return useCallback(() => {
    for (const noun of ['layout', 'assets', 'asset', 'folders', 'tags']) {
      void queries.invalidateQueries({ queryKey: [noun] })
    }
  }, [queries])
}
