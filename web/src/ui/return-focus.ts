import { useRef } from 'react'

/**
 * For `onCloseAutoFocus` of what opens over the page: the focus goes back to where it was. Radix does so by itself only for
 * what has its trigger within it.
 */
export function useReturnFocus(isOpen: boolean): (event: Event) => void {
  const opener = useRef<HTMLElement>(null)
  const wasOpen = useRef(false)
  // While it is drawn for the first time: what is in it may take the focus before any effect.
  if (isOpen && !wasOpen.current) opener.current = openerOf(document.activeElement)
  wasOpen.current = isOpen
  return (event) => {
    event.preventDefault()
    opener.current?.focus()
  }
}

/** Of what was picked from a menu, the button of that. */
function openerOf(focused: Element | null): HTMLElement | null {
  const menu = focused?.closest('[role=menu]')
  const button = menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  return button ?? (focused as HTMLElement | null)
}
