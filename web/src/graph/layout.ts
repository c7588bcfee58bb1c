import { isStill } from './colors.ts'
import type { FromWorker, ToWorker } from './layout-messages.ts'
import type { Scene, SceneNode } from './scene.ts'

interface Place {
  x: number
  y: number
  isPinned: boolean
}

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))

/**
 * Where everything is. Places are kept by asset, also of what is out of the picture for a while, so that it comes back to
 * where it was; what is new begins beside what it was come to from.
 */
export class Layout {
  readonly #worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
  readonly #places = new Map<string, Place>()
  readonly #onMoved: (isSettled: boolean) => void
  #nodes: readonly SceneNode[] = []
  #edges: Extract<ToWorker, { type: 'graph' }>['edges'] = []
  #version = 0

  constructor(onMoved: (isSettled: boolean) => void) {
    this.#onMoved = onMoved
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data)
  }

  close(): void {
    this.#worker.terminate()
  }

  /** `parentOf`: from which asset each was come to. */
  lay({ nodes, byId, edges }: Scene, parentOf: (id: string) => string | undefined): void {
    const isNew = !nodes.some(({ id }) => this.#places.has(id))
    const known = new Set(nodes.filter(({ id }) => this.#places.has(id)).map(({ id }) => id))
    if (isNew) this.#places.clear()
    const children = new Map<string, number>()
    for (const [i, node] of nodes.entries()) {
      const place = this.#places.get(node.id) ?? this.#firstPlace(node, i, byId.get(parentOf(node.id) ?? ''), children)
      this.#places.set(node.id, place)
      Object.assign(node, place)
    }
    const index = new Map(nodes.map(({ id }, i) => [id, i]))
    this.#nodes = nodes
    this.#edges = edges.map(({ from, to }) => [index.get(from.id)!, index.get(to.id)!] as const)
    this.#begin(known, isNew)
  }

  /** All of them anew, from where they are. */
  arrange(): void {
    this.#begin(new Set(), false)
  }

  #begin(known: ReadonlySet<string>, isNew: boolean): void {
    this.#send({
      type: 'graph',
      version: ++this.#version,
      nodes: this.#nodes.map(({ id, x, y, radius, isPinned }) => ({ x, y, radius, isPinned, isKnown: known.has(id) })),
      edges: this.#edges,
      isNew,
      atOnce: isStill(),
    })
  }

  /** Stays there until it is unpinned. */
  pin(node: SceneNode, x: number, y: number): void {
    this.#keep(node, { x, y, isPinned: true })
    this.#send({ type: 'pin', version: this.#version, index: this.#nodes.indexOf(node), x, y })
  }

  unpin(node: SceneNode): void {
    this.#keep(node, { x: node.x, y: node.y, isPinned: false })
    this.#send({ type: 'unpin', version: this.#version, index: this.#nodes.indexOf(node) })
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message)
  }

  #keep(node: SceneNode, place: Place): void {
    Object.assign(node, place)
    this.#places.set(node.id, place)
  }

  #firstPlace(
    { isRoot, radius }: SceneNode,
    i: number,
    parent: SceneNode | undefined,
    children: Map<string, number>,
  ): Place {
    if (isRoot || !parent) {
      const far = i === 0 ? 0 : 150 + 40 * Math.sqrt(i)
      return { x: far * Math.cos(i * GOLDEN_ANGLE), y: far * Math.sin(i * GOLDEN_ANGLE), isPinned: false }
    }
    const nth = children.get(parent.id) ?? 0
    children.set(parent.id, nth + 1)
    // Away from the middle, where most room is, and around from there.
    const angle = Math.atan2(parent.y, parent.x) + nth * GOLDEN_ANGLE
    const far = parent.radius + radius + 18 + 9 * Math.sqrt(nth)
    return { x: parent.x + far * Math.cos(angle), y: parent.y + far * Math.sin(angle), isPinned: false }
  }

  #take({ version, positions, isSettled }: FromWorker): void {
    if (version !== this.#version) return
    for (const [i, node] of this.#nodes.entries()) {
      // What is being dragged is under the finger already.
      if (node.isPinned) continue
      node.x = positions[2 * i]!
      node.y = positions[2 * i + 1]!
      const place = this.#places.get(node.id)!
      place.x = node.x
      place.y = node.y
    }
    this.#onMoved(isSettled)
  }
}
