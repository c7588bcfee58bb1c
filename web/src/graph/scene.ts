import type { Kind } from '../api/kinds.ts'
import { kindColor } from '../api/kinds.ts'
import { kindTitle } from '../ui/format.ts'
import { type Pictured, titleOf } from '../ui/thumb.tsx'
import type { Line, LineEnd } from './lines.ts'
import type { Model, Picture } from './model.ts'

/** What is drawn, in units that are CSS pixels at zoom 1. */
export interface SceneNode extends LineEnd {
  readonly id: string
  asset: Pictured
  title: string
  readonly isRoot: boolean
  readonly steps: number
  /** From the middle to the farther edges. */
  readonly radius: number
  /** Whether its picture is too long or too wide to fill its frame. */
  isPadded: boolean
  /** Half of its width and height, in the shape of its picture. */
  halfWidth: number
  halfHeight: number
  readonly neighbours: SceneNode[]
  /** Of those in the picture. */
  readonly relations: number
  /** Relations that it has, and that are not in the picture. */
  more: number
  x: number
  y: number
  isPinned: boolean
}

export interface SceneEdge extends Line {
  readonly key: string
  readonly from: SceneNode
  readonly to: SceneNode
  readonly label: string
  readonly kind: string
}

export interface Scene {
  /** Of most of its assets. */
  readonly radius: number
  readonly nodes: readonly SceneNode[]
  readonly byId: ReadonlyMap<string, SceneNode>
  readonly edges: readonly SceneEdge[]
}

const BEND = 26

export function sceneOf({ nodes: shown, edges }: Picture, { assets }: Model, kinds: readonly Kind[]): Scene {
  const radius = shown.size > 900 ? 11 : shown.size > 250 ? 15 : shown.size > 60 ? 20 : 25
  const degrees = new Map<string, number>()
  for (const { from, to } of edges) for (const id of [from, to]) degrees.set(id, (degrees.get(id) ?? 0) + 1)
  const byId = new Map<string, SceneNode>()
  for (const { id, steps, via } of shown.values()) {
    const isRoot = steps === 0 && !via
    const size = isRoot
      ? Math.max(38, radius * 1.6)
      : radius + Math.min(radius * 0.7, 2 * Math.log2(1 + (degrees.get(id) ?? 0)))
    const node: SceneNode = {
      id,
      isRoot,
      steps,
      radius: size,
      neighbours: [],
      relations: degrees.get(id) ?? 0,
      more: 0,
      x: 0,
      y: 0,
      isPinned: false,
      ...looksOf(assets.get(id)!, size),
    }
    byId.set(id, node)
  }
  const between = new Map<string, number>()
  const pairOf = ({ from, to }: { from: string; to: string }) => (from < to ? `${from} ${to}` : `${to} ${from}`)
  for (const edge of edges) between.set(pairOf(edge), (between.get(pairOf(edge)) ?? 0) + 1)
  const drawn = new Map<string, number>()
  const sceneEdges = edges.map((edge): SceneEdge => {
    const pair = pairOf(edge)
    const [place, many] = [drawn.get(pair) ?? 0, between.get(pair)!]
    drawn.set(pair, place + 1)
    const from = byId.get(edge.from)!
    const to = byId.get(edge.to)!
    if (place === 0) {
      from.neighbours.push(to)
      to.neighbours.push(from)
    }
    const bend = (place - (many - 1) / 2) * BEND * (edge.from < edge.to ? 1 : -1)
    const color = /--[\w-]+/.exec(kindColor(kinds, edge.kind))![0]
    return {
      key: edge.key,
      from,
      to,
      kind: edge.kind,
      label: kindTitle(edge.kind),
      directed: edge.directed,
      color,
      bend,
    }
  })
  return { radius, nodes: [...byId.values()], byId, edges: sceneEdges }
}

/** A picture keeps its shape, within bounds; what has none is a tile. */
export function looksOf(
  asset: Pictured,
  radius: number,
): Pick<SceneNode, 'asset' | 'title' | 'isPadded' | 'halfWidth' | 'halfHeight'> {
  const own = asset.width && asset.height ? asset.width / asset.height : asset.resource_type === 'raw' ? 0.82 : 1
  const ratio = Math.min(1.7, Math.max(0.65, own))
  return {
    asset,
    title: titleOf(asset),
    isPadded: own > 2 || own < 0.5,
    halfWidth: ratio >= 1 ? radius : radius * ratio,
    halfHeight: ratio >= 1 ? radius / ratio : radius,
  }
}

/** What stands on the tile of an asset without a picture. */
export function tileWord({ format, public_id: name, resource_type: type }: Pictured): string {
  const extension = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]
  return (format || extension || type).slice(0, 4).toUpperCase()
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Around all of them, with room for their names. */
export function boundsOf(nodes: readonly SceneNode[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y, radius } of nodes) {
    left = Math.min(left, x - radius)
    right = Math.max(right, x + radius)
    top = Math.min(top, y - radius)
    bottom = Math.max(bottom, y + radius + 16)
  }
  return nodes.length > 0 ? { left, top, right, bottom } : { left: -1, top: -1, right: 1, bottom: 1 }
}
