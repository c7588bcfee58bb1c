import type { Camera, Emphasis, Paint, Strengths } from './draw.ts'
import { middleOf, type Scene, type SceneEdge, type SceneNode } from './scene.ts'
import { Places, shortened } from './words.ts'

/** From this many CSS pixels on, an asset has its name below it. */
const NAMED = 17
const MOST_NAMES = 160
const HANDLE = 9

/** Names of assets and of relations, and how much more there is, none of them over another. */
export function drawNames(
  { ink, width, height, scale, colors, words }: Paint,
  nodes: readonly SceneNode[],
  edges: readonly SceneEdge[],
  { x: left, y: top, zoom }: Camera,
  { selected, hovered, path, matches, rubber }: Emphasis,
  strengthOf: Strengths,
): void {
  const places = new Places()
  const ground = colors('--ground')
  const put = (canvas: OffscreenCanvas, x: number, y: number, isForced: boolean) => {
    const [px, py] = [Math.round(x * scale - canvas.width / 2), Math.round(y * scale)]
    if (px > width * scale || py > height * scale || px + canvas.width < 0 || py + canvas.height < 0) return true
    const isFree = places.take(px, py + 3 * scale, canvas.width, canvas.height - 6 * scale)
    if (isFree || isForced) ink.drawImage(canvas, px, py)
    return isFree
  }
  const isForemost = ({ id }: SceneNode) => id === selected || id === hovered || id === rubber?.onto
  const named = nodes.filter(
    (node) =>
      isForemost(node) ||
      path.has(node.id) ||
      (node.radius * zoom >= NAMED && strengthOf.node(node) !== 'faint') ||
      (node.isRoot && node.radius * zoom >= 8 && !matches),
  )
  const weightOf = (node: SceneNode) =>
    (isForemost(node) ? 1e6 : path.has(node.id) ? 1e5 : 0) + (node.isRoot ? 1e4 : 0) + node.radius
  named.sort((a, b) => weightOf(b) - weightOf(a))
  for (const node of named.slice(0, MOST_NAMES)) {
    const strong = isForemost(node) || node.isRoot
    const text = shortened(node.title, isForemost(node) ? 48 : 24)
    const canvas = words.get(text, colors(strong ? '--text' : '--text-soft'), ground, 12, strong ? 600 : 500)
    put(canvas, node.x * zoom + left, (node.y + node.halfHeight) * zoom + top + (strong ? 5 : 2), isForemost(node))
  }
  // What more there is, where a person looks.
  for (const node of nodes) {
    if (node.more <= 0 || node.radius * zoom < 15 || strengthOf.node(node) === 'faint') continue
    const canvas = words.get(`+${node.more > 999 ? '999…' : node.more}`, colors('--text'), ground, 11, 650)
    const [x, y] = [(node.x + node.halfWidth) * zoom + left, (node.y - node.halfHeight) * zoom + top]
    put(canvas, x + 2, y - canvas.height / scale / 2, false)
  }
  let told = 0
  for (const edge of edges) {
    const strong = strengthOf.edge(edge) === 'strong'
    const length = Math.hypot(edge.to.x - edge.from.x, edge.to.y - edge.from.y) * zoom
    const room = length - (edge.from.radius + edge.to.radius) * zoom
    if (strong ? room < 24 && !path.has(edge.key) : zoom < 1.15 || room < 84 || strengthOf.edge(edge) === 'faint')
      continue
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
