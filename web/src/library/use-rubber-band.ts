import { type PointerEvent as ReactPointerEvent, type RefObject, useRef, useState } from 'react'
import { type Geometry, within } from './geometry.ts'
import { useSelection } from './selection.ts'
import type { Choosing } from './use-choosing.ts'

interface Band {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A hand shakes by less. */
const SLACK_PX = 5
/** From the edge of the box, where it scrolls while something is drawn; and how far in a frame at most. */
const EDGE_PX = 48
const MOST_SCROLLED_PX = 28

interface RubberBandProps {
  readonly scroller: RefObject<HTMLElement | null>
  readonly canvas: RefObject<HTMLElement | null>
  readonly geometry: Geometry | undefined
  readonly choosing: Choosing
}

/**
 * A rectangle that is drawn with the mouse from the empty ground, or from anywhere with Shift or Alt held, and selects what it
 * touches.
 */
export function useRubberBand({ scroller, canvas, geometry, choosing }: RubberBandProps) {
  const [band, setBand] = useState<Band>()
  const stop = useRef<() => void>(undefined)

  const onPointerDown = (down: ReactPointerEvent) => {
    const isOnTile = (down.target as Element).closest('[data-index]') !== null
    const isWithKey = down.shiftKey || down.altKey
    const isOnGround = down.target === scroller.current || canvas.current?.contains(down.target as Node)
    if (down.button !== 0 || down.pointerType === 'touch' || !geometry || !isOnGround) return
    if (isOnTile && !isWithKey) return
    const box = scroller.current!
    // The scroll bar belongs to the box as well.
    if (down.clientX > box.getBoundingClientRect().left + box.clientWidth) return
    const keeps = down.shiftKey || down.ctrlKey || down.metaKey
    const base = keeps ? useSelection.getState().assets : new Map()
    const start = placeOf(down)
    let at: { clientX: number; clientY: number } = down
    let isDrawing = false
    let last = ''
    let frame = 0

    const draw = () => {
      const end = placeOf(at)
      const [left, right] = [Math.min(start.x, end.x), Math.max(start.x, end.x)]
      const [top, bottom] = [Math.min(start.y, end.y), Math.max(start.y, end.y)]
      setBand({ left, top, width: right - left, height: bottom - top })
      const touched = within(geometry, { left, top, right, bottom })
      const text = touched.join()
      if (text !== last) void choosing.chooseOver(base, touched)
      last = text
    }
    const scrollAlong = () => {
      const { top, bottom } = box.getBoundingClientRect()
      const past = Math.max(0, at.clientY - bottom + EDGE_PX) - Math.max(0, top + EDGE_PX - at.clientY)
      if (past !== 0) {
        box.scrollTop += Math.sign(past) * Math.min(MOST_SCROLLED_PX, Math.abs(past) / 3)
        draw()
      }
      frame = requestAnimationFrame(scrollAlong)
    }
    const onMove = (move: PointerEvent) => {
      at = move
      if (!isDrawing && Math.hypot(move.clientX - down.clientX, move.clientY - down.clientY) < SLACK_PX) return
      if (!isDrawing) {
        isDrawing = true
        frame = requestAnimationFrame(scrollAlong)
      }
      draw()
    }
    const onUp = () => {
      stop.current?.()
      if (isDrawing) swallowClick()
      else if (!isOnTile && !keeps) choosing.chooseNone()
    }
    stop.current?.()
    stop.current = () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('pointermove', onMove)
      window.removeEventListener('pointerup', onUp)
      window.removeEventListener('pointercancel', onUp)
      setBand(undefined)
      stop.current = undefined
    }
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', onUp)
  }

  const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const { left, top } = canvas.current!.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }

  return { band, onPointerDown }
}

/** What is let go of over a tile is no click on it. */
function swallowClick(): void {
  const swallow = (event: Event) => event.stopPropagation()
  window.addEventListener('click', swallow, { capture: true, once: true })
  window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }))
}
