/** Where something stood, when it was taken out of the page. */
interface Spot {
  readonly parent: Node
  readonly previous: Node | null
  readonly next: Node | null
}

const spots = new WeakMap<Node, Spot>()

const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex]'
/** What is in one of these is about that one alone. */
const ROWS = 'li, tr, article'
const HEADINGS = 'h1, h2, h3'

/** Of whatever is taken out of the page, notes where it stood. */
export function noteRemoved(records: readonly MutationRecord[]): void {
  for (const { removedNodes, target, previousSibling, nextSibling } of records) {
    for (const node of removedNodes) spots.set(node, { parent: target, previous: previousSibling, next: nextSibling })
  }
}

/** What has the focus, and in which view. */
export interface Focused {
  readonly element: HTMLElement
  readonly path: string
}

export const focusedIn = (element: HTMLElement): Focused => ({ element, path: window.location.pathname })

/**
 * What is to have the focus where this had it: itself if it is there; else the same control of what came in its place, of the
 * next of its kind or of the one before; where there is none, what is closest of that which is about all of them, or their
 * heading. Undefined of what lay over the page, as whoever opened it knows where to go on, and of another view.
 */
export function standIn({ element, path }: Focused): HTMLElement | undefined {
  if (element.isConnected) return element
  if (path !== window.location.pathname) return undefined
  let removed = topOf(element)
  let spot = spots.get(removed)
  while (spot && !spot.parent.isConnected) {
    removed = topOf(spot.parent)
    spot = spots.get(removed)
  }
  if (!spot || spot.parent === document.body) return undefined
  return beside(removed, spot, controlsOf(removed).indexOf(element)) ?? around(spot)
}

export const canTakeFocus = (control: HTMLElement): boolean =>
  !control.matches(':disabled') && control.checkVisibility()

function topOf(node: Node): Node {
  let top = node
  while (top.parentNode) top = top.parentNode
  return top
}

function controlsOf(node: Node): HTMLElement[] {
  if (!(node instanceof HTMLElement)) return []
  return [...(node.matches(CONTROLS) ? [node] : []), ...node.querySelectorAll<HTMLElement>(CONTROLS)]
}

/** The neighbour of then, or who is next to where that stood. */
function present(neighbour: Node | null, side: 'previous' | 'next', { parent }: Spot): Node | null {
  // What came and went again and again may have stood on both sides of another.
  const seen = new Set<Node>()
  let node = neighbour
  while (node && node.parentNode !== parent) {
    if (seen.has(node)) return null
    seen.add(node)
    node = spots.get(node)?.[side] ?? null
  }
  return node
}

function beside(removed: Node, spot: Spot, at: number): HTMLElement | undefined {
  const before = present(spot.previous, 'previous', spot)
  const after = present(spot.next, 'next', spot)
  const all = [...spot.parent.childNodes]
  const [from, to] = [
    before ? all.indexOf(before as ChildNode) + 1 : 0,
    after ? all.indexOf(after as ChildNode) : all.length,
  ]
  const likes = [...all.slice(to), ...all.slice(0, from).toReversed()].filter((one) => isLike(one, removed))
  for (const node of [...all.slice(from, to), ...likes]) {
    const controls = controlsOf(node)
    const same = isLike(node, removed) ? controls[at] : undefined
    const reached = controls.filter(({ tabIndex }) => tabIndex >= 0)
    const control = [same, ...reached, ...controls].find((one) => one && canTakeFocus(one))
    if (control) return control
  }
  return undefined
}

const isLike = (one: Node, other: Node): boolean =>
  one instanceof HTMLElement &&
  other instanceof HTMLElement &&
  one.tagName === other.tagName &&
  one.className === other.className

function around(spot: Spot): HTMLElement | undefined {
  const before = present(spot.previous, 'previous', spot)
  const isAbove = (control: Node) => before?.contains(control) || precedes(control, before ?? spot.parent)
  for (let part = spot.parent as HTMLElement | null; part && part !== document.body; part = part.parentElement) {
    const reached = controlsOf(part).filter(
      (control) => !control.contains(spot.parent) && control.tabIndex >= 0 && canTakeFocus(control),
    )
    const above = reached.filter(isAbove).toReversed()
    const below = reached.filter((control) => !isAbove(control))
    const isOfAll = (control: HTMLElement) => {
      const row = control.closest(ROWS)
      return row === part || !part.contains(row)
    }
    const found = [...above, ...below].find(isOfAll) ?? below[0] ?? above[0]
    if (found) return found
    const heading = part.querySelector<HTMLElement>(HEADINGS)
    if (heading) {
      heading.tabIndex = -1
      return heading
    }
  }
  return undefined
}

const precedes = (one: Node, other: Node): boolean =>
  (other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING) !== 0
