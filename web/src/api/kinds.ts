import { useQuery } from '@tanstack/react-query'
import type { Kind } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

export type { Kind }

const COLORS = 8

/** The kinds of relations of this environment, those in use first, as they were made. */
export function useKinds() {
  const api = useApi()
  return useQuery({
    queryKey: ['kinds', api.environment],
    queryFn: async ({ signal }) => (await api.get<{ kinds: Kind[] }>('/kinds', {}, signal)).kinds,
  })
}

/** The colour of a kind, by either of its names: the same in every view. Kinds past the eighth share colours, and have names. */
export function kindColor(kinds: readonly Pick<Kind, 'name' | 'inverse'>[], name: string): string {
  const index = kinds.findIndex((kind) => kind.name === name || kind.inverse === name)
  return `var(--kind-${index < 0 ? COLORS : (index % COLORS) + 1})`
}
