import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Kind } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'
import { refreshAll } from './refresh.ts'

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

/** What is written of a kind. */
export type WrittenKind = Partial<Pick<Kind, 'name' | 'inverse' | 'description' | 'protects' | 'retired'>>

/** Makes a kind, or changes the one that `of` names. */
export function useWriteKind() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ of, kind }: { readonly of?: string | undefined; readonly kind: WrittenKind }) =>
      of === undefined
        ? api.change<Kind>('POST', '/kinds', kind)
        : api.change<Kind>('PATCH', `/kinds/${encodeURIComponent(of)}`, kind),
    onSettled: () => queries.invalidateQueries({ queryKey: ['kinds', api.environment] }),
  })
}

/** Gives relations of one kind another, piece by piece; tells how many have it so far. Answers the call to undo it by. */
export function useMergeKinds() {
  const api = useApi()
  const queries = useQueryClient()
  return async (of: string, into: string, onPiece: (merged: number) => void): Promise<string> => {
    let merged = 0
    let cursor: string | undefined
    try {
      for (;;) {
        const path = `/kinds/${encodeURIComponent(of)}/merge`
        const piece: { call: string; merged: number; next_cursor?: string } = await api.post(path, {
          into,
          ...(cursor && { cursor }),
        })
        merged += piece.merged
        onPiece(merged)
        cursor = piece.next_cursor
        if (!cursor) return piece.call
      }
    } finally {
      refreshAll(queries)
    }
  }
}
