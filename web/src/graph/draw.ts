import type { Colors } from './colors.ts'
import { drawHandle, drawNames } from './draw-names.ts'
import { middleOf, type Scene, type SceneEdge, type SceneNode, tileWord, tipAt } from './scene.ts'
import { ROUNDNESS, type Sprites } from './sprites.ts'
import type { Words } from './words.ts'

export interface Camera {
  /** Where the origin is, in CSS pixels. */
  x: number
  y: number
  /** CSS pixels for a unit. */
  zoom: number
}

/** What stands out. */
export interface Emphasis {
  readonly selected: string | undefined
  readonly hovered: string | undefined
  /** Assets and relations of the path that is shown, by their keys. */
  readonly path: ReadonlySet<string>
  /** Assets that a search finds; undefined: nothing is searched. */
  readonly matches: ReadonlySet<string> | undefined
  /** The handle by which a relation is drawn, where one may. */
  readonly handleOf: string | undefined
  /** A relation that is being drawn. */
  readonly rubber:
    | { readonly from: SceneNode; readonly x: number; readonly y: number; readonly onto: string | undefined }
    | undefined
}

export interface Paint {
  readonly ink: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D
  readonly width: number
  readonly height: number
  /** Device pixels for a CSS pixel. */
  readonly scale: number
  readonly colors: Colors
  readonly sprites: Sprites
  readonly words: Words
  readonly font: string
  readonly onSeen: (node: SceneNode) => void
}

/** Below this many CSS pixels from its middle to its edge, an asset is a dot. */
const DOT = 5
/** From here on, what is around an asset is seen. */
const FRAMED = 9

type Strength = 'faint' | 'plain' | 'strong'

export function drawScene(paint: Paint, scene: Scene, camera: Camera, emphasis: Emphasis): void {
  const { ink, width, height, scale, colors } = paint
  const { zoom } = camera
  ink.setTransform(scale, 0, 0, scale, 0, 0)
  ink.globalAlpha = 1
  ink.fillStyle = colors('--ground')
  ink.fillRect(0, 0, width, height)
  ink.setTransform(scale * zoom, 0, 0, scale * zoom, scale * camera.x, scale * camera.y)
  const view = {
    left: -camera.x / zoom,
    top: -camera.y / zoom,
    right: (width - camera.x) / zoom,
    bottom: (height - camera.y) / zoom,
  }
  const strengthOf = strengthsOf(emphasis)
  const edges = scene.edges.filter(
    ({ from, to, bend }) =>
      Math.max(from.x, to.x) + Math.abs(bend) > view.left &&
      Math.min(from.x, to.x) - Math.abs(bend) < view.right &&
      Math.max(from.y, to.y) + Math.abs(bend) > view.top &&
      Math.min(from.y, to.y) - Math.abs(bend) < view.bottom,
  )
  drawEdges(paint, edges, zoom, strengthOf.edge, emphasis.path)
  const nodes = scene.nodes.filter(
    ({ x, y, radius }) =>
      x + radius > view.left && x - radius < view.right && y + radius > view.top && y - radius < view.bottom,
  )
  drawDots(paint, nodes, zoom, strengthOf.node)
  const large = nodes.filter(({ radius }) => radius * zoom >= DOT)
  drawTiles(paint, large, zoom, strengthOf.node)
  drawRings(paint, nodes, zoom, emphasis)
  if (emphasis.rubber) drawRubber(paint, emphasis.rubber, zoom)
  ink.setTransform(1, 0, 0, 1, 0, 0)
  ink.globalAlpha = 1
  drawNames(paint, nodes, edges, camera, emphasis, strengthOf)
  ink.setTransform(scale, 0, 0, scale, 0, 0)
  drawHandle(paint, scene, camera, emphasis)
}

export type Strengths = ReturnType<typeof strengthsOf>

/** What is beside the point is faint: without a path or a search, nothing is. */
function strengthsOf({ selected, hovered, path, matches }: Emphasis) {
  const near = (edge: SceneEdge) =>
    edge.from.id === selected || edge.to.id === selected || edge.from.id === hovered || edge.to.id === hovered
  return {
    node({ id }: SceneNode): Strength {
      if (id === selected || id === hovered) return 'strong'
      if (matches) return matches.has(id) ? 'strong' : 'faint'
      return path.size > 0 && !path.has(id) ? 'faint' : 'plain'
    },
    edge(edge: SceneEdge): Strength {
      if (path.has(edge.key) || near(edge)) return 'strong'
      return matches || path.size > 0 ? 'faint' : 'plain'
    },
  }
}

const EDGE_LOOKS: Record<Strength, { alpha: number; width: number }> = {
  faint: { alpha: 0.12, width: 1 },
  plain: { alpha: 0.5, width: 1.4 },
  strong: { alpha: 1, width: 2.2 },
}

function drawEdges(
  { ink, colors }: Paint,
  edges: readonly SceneEdge[],
  zoom: number,
  strengthOf: (edge: SceneEdge) => Strength,
  path: ReadonlySet<string>,
): void {
  const groups = new Map<string, { color: string; strength: Strength; edges: SceneEdge[] }>()
  for (const edge of edges) {
    const strength = strengthOf(edge)
    const group = groups.get(strength + edge.color)
    if (group) group.edges.push(edge)
    else groups.set(strength + edge.color, { color: edge.color, strength, edges: [edge] })
  }
  const line = (edge: SceneEdge) => {
    ink.moveTo(edge.from.x, edge.from.y)
    if (edge.bend === 0) ink.lineTo(edge.to.x, edge.to.y)
    else {
      const { cx, cy } = middleOf(edge)
      ink.quadraticCurveTo(cx, cy, edge.to.x, edge.to.y)
    }
  }
  ink.lineCap = 'round'
  if (path.size > 0) {
    ink.beginPath()
    for (const edge of edges) if (path.has(edge.key)) line(edge)
    ink.globalAlpha = 0.22
    ink.strokeStyle = colors('--accent')
    ink.lineWidth = 11 / zoom
    ink.stroke()
  }
  const order: readonly Strength[] = ['faint', 'plain', 'strong']
  const sorted = [...groups.values()].sort((a, b) => order.indexOf(a.strength) - order.indexOf(b.strength))
  for (const { color, strength, edges: alike } of sorted) {
    const { alpha, width } = EDGE_LOOKS[strength]
    ink.globalAlpha = alpha
    ink.strokeStyle = ink.fillStyle = colors(color)
    ink.lineWidth = (zoom < 0.3 ? width * 0.7 : width) / zoom
    ink.beginPath()
    for (const edge of alike) line(edge)
    ink.stroke()
    ink.globalAlpha = Math.min(1, alpha + 0.25)
    ink.beginPath()
    for (const edge of alike) if (edge.directed && edge.to.radius * zoom > 7) arrow(ink, edge, zoom)
    ink.fill()
  }
}

function arrow(ink: Paint['ink'], edge: SceneEdge, zoom: number): void {
  const { cx, cy } = middleOf(edge)
  const { x, y, ux, uy, isClose } = tipAt(
    edge.to,
    edge.bend === 0 ? edge.from.x : cx,
    edge.bend === 0 ? edge.from.y : cy,
    5,
  )
  if (isClose) return
  const [long, half] = [8.5 / Math.sqrt(zoom), 3.6 / Math.sqrt(zoom)]
  ink.moveTo(x, y)
  ink.lineTo(x + ux * long - uy * half, y + uy * long + ux * half)
  ink.lineTo(x + ux * long + uy * half, y + uy * long - ux * half)
  ink.closePath()
}

const NODE_ALPHA: Record<Strength, number> = { faint: 0.18, plain: 1, strong: 1 }

/** From afar, all at once: nothing is as quick without a GPU. */
function drawDots(
  { ink, colors }: Paint,
  nodes: readonly SceneNode[],
  zoom: number,
  strengthOf: (node: SceneNode) => Strength,
): void {
  for (const strength of ['faint', 'plain', 'strong'] as const) {
    ink.beginPath()
    for (const node of nodes) {
      if (node.radius * zoom >= DOT || strengthOf(node) !== strength) continue
      const radius = Math.max(node.radius * 0.72, 2 / zoom)
      ink.moveTo(node.x + radius, node.y)
      ink.arc(node.x, node.y, radius, 0, 2 * Math.PI)
    }
    ink.globalAlpha = NODE_ALPHA[strength]
    ink.fillStyle = colors(strength === 'strong' ? '--accent' : '--text-faint')
    ink.fill()
  }
}

export const cornerOf = ({ halfWidth, halfHeight }: SceneNode): number =>
  2 * Math.min(halfWidth, halfHeight) * ROUNDNESS

const frame = (ink: Paint['ink'], node: SceneNode, out: number) => {
  const { x, y, halfWidth, halfHeight } = node
  ink.roundRect(
    x - halfWidth - out,
    y - halfHeight - out,
    2 * (halfWidth + out),
    2 * (halfHeight + out),
    Math.max(0, cornerOf(node) + out),
  )
}

function drawTiles(
  paint: Paint,
  nodes: readonly SceneNode[],
  zoom: number,
  strengthOf: (node: SceneNode) => Strength,
): void {
  const { ink, colors, sprites, scale, onSeen } = paint
  // A gap of the ground around each, into which lines end softly.
  ink.globalAlpha = 1
  ink.fillStyle = colors('--ground')
  ink.beginPath()
  for (const node of nodes) if (node.radius * zoom >= FRAMED) frame(ink, node, 3 / Math.max(zoom, 0.6))
  ink.fill()
  for (const node of nodes) {
    const { asset, x, y, halfWidth, halfHeight, radius } = node
    onSeen(node)
    ink.globalAlpha = NODE_ALPHA[strengthOf(node)]
    const sprite = sprites.get(asset, 2 * radius * zoom * scale, node)
    if (!sprite || node.isPadded || asset.format === 'svg') drawTile(paint, node, zoom)
    if (sprite) ink.drawImage(sprite, x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight)
  }
  ink.globalAlpha = 0.9
  ink.strokeStyle = colors('--line')
  ink.lineWidth = 1 / zoom
  ink.beginPath()
  for (const node of nodes)
    if (node.radius * zoom >= FRAMED && strengthOf(node) !== 'faint') frame(ink, node, 0.5 / zoom)
  ink.stroke()
}

/** What has no picture, or not yet: a sheet with the format on it. */
function drawTile({ ink, colors, font }: Paint, node: SceneNode, zoom: number): void {
  const { thumbnail, format } = node.asset
  ink.fillStyle = colors(format === 'svg' ? '--paper' : thumbnail ? '--sunken' : '--surface')
  if (node.radius * zoom < FRAMED) {
    ink.fillRect(node.x - node.halfWidth, node.y - node.halfHeight, 2 * node.halfWidth, 2 * node.halfHeight)
    return
  }
  ink.beginPath()
  frame(ink, node, 0)
  ink.fill()
  if (thumbnail) return
  ink.fillStyle = colors('--text-soft')
  ink.font = `650 ${node.radius * 0.44}px ${font}`
  ink.textAlign = 'center'
  ink.textBaseline = 'middle'
  ink.fillText(tileWord(node.asset), node.x, node.y + node.radius * 0.03)
  ink.textAlign = 'start'
}

function drawRings({ ink, colors }: Paint, nodes: readonly SceneNode[], zoom: number, emphasis: Emphasis): void {
  const { selected, hovered, path, matches } = emphasis
  const ring = (chosen: (node: SceneNode) => boolean, token: string, width: number, gap: number, alpha = 1) => {
    ink.globalAlpha = alpha
    ink.strokeStyle = colors(token)
    ink.lineWidth = width / zoom
    ink.beginPath()
    for (const node of nodes) if (chosen(node)) frame(ink, node, gap / zoom)
    ink.stroke()
  }
  ring(({ id }) => matches?.has(id) ?? false, '--warning', 2.5, 3)
  ring(({ id }) => path.has(id), '--accent', 2, 3)
  ring(({ isRoot, id }) => isRoot && id !== selected && (!matches || matches.has(id)), '--accent', 2, 3)
  ring(({ id }) => id === hovered && id !== selected, '--line-strong', 2, 3)
  ring(({ id }) => id === selected, '--accent', 3.5, 4)
  ink.globalAlpha = 1
  ink.fillStyle = colors('--text-faint')
  ink.beginPath()
  for (const { isPinned, x, y, halfWidth, halfHeight, radius } of nodes) {
    if (!isPinned || radius * zoom < 9) continue
    const [px, py] = [x - halfWidth, y - halfHeight]
    ink.moveTo(px + 3.5 / zoom, py)
    ink.arc(px, py, 3.5 / zoom, 0, 2 * Math.PI)
  }
  ink.fill()
}

function drawRubber({ ink, colors }: Paint, { from, x, y }: NonNullable<Emphasis['rubber']>, zoom: number): void {
  ink.globalAlpha = 1
  ink.strokeStyle = colors('--accent')
  ink.lineWidth = 2.5 / zoom
  ink.setLineDash([6 / zoom, 5 / zoom])
  ink.beginPath()
  ink.moveTo(from.x, from.y)
  ink.lineTo(x, y)
  ink.stroke()
  ink.setLineDash([])
}
