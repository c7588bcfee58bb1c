import { useRef } from 'react'
import { type Focused, focusedIn, standIn } from './stand-in.ts'

interface Opener extends Focused {
  /** Of the dialog that it is in, which may give way to what it opens. */
  readonly before: Opener | undefined
}

let lastOpener: Opener | undefined

/**
 * For `onCloseAutoFocus` of what opens over the page: the focus goes back to where it was, or to what is there instead. Radix
 * does so by itself only for what has its trigger within it, and is still there.
 */
export function useReturnFocus(isOpen: boolean): (event: Event) => void {
  const opener = useRef<Opener>(undefined)
  const wasOpen = useRef(false)
  // While it is drawn for the first time: what is in it may take the focus before any effect.
  if (isOpen && !wasOpen.current) {
    const element = openerOf(document.activeElement as HTMLElement)
    opener.current = { ...focusedIn(element), before: element.closest('[role=dialog]') ? lastOpener : undefined }
    lastOpener = opener.current
  }
  wasOpen.current = isOpen
  return (event) => {
    event.preventDefault()
    let to: HTMLElement | undefined
    for (let from = opener.current; from && !to; from = from.before) to = standIn(from)
    to?.focus()
  }
}

/** Of what was picked from a menu, the button of that. */
export function openerOf(focused: HTMLElement): HTMLElement {
  const menu = focused.closest('[role=menu]')
  const button = menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  return button ?? focused
}
