import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { LoggedChange, Undo } from '../../../src/http/api/contract.ts'
import { counted } from '../ui/format.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { useApi } from './environment.ts'

export type { LoggedChange }

/** Who changed what, newest first: of everything, or of one asset. */
export function useHistory(filter: { readonly asset?: string; readonly actor?: string; readonly type?: string } = {}) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['history', api.environment, filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<{ changes: LoggedChange[]; next_cursor?: string }>(
        '/history',
        { ...filter, limit: 50, cursor: pageParam },
        signal,
      ),
    getNextPageParam: (last) => last.next_cursor,
  })
}

/** Takes back what calls changed, the last one first, and says what of it could not be. */
export function useUndo(): (calls: readonly string[]) => Promise<void> {
  const api = useApi()
  const queries = useQueryClient()
  return useCallback(
    async (calls) => {
      let left = 0
      let why: string | undefined
      try {
        for (const call of calls.toReversed()) {
          for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
            const undo = await api.post<Undo>(`/history/${encodeURIComponent(call)}/undo`, cursor ? { cursor } : {})
            const refused = undo.results.filter(({ outcome }) => outcome !== 'undone' && outcome !== 'already')
            left += refused.length
            why ??= refused[0]?.message
            cursor = undo.next_cursor
          }
        }
        if (left > 0) toast(`${counted(left, 'change')} could not be taken back`, { more: why })
      } catch (error) {
        toastError('It could not be undone', error)
      } finally {
        void queries.invalidateQueries({ predicate: ({ queryKey: [noun] }) => noun !== 'session' })
      }
    },
    [api, queries],
  )
}
