import { type Camera, cornerOf, drawScene, type Emphasis } from './draw.ts'
import { middleOf, tipOf } from './lines.ts'
import { boundsOf, type SceneEdge, type SceneNode, tileWord } from './scene.ts'
import type { Stage } from './stage.ts'
import { shortened, Words } from './words.ts'

/** Pixels on the longer side of a PNG: enough for print, and what browsers still make. */
const MOST_PIXELS = 6000
const PNG_SCALE = 2
/** For half of the longest name. */
const MARGIN = 80
/** Of more thumbnails than these in one file, each is smaller: it takes some kilobytes. */
const MANY_THUMBNAILS = 600

type Looks = Pick<Emphasis, 'selected' | 'path' | 'matches'>

/** The whole picture, as it is drawn when one looks at all of it from close by. */
export async function toPng(stage: Stage, looks: Looks): Promise<Blob> {
  const { nodes } = stage.scene
  const { left, top, width, height } = pageOf(nodes)
  const scale = Math.min(PNG_SCALE, MOST_PIXELS / Math.max(width, height))
  await thumbnails(stage)
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale))
  const camera: Camera = { x: -left, y: -top, zoom: 1 }
  const emphasis = { ...looks, hovered: undefined, handleOf: undefined, rubber: undefined }
  const paint = stage.paint()
  const words = new Words(paint.font, scale)
  const ink = canvas.getContext('2d')!
  drawScene({ ...paint, words, ink, width, height, scale, drawMass: undefined }, stage.scene, camera, emphasis)
  return canvas.convertToBlob({ type: 'image/png' })
}

/** A drawing that can be worked on: each relation a line, each asset a group with its thumbnail within the file. */
export async function toSvg(stage: Stage, looks: Looks): Promise<Blob> {
  const { nodes, edges } = stage.scene
  const { colors, font } = stage.paint()
  const { left, top, width, height } = pageOf(nodes)
  const pictures = await thumbnails(stage)
  const [text, ground, soft] = [colors('--text'), colors('--ground'), colors('--text-soft')]
  const lines = edges.map((edge) => lineOf(edge, colors(edge.color), ground, looks.path.has(edge.key)))
  const tiles = await Promise.all(
    nodes.map(async (node) => {
      const { x, y, halfWidth, halfHeight, title, isRoot } = node
      const box = `x="${n(x - halfWidth)}" y="${n(y - halfHeight)}" width="${n(2 * halfWidth)}" height="${n(2 * halfHeight)}"`
      const sprite = pictures.get(node)
      const frame = `<rect ${box} rx="${n(cornerOf(node))}"`
      const chosen = isRoot || looks.path.has(node.id)
      return [
        `<g><title>${escaped(title)}</title>`,
        sprite
          ? `${node.isPadded ? `${frame} fill="${colors('--sunken')}"/>` : ''}<image ${box} preserveAspectRatio="none" href="${await dataUri(sprite)}"/>`
          : `${frame} fill="${colors('--surface')}"/><text x="${n(x)}" y="${n(y + 4)}" text-anchor="middle" font-size="11" font-weight="600" fill="${soft}">${escaped(tileWord(node.asset))}</text>`,
        `${frame} fill="none" stroke="${colors(chosen ? '--accent' : '--line')}" stroke-width="${chosen ? 2 : 1}"/>`,
        `<text x="${n(x)}" y="${n(y + halfHeight + 15)}" text-anchor="middle" font-size="12" font-weight="${isRoot ? 600 : 500}" fill="${text}" ${halo(ground)}>${escaped(shortened(title))}</text></g>`,
      ].join('')
    }),
  )
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
  return {
    left: left - MARGIN,
    top: top - MARGIN,
    width: right - left + 2 * MARGIN,
    height: bottom - top + 2 * MARGIN,
  }
}

/** Fetched before they are drawn. */
async function thumbnails({ scene, sprites }: Stage): Promise<Map<SceneNode, OffscreenCanvas>> {
  const wanted = scene.nodes.filter(({ asset }) => asset.thumbnail)
  const isMany = wanted.length > MANY_THUMBNAILS
  const found = await Promise.all(
    wanted.map(async (node) => [node, await sprites.loaded(node.asset, isMany, node)] as const),
  )
  return new Map(found.flatMap(([node, sprite]) => (sprite ? [[node, sprite] as const] : [])))
}

async function dataUri(sprite: OffscreenCanvas): Promise<string> {
  const bytes = new Uint8Array(await (await sprite.convertToBlob({ type: 'image/png' })).arrayBuffer())
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return `data:image/png;base64,${btoa(binary)}`
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
