import type { Colors } from './colors.ts'
import { type Camera, cornerOf, drawScene, type Emphasis, isOnTile, tileColorOf } from './draw.ts'
import { middleOf, tipOf } from './lines.ts'
import { boundsOf, type Scene, type SceneEdge, type SceneNode, tileWord } from './scene.ts'
import { loadSprite, ROUNDNESS, type Sprite } from './sprites.ts'
import type { Stage } from './stage.ts'
import { shortened, Words } from './words.ts'

/** Pixels of a PNG on its longer side and in all: enough for print, and made and opened in seconds. */
const MOST_ACROSS = 6000
const MOST_PIXELS = 12_000_000
/** Pixels for a unit, if there are few assets. */
const SCALE = 2
/** For half of the longest name. */
const MARGIN = 80
/** Thumbnails that are fetched at a time. */
const AT_ONCE = 8
/** Pixels on the longer side of a thumbnail in an SVG, which is looked at from closer by. */
const MOST_IN_SVG = 96

type Looks = Pick<Emphasis, 'selected' | 'path' | 'matches'>

/** A file that is being made: it takes a while where there are many thumbnails. */
export interface Making {
  /** Gives it up. */
  readonly signal: AbortSignal
  /** Told at the start, and with each hundredth of the thumbnails that is there. */
  readonly onThumbnail: (done: number, of: number) => void
}

/** The whole picture, as it is drawn when one looks at all of it from close by. */
export async function toPng(stage: Stage, looks: Looks, making: Making): Promise<Blob> {
  const { scene } = stage
  const { left, top, width, height, scale } = pageOf(scene.nodes)
  const pictures = await thumbnails(
    scene,
    (node) => 2 * node.radius * scale,
    making,
    (sprite) => sprite,
  )
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale))
  const camera: Camera = { x: -left, y: -top, zoom: 1 }
  const emphasis = { ...looks, hovered: undefined, handleOf: undefined, rubber: undefined }
  const paint = stage.paint()
  const words = new Words(paint.font, scale)
  const ink = canvas.getContext('2d', { alpha: false })!
  const sprites = { get: ({ asset_id }: SceneNode['asset']) => pictures.get(asset_id) }
  const page = { ink, width, height, scale, onSeen: () => undefined, drawMass: undefined }
  drawScene({ ...paint, ...page, words, sprites }, scene, camera, emphasis)
  return canvas.convertToBlob({ type: 'image/png' })
}

/** A drawing that can be worked on: each relation a line, each asset a group with its thumbnail within the file. */
export async function toSvg(stage: Stage, looks: Looks, making: Making): Promise<Blob> {
  const { scene } = stage
  const { nodes, edges } = scene
  const { colors, font } = stage.paint()
  const { left, top, width, height, scale } = pageOf(nodes)
  const pixelsOf = (node: SceneNode) => Math.min(MOST_IN_SVG, 2 * node.radius * scale)
  const pictures = await thumbnails(scene, pixelsOf, making, (sprite, node) => dataUri(sprite, node, colors))
  const [text, ground, soft] = [colors('--text'), colors('--ground'), colors('--text-soft')]
  const lines = edges.map((edge) => lineOf(edge, colors(edge.color), ground, looks.path.has(edge.key)))
  const tiles = nodes.map((node) => {
    const { x, y, halfWidth, halfHeight, title, isRoot } = node
    const box = `x="${n(x - halfWidth)}" y="${n(y - halfHeight)}" width="${n(2 * halfWidth)}" height="${n(2 * halfHeight)}"`
    const picture = pictures.get(node.asset.asset_id)
    const frame = `<rect ${box} rx="${n(cornerOf(node))}"`
    const chosen = isRoot || looks.path.has(node.id)
    return [
      `<g><title>${escaped(title)}</title>`,
      picture
        ? `<image ${box} preserveAspectRatio="none" href="${picture}"/>`
        : `${frame} fill="${colors('--surface')}"/><text x="${n(x)}" y="${n(y + 4)}" text-anchor="middle" font-size="11" font-weight="600" fill="${soft}">${escaped(tileWord(node.asset))}</text>`,
      `${frame} fill="none" stroke="${colors(chosen ? '--accent' : '--line')}" stroke-width="${chosen ? 2 : 1}"/>`,
      `<text x="${n(x)}" y="${n(y + halfHeight + 15)}" text-anchor="middle" font-size="12" font-weight="${isRoot ? 600 : 500}" fill="${text}" ${halo(ground)}>${escaped(shortened(title))}</text></g>`,
    ].join('')
  })
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${n(left)} ${n(top)} ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" font-family="${escaped(font)}">`,
    `<rect x="${n(left)}" y="${n(top)}" width="${n(width)}" height="${n(height)}" fill="${ground}"/>`,
    ...lines,
    ...tiles,
    '</svg>',
  ].join('\n')
  return new Blob([svg], { type: 'image/svg+xml' })
}

/** Words over lines are read by what is left free around them. */
const halo = (ground: string) => `stroke="${ground}" stroke-width="4" paint-order="stroke" stroke-linejoin="round"`

function lineOf(edge: SceneEdge, color: string, ground: string, isStrong: boolean): string {
  const { from, to, directed, label } = edge
  const { x, y, cx, cy } = middleOf(edge)
  const line = `M${n(from.x)} ${n(from.y)}Q${n(cx)} ${n(cy)} ${n(to.x)} ${n(to.y)}`
  const tip = tipOf(edge, 5)
  const arrow =
    directed && !tip.isClose
      ? `<path fill="${color}" d="M${n(tip.x)} ${n(tip.y)}L${n(tip.x + tip.ux * 9 - tip.uy * 4)} ${n(tip.y + tip.uy * 9 + tip.ux * 4)}L${n(tip.x + tip.ux * 9 + tip.uy * 4)} ${n(tip.y + tip.uy * 9 - tip.ux * 4)}Z"/>`
      : ''
  const room = Math.hypot(to.x - from.x, to.y - from.y) - from.radius - to.radius
  const words =
    room > 70
      ? `<text x="${n(x)}" y="${n(y + 4)}" text-anchor="middle" font-size="10" font-weight="600" fill="${color}" ${halo(ground)}>${escaped(label)}</text>`
      : ''
  return `<g><title>${escaped(`${from.title}, ${label}, ${to.title}`)}</title><path d="${line}" fill="none" stroke="${color}" stroke-width="${isStrong ? 3 : 1.4}" stroke-opacity="${isStrong ? 1 : 0.6}"/>${arrow}${words}</g>`
}

function pageOf(nodes: readonly SceneNode[]) {
  const { left, top, right, bottom } = boundsOf(nodes)
  const [width, height] = [right - left + 2 * MARGIN, bottom - top + 2 * MARGIN]
  const scale = Math.min(SCALE, MOST_ACROSS / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)))
  return { left: left - MARGIN, top: top - MARGIN, width, height, scale }
}

/** What is made of each, by the ID of its asset; no larger than it is drawn. One that can't be had is left out. */
async function thumbnails<Made>(
  { nodes }: Scene,
  pixelsOf: (node: SceneNode) => number,
  { signal, onThumbnail }: Making,
  make: (sprite: Sprite, node: SceneNode) => Made,
): Promise<Map<string, Made>> {
  const wanted = nodes.filter(({ asset }) => asset.thumbnail)
  const found = new Map<string, Made>()
  const left = wanted.values()
  const step = Math.ceil(wanted.length / 100)
  let done = 0
  onThumbnail(done, wanted.length)
  const work = async () => {
    for (const node of left) {
      const sprite = await loadSprite(node.asset, Math.ceil(pixelsOf(node)), node, signal).catch(() => undefined)
      signal.throwIfAborted()
      if (sprite) found.set(node.id, make(sprite, node))
      if (++done % step === 0 || done === wanted.length) onThumbnail(done, wanted.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found
}

/** With what is behind it on the canvas, down to the corners: a PNG, which has holes, is several times as large. */
function dataUri(sprite: Sprite, node: SceneNode, colors: Colors): string {
  const { width, height } = sprite
  const picture = Object.assign(document.createElement('canvas'), { width, height })
  const ink = picture.getContext('2d', { alpha: false })!
  ink.fillStyle = colors('--ground')
  ink.fillRect(0, 0, width, height)
  if (isOnTile(node)) {
    ink.fillStyle = colors(tileColorOf(node))
    ink.roundRect(0, 0, width, height, Math.min(width, height) * ROUNDNESS)
    ink.fill()
  }
  ink.drawImage(sprite, 0, 0)
  // At once: of thousands of blobs, each waits until the page has nothing else to do.
  return picture.toDataURL('image/jpeg', 0.85)
}

const n = (value: number): string => String(Math.round(value * 10) / 10)

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** Without the control characters that XML has no way to write at all. */
const escaped = (text: string) => text.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ').replace(/[&<>"]/g, (one) => ESCAPES[one]!)

/** "Tern, front" and the day: what a folder of downloads is still understood by in a year. */
export function fileNameOf(title: string, extension: string): string {
  const name = title
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${name || 'graph'}-graph-${new Date().toISOString().slice(0, 10)}.${extension}`
}

export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
