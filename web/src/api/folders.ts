import { useInfiniteQuery } from '@tanstack/react-query'
import type { Folders } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

/** The folders in a folder, '' for the root, page by page by name. */
export function useFolders(folder: string, isWanted = true) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['folders', api.environment, folder],
    enabled: isWanted,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.get<Folders>('/folders', { folder, limit: 100, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
  })
}
