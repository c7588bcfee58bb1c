import { useCallback, useEffect, useRef, useState } from 'react'
import type { SeenRequest } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

export type { SeenRequest }

/** More than the server keeps, and as many as a person ever looks through. */
const MOST = 2000
/** Those that come within so long are shown together. */
const GATHER_MS = 200

export type Following = 'connecting' | 'live' | 'lost' | 'refused'

/** The requests of this environment, newest first, as they come. While it is paused, what comes is kept in `waiting`. */
export function useLiveRequests() {
  const api = useApi()
  const [requests, setRequests] = useState<readonly SeenRequest[]>([])
  const [following, setFollowing] = useState<Following>('connecting')
  const [waiting, setWaiting] = useState<readonly SeenRequest[]>([])
  const [isPaused, setPaused] = useState(false)
  const heldBack = useRef<SeenRequest[]>([])
  const paused = useRef(false)

  const show = useCallback(() => {
    const fresh = heldBack.current.toReversed()
    heldBack.current = []
    setWaiting([])
    if (fresh.length > 0) setRequests((shown) => [...fresh, ...shown].slice(0, MOST))
  }, [])

  useEffect(() => {
    let timer: number | undefined
    const gather = () => {
      timer = undefined
      if (events.readyState === EventSource.OPEN) setFollowing('live')
      if (paused.current) setWaiting([...heldBack.current])
      else show()
    }
    const gatherSoon = () => {
      timer ??= window.setTimeout(gather, GATHER_MS)
    }
    // After 0: first those that the server has kept.
    const events = new EventSource(`${api.url('/requests/events')}?after=0`)
    events.addEventListener('request', ({ data }) => {
      heldBack.current.push(JSON.parse(data))
      if (heldBack.current.length > MOST) heldBack.current.shift()
      gatherSoon()
    })
    // Those that were kept come right after: until then nobody knows whether there are any.
    events.onopen = gatherSoon
    events.onerror = () => setFollowing(events.readyState === EventSource.CLOSED ? 'refused' : 'lost')
    return () => {
      events.close()
      window.clearTimeout(timer)
      heldBack.current = []
      setRequests([])
    }
  }, [api, show])

  const pause = (isToPause: boolean) => {
    paused.current = isToPause
    setPaused(isToPause)
    if (!isToPause) show()
  }
  return { requests, following, waiting, isPaused, pause }
}
