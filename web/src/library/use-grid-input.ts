import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { AssetCard } from '../api/assets.ts'
import { type Geometry, neighbour, rowHeight, rowOf } from './geometry.ts'
import type { Place } from './place.ts'
import { selectedAssets, useSelection } from './selection.ts'
import type { Choosing } from './use-choosing.ts'

interface GridInputProps {
  readonly scroller: RefObject<HTMLElement | null>
  readonly canvas: RefObject<HTMLElement | null>
  readonly geometry: Geometry | undefined
  readonly total: number
  readonly cardAt: (index: number) => AssetCard | undefined
  readonly choosing: Choosing
  readonly place: Place
  readonly onOpen: (card: AssetCard, index: number) => void
  readonly onDelete: ((cards: readonly AssetCard[]) => void) | undefined
}

/** Room that is left between what is focused and the edge; below there is the bar of what is selected. */
const MARGIN_PX = 8
const BAR_PX = 88

/** What the mouse, a finger and the keyboard do in the grid. One tile takes the focus: it is where Tab comes to. */
export function useGridInput(props: GridInputProps) {
  const { scroller, canvas, geometry, total, cardAt, choosing, place, onOpen, onDelete } = props
  const [focus, setFocus] = useState(() => Math.min(place.focus, Math.max(0, total - 1)))
  const takesFocus = useRef(false)

  // After the rows in sight have followed.
  useLayoutEffect(() => {
    // Coming back, nothing has it: the view may be a new one, or the one of before that was only hidden.
    const isBack = place.wasOpened && document.activeElement === document.body
    if (!takesFocus.current && !isBack) return
    const tile = canvas.current?.querySelector<HTMLElement>(`[data-index="${focus}"]`)
    if (!tile) return
    // One may have gone on from what was opened.
    if (isBack && geometry && scroller.current && canvas.current)
      show(geometry, scroller.current, canvas.current, focus)
    tile.focus({ preventScroll: true })
    takesFocus.current = false
  })

  const goTo = (index: number) => {
    takesFocus.current = true
    setFocus(index)
    if (geometry && scroller.current && canvas.current) show(geometry, scroller.current, canvas.current, index)
  }

  /** However the focus came to it. */
  const onFocus = (event: FocusEvent) => {
    const index = indexOf(event.target)
    if (index !== undefined) setFocus(index)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (!geometry || indexOf(event.target) === undefined || event.altKey) return
    const isCommand = event.ctrlKey || event.metaKey
    const card = cardAt(focus)
    const next = isCommand ? undefined : neighbour(geometry, focus, event.key, scroller.current?.clientHeight ?? 0)
    if (next !== undefined) {
      if (event.shiftKey) choosing.chooseTo(next, focus)
      goTo(next)
    } else if (isCommand && event.key.toLowerCase() === 'a') {
      void choosing.chooseOver(
        new Map(),
        Array.from({ length: geometry.total }, (_, i) => i),
      )
    } else if (event.key === ' ' && card) {
      if (event.shiftKey) choosing.chooseTo(focus, focus)
      else choosing.toggleAt(card, focus)
    } else if (event.key === 'Enter' && card && !isCommand) onOpen(card, focus)
    else if (event.key === 'Escape' && useSelection.getState().assets.size > 0) choosing.chooseNone()
    else if ((event.key === 'Delete' || event.key === 'Backspace') && onDelete && card) {
      const selected = selectedAssets()
      onDelete(selected.length > 0 ? selected : [card])
    } else return
    event.preventDefault()
  }

  const onClick = (event: MouseEvent) => {
    const index = indexOf(event.target)
    const card = index === undefined ? undefined : cardAt(index)
    if (index === undefined || !card) return
    setFocus(index)
    const target = event.target as Element
    // With a key, it is the browser's: another tab, or window.
    if (target.closest('a') && (event.ctrlKey || event.metaKey || event.shiftKey)) return
    const isTouch = (event.nativeEvent as PointerEvent).pointerType === 'touch'
    if (target.closest('a')) onOpen(card, index)
    else if (event.shiftKey) choosing.chooseTo(index, focus)
    else if (event.ctrlKey || event.metaKey || target.closest('[data-check]')) choosing.toggleAt(card, index)
    else if (!isTouch) choosing.chooseOnly(card, index)
    else if (useSelection.getState().assets.size > 0) choosing.toggleAt(card, index)
    else onOpen(card, index)
  }

  const onDoubleClick = (event: MouseEvent) => {
    const index = indexOf(event.target)
    const card = index === undefined ? undefined : cardAt(index)
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey
    if (card && isPlain && !(event.target as Element).closest('a, [data-check]')) onOpen(card, index!)
  }

  /** A long press: on a screen to touch, that is how selecting begins. */
  const onContextMenu = (event: MouseEvent) => {
    const index = indexOf(event.target)
    const card = index === undefined ? undefined : cardAt(index)
    if (!card || (event.nativeEvent as PointerEvent).pointerType !== 'touch') return
    event.preventDefault()
    choosing.toggleAt(card, index!)
  }

  return { focus, onFocus, onKeyDown, onClick, onDoubleClick, onContextMenu }
}

/** Names are links, for whatever a browser does with those; opening them is for the grid. */
export const leave = (event: MouseEvent): void => event.preventDefault()

export function indexOf(target: EventTarget | null): number | undefined {
  const index = (target as Element | null)?.closest<HTMLElement>('[data-index]')?.dataset.index
  return index === undefined ? undefined : Number(index)
}

function show(geometry: Geometry, scroller: HTMLElement, canvas: HTMLElement, index: number): void {
  const row = rowOf(geometry, index)
  const top = geometry.tops[row]!
  const bar = useSelection.getState().assets.size > 0 ? BAR_PX : 0
  const least = canvas.offsetTop + top + rowHeight(geometry, row) - scroller.clientHeight + MARGIN_PX + bar
  const most = top - MARGIN_PX + (geometry.gap > 0 ? canvas.offsetTop : 0)
  if (scroller.scrollTop > most) scroller.scrollTop = most
  else if (scroller.scrollTop < least) scroller.scrollTop = Math.min(least, most)
}
