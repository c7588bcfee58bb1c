import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query'
import type { Hubs, Path, RelationsAmong, Walk } from '../../../src/http/api/contract.ts'
import { type Api, useApi } from './environment.ts'

export type Link = NonNullable<Walk['relations']>[number]

/** Assets of the first page of a walk, which a picture begins with; and of the others, which are as large as can be. */
const WALK_PAGE = { first: 500, next: 1000 }
/** Neighbours that are taken in when an asset of a picture is opened up. */
export const NEIGHBOURS = 200

const walkOf = (api: Api, body: object, signal: AbortSignal) =>
  api.post<Walk>('/walk', { relations: true, ...body }, signal)

/** What is within some steps of assets, page by page and up to so many, with the relations among each page. */
export function useWalk(from: readonly string[], steps: number, most: number) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['walk', api.environment, from, steps],
    enabled: from.length > 0,
    placeholderData: keepPreviousData,
    initialPageParam: { limit: WALK_PAGE.first } as { readonly limit: number; readonly cursor?: string },
    queryFn: ({ signal, pageParam }) => walkOf(api, { from, steps, ...pageParam }, signal),
    getNextPageParam: ({ next_cursor: cursor }, pages) => {
      const left = most - pages.reduce((sum, { assets }) => sum + assets.length, from.length)
      return cursor === undefined || left <= 0 ? undefined : { limit: Math.min(WALK_PAGE.next, left), cursor }
    },
  })
}

/** The neighbours of each of these. */
export function useNeighbours(assetIds: readonly string[]) {
  const api = useApi()
  return useQueries({
    queries: assetIds.map((id) => ({
      queryKey: ['walk', api.environment, [id], 1, 'neighbours'],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        walkOf(api, { from: [id], steps: 1, limit: NEIGHBOURS }, signal),
    })),
    combine: together,
  })
}

const together = (walks: readonly { readonly data: Walk | undefined; readonly isPending: boolean }[]) => ({
  walks: walks.flatMap(({ data }) => data ?? []),
  isPending: walks.some(({ isPending }) => isPending),
})

/** A shortest path between two assets. */
export function usePath(ends: readonly [string, string] | undefined) {
  const api = useApi()
  return useQuery({
    queryKey: ['path', api.environment, ends],
    enabled: ends !== undefined,
    queryFn: ({ signal }) => api.post<Path>('/path', { from: [ends![0]], to: [ends![1]] }, signal),
  })
}

/** All relations among assets of a picture that was put together from several walks. */
export function useRelationsAmong(assetIds: readonly string[], enabled: boolean) {
  const api = useApi()
  return useQuery({
    queryKey: ['relations', api.environment, 'among', assetIds],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.post<RelationsAmong>('/relations/among', { assets: assetIds }, signal),
  })
}

/** Assets with the most relations. */
export function useHubs(limit: number, enabled = true) {
  const api = useApi()
  return useQuery({
    queryKey: ['hubs', api.environment, limit],
    enabled,
    queryFn: async ({ signal }) => (await api.get<Hubs>('/assets/hubs', { limit }, signal)).hubs,
  })
}
