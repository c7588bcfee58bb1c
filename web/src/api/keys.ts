import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ApiKey, NewApiKey } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

export type { ApiKey, NewApiKey }

const pathOf = (key: string) => `/keys/${encodeURIComponent(key)}`

/** The keys in force, oldest first. */
export function useKeys() {
  const api = useApi()
  return useQuery({
    queryKey: ['keys', api.environment],
    queryFn: async ({ signal }) => (await api.get<{ keys: ApiKey[] }>('/keys', undefined, signal)).keys,
  })
}

export function useKeyChanges() {
  const api = useApi()
  const queries = useQueryClient()
  const queryKey = ['keys', api.environment]
  const onSettled = () => queries.invalidateQueries({ queryKey })
  return {
    create: useMutation({ mutationFn: (name: string) => api.post<NewApiKey>('/keys', { name }), onSettled }),
    rename: useMutation({
      mutationFn: ({ key, name }: { key: string; name: string }) => api.patch<ApiKey>(pathOf(key), { name }),
      onMutate: async ({ key, name }) => {
        await queries.cancelQueries({ queryKey })
        const before = queries.getQueryData<ApiKey[]>(queryKey)
        queries.setQueryData<ApiKey[]>(queryKey, (keys) =>
          keys?.map((one) => (one.key === key ? { ...one, name } : one)),
        )
        return before
      },
      onError: (_error, _change, before) => queries.setQueryData(queryKey, before),
      onSettled,
    }),
    rotate: useMutation({
      mutationFn: ({ key, graceHours }: { key: string; graceHours: number }) =>
        api.post<NewApiKey>(`${pathOf(key)}/rotate`, { grace_hours: graceHours }),
      onSettled,
    }),
    revoke: useMutation({ mutationFn: (key: string) => api.post(`${pathOf(key)}/revoke`), onSettled }),
  }
}
