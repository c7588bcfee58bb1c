import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { AssetFilter } from '../api/assets.ts'
import { type Api, useApi } from '../api/environment.ts'
import type { LoggedChange } from '../api/history.ts'
import { isInboxInSight, renewInbox } from '../api/suggestions.ts'

const listeners = new Set<(change: LoggedChange) => void>()

/** For what is to know more of a change by anybody than that there was one. */
export function useChanges(listener: (change: LoggedChange) => void): void {
  useEffect(() => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [listener])
}

/** What was loaded is loaded anew this long after a change, together with what else changes meanwhile. */
const GATHER_MS = 250
/** Where the stream of changes is refused, it is asked for again after so long, and then less and less often. */
const AGAIN_MS = { first: 3000, most: 60_000 }

/**
 * Follows what anybody changes, and loads anew what is in sight. Browsers open few connections to one server, so that of
 * all tabs of an environment one follows, and tells the others.
 */
export function useLiveChanges(): void {
  const queries = useQueryClient()
  const api = useApi()
  useEffect(() => {
    const ending = new AbortController()
    const channel = new BroadcastChannel(`changes:${api.environment}`)
    const refresh = refresher(queries, api)
    const hear = (heard: Heard) => {
      refresh(heard)
      if (heard !== MISSED) for (const listener of listeners) listener(heard)
    }
    channel.onmessage = ({ data }) => hear(data)
    const follow = () =>
      stream(api, ending.signal, (heard) => {
        hear(heard)
        channel.postMessage(heard)
      })
    // Only secure pages have locks; without, each tab follows by itself.
    if (navigator.locks) {
      navigator.locks.request(channel.name, { signal: ending.signal }, follow).catch(() => undefined)
    } else void follow()
    return () => {
      ending.abort()
      channel.close()
    }
  }, [api, queries])
}

/** What leaves most lists of assets as they are: what changes of relations, and what an environment has beside its assets. */
const BESIDE_LISTS = new Set<LoggedChange['type']>([
  ...(['relate', 'unrelate', 'edit_relations', 'dismiss', 'undismiss', 'kind', 'rule'] as const),
  ...(['saved_search', 'bundle_link', 'webhook', 'key'] as const),
])
const OF_LISTS = new Set<unknown>(['layout', 'folders', 'tags'])
/** What one has signed in to, and lists that stay as they were opened. */
const STILL = new Set<unknown>(['session', 'opened'])

/** Whether relations have a part in which assets a list has, or in their order. */
function isByRelations(what: unknown): boolean {
  const { q = '', sort } = (typeof what === 'object' && what ? what : {}) as AssetFilter
  return sort === 'relations' || q.includes('relat')
}

/** That there was something, and nobody knows what. */
const MISSED = 'missed'
type Heard = LoggedChange | typeof MISSED

function stream(api: Api, ending: AbortSignal, onChange: (heard: Heard) => void): Promise<void> {
  return new Promise((resolve) => {
    let events: EventSource | undefined
    let timer: number | undefined
    const open = (againMs: number) => {
      const opened = new EventSource(api.url('/history/events'))
      events = opened
      opened.addEventListener('change', ({ data }) => onChange(JSON.parse(data)))
      opened.onopen = () => {
        // What was missed meanwhile, nobody tells.
        if (againMs > AGAIN_MS.first) onChange(MISSED)
        againMs = AGAIN_MS.first
      }
      // Browsers go on by themselves where the line broke, but not where an error is answered, by a proxy say.
      opened.onerror = () => {
        if (opened.readyState !== EventSource.CLOSED) return
        timer = window.setTimeout(open, againMs, Math.min(againMs * 2, AGAIN_MS.most))
      }
    }
    const end = () => {
      window.clearTimeout(timer)
      events?.close()
      resolve()
    }
    if (ending.aborted) return resolve()
    ending.addEventListener('abort', end)
    open(AGAIN_MS.first)
  })
}

function refresher(queries: QueryClient, api: Api): (heard: Heard) => void {
  const gathered = new Set<'lists' | 'others' | typeof MISSED>()
  const refresh = () => {
    // What is loaded while something is being changed here would be too old for it.
    if (queries.isMutating() > 0) return void window.setTimeout(refresh, GATHER_MS)
    const isMissed = gathered.has(MISSED)
    const lists = isMissed || gathered.has('lists')
    gathered.clear()
    void queries.invalidateQueries({
      predicate: (query) => {
        const [noun, , what] = query.queryKey
        return (
          !STILL.has(noun) &&
          (isMissed || !isInboxInSight(query)) &&
          (lists || !OF_LISTS.has(noun) || isByRelations(what))
        )
      },
    })
    void renewInbox(queries, api)
  }
  return (heard) => {
    if (gathered.size === 0) window.setTimeout(refresh, GATHER_MS)
    gathered.add(heard === MISSED ? MISSED : BESIDE_LISTS.has(heard.type) ? 'others' : 'lists')
  }
}
