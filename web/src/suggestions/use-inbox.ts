import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'
import { type Gone, isGone, pairOf, type Suggestion, useSuggestions } from '../api/suggestions.ts'

export interface InboxFilter {
  readonly reason: string
  readonly type: string
  /** The least likelihood, from 0 to 1. */
  readonly least: number
}

/** The filter is the address's, so that it can be linked to. */
export function useInboxFilter(): [InboxFilter, (change: Partial<InboxFilter>) => void] {
  const [params, setParams] = useSearchParams()
  const filter = {
    reason: params.get('reason') ?? '',
    type: params.get('type') ?? '',
    least: Number(params.get('least')) || 0,
  }
  const change = (changed: Partial<InboxFilter>) => {
    const next = Object.entries({ ...filter, ...changed }).filter(([, value]) => value)
    setParams(
      next.map(([name, value]) => [name, String(value)]),
      { replace: true },
    )
  }
  return [filter, change]
}

const isOf =
  ({ reason, type, least }: InboxFilter) =>
  ({ from, to, reasons, score }: Suggestion): boolean =>
    score >= least &&
    (!reason || reasons.some(({ code }) => code === reason)) &&
    (!type || from.resource_type === type || to.resource_type === type)

/** Pages that are looked through by themselves without finding anything; then one is asked. */
const PATIENCE = 12

/**
 * What is suggested, as far as it was looked for. A page may have nothing that is shown: then the next is looked at, until
 * something is found or patience is over.
 */
export function useInbox(filter: InboxFilter, gone: Gone) {
  // Below the server's own least, nothing is suggested at all.
  const query = useSuggestions('', filter.least || undefined)
  const { data, hasNextPage, isFetching, isFetchingNextPage, isError, fetchNextPage } = query
  const { reason, type, least } = filter
  const shown = useMemo(() => {
    const all = (data?.pages.flatMap(({ suggestions }) => suggestions) ?? []).filter(isOf({ reason, type, least }))
    // While pages are loaded anew one can move from a page to another.
    const pairs = new Map(all.map((suggestion) => [pairOf(suggestion), suggestion]))
    return [...pairs.values()].filter((suggestion) => !isGone(gone, suggestion))
  }, [data, reason, type, least, gone])

  const [wanted, setWanted] = useState(1)
  const [untried, setUntried] = useState(PATIENCE)
  const found = useRef(0)
  const pages = data?.pages.length ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that comes is counted
  useEffect(() => {
    setUntried((left) => (shown.length > found.current ? PATIENCE : left - 1))
    found.current = shown.length
  }, [pages])
  const search = `${reason} ${type} ${least}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter is another search
  useEffect(() => {
    setUntried(PATIENCE)
    setWanted(1)
  }, [search])

  const isLooking = shown.length < wanted && untried > 0 && hasNextPage
  useEffect(() => {
    if (isLooking && !isFetching && !isError) void fetchNextPage()
  }, [isLooking, isFetching, isError, fetchNextPage])
  return {
    query,
    shown,
    /** More is wanted than is shown. */
    more: useCallback(() => setWanted(shown.length + 1), [shown.length]),
    isLooking: isLooking || isFetchingNextPage,
    isStuck: hasNextPage && untried <= 0 && shown.length < wanted,
    goOn: () => setUntried(PATIENCE),
  }
}
