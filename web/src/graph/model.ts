import type { Kind } from '../api/kinds.ts'
import type { Link } from '../api/walks.ts'
import type { Pictured } from '../ui/thumb.tsx'

export interface Edge {
  readonly key: string
  /** The subject; of a symmetric kind, either. */
  readonly from: string
  readonly to: string
  /** How it is called from the subject's side. */
  readonly kind: string
  /** How it is called from the other side. */
  readonly inverse: string
  readonly directed: boolean
}

/** All that was fetched, whether it is shown or not. */
export interface Model {
  readonly assets: ReadonlyMap<string, Pictured>
  readonly edges: readonly Edge[]
  readonly edgesOf: ReadonlyMap<string, readonly Edge[]>
}

export const otherEnd = ({ from, to }: Edge, assetId: string): string => (from === assetId ? to : from)

/** How it is called from the side of one of its ends. */
export const kindFrom = ({ from, kind, inverse }: Edge, assetId: string): string => (from === assetId ? kind : inverse)

export function modelOf(assets: ReadonlyMap<string, Pictured>, links: Iterable<Link>, kinds: readonly Kind[]): Model {
  const byName = new Map(kinds.flatMap((kind) => [[kind.name, kind] as const, [kind.inverse, kind] as const]))
  const edges = new Map<string, Edge>()
  const edgesOf = new Map<string, Edge[]>()
  for (const link of links) {
    if (!assets.has(link.from) || !assets.has(link.to)) continue
    const edge = edgeOf(link, byName)
    if (edges.has(edge.key)) continue
    edges.set(edge.key, edge)
    for (const end of [edge.from, edge.to]) {
      const others = edgesOf.get(end)
      if (others) others.push(edge)
      else edgesOf.set(end, [edge])
    }
  }
  return { assets, edges: [...edges.values()], edgesOf }
}

/** Walks and paths tell relations from either side; here each stands once. */
function edgeOf({ from, to, kind }: Link, kinds: ReadonlyMap<string, Kind>): Edge {
  const { name, inverse, directed } = kinds.get(kind) ?? { name: kind, inverse: kind, directed: false }
  const isTurned = directed ? kind === inverse : from > to
  const [subject, object] = isTurned ? [to, from] : [from, to]
  return { key: `${subject} ${name} ${object}`, from: subject, to: object, kind: name, inverse, directed }
}

interface Showing {
  readonly roots: readonly string[]
  readonly steps: number
  /** Assets whose neighbours are shown, however far they are. */
  readonly expanded: ReadonlySet<string>
  /** Assets behind which nothing is shown. */
  readonly collapsed: ReadonlySet<string>
  readonly kinds: readonly string[] | undefined
  readonly types: readonly string[] | undefined
  /** Shown in any case: those of a path. */
  readonly kept: readonly string[]
  readonly most: number
}

export interface Shown {
  readonly id: string
  readonly steps: number
  /** The relation by which it was come to, and from where. */
  readonly via: { readonly edge: Edge; readonly parent: string } | undefined
}

export interface Picture {
  /** The nearest first. */
  readonly nodes: ReadonlyMap<string, Shown>
  readonly edges: readonly Edge[]
  /** How many more were found than are drawn. */
  readonly left: number
}

/** What of all that was fetched is in the picture: what can be reached by the kinds shown, within the steps or opened up. */
export function pictureOf(model: Model, showing: Showing): Picture {
  const { roots, kept, most } = showing
  const isShownKind = (edge: Edge) => !showing.kinds || showing.kinds.includes(edge.kind)
  const isShownType = (id: string) => !showing.types || showing.types.includes(model.assets.get(id)!.resource_type)
  const reached = new Map<string, Shown>()
  const queue: Shown[] = roots.filter((id) => model.assets.has(id)).map((id) => ({ id, steps: 0, via: undefined }))
  for (const root of queue) reached.set(root.id, root)
  const goOn = () => {
    for (let i = 0; i < queue.length; i++) {
      const { id, steps } = queue[i]!
      if (showing.collapsed.has(id) || (steps >= showing.steps && !showing.expanded.has(id))) continue
      for (const edge of model.edgesOf.get(id) ?? []) {
        const other = otherEnd(edge, id)
        if (reached.has(other) || !isShownKind(edge)) continue
        const shown = { id: other, steps: steps + 1, via: { edge, parent: id } }
        reached.set(other, shown)
        queue.push(shown)
      }
    }
    queue.length = 0
  }
  goOn()
  for (const [i, id] of kept.entries()) {
    if (reached.has(id) || !model.assets.has(id)) continue
    const before = kept[i - 1]
    const edge = model.edgesOf.get(id)?.find((one) => otherEnd(one, id) === before)
    const steps = (before === undefined ? 0 : (reached.get(before)?.steps ?? 0)) + 1
    reached.set(id, { id, steps, via: edge && before !== undefined ? { edge, parent: before } : undefined })
  }
  const always = new Set([...roots, ...kept])
  const nodes = new Map<string, Shown>()
  let left = 0
  for (const shown of reached.values()) {
    if (!always.has(shown.id) && !isShownType(shown.id)) continue
    if (nodes.size < most || always.has(shown.id)) nodes.set(shown.id, shown)
    else left++
  }
  const edges = model.edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to) && isShownKind(edge))
  return { nodes, edges, left }
}
