import { createContext, useContext, useMemo } from 'react'
import { call, callNoted, type Query } from './client.ts'
import type { Role } from './session.ts'

/** The product environment that is looked at, and what the person may do in it. */
export interface Environment {
  readonly name: string
  readonly role: Role
}

export const EnvironmentContext = createContext<Environment | undefined>(undefined)

export function useEnvironment(): Environment {
  const environment = useContext(EnvironmentContext)
  if (!environment) throw new Error('No environment: this view is only for pages of one')
  return environment
}

/** Whether the person may change assets and relations; whether keys, webhooks and people. */
export const useMay = (): { readonly edit: boolean; readonly administer: boolean } => {
  const { role } = useEnvironment()
  return { edit: role !== 'viewer', administer: role === 'admin' }
}

/** Our own API of the environment that is looked at: paths begin with a slash, as `/related`. */
export function useApi() {
  const { name } = useEnvironment()
  return useMemo(() => apiOf(name), [name])
}

export type Api = ReturnType<typeof apiOf>

export function apiOf(environment: string) {
  const root = `/api/v1/${encodeURIComponent(environment)}`
  return {
    environment,
    url: (path: string) => root + path,
    get: <Answer>(path: string, query?: Query, signal?: AbortSignal) =>
      call<Answer>('GET', root + path, { query, signal }),
    post: <Answer>(path: string, body: unknown = {}, signal?: AbortSignal) =>
      call<Answer>('POST', root + path, { body, signal }),
    put: <Answer>(path: string, body: unknown = {}) => call<Answer>('PUT', root + path, { body }),
    patch: <Answer>(path: string, body: unknown = {}) => call<Answer>('PATCH', root + path, { body }),
    /** Changes something that can be undone by the call's ID. */
    change: <Answer>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body: unknown) =>
      callNoted<Answer>(method, root + path, { body }),
    delete: <Answer>(path: string, body?: unknown) => call<Answer>('DELETE', root + path, { body }),
  }
}
