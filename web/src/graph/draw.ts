import type { Colors } from './colors.ts'
import { drawHandle, drawNames } from './draw-names.ts'
import { drawLines, type Ink, isInView, trace, type View } from './lines.ts'
import { type Scene, type SceneEdge, type SceneNode, tileWord } from './scene.ts'
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
  readonly ink: Ink
  readonly width: number
  readonly height: number
  /** Device pixels for a CSS pixel. */
  readonly scale: number
  readonly colors: Colors
  readonly sprites: Pick<Sprites, 'get'>
  readonly words: Words
  readonly font: string
  readonly onSeen: (node: SceneNode) => void
  /** Where lines are too many to be drawn at each frame: draws all of them, as well as they are there. */
  readonly drawMass: ((alpha: number) => void) | undefined
}

/** Below this many CSS pixels from their middle to their edge, assets are dots: all alike, but those that are much larger. */
const DOT = 4
const NO_DOT = 9
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
  const view: View = {
    left: -camera.x / zoom,
    top: -camera.y / zoom,
    right: (width - camera.x) / zoom,
    bottom: (height - camera.y) / zoom,
  }
  const strengthOf = strengthsOf(emphasis)
  const edges = scene.edges.filter((edge) => isInView(edge, view))
  drawEdges(paint, edges, scene.edges.length > DENSE, camera, strengthOf.edge, emphasis)
  const nodes = scene.nodes.filter(
    ({ x, y, radius }) =>
      x + radius > view.left && x - radius < view.right && y + radius > view.top && y - radius < view.bottom,
  )
  const isDot = ({ radius }: SceneNode) => scene.radius * zoom < DOT && radius * zoom < NO_DOT
  drawDots(paint, nodes.filter(isDot), zoom, strengthOf.node)
  const tiles = nodes.filter((node) => !isDot(node))
  drawTiles(paint, tiles, zoom, strengthOf.node)
  drawRings(paint, nodes, zoom, emphasis)
  if (emphasis.rubber) drawRubber(paint, emphasis.rubber, zoom)
  ink.setTransform(1, 0, 0, 1, 0, 0)
  ink.globalAlpha = 1
  drawNames(paint, nodes, tiles, edges, camera, emphasis, strengthOf)
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

/** More relations than these are drawn finer. */
const DENSE = 150

const EDGE_LOOKS: Record<Strength | 'dense', { alpha: number; width: number }> = {
  faint: { alpha: 0.12, width: 1 },
  plain: { alpha: 0.6, width: 1.6 },
  dense: { alpha: 0.5, width: 1.1 },
  strong: { alpha: 1, width: 2.4 },
}

function drawEdges(
  { ink, colors, scale, drawMass }: Paint,
  edges: readonly SceneEdge[],
  isDense: boolean,
  { x, y, zoom }: Camera,
  strengthOf: (edge: SceneEdge) => Strength,
  { path, matches }: Emphasis,
): void {
  if (drawMass) {
    ink.setTransform(scale, 0, 0, scale, 0, 0)
    drawMass(path.size > 0 || matches ? 0.25 : 1)
    ink.setTransform(scale * zoom, 0, 0, scale * zoom, scale * x, scale * y)
  }
  ink.lineCap = 'round'
  if (path.size > 0) {
    ink.beginPath()
    for (const edge of edges) if (path.has(edge.key)) trace(ink, edge)
    ink.globalAlpha = 0.22
    ink.strokeStyle = colors('--accent')
    ink.lineWidth = 11 / zoom
    ink.stroke()
  }
  for (const strength of ['faint', 'plain', 'strong'] as const) {
    if (drawMass && strength !== 'strong') continue
    const alike = edges.filter((edge) => strengthOf(edge) === strength)
    const looks = EDGE_LOOKS[strength === 'plain' && isDense ? 'dense' : strength]
    const { alpha } = looks
    const width = alike.length > DENSE ? EDGE_LOOKS.dense.width : looks.width
    drawLines(ink, alike, { zoom, colors, alpha, width: zoom < 0.3 ? width * 0.7 : width })
  }
}

const NODE_ALPHA: Record<Strength, number> = { faint: 0.18, plain: 1, strong: 1 }

/** From afar. Each by itself: without a GPU, one shape of thousands of dots takes twice as long. */
function drawDots(
  { ink, colors }: Paint,
  nodes: readonly SceneNode[],
  zoom: number,
  strengthOf: (node: SceneNode) => Strength,
): void {
  for (const node of nodes) {
    const strength = strengthOf(node)
    ink.globalAlpha = NODE_ALPHA[strength]
    ink.fillStyle = colors(strength === 'strong' ? '--accent' : '--text-faint')
    ink.beginPath()
    ink.arc(node.x, node.y, Math.max(node.radius * 0.72, 2 / zoom), 0, 2 * Math.PI)
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
    if (!sprite || isOnTile(node)) drawTile(paint, node, zoom)
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

/** Whether there is a tile behind its picture. */
export const isOnTile = ({ isPadded, asset }: SceneNode): boolean => isPadded || asset.format === 'svg'

export const tileColorOf = ({ asset: { format, thumbnail } }: SceneNode): string =>
  format === 'svg' ? '--paper' : thumbnail ? '--sunken' : '--surface'

/** What has no picture, or not yet: a sheet with the format on it. */
function drawTile({ ink, colors, font }: Paint, node: SceneNode, zoom: number): void {
  ink.fillStyle = colors(tileColorOf(node))
  if (node.radius * zoom < FRAMED) {
    ink.fillRect(node.x - node.halfWidth, node.y - node.halfHeight, 2 * node.halfWidth, 2 * node.halfHeight)
    return
  }
  ink.beginPath()
  frame(ink, node, 0)
  ink.fill()
  if (node.asset.thumbnail) return
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
  // Beside a path, they would look as if they were on it.
  ring(({ isRoot, id }) => isRoot && id !== selected && !matches && path.size === 0, '--accent', 2, 3)
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
