import { Tooltip as Radix } from 'radix-ui'
import type { FocusEvent, ReactElement } from 'react'
import styles from './tooltip.module.css'

interface TooltipProps {
  readonly text: string
  readonly shortcut?: string | undefined
  readonly children: ReactElement
}

/** Whoever points finds it by pointing: what a dialog gives the focus to at first needs no words. */
const onlyWhenSeen = (event: FocusEvent<HTMLElement>) => {
  if (!event.currentTarget.matches(':focus-visible')) event.preventDefault()
}

/** To be seen: whoever listens is told it with what it is about, and doesn't come across it by itself. */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild onFocus={onlyWhenSeen}>
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content aria-hidden className={styles.tooltip} sideOffset={6} collisionPadding={8}>
          {text}
          {shortcut && <kbd className={styles.key}>{shortcut}</kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export const TooltipProvider = Radix.Provider
