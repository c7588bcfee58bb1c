import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import type { EndlessListHandle } from '../ui/endless-list.tsx'

interface FeedKeys {
  readonly count: number
  readonly list: RefObject<EndlessListHandle | null>
  readonly feed: RefObject<HTMLElement | null>
  /** Whether the key means something for the article at that place. */
  readonly onKey: (key: string, at: number) => boolean
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }
const ENDS: Readonly<Record<string, number>> = { Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY }

/** One of many articles is reached by Tab, the others from it by arrow keys. */
export function useFeedKeys({ count, list, feed, onKey }: FeedKeys) {
  const [reached, reach] = useState(0)
  /** To be focused, as soon as it is drawn. */
  const [wanted, setWanted] = useState<number>()
  const at = Math.max(0, Math.min(reached, count - 1))

  useEffect(() => {
    if (wanted === undefined) return
    list.current?.toRow(wanted)
    const focusIt = () =>
      feed.current?.querySelector<HTMLElement>(`[data-at="${wanted}"]`)?.focus({ preventScroll: true })
    focusIt()
    // What was far away is drawn once it was scrolled to.
    const frame = requestAnimationFrame(() => {
      focusIt()
      setWanted(undefined)
    })
    return () => cancelAnimationFrame(frame)
  }, [wanted, list, feed])

  const focus = (next: number) => {
    reach(Math.max(0, next))
    setWanted(Math.max(0, next))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    // A button is pressed by Enter.
    if (key === 'Enter' && !(event.target as HTMLElement).matches('article')) return
    const step = STEPS[key] ?? ENDS[key]
    if (step !== undefined) {
      event.preventDefault()
      focus(Math.max(0, Math.min(count - 1, at + step)))
    } else if (onKey(key, at)) event.preventDefault()
  }
  return { reached: at, reach, focus, onKeyDown }
}

const isTyping = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.matches('select, textarea, input:not([type="checkbox"])')
