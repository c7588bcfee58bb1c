import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { LoggedChange, Undo } from '../../../src/http/api/contract.ts'
import { counted } from '../ui/format.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { useApi } from './environment.ts'
import { refreshAll } from './refresh.ts'

export type { LoggedChange }

/** What of the history: all that is left out doesn't matter. */
export interface HistoryFilter {
  readonly asset?: string
  readonly actor?: string
  readonly type?: string
  /** ISO 8601: from then on, and before. */
  readonly since?: string
  readonly until?: string
}

interface ChangesPage {
  readonly changes: LoggedChange[]
  readonly next_cursor?: string
}

/** Who changed what, newest first: of everything, or of one asset. */
export function useHistory(filter: HistoryFilter = {}) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['history', api.environment, filter],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      api.get<ChangesPage>('/history', { ...filter, limit: 50, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
  })
}

/** More are not picked from a list. */
const MOST_ACTORS = 500

/** Whoever changed something that the history still has. */
export function useActors() {
  const api = useApi()
  return useQuery({
    queryKey: ['history', api.environment, 'actors'],
    queryFn: async ({ signal }) =>
      (await api.get<{ actors: string[] }>('/history/actors', { limit: MOST_ACTORS }, signal)).actors,
  })
}

/** All that one call changed, and by which calls that was taken back. */
export function useCall(call: string) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['history', api.environment, 'call', call],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<ChangesPage & { readonly undone_by: string[] }>(
        `/history/${encodeURIComponent(call)}`,
        { limit: 20, cursor: pageParam },
        signal,
      ),
    getNextPageParam: (last) => last.next_cursor,
  })
}

export type UndoResult = Undo['results'][number]

/** What undoing a call would do, piece by piece. */
export function useUndoPreview(call: string) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['undo', api.environment, call],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.post<Undo>(
        `/history/${encodeURIComponent(call)}/undo`,
        { dry_run: true, ...(pageParam && { cursor: pageParam }) },
        signal,
      ),
    getNextPageParam: (last) => last.next_cursor,
  })
}

/** Whether it is taken back, or is as it was already. */
export const isUndone = ({ outcome }: UndoResult): boolean => outcome === 'undone' || outcome === 'already'

export interface Undoing {
  /** Those that did it. */
  readonly calls: readonly string[]
  /** How many changes stand as they were. */
  readonly left: number
}

/** Takes back what calls changed, the last one first, and says what of it could not be. */
export function useUndo(): (calls: readonly string[]) => Promise<Undoing> {
  const api = useApi()
  const queries = useQueryClient()
  return useCallback(
    async (calls) => {
      let left = 0
      let why: string | undefined
      const undoing: string[] = []
      try {
        for (const call of calls.toReversed()) {
          for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
            const undo = await api.post<Undo>(`/history/${encodeURIComponent(call)}/undo`, cursor ? { cursor } : {})
            if (isFirst) undoing.unshift(undo.call)
            const refused = undo.results.filter((result) => !isUndone(result))
            left += refused.length
            why ??= refused[0]?.message
            cursor = undo.next_cursor
          }
        }
        if (left > 0) toast(`${counted(left, 'change')} could not be taken back`, { more: why })
      } catch (error) {
        toastError('It could not be undone', error)
      } finally {
        refreshAll(queries)
      }
      return { calls: undoing, left }
    },
    [api, queries],
  )
}
