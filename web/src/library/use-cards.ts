import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { AssetFilter } from '../api/assets.ts'
import { type AssetCard, type AssetLayout, assetPage, type LaidOut, useAssetLayout } from '../api/assets.ts'
import { useApi } from '../api/environment.ts'
import type { Geometry } from './geometry.ts'
import type { Sight } from './use-sight.ts'

const pageOf = ({ step }: AssetLayout, index: number): number => Math.floor(index / step)

/** What is known of the assets in sight: their pages are fetched where one rests, and shown wherever they are known. */
export function useCards(layout: LaidOut, geometry: Geometry | undefined, sight: Sight, settled: Sight) {
  const api = useApi()
  const seen = pagesOf(layout, geometry, sight)
  const wanted = pagesOf(layout, geometry, settled)
  const results = useQueries({
    queries: seen.map((page) => ({
      ...assetPage(api, layout, page),
      enabled: page >= wanted[0]! && page <= wanted.at(-1)!,
    })),
  })
  const failed = results.find(({ isError }) => isError)
  return {
    cardAt: (index: number): AssetCard | undefined => {
      const cards = results[pageOf(layout, index) - (seen[0] ?? 0)]?.data
      return cards?.[index % layout.step]
    },
    error: failed?.error,
    retry: () => {
      for (const { isError, refetch } of results) if (isError) void refetch()
    },
  }
}

function pagesOf(layout: LaidOut, geometry: Geometry | undefined, { first, last }: Sight): number[] {
  if (!geometry || last < first || geometry.total === 0) return []
  const from = pageOf(layout, geometry.starts[Math.min(first, geometry.rows - 1)]!)
  const to = pageOf(layout, geometry.starts[Math.min(last + 1, geometry.rows)]! - 1)
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => from + i).filter(
    (page) => page < layout.cursors.length,
  )
}

/** Assets by where they stand, whether in sight or not: pages that aren't there yet are fetched. */
export function useCardsAt(layout: LaidOut) {
  const api = useApi()
  const queries = useQueryClient()
  return useCallback(
    async (indices: readonly number[]): Promise<AssetCard[]> => {
      const numbers = [...new Set(indices.map((index) => pageOf(layout, index)))]
      const pages = new Map<number, readonly AssetCard[]>()
      for (const page of numbers) pages.set(page, await queries.ensureQueryData(assetPage(api, layout, page)))
      return indices.flatMap((index) => pages.get(pageOf(layout, index))?.[index % layout.step] ?? [])
    },
    [api, queries, layout],
  )
}

/**
 * The layout to show. When assets come and go, the one before stays until the pages in sight are there as well, so that
 * nothing goes blank.
 */
export function useShownLayout(filter: AssetFilter) {
  const api = useApi()
  const queries = useQueryClient()
  const { data, error, isPlaceholderData, refetch } = useAssetLayout(filter)
  const [shown, setShown] = useState<LaidOut>()
  const [inSight, setInSight] = useState<readonly number[]>([])
  useEffect(() => {
    if (!data || isPlaceholderData || data === shown) return
    if (!shown || !isSame(shown.filter, data.filter)) return setShown(data)
    let isOld = false
    const pages = [...new Set(inSight.map((index) => pageOf(data, index)))].filter((page) => page < data.cursors.length)
    void Promise.allSettled(pages.map((page) => queries.fetchQuery(assetPage(api, data, page)))).then(
      () => !isOld && setShown(data),
    )
    return () => {
      isOld = true
    }
  }, [data, isPlaceholderData, shown, inSight, queries, api])
  return { layout: shown, isOld: shown !== undefined && !isSame(shown.filter, filter), error, refetch, setInSight }
}

/** Filters have their parts in one order: see filterOf. */
const isSame = (one: AssetFilter, other: AssetFilter): boolean => JSON.stringify(one) === JSON.stringify(other)
