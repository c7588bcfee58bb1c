import { openerOf } from './return-focus.ts'
import { canTakeFocus, type Focused, focusedIn, noteRemoved, standIn } from './stand-in.ts'

/**
 * Nobody who works by keys is thrown back to the start of the page: where what had the focus vanishes, what stands in for it
 * has it, and what is switched off for a moment has it again after. Leaving by oneself, or for another view, is leaving.
 */
export function keepFocus(): void {
  let last: (Focused & { readonly isSeen: boolean }) | undefined
  const settle = () => {
    if (!last || document.activeElement !== document.body) return
    const next = standIn(last)
    if (!next) last = undefined
    else if (canTakeFocus(next)) next.focus({ preventScroll: !last.isSeen })
  }
  document.addEventListener('focusin', ({ target }) => {
    const focused = target as HTMLElement
    last = { ...focusedIn(openerOf(focused)), isSeen: focused.matches(':focus-visible') }
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
    if (last && document.activeElement === document.body) window.setTimeout(settle)
  }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] })
}
