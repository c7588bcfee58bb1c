import { useRef } from 'react'
import { type Focused, focusedIn, standIn } from './stand-in.ts'

/**
 * For `onCloseAutoFocus` of what opens over the page: the focus goes back to where it was, or to what is there instead. Radix
 * does so by itself only for what has its trigger within it, and is still there.
 */
export function useReturnFocus(isOpen: boolean): (event: Event) => void {
  const opener = useRef<Focused>(null)
  const wasOpen = useRef(false)
  // While it is drawn for the first time: what is in it may take the focus before any effect.
  if (isOpen && !wasOpen.current) opener.current = focusedIn(openerOf(document.activeElement as HTMLElement))
  wasOpen.current = isOpen
  return (event) => {
    event.preventDefault()
    if (opener.current) standIn(opener.current)?.focus()
  }
}

/** Of what was picked from a menu, the button of that. */
export function openerOf(focused: HTMLElement): HTMLElement {
  const menu = focused.closest('[role=menu]')
  const button = menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  return button ?? focused
}
