import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RelationRule, Suggestions } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

export type { RelationRule }

/** Of a rule, what is written. */
export type WrittenRule = Pick<RelationRule, 'reasons' | 'min_score' | 'resource_types' | 'kind' | 'enabled'>

/** What is related without being asked. */
export function useRules() {
  const api = useApi()
  return useQuery({
    queryKey: ['rules', api.environment],
    queryFn: async ({ signal }) => (await api.get<{ rules: RelationRule[] }>('/rules', {}, signal)).rules,
  })
}

export const usePutRule = () =>
  useRuleChange(({ name, rule }: { readonly name: string; readonly rule: WrittenRule }) => {
    // Of a rule that was read, there is more.
    const { reasons, min_score, resource_types, kind, enabled } = rule
    return { method: 'PUT', name, body: { reasons, min_score, resource_types, kind, enabled } }
  })

export const useDeleteRule = () => useRuleChange((name: string) => ({ method: 'DELETE', name, body: undefined }))

function useRuleChange<Wanted>(
  of: (wanted: Wanted) => { readonly method: 'PUT' | 'DELETE'; readonly name: string; readonly body: unknown },
) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (wanted: Wanted) => {
      const { method, name, body } = of(wanted)
      return api.change<unknown>(method, `/rules/${encodeURIComponent(name)}`, body)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['rules', api.environment] }),
  })
}

type RuleRun = Suggestions & { readonly call?: string }

/** Applies a rule to all that is there, piece by piece, or finds what it would relate. */
export function useRunRule() {
  const api = useApi()
  return async (
    name: string,
    { dryRun, signal, onPiece }: { dryRun: boolean; signal: AbortSignal; onPiece: (piece: RuleRun) => void },
  ): Promise<void> => {
    let cursor: string | undefined
    do {
      const piece: RuleRun = await api.post(
        `/rules/${encodeURIComponent(name)}/run`,
        { dry_run: dryRun, ...(cursor && { cursor }) },
        signal,
      )
      if (signal.aborted) return
      onPiece(piece)
      cursor = piece.next_cursor
    } while (cursor)
  }
}
