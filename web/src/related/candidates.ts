import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AssetCard, Assets } from '../../../src/http/api/contract.ts'
import { useApi, useEnvironment } from '../api/environment.ts'
import { fetchKnown, hasName, useKnownAssets } from '../api/known-assets.ts'
import type { Relatable } from '../api/relations.ts'
import { suggestedTo, useSuggestions } from '../api/suggestions.ts'
import { openedAssets } from './opened-assets.ts'
import { linesOf, namesOf } from './pasted-names.ts'
import { reasonWords } from './suggestion-words.ts'

export interface Candidate {
  readonly asset: Relatable
  /** Why it is offered, or what it is. */
  readonly why?: string | undefined
}

export interface Candidates {
  readonly found: readonly Candidate[]
  readonly isLoading: boolean
  readonly error: unknown
  /** Loads more, where there is more. */
  readonly more?: (() => unknown) | undefined
  /** Lines of what was pasted that name nothing. */
  readonly unknown?: readonly string[]
}

const PAGE_SIZE = 60

function useListed(name: string, filter: Readonly<Record<string, string | boolean>>, enabled: boolean): Candidates {
  const api = useApi()
  const query = useInfiniteQuery({
    queryKey: ['assets', api.environment, 'to-relate', name, filter],
    enabled,
    placeholderData: keepPreviousData,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Assets>('/assets', { ...filter, limit: PAGE_SIZE, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
  })
  const { data } = query
  return {
    found: useMemo(() => data?.pages.flatMap(({ assets }) => assets.map((asset) => ({ asset }))) ?? [], [data]),
    isLoading: enabled && query.isPending,
    error: query.error,
    more: query.hasNextPage && !query.isFetchingNextPage ? query.fetchNextPage : undefined,
  }
}

/** By words or an expression; without any, what was changed last. What an ID, a public ID or a URL names comes first. */
export function useSearched(words: string): Candidates {
  const q = words.trim()
  const lines = linesOf(q)
  const isList = lines.length > 1 || /^https?:\/\//i.test(q)
  const listed = useListed('words', q ? { q } : { sort: 'updated_at' }, !isList)
  const named = useNamed(lines)
  const exact = named.found.map((asset) => ({ asset, why: 'Exact match' }))
  const ids = new Set(named.found.map(({ asset_id }) => asset_id))
  if (isList) return { ...named, found: exact }
  return { ...listed, found: [...exact, ...listed.found.filter(({ asset }) => !ids.has(asset.asset_id))] }
}

function useNamed(lines: readonly string[]) {
  const api = useApi()
  const { data, isPending, error } = useQuery({
    queryKey: ['assets', api.environment, 'named', lines],
    enabled: lines.length > 0,
    retry: false,
    queryFn: async ({ signal }) => {
      const names = lines.map(namesOf)
      const assets = await fetchKnown(api, [...new Set(names.flat())], signal)
      return names.map((of) => of.flatMap((name) => assets.find((asset) => hasName(asset, name)) ?? [])[0])
    },
  })
  return {
    found: [...new Set(data?.filter((asset): asset is AssetCard => asset !== undefined))],
    unknown: data ? lines.filter((_, i) => !data[i]) : [],
    isLoading: lines.length > 0 && isPending,
    error,
  }
}

/** What the person had open last, and then what was changed last. */
export function useRecent(): Candidates {
  const { name } = useEnvironment()
  const opened = useMemo(() => openedAssets(name), [name])
  const known = useKnownAssets(opened)
  const changed = useListed('recent', { sort: 'updated_at' }, true)
  const first = (known.data ?? []).map((asset) => ({ asset, why: 'Opened' }))
  const ids = new Set(first.map(({ asset }) => asset.asset_id))
  return { ...changed, found: [...first, ...changed.found.filter(({ asset }) => !ids.has(asset.asset_id))] }
}

export const useSameFolder = (folder: string): Candidates => useListed('folder', { folder, sort: 'name' }, true)

export function useSuggested(assetId: string): Candidates {
  const query = useSuggestions(assetId)
  const { data } = query
  return {
    found: useMemo(
      () =>
        data?.pages.flatMap(({ suggestions }) =>
          suggestions.map((one) => ({ asset: suggestedTo(assetId, one), why: reasonWords(one) })),
        ) ?? [],
      [data, assetId],
    ),
    isLoading: query.isPending,
    error: query.error,
    more: query.hasNextPage && !query.isFetchingNextPage ? query.fetchNextPage : undefined,
  }
}
