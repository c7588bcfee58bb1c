import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Session } from '../../../src/http/api/contract.ts'
import { toastError } from '../ui/toast.tsx'
import { ApiError, call } from './client.ts'

export type { Session }
export type Role = Session['environments'][number]['role']

/** Who is at the page. `null`: nobody; `needsSetUp`: nobody was ever made. */
export function useSession() {
  const query = useQuery({
    queryKey: ['session'],
    staleTime: 60_000,
    retry: (failures, error) => !(error instanceof ApiError && error.status === 401) && failures < 2,
    queryFn: ({ signal }) => call<Session>('GET', '/api/account/session', { signal }),
  })
  const isNobody = query.error instanceof ApiError && query.error.status === 401
  return {
    session: isNobody ? null : query.data,
    needsSetUp: isNobody && (query.error as ApiError).details.set_up === true,
    isLoading: query.isPending && !isNobody,
    error: isNobody ? null : query.error,
    refetch: query.refetch,
  }
}

type Way = { user_name: string; password: string } | { api_key: string; api_secret: string }

export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (way: Way) => call<Session>('POST', '/api/account/session', { body: way }),
    onSuccess: () => queries.resetQueries(),
  })
}

export function useSetUp() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (person: { token: string; user_name: string; password: string }) =>
      call<Session>('POST', '/api/account/set-up', { body: person }),
    onSuccess: () => queries.resetQueries(),
  })
}

/** Signs out and leaves all that was loaded; where that fails, says so. */
export function useSignOut(): () => void {
  const queries = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: () => call('DELETE', '/api/account/session'),
    onSuccess: () => {
      queries.clear()
      window.location.assign('/@/sign-in')
    },
    onError: (error) => toastError('You are still signed in', error),
  })
  return mutate
}

/** What the view of the account is called, by what is in it. */
export const accountTitle = ({ manages_users: manages }: NonNullable<Session['user']>): string =>
  manages ? 'People and account' : 'Account'
