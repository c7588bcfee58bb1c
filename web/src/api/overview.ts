import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Hubs, Overview, UnrelatedAssets } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

export type { Overview }

/** How much there is, and how it grew over the last days. */
export function useOverview(days: number) {
  const api = useApi()
  return useQuery({
    queryKey: ['overview', api.environment, days],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Overview>('/overview', { days }, signal),
  })
}

/** The assets with the most relations. */
export function useHubs(limit: number) {
  const api = useApi()
  return useQuery({
    queryKey: ['hubs', api.environment, limit],
    queryFn: async ({ signal }) => (await api.get<Hubs>('/assets/hubs', { limit }, signal)).hubs,
  })
}

/** Some of the assets that nothing is related to. */
export function useUnrelated(limit: number) {
  const api = useApi()
  return useQuery({
    queryKey: ['unrelated', api.environment, limit],
    queryFn: ({ signal }) => api.get<UnrelatedAssets>('/assets/unrelated', { limit }, signal),
  })
}
