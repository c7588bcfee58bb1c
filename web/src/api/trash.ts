import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ChangedAssets, DeletedAssets } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

export type DeletedAsset = DeletedAssets['deleted'][number]

/** As many as one call brings back. */
const MOST_AT_ONCE = 100

/** Deleted assets that can be brought back, the last ones first. */
export function useTrash() {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['trash', api.environment],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<DeletedAssets>('/assets/deleted', { limit: 100, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
  })
}

/** Brings them back: they leave the trash at once, and are there again if it is refused. */
export function useBringBack() {
  const api = useApi()
  const queries = useQueryClient()
  const queryKey = ['trash', api.environment]
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const results: ChangedAssets['results'][number][] = []
      for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
        const assets = ids.slice(at, at + MOST_AT_ONCE)
        results.push(...(await api.post<ChangedAssets>('/assets/restore', { assets })).results)
      }
      return results
    },
    onMutate: async (ids) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData<InfiniteData<DeletedAssets>>(queryKey)
      const gone = new Set(ids)
      if (before) {
        queries.setQueryData<InfiniteData<DeletedAssets>>(queryKey, {
          ...before,
          pages: before.pages.map((page) => ({
            ...page,
            deleted: page.deleted.filter(({ asset }) => !gone.has(asset.asset_id)),
          })),
        })
      }
      return { before }
    },
    onError: (_error, _ids, kept) => {
      if (kept?.before) queries.setQueryData(queryKey, kept.before)
    },
    onSettled: () => {
      for (const noun of ['trash', 'layout', 'assets', 'asset', 'related', 'folders', 'tags']) {
        void queries.invalidateQueries({ queryKey: [noun] })
      }
    },
  })
}
