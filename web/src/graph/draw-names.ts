import type { Camera, Emphasis, Paint, Strengths } from './draw.ts'
import { middleOf } from './lines.ts'
import type { Scene, SceneEdge, SceneNode } from './scene.ts'
import { Places, shortened } from './words.ts'

/** From this many CSS pixels on, an asset has its name below it. */
const NAMED = 17
const MOST_NAMES = 160
/** From this many CSS pixels on, a relation between two assets has its name. */
const NAMED_BETWEEN = 13
const BADGED = 12
const HANDLE = 9

/** Names of assets and of relations, and how much more there is, none of them over another or over an asset. */
export function drawNames(
  { ink, width, height, scale, colors, words }: Paint,
  nodes: readonly SceneNode[],
  /** Those that are more than dots. */
  tiles: readonly SceneNode[],
  edges: readonly SceneEdge[],
  camera: Camera,
  { selected, hovered, path, matches, rubber }: Emphasis,
  strengthOf: Strengths,
): void {
  const { x: left, y: top, zoom } = camera
  const places = new Places()
  for (const node of tiles) {
    if (strengthOf.node(node) === 'faint') continue
    const { x, y, halfWidth, halfHeight } = node
    const [px, py] = [(x - halfWidth) * zoom + left, (y - halfHeight) * zoom + top]
    places.block(px * scale, py * scale, 2 * halfWidth * zoom * scale, 2 * halfHeight * zoom * scale)
  }
  const [ground, surface] = [colors('--ground'), colors('--surface')]
  const put = (canvas: OffscreenCanvas, x: number, y: number, isForced: boolean) => {
    const [px, py] = [Math.round(x * scale - canvas.width / 2), Math.round(y * scale)]
    if (px > width * scale || py > height * scale || px + canvas.width < 0 || py + canvas.height < 0) return true
    const isFree = places.take(px, py + 3 * scale, canvas.width, canvas.height - 6 * scale)
    if (!isFree && isForced) places.block(px, py, canvas.width, canvas.height)
    if (isFree || isForced) ink.drawImage(canvas, px, py)
    return isFree
  }
  const isForemost = ({ id }: SceneNode) => id === selected || id === hovered || id === rubber?.onto
  const named = nodes.filter(
    (node) =>
      isForemost(node) ||
      path.has(node.id) ||
      (node.radius * zoom >= NAMED && strengthOf.node(node) !== 'faint') ||
      (node.isRoot && node.radius * zoom >= 8 && !matches && path.size === 0),
  )
  const weightOf = (node: SceneNode) =>
    (isForemost(node) ? 1e6 : path.has(node.id) ? 1e5 : 0) + (node.isRoot ? 1e4 : 0) + node.radius
  named.sort((a, b) => weightOf(b) - weightOf(a))
  for (const node of named.slice(0, MOST_NAMES)) {
    const strong = isForemost(node) || node.isRoot
    const text = shortened(node.title, isForemost(node) ? 48 : 24)
    const canvas = words.get(text, colors(strong ? '--text' : '--text-soft'), ground, 12, strong ? 600 : 500)
    // Of an asset near the edge, the name stays in view.
    const [x, half] = [node.x * zoom + left, canvas.width / scale / 2]
    const within = x > 0 && x < width ? Math.max(half, Math.min(x, width - half)) : x
    put(canvas, within, (node.y + node.halfHeight) * zoom + top + (strong ? 5 : 2), isForemost(node))
  }
  ink.setTransform(scale, 0, 0, scale, 0, 0)
  for (const node of tiles) {
    if (!hasBadge(node, zoom) || strengthOf.node(node) === 'faint') continue
    const { x, y, halfWidth, halfHeight } = badgeAt(node, camera)
    ink.fillStyle = surface
    ink.strokeStyle = colors('--line-strong')
    ink.lineWidth = 1
    ink.beginPath()
    ink.roundRect(x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight, halfHeight)
    ink.fill()
    ink.stroke()
    const canvas = words.get(moreOf(node), colors('--text'), surface, 11, 650)
    const [across, down] = [canvas.width / scale, canvas.height / scale]
    ink.drawImage(canvas, x - across / 2, y - down / 2, across, down)
    places.block((x - halfWidth) * scale, (y - halfHeight) * scale, 2 * halfWidth * scale, 2 * halfHeight * scale)
  }
  ink.setTransform(1, 0, 0, 1, 0, 0)
  const inView = new Set(nodes)
  let told = 0
  const strong = edges.filter((edge) => strengthOf.edge(edge) === 'strong')
  // A line that only passes by says nothing here.
  const plain = edges.filter(
    (edge) =>
      Math.min(edge.from.radius, edge.to.radius) * zoom >= NAMED_BETWEEN &&
      inView.has(edge.from) &&
      inView.has(edge.to) &&
      strengthOf.edge(edge) === 'plain',
  )
  // Where there isn't room for all, what is said least often says most.
  const times = new Map<string, number>()
  for (const { label } of plain) times.set(label, (times.get(label) ?? 0) + 1)
  plain.sort((a, b) => times.get(a.label)! - times.get(b.label)!)
  for (const edge of [...strong, ...plain]) {
    const length = Math.hypot(edge.to.x - edge.from.x, edge.to.y - edge.from.y) * zoom
    const room = length - (edge.from.radius + edge.to.radius) * zoom
    if (room < 24 && !path.has(edge.key)) continue
    if (++told > MOST_NAMES) break
    const middle = middleOf(edge)
    const canvas = words.get(edge.label, colors(edge.color), ground, 11, 600)
    // Where its middle has words already, a little to one end.
    for (const along of [0, 0.16, -0.16, 0.28, -0.28]) {
      const [x, y] = [middle.x + (edge.to.x - edge.from.x) * along, middle.y + (edge.to.y - edge.from.y) * along]
      if (put(canvas, x * zoom + left, y * zoom + top - canvas.height / scale / 2, false)) break
    }
  }
}

/** Whether it says how many more relations it has than are shown. */
export const hasBadge = ({ more, radius }: SceneNode, zoom: number): boolean => more > 0 && radius * zoom >= BADGED

const moreOf = ({ more }: SceneNode): string => `+${more > 999 ? '999…' : more}`

/** Where it says so, in CSS pixels. */
export function badgeAt(node: SceneNode, { x, y, zoom }: Camera) {
  return {
    x: (node.x + node.halfWidth) * zoom + x - 2,
    y: (node.y - node.halfHeight) * zoom + y + 2,
    halfWidth: 5 + 3.6 * moreOf(node).length,
    halfHeight: 9,
  }
}

/** Where the handle is, in CSS pixels. */
export const handleAt = ({ x, y, halfWidth }: SceneNode, camera: Camera) => ({
  x: (x + halfWidth) * camera.zoom + camera.x + HANDLE + 5,
  y: y * camera.zoom + camera.y,
  radius: HANDLE,
})

export function drawHandle({ ink, colors }: Paint, scene: Scene, camera: Camera, { handleOf, rubber }: Emphasis): void {
  const node = handleOf === undefined ? undefined : scene.byId.get(handleOf)
  if (!node || rubber) return
  const { x, y, radius } = handleAt(node, camera)
  ink.globalAlpha = 1
  ink.fillStyle = colors('--accent')
  ink.beginPath()
  ink.arc(x, y, radius, 0, 2 * Math.PI)
  ink.fill()
  ink.strokeStyle = colors('--on-accent')
  ink.lineWidth = 1.75
  ink.beginPath()
  ink.moveTo(x - 4, y)
  ink.lineTo(x + 4, y)
  ink.moveTo(x, y - 4)
  ink.lineTo(x, y + 4)
  ink.stroke()
}
