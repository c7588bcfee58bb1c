import { Maximize, Minus, Plus } from 'lucide-react'
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { AssetDetails } from '../api/asset.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { thumbnailUrl, titleOf } from '../ui/thumb.tsx'
import styles from './preview.module.css'
import { useIsWide } from './use-is-wide.ts'

/** What browsers show by themselves; of other formats a large picture is made. */
const SHOWN = new Set(['jpg', 'jpeg', 'png', 'webp', 'gif', 'avif', 'svg'])
const MAX_SCALE = 16
const STEP = 1.25
const PANS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [80, 0],
  ArrowRight: [-80, 0],
  ArrowUp: [0, 80],
  ArrowDown: [0, -80],
}
const LARGEST = '4000'

interface View {
  /** CSS pixels for each pixel of the picture; 0: as large as it fits. */
  readonly scale: number
  /** How far its middle is from the middle of the stage. */
  readonly x: number
  readonly y: number
}

const FIT: View = { scale: 0, x: 0, y: 0 }

/** A picture that can be looked at closely: wheel or pinch, drag, + and −, 0 to fit, 1 for its own size. */
export function ZoomPreview({ asset }: { asset: AssetDetails }) {
  const { width = 0, height = 0, pages = 1 } = asset
  const stage = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState({ width: 0, height: 0 })
  const [view, setView] = useState(FIT)
  const [isDragging, setDragging] = useState(false)
  const isWide = useIsWide()
  useLayoutEffect(() => {
    const element = stage.current!
    const observer = new ResizeObserver(() => setRoom({ width: element.clientWidth, height: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const isDrawing = asset.format === 'svg'
  const margin = isWide ? 48 : 0
  const fitted = Math.min((room.width - margin) / width, (room.height - margin) / height, isDrawing ? 8 : 1)
  const fit = Math.max(fitted, 0.001)
  const scale = view.scale || fit
  const isZoomed = scale > fit * 1.001

  /** Zooms so that the point of the picture under this one of the stage, counted from its middle, stays there. */
  const zoom = (next: (from: number) => number, px = 0, py = 0) =>
    setView((now) => {
      const from = now.scale || fit
      const to = Math.min(Math.max(next(from), Math.min(fit, 1)), MAX_SCALE)
      if (to <= fit * 1.001 && to <= from) return FIT
      const k = to / from
      return bounded({ scale: to, x: px - (px - now.x) * k, y: py - (py - now.y) * k })
    })
  const zoomTo = (scale: number) => zoom(() => scale)
  /** Several may come before it is drawn anew: each goes on from the one before. */
  const zoomBy = (factor: number, px?: number, py?: number) => zoom((from) => from * factor, px, py)
  const bounded = (next: View): View => {
    const spare = (size: number, within: number) => Math.max(0, (size * next.scale - within) / 2)
    const [mx, my] = [spare(width, room.width), spare(height, room.height)]
    return { ...next, x: Math.min(mx, Math.max(-mx, next.x)), y: Math.min(my, Math.max(-my, next.y)) }
  }
  const panBy = (x: number, y: number) =>
    setView((now) => (now.scale ? bounded({ ...now, x: now.x + x, y: now.y + y }) : now))

  const fromMiddle = ({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] => {
    const box = stage.current!.getBoundingClientRect()
    return [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2]
  }
  const onWheel = useRef<(event: WheelEvent) => void>(() => undefined)
  onWheel.current = (event) => {
    // Where the page scrolls, the wheel is for that.
    if (!isWide && !event.ctrlKey) return
    event.preventDefault()
    zoomBy(Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 400)), ...fromMiddle(event))
  }
  useEffect(() => {
    const element = stage.current!
    const listen = (event: WheelEvent) => onWheel.current(event)
    element.addEventListener('wheel', listen, { passive: false })
    return () => element.removeEventListener('wheel', listen)
  }, [])

  const pointers = useRef(new Map<number, PointerEvent>())
  /** Whether the pointer went down on the picture, and stays where it is. */
  const isClick = useRef(false)
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    pointers.current.set(event.pointerId, event)
    event.currentTarget.setPointerCapture(event.pointerId)
    isClick.current = true
  }
  const onPointerMove = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId)
    if (!before) return
    const other = [...pointers.current.values()].find(({ pointerId }) => pointerId !== event.pointerId)
    if (Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 3 && isClick.current) return
    isClick.current = false
    if (other) {
      const distance = (one: PointerEvent) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
      const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 }
      zoomBy(distance(event) / Math.max(distance(before), 1), ...fromMiddle(middle))
      panBy((event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2)
    } else if (isZoomed) {
      setDragging(true)
      panBy(event.clientX - before.clientX, event.clientY - before.clientY)
    }
    pointers.current.set(event.pointerId, event)
  }
  const onPointerUp = (event: PointerEvent) => {
    pointers.current.delete(event.pointerId)
    setDragging(false)
    // Fingers that scroll the page, or rest, click on nothing.
    if (event.type === 'pointercancel') isClick.current = false
  }
  const onClick = (event: MouseEvent) => {
    // The second one of a double click would take back what the first one did.
    if (!isClick.current || event.detail > 1) return
    isClick.current = false
    zoom(() => (isZoomed ? 0 : Math.max(1, fit * 2)), ...fromMiddle(event))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const pan = isZoomed ? PANS[event.key] : undefined
    const factor = { '+': STEP, '=': STEP, '-': 1 / STEP }[event.key]
    const to = { '0': 0, '1': 1 }[event.key]
    if (!pan && factor === undefined && to === undefined) return
    event.preventDefault()
    if (pan) panBy(...pan)
    else if (factor !== undefined) zoomBy(factor)
    else if (to !== undefined) zoomTo(to)
  }
  const isMoving = pages > 1
  const isLarge = Math.max(width, height) * scale * (window.devicePixelRatio || 1) > 1600
  const shown = SHOWN.has(asset.format ?? '')
  const url =
    shown && (isMoving || isDrawing || isLarge)
      ? asset.url
      : isLarge
        ? asset.thumbnail!.replaceAll('{size}', LARGEST)
        : thumbnailUrl(asset, 800)
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no element for what is zoomed
    <div
      ref={stage}
      className={`${styles.stage} ${styles.zoom}`}
      role="group"
      aria-label="Picture: plus and minus zoom, 0 fits it, 1 shows its own size"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
      tabIndex={0}
      data-drawing={isDrawing || undefined}
      data-zoomed={isZoomed || undefined}
      data-dragging={isDragging || undefined}
      {...{ onPointerDown, onPointerMove, onPointerUp, onClick, onKeyDown }}
      onPointerCancel={onPointerUp}
    >
      {room.width > 0 && (
        <img
          src={url}
          alt={textOf(asset.context.alt) ?? titleOf(asset)}
          draggable={false}
          width={width}
          height={height}
          style={{
            width: width * scale,
            height: height * scale,
            transform: `translate(${view.x}px, ${view.y}px)`,
          }}
        />
      )}
      <div className={styles.tools} onPointerDown={(event) => event.stopPropagation()}>
        <IconButton label="Zoom out" shortcut="−" size="small" onClick={() => zoomBy(1 / STEP)}>
          <Minus />
        </IconButton>
        <span className={styles.scale} aria-live="polite">
          {Math.round(scale * 100)} %
        </span>
        <IconButton label="Zoom in" shortcut="+" size="small" onClick={() => zoomBy(STEP)}>
          <Plus />
        </IconButton>
        <Button look="quiet" size="small" aria-pressed={Math.abs(scale - 1) < 0.001} onClick={() => zoomTo(1)}>
          100 %
        </Button>
        <IconButton label="Fit" shortcut="0" size="small" onClick={() => setView(FIT)}>
          <Maximize />
        </IconButton>
      </div>
    </div>
  )
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
