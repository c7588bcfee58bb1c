import { type QueryClient, type QueryKey, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { AssetLayout } from '../../../src/http/api/contract.ts'
import { type AssetFilter, assetPage, type LaidOut, layoutQuery } from './assets.ts'
import { type Api, useApi } from './environment.ts'
import { countsOf, itemsOf, type RelatedPages } from './related-list.ts'
import { relatedQuery } from './relations.ts'

/** The list that an asset was opened from, and where it stood in it. It is small: the browser's history keeps it. */
export type OpenedFrom = {
  readonly at: number
  /** One list for each time that something is opened from it: as long as one goes through it, it stays as it was then. */
  readonly since: number
} & (
  | {
      /** The query of the library's address. */
      readonly library: string
    }
  | { readonly relatedTo: string; readonly kind: string }
)

/** What is known of an asset before it is there. */
export interface Listed {
  readonly asset_id: string
  readonly thumbnail?: string | undefined
}

/** A list to go through. */
export interface OpenedList {
  readonly total: number
  readonly at: number
  /** Loads it if it isn't there yet. Undefined where there is none. */
  readonly assetAt: (index: number) => Promise<Listed | undefined>
}

/** Not the keys that are loaded anew when something changes: what comes next stays what came next. */
const keyOf = ({ environment }: Api, { since }: OpenedFrom): QueryKey => ['opened', environment, since]

const pageOf = ({ step }: AssetLayout, index: number): number => Math.floor(index / step)

const openedPage = (api: Api, queries: QueryClient, from: OpenedFrom, layout: LaidOut, page: number) => {
  const { queryKey, queryFn } = assetPage(api, layout, page)
  return {
    queryKey: [...keyOf(api, from), page],
    queryFn,
    staleTime: Number.POSITIVE_INFINITY,
    initialData: () => queries.getQueryData<readonly Listed[]>(queryKey),
  }
}

/** Keeps a list of the library as it is shown now. */
export function useKeepLaidOut() {
  const api = useApi()
  const queries = useQueryClient()
  return useCallback(
    (layout: LaidOut, library: string, at: number): OpenedFrom => {
      const from = { library, at, since: Date.now() }
      queries.setQueryData(keyOf(api, from), layout)
      void queries.prefetchQuery(openedPage(api, queries, from, layout, pageOf(layout, at)))
      return from
    },
    [api, queries],
  )
}

/** Keeps what an asset is related to, as far as it is loaded. */
export function useKeepRelated() {
  const api = useApi()
  const queries = useQueryClient()
  return (pages: RelatedPages, relatedTo: string, kind: string, at: number): OpenedFrom => {
    const from = { relatedTo, kind, at, since: Date.now() }
    queries.setQueryData(keyOf(api, from), pages)
    return from
  }
}

/** The list that an asset was opened from, once it is there; undefined where the asset is no longer in it. */
export function useOpenedList(
  from: OpenedFrom | undefined,
  assetId: string,
  filterOf: (library: string) => AssetFilter,
): OpenedList | undefined {
  const laidOut = useLaidOut(from && 'library' in from ? from : undefined, assetId, filterOf)
  const related = useRelatedList(from && 'relatedTo' in from ? from : undefined, assetId)
  return laidOut ?? related
}

function useLaidOut(
  from: (OpenedFrom & { library: string }) | undefined,
  assetId: string,
  filterOf: (library: string) => AssetFilter,
): OpenedList | undefined {
  const api = useApi()
  const queries = useQueryClient()
  const { data: layout } = useQuery({
    queryKey: from ? keyOf(api, from) : [],
    enabled: from !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: layoutQuery(api, filterOf(from?.library ?? '')).queryFn,
  })
  const page = layout && from ? pageOf(layout, from.at) : 0
  const { data: cards } = useQuery({
    ...(layout && from ? openedPage(api, queries, from, layout, page) : { queryKey: [] }),
    enabled: layout !== undefined && page < layout.cursors.length,
  })
  if (!from || !layout || !cards) return undefined
  const assetAt = async (index: number) => {
    const wanted = pageOf(layout, index)
    if (index < 0 || wanted >= layout.cursors.length) return undefined
    return (await queries.ensureQueryData(openedPage(api, queries, from, layout, wanted)))[index % layout.step]
  }
  // Loaded anew, it may have been moved a little.
  const isThere = cards[from.at % layout.step]?.asset_id === assetId
  const at = isThere ? from.at : page * layout.step + cards.findIndex(({ asset_id: id }) => id === assetId)
  return at < page * layout.step ? undefined : { total: layout.total, at, assetAt }
}

function useRelatedList(
  from: (OpenedFrom & { relatedTo: string; kind: string }) | undefined,
  assetId: string,
): OpenedList | undefined {
  const api = useApi()
  const { data, fetchNextPage } = useInfiniteQuery({
    ...relatedQuery(api, from?.relatedTo ?? '', from?.kind),
    queryKey: from ? keyOf(api, from) : [],
    enabled: from !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!from || !data) return undefined
  const items = itemsOf(data)
  const isThere = items[from.at]?.asset.asset_id === assetId
  const at = isThere ? from.at : items.findIndex(({ asset }) => asset.asset_id === assetId)
  if (at < 0) return undefined
  const assetAt = async (index: number) => {
    const known = index < items.length ? items : itemsOf((await fetchNextPage()).data)
    return known[index]?.asset
  }
  const total = from.kind ? countsOf(data)[from.kind] : data.pages[0]?.total
  return { total: total ?? 0, at, assetAt }
}
