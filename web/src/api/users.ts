import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { User } from '../../../src/http/api/contract.ts'
import { call } from './client.ts'
import type { Role } from './session.ts'

export type { User }

const KEY = ['users']
const pathOf = (name: string) => `/api/account/users/${encodeURIComponent(name)}`

export function useUsers() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await call<{ users: User[] }>('GET', '/api/account/users', { signal })).users,
  })
}

/** What a user is made with, or becomes. `none`: in no environment but those that are named. */
interface UserChanges {
  readonly user_name: string
  readonly password?: string
  readonly current_password?: string
  readonly role?: Role | 'none'
  readonly environments?: User['environments']
}

export function useUserChanges() {
  const queries = useQueryClient()
  const onSettled = () =>
    Promise.all([queries.invalidateQueries({ queryKey: KEY }), queries.invalidateQueries({ queryKey: ['session'] })])
  return {
    create: useMutation({
      mutationFn: (user: UserChanges) => call<User>('POST', '/api/account/users', { body: user }),
      onSettled,
    }),
    update: useMutation({
      mutationFn: ({ user_name, ...body }: UserChanges) => call<User>('PATCH', pathOf(user_name), { body }),
      onSettled,
    }),
    remove: useMutation({ mutationFn: (name: string) => call('DELETE', pathOf(name)), onSettled }),
  }
}

export function useCreateEnvironment() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) =>
      call<{ name: string; api_key: string; api_secret: string }>('POST', '/api/account/environments', {
        body: { name },
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['session'] }),
  })
}
