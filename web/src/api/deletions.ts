import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ChangedAssets, DeletionChecks } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'
import { refreshAll } from './refresh.ts'

/** What deleting these assets (by ID) would touch. */
export function useDeletionCheck(assets: readonly string[]) {
  const api = useApi()
  return useQuery({
    queryKey: ['deletions', api.environment, assets],
    staleTime: 0,
    queryFn: ({ signal }) => api.post<DeletionChecks>('/deletions/check', { assets }, signal),
  })
}

/** Deletes them; they wait in the trash. `force`: those too that relations protect. */
export function useDeleteAssets() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ assets, force }: { assets: readonly string[]; force: boolean }) =>
      api.post<ChangedAssets>('/assets/delete', { assets, force }),
    onSettled: () => refreshAll(queries),
  })
}

/** Brings deleted assets back, with their relations. */
export function useRestoreAssets() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (assets: readonly string[]) => api.post<ChangedAssets>('/assets/restore', { assets }),
    onSettled: () => refreshAll(queries),
  })
}
