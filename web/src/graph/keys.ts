import type { SceneNode } from './scene.ts'
import type { Stage } from './stage.ts'

export interface KeyActs {
  readonly selected: string | undefined
  readonly onSelect: (id: string | undefined) => void
  readonly onOpenUp: (id: string) => void
  readonly onCollapse: (id: string) => void
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}
const PAN = 60

/** What a key does on the canvas. Whether it did anything. */
export function actOnKey(event: Pick<KeyboardEvent, 'key' | 'shiftKey'>, stage: Stage, acts: KeyActs): boolean {
  const { key } = event
  const selected = acts.selected === undefined ? undefined : stage.scene.byId.get(acts.selected)
  const arrow = ARROWS[key]
  if (arrow && event.shiftKey) stage.pan(-arrow[0] * PAN, -arrow[1] * PAN)
  else if (arrow) {
    const next = selected ? towards(stage, selected, arrow) : stage.scene.nodes[0]
    if (next) {
      acts.onSelect(next.id)
      stage.reveal(next)
    }
  } else if (key === '+' || key === '=') stage.zoom(1.25)
  else if (key === '-') stage.zoom(0.8)
  else if (key === '0') stage.fit()
  else if (key === 'Home') {
    const [root] = stage.scene.nodes
    if (root) acts.onSelect(root.id)
  } else if (key === 'Enter' && selected) acts.onOpenUp(selected.id)
  else if (key === 'Backspace' && selected) acts.onCollapse(selected.id)
  else if (key === 'Escape' && selected) acts.onSelect(undefined)
  else return false
  return true
}

/** The neighbour that lies most in that direction; without one there, the nearest asset that does. */
function towards({ scene }: Stage, from: SceneNode, [dx, dy]: readonly [number, number]): SceneNode | undefined {
  const best = (nodes: readonly SceneNode[], narrowest: number) => {
    let found: SceneNode | undefined
    let least = Infinity
    for (const node of nodes) {
      const [x, y] = [node.x - from.x, node.y - from.y]
      const far = Math.hypot(x, y)
      const along = far === 0 ? 0 : (x * dx + y * dy) / far
      const cost = far * (2.2 - along)
      if (node !== from && along > narrowest && cost < least) [found, least] = [node, cost]
    }
    return found
  }
  return best(from.neighbours, 0.5) ?? best(scene.nodes, 0.6)
}
