import type { SceneNode } from './scene.ts'
import type { Stage } from './stage.ts'

export interface Gestures {
  /** Undefined: the ground. */
  readonly onPick: (id: string | undefined) => void
  readonly onOpenUp: (id: string) => void
  readonly onRelate: (from: string, to: string) => void
  readonly mayRelate: () => boolean
}

/** A pointer that has moved less than this has clicked. */
const SLACK = 5
const DOUBLE_MS = 350

/** Mouse, pen and fingers on the canvas. Returns what ends it. */
export function followPointers(canvas: HTMLCanvasElement, stage: Stage, gestures: Gestures): () => void {
  const ending = new AbortController()
  const { signal } = ending
  const fingers = new Map<number, { x: number; y: number }>()
  let held: { node: SceneNode | undefined; x: number; y: number; isMoving: boolean; isHandle: boolean } | undefined
  let lastClick: { id: string | undefined; at: number } = { id: undefined, at: 0 }

  const at = ({ clientX, clientY }: MouseEvent) => {
    const { left, top } = canvas.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }
  const hover = (node: SceneNode | undefined) => {
    if (stage.hovered === node?.id) return
    stage.hovered = node?.id
    stage.draw()
  }

  canvas.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return
      const point = at(event)
      canvas.setPointerCapture(event.pointerId)
      fingers.set(event.pointerId, point)
      const isHandle = stage.isHandle(point.x, point.y)
      const node = isHandle ? stage.scene.byId.get(stage.handleOf!) : stage.nodeAt(point.x, point.y)
      held = fingers.size === 1 ? { node, ...point, isMoving: false, isHandle } : undefined
    },
    { signal },
  )
  canvas.addEventListener(
    'pointermove',
    (event) => {
      const point = at(event)
      const before = fingers.get(event.pointerId)
      if (!before) {
        const isHandle = stage.isHandle(point.x, point.y)
        const node = isHandle ? stage.scene.byId.get(stage.handleOf!) : stage.nodeAt(point.x, point.y)
        if (gestures.mayRelate() && (node || !isNear(stage, point))) stage.handTo(node?.id)
        hover(node)
        canvas.style.cursor = isHandle ? 'crosshair' : node || stage.badgedAt(point.x, point.y) ? 'pointer' : 'grab'
        return
      }
      fingers.set(event.pointerId, point)
      if (fingers.size === 2) return pinch(before, point, event.pointerId)
      if (!held) return
      if (!held.isMoving && Math.hypot(point.x - held.x, point.y - held.y) < SLACK) return
      held.isMoving = true
      if (held.isHandle && held.node) {
        const onto = stage.nodeAt(point.x, point.y)
        const [x, y] = stage.toWorld(point.x, point.y)
        stage.rubber = { from: held.node, x, y, onto: onto === held.node ? undefined : onto?.id }
        hover(onto)
        stage.draw()
      } else if (held.node) {
        canvas.style.cursor = 'grabbing'
        stage.drag(held.node, point.x, point.y)
      } else {
        canvas.style.cursor = 'grabbing'
        stage.pan(point.x - before.x, point.y - before.y)
      }
    },
    { signal },
  )
  const pinch = (before: { x: number; y: number }, now: { x: number; y: number }, id: number) => {
    const other = [...fingers].find(([one]) => one !== id)?.[1]
    if (!other) return
    const [was, is] = [before, now].map(({ x, y }) => Math.max(1, Math.hypot(x - other.x, y - other.y)))
    stage.zoom(is! / was!, (now.x + other.x) / 2, (now.y + other.y) / 2)
    stage.pan((now.x - before.x) / 2, (now.y - before.y) / 2)
  }
  const up = (event: PointerEvent) => {
    fingers.delete(event.pointerId)
    const ended = held
    held = undefined
    if (!ended) return
    const point = at(event)
    if (ended.isHandle && ended.node) {
      const onto = stage.rubber?.onto
      stage.rubber = undefined
      stage.draw()
      if (onto !== undefined) gestures.onRelate(ended.node.id, onto)
      return
    }
    canvas.style.cursor = ended.node ? 'pointer' : 'grab'
    if (ended.isMoving || event.type === 'pointercancel') return
    const badged = stage.badgedAt(point.x, point.y)
    if (badged) return gestures.onOpenUp(badged.id)
    const id = stage.nodeAt(point.x, point.y)?.id
    const isDouble = id !== undefined && id === lastClick.id && event.timeStamp - lastClick.at < DOUBLE_MS
    lastClick = { id: isDouble ? undefined : id, at: event.timeStamp }
    if (isDouble) gestures.onOpenUp(id)
    else gestures.onPick(id)
  }
  canvas.addEventListener('pointerup', up, { signal })
  canvas.addEventListener('pointercancel', up, { signal })
  canvas.addEventListener('pointerleave', () => fingers.size === 0 && hover(undefined), { signal })
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
      const { x, y } = at(event)
      if (event.shiftKey) return stage.pan(-event.deltaY * lines - event.deltaX * lines, 0)
      stage.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0018)), x, y)
    },
    { signal, passive: false },
  )
  return () => ending.abort()
}

/** The way from an asset to its handle leaves the asset for a moment. */
function isNear(stage: Stage, { x, y }: { x: number; y: number }): boolean {
  const node = stage.handleOf === undefined ? undefined : stage.scene.byId.get(stage.handleOf)
  if (!node) return false
  const [wx, wy] = stage.toWorld(x, y)
  return Math.hypot(wx - node.x, wy - node.y) * stage.camera.zoom < node.radius * stage.camera.zoom + 34
}
