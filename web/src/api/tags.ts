import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Tags } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

/** Tags that begin so, for suggestions. */
export function useTags(prefix: string, limit = 50) {
  const api = useApi()
  return useQuery({
    queryKey: ['tags', api.environment, prefix, limit],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get<Tags>('/tags', { prefix, limit }, signal)).tags,
  })
}
