import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type Geometry, rowAt, rowOf } from './geometry.ts'

/** Rows from the first to the last, both of them in it. */
export interface Sight {
  readonly first: number
  readonly last: number
}

/** Rendered above and below what is in sight, in heights of the window: it is there before it is seen. */
const OVERSCAN = 0.35
/** What rushes past is not fetched: only where the scroll bar rests so long. */
const SETTLED_MS = 90
/** Heights of the window from one frame to the next, from which on it is rushing. */
const RUSH = 0.6

/**
 * The rows in sight of a scrolled box, and those at which it has settled. When the geometry changes, by zoom or a wider
 * window, the asset that was on top stays on top.
 */
export function useSight(box: RefObject<HTMLElement | null>, geometry: Geometry | undefined, startAt: number) {
  const [sight, setSight] = useState<Sight>({ first: 0, last: -1 })
  const [settled, setSettled] = useState<Sight>({ first: 0, last: -1 })
  const before = useRef<{ geometry: Geometry; top: number }>(undefined)

  useLayoutEffect(() => {
    const element = box.current
    if (!element || !geometry) return
    const last = before.current
    if (!last) element.scrollTop = startAt
    else if (last.geometry !== geometry && last.top > 0) element.scrollTop = sameTop(last.geometry, geometry, last.top)
    before.current = { geometry, top: element.scrollTop }
    const now = sightOf(element, geometry)
    setSight((old) => same(old, now))
    setSettled((old) => same(old, now))
  }, [box, geometry, startAt])

  useEffect(() => {
    const element = box.current
    if (!element || !geometry) return
    let timer = 0
    const settle = () => setSettled((old) => same(old, sightOf(element, geometry)))
    const look = () => {
      const { scrollTop: top, clientHeight: height } = element
      const isRushing = Math.abs(top - (before.current?.top ?? 0)) > height * RUSH
      before.current = { geometry, top }
      setSight((old) => same(old, sightOf(element, geometry)))
      window.clearTimeout(timer)
      if (isRushing) timer = window.setTimeout(settle, SETTLED_MS)
      else settle()
    }
    const resizes = new ResizeObserver(look)
    resizes.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      window.clearTimeout(timer)
      resizes.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [box, geometry])

  return { sight, settled }
}

function sightOf({ scrollTop, clientHeight }: HTMLElement, geometry: Geometry): Sight {
  if (geometry.rows === 0) return { first: 0, last: -1 }
  const more = clientHeight * OVERSCAN
  return {
    first: rowAt(geometry, scrollTop - more),
    last: rowAt(geometry, scrollTop + clientHeight + more),
  }
}

const same = (old: Sight, now: Sight): Sight => (old.first === now.first && old.last === now.last ? old : now)

function sameTop(old: Geometry, now: Geometry, top: number): number {
  if (now.rows === 0 || old.rows === 0) return 0
  const row = rowAt(old, top)
  const share = (top - old.tops[row]!) / (old.tops[row + 1]! - old.tops[row]!)
  const index = Math.min(old.starts[row]!, now.total - 1)
  const newRow = rowOf(now, index)
  return now.tops[newRow]! + share * (now.tops[newRow + 1]! - now.tops[newRow]!)
}

/** The width of an element, as it is now: nothing before it is known. */
export function useWidth(box: RefObject<HTMLElement | null>): number | undefined {
  const [width, setWidth] = useState<number>()
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setWidth(Math.floor(element.clientWidth))
    measure()
    const resizes = new ResizeObserver(measure)
    resizes.observe(element)
    return () => resizes.disconnect()
  }, [box])
  return width
}
