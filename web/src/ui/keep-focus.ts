import { openerOf } from './return-focus.ts'
import { canTakeFocus, type Focused, focusedIn, noteRemoved, standIn } from './stand-in.ts'

/**
 * Nobody who works by keys is thrown back to the start of the page: where what had the focus vanishes, what stands in for it
 * has it, and what is switched off for a moment has it again after. Leaving by oneself, or for another view, is leaving.
 */
export function keepFocus(): void {
  let last: Focused | undefined
  let isByKeys = true
  document.addEventListener('keydown', () => (isByKeys = true), true)
  document.addEventListener('pointerdown', () => (isByKeys = false), true)
  const settle = (lost: Focused) => {
    const at = document.activeElement!
    // A dialog takes back to its own start what is lost within it.
    if (!last || (at !== document.body && !at.matches('[role=dialog]'))) return
    const next = standIn(lost)
    const isGiven = next && (isByKeys || next === lost.element || !isWrittenIn(next))
    if (!isGiven) last = undefined
    else if (at.contains(next) && canTakeFocus(next)) next.focus({ preventScroll: !isByKeys })
  }
  document.addEventListener('focusin', ({ target }) => {
    last = focusedIn(openerOf(target as HTMLElement))
  })
  document.addEventListener('focusout', ({ target }) => {
    const element = target as HTMLElement
    queueMicrotask(() => {
      const hasLeft = element === last?.element && document.activeElement === document.body
      if (hasLeft && element.isConnected && canTakeFocus(element)) last = undefined
    })
  })
  new MutationObserver((records) => {
    noteRemoved(records)
    // Once whatever else was to take the focus has done so.
    if (last && document.activeElement === document.body) window.setTimeout(settle, 0, last)
  }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] })
}

/** Nobody who taps is given these: the keyboard of a touch screen would come up. */
const isWrittenIn = (control: HTMLElement): boolean =>
  control.matches('input:not([type=checkbox], [type=radio]), textarea')
