import { type Colors, isStill, onTheme, pageFont, readColors } from './colors.ts'
import { type Camera, drawScene, type Emphasis, type Paint } from './draw.ts'
import { badgeAt, handleAt, hasBadge } from './draw-names.ts'
import { Layout } from './layout.ts'
import { LineLayer } from './line-layer.ts'
import { type Box, boundsOf, type Scene, type SceneNode } from './scene.ts'
import { Sprites } from './sprites.ts'
import { Words } from './words.ts'

const MIN_ZOOM = 0.04
const MAX_ZOOM = 5
/** Few assets in much room aren't shown larger than that at first. */
const MAX_FIT = 2
const MOVE_MS = 320
/** Around all that is in view: of the names at the sides, a good part. */
const ROOM = 52
/** What is nearer to the edge counts as out of view. */
const EDGE = 20
/** The part of the way to where all is in view that one step of the layout takes. */
const EASE = 0.1
/** More relations than these are not drawn at each frame. */
const MANY_LINES = 600

/** What the canvas is told to draw besides the scene, by the view. */
export type Shown = Pick<Emphasis, 'selected' | 'path' | 'matches'>

/** The canvas: what is where, from where it is looked at, and when it is drawn anew. */
export class Stage {
  readonly sprites = new Sprites(() => this.draw())
  readonly camera: Camera = { x: 0, y: 0, zoom: 1 }
  readonly #canvas: HTMLCanvasElement
  readonly #ink: CanvasRenderingContext2D
  readonly #layout = new Layout((isSettled) => this.#moved(isSettled))
  readonly #lines = new LineLayer(() => this.draw())
  readonly #stopTheme: () => void
  readonly #sizes: ResizeObserver
  #scene: Scene = { radius: 1, nodes: [], byId: new Map(), edges: [] }
  #shown: Shown = { selected: undefined, path: new Set(), matches: undefined }
  #colors: Colors = readColors()
  #words: Words
  #width = 0
  #height = 0
  #frame: number | undefined
  #flight: { readonly from: Camera; readonly to: Camera; readonly began: number } | undefined
  /** Whether the picture keeps itself in view, as long as nobody has looked elsewhere. */
  #isFollowing = true
  /** Whether it is another picture than before, and hasn't come to rest. */
  #isNew = true
  /** Beside which asset something is to come in, and how many there were before. */
  #awaited: { readonly id: string; readonly size: number } | undefined
  hovered: string | undefined
  handleOf: string | undefined
  rubber: Emphasis['rubber']
  /** Told of each asset that is drawn as more than a dot. */
  onSeen: Paint['onSeen'] = () => undefined
  /** Told when an asset has been put somewhere, or is let go from there. */
  onPinned: () => void = () => undefined

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas
    this.#ink = canvas.getContext('2d', { alpha: false })!
    this.#words = new Words(pageFont(), this.#scale)
    this.#stopTheme = onTheme(() => {
      this.#colors = readColors()
      this.#words.clear()
      this.draw()
    })
    this.#sizes = new ResizeObserver(() => this.#resize())
    this.#sizes.observe(canvas)
    void document.fonts.ready.then(() => {
      this.#words.clear()
      this.draw()
    })
  }

  close(): void {
    this.#layout.close()
    this.#lines.close()
    this.#stopTheme()
    this.#sizes.disconnect()
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
  }

  get scene(): Scene {
    return this.#scene
  }

  get #scale(): number {
    return Math.min(window.devicePixelRatio || 1, 2)
  }

  /** Another scene. What is in both keeps its place. */
  show(scene: Scene, parentOf: (id: string) => string | undefined): void {
    const isOther = !scene.nodes.some(({ id }) => this.#scene.byId.has(id))
    this.#scene = scene
    if (isOther) this.#isFollowing = this.#isNew = true
    this.#canvas.dataset.settled = 'false'
    this.#layout.lay(scene, parentOf)
    this.#lines.moved(scene)
    this.draw()
  }

  /** Gives all that isn't pinned a new place: after much was opened up, say. */
  arrange(): void {
    this.#isFollowing = true
    this.#canvas.dataset.settled = 'false'
    this.#layout.arrange()
  }

  emphasise(shown: Shown): void {
    this.#shown = shown
    this.draw()
  }

  /** What else a drawing of it takes, here or on a canvas of its own. */
  paint(): Omit<Paint, 'ink' | 'width' | 'height' | 'scale' | 'drawMass'> {
    return { onSeen: this.onSeen, colors: this.#colors, sprites: this.sprites, words: this.#words, font: pageFont() }
  }

  draw(): void {
    this.#frame ??= requestAnimationFrame((now) => {
      this.#frame = undefined
      this.#fly(now)
      const { hovered, handleOf, rubber } = this
      const view = { ink: this.#ink, width: this.#width, height: this.#height, scale: this.#scale }
      const drawMass = (alpha: number) => this.#lines.draw({ ...view, colors: this.#colors }, this.camera, alpha)
      const isMany = this.#scene.edges.length > MANY_LINES
      const paint = { ...this.paint(), ...view, drawMass: isMany ? drawMass : undefined }
      drawScene(paint, this.#scene, this.camera, { ...this.#shown, hovered, handleOf, rubber })
      if (this.#flight) this.draw()
    })
  }

  /** The asset at that point of the canvas, in CSS pixels; small ones are met a little beside, too. */
  nodeAt(x: number, y: number): SceneNode | undefined {
    const [wx, wy] = this.toWorld(x, y)
    const slack = 4 / this.camera.zoom
    let best: SceneNode | undefined
    // A few thousand comparisons take less than any index of what moves with each frame.
    for (const node of this.#scene.nodes) {
      const isIn = Math.abs(wx - node.x) <= node.halfWidth + slack && Math.abs(wy - node.y) <= node.halfHeight + slack
      if (isIn && (!best || Math.hypot(wx - node.x, wy - node.y) < Math.hypot(wx - best.x, wy - best.y))) best = node
    }
    return best
  }

  /** The asset of which that point says how much more there is. */
  badgedAt(x: number, y: number): SceneNode | undefined {
    return this.#scene.nodes.find((node) => {
      if (!hasBadge(node, this.camera.zoom)) return false
      const badge = badgeAt(node, this.camera)
      return Math.abs(x - badge.x) <= badge.halfWidth && Math.abs(y - badge.y) <= badge.halfHeight
    })
  }

  /** Where the handle is: at that asset, or at the one that is selected. */
  handTo(id: string | undefined): void {
    const next = id ?? this.#shown.selected
    if (this.handleOf === next) return
    this.handleOf = next
    this.draw()
  }

  isHandle(x: number, y: number): boolean {
    const node = this.handleOf === undefined ? undefined : this.#scene.byId.get(this.handleOf)
    if (!node) return false
    const handle = handleAt(node, this.camera)
    return Math.hypot(x - handle.x, y - handle.y) <= handle.radius + 4
  }

  toWorld(x: number, y: number): [number, number] {
    const { camera } = this
    return [(x - camera.x) / camera.zoom, (y - camera.y) / camera.zoom]
  }

  pan(dx: number, dy: number): void {
    this.#look()
    this.camera.x += dx
    this.camera.y += dy
    this.draw()
  }

  /** Closer or farther, about a point of the canvas. */
  zoom(by: number, x = this.#width / 2, y = this.#height / 2): void {
    this.#look()
    const { camera } = this
    const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, camera.zoom * by))
    camera.x = x - ((x - camera.x) * zoom) / camera.zoom
    camera.y = y - ((y - camera.y) * zoom) / camera.zoom
    camera.zoom = zoom
    this.draw()
  }

  /** All of it in view, or some of its assets. */
  fit(nodes: readonly SceneNode[] = this.#scene.nodes, isSlow = true): void {
    this.#go(this.#cameraFor(boundsOf(nodes)), isSlow)
  }

  /** Moves no more than is needed to have it in view. */
  reveal(node: SceneNode): void {
    this.#include([node])
  }

  /** What will come in beside it is to be in view, once it has its place. */
  awaitBeside(id: string): void {
    this.#awaited = { id, size: this.#scene.nodes.length }
  }

  drag(node: SceneNode, x: number, y: number): void {
    this.#look()
    const isNew = !node.isPinned
    this.#layout.pin(node, ...this.toWorld(x, y))
    this.#lines.moved(this.#scene)
    if (isNew) this.onPinned()
    this.draw()
  }

  unpin(node: SceneNode): void {
    this.#layout.unpin(node)
    this.onPinned()
    this.draw()
  }

  #look(): void {
    this.#isFollowing = false
    this.#flight = undefined
    this.#awaited = undefined
    this.sprites.rest()
  }

  #cameraFor({ left, top, right, bottom }: Box): Camera {
    const [width, height] = [right - left, bottom - top]
    const room = Math.min(ROOM, this.#width / 10)
    const zoom = Math.min((this.#width - 2 * room) / width, (this.#height - 2 * room) / height, MAX_FIT)
    const bounded = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom))
    return {
      x: this.#width / 2 - ((left + right) / 2) * bounded,
      y: this.#height / 2 - ((top + bottom) / 2) * bounded,
      zoom: bounded,
    }
  }

  #include(nodes: readonly SceneNode[]): void {
    const { camera } = this
    const { zoom } = camera
    const box = boundsOf(nodes)
    /** How far to move along one axis; undefined: there is no room for it so near. */
    const shift = (low: number, high: number, offset: number, size: number) => {
      const [start, end] = [low * zoom + offset, high * zoom + offset]
      if (end - start > size - 2 * ROOM) return start >= 0 && end <= size ? 0 : undefined
      return start < ROOM ? ROOM - start : end > size - ROOM ? size - ROOM - end : 0
    }
    const dx = shift(box.left, box.right, camera.x, this.#width)
    const dy = shift(box.top, box.bottom, camera.y, this.#height)
    if (dx === 0 && dy === 0) return
    this.#look()
    const to =
      dx === undefined || dy === undefined ? this.#cameraFor(box) : { x: camera.x + dx, y: camera.y + dy, zoom }
    this.#go(to, true)
  }

  #go(to: Camera, isSlow: boolean): void {
    if (!isSlow || isStill()) Object.assign(this.camera, to)
    else this.#flight = { from: { ...this.camera }, to, began: performance.now() }
    this.draw()
  }

  #fly(now: number): void {
    if (!this.#flight) return
    const { from, to, began } = this.#flight
    const part = Math.min(1, Math.max(0, (now - began) / MOVE_MS))
    const eased = 1 - (1 - part) ** 3
    for (const axis of ['x', 'y', 'zoom'] as const) this.camera[axis] = from[axis] + (to[axis] - from[axis]) * eased
    if (part === 1) this.#flight = undefined
  }

  #moved(isSettled: boolean): void {
    this.#lines.moved(this.#scene)
    this.#follow(isSettled)
    const awaited = this.#awaited && this.#scene.byId.get(this.#awaited.id)
    if (isSettled && awaited && this.#scene.nodes.length > this.#awaited!.size) {
      this.#awaited = undefined
      if (!this.#isFollowing) this.#include([awaited, ...awaited.neighbours])
    }
    this.#canvas.dataset.settled = String(isSettled)
    this.draw()
  }

  /** Another picture is in view as it unfolds; one that a person knows moves no more than what is new takes. */
  #follow(isSettled: boolean): void {
    if (!this.#isFollowing) return
    const bounds = boundsOf(this.#scene.nodes)
    const to = this.#cameraFor(bounds)
    if (this.#isNew || isStill()) {
      if (this.#isNew || !this.#isInView(bounds)) Object.assign(this.camera, to)
    } else if (!this.#isInView(bounds)) {
      if (isSettled) this.#go(to, true)
      else for (const axis of ['x', 'y', 'zoom'] as const) this.camera[axis] += (to[axis] - this.camera[axis]) * EASE
    }
    if (isSettled) this.#isNew = false
  }

  #isInView({ left, top, right, bottom }: Box): boolean {
    const { x, y, zoom } = this.camera
    return (
      left * zoom + x >= EDGE &&
      top * zoom + y >= EDGE &&
      right * zoom + x <= this.#width - EDGE &&
      bottom * zoom + y <= this.#height - EDGE
    )
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#canvas
    const before = [this.#width, this.#height] as const
    this.#width = clientWidth
    this.#height = clientHeight
    this.#canvas.width = Math.round(clientWidth * this.#scale)
    this.#canvas.height = Math.round(clientHeight * this.#scale)
    if (this.#isFollowing) this.fit(undefined, false)
    else {
      this.camera.x += (clientWidth - before[0]) / 2
      this.camera.y += (clientHeight - before[1]) / 2
    }
    this.draw()
  }
}
