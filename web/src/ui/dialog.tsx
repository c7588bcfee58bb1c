import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useEffect } from 'react'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'
import { useReturnFocus } from './return-focus.ts'
import { ESCAPE } from './toast.tsx'

interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  /** One line below the title, where the title alone doesn't say it. */
  readonly about?: ReactNode
  /** `wide` for what shows pictures, `full` for what needs all the room there is. */
  readonly size?: 'normal' | 'wide' | 'full'
  readonly children: ReactNode
  /** Buttons, the one that does it last. */
  readonly actions?: ReactNode
}

export function Dialog({ open, onClose, title, about, size = 'normal', children, actions }: DialogProps) {
  const returnFocus = useReturnFocus(open)
  useEffect(() => {
    if (!open) return
    const close = (event: Event) => {
      event.preventDefault()
      onClose()
    }
    window.addEventListener(ESCAPE, close)
    return () => window.removeEventListener(ESCAPE, close)
  }, [open, onClose])
  return (
    <Radix.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={`${styles.dialog} ${styles[size]}`}
          onCloseAutoFocus={returnFocus}
          data-size={size}
          {...(about === undefined && { 'aria-describedby': undefined })}
        >
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            {about !== undefined && <Radix.Description className={styles.about}>{about}</Radix.Description>}
          </header>
          <div className={styles.body}>{children}</div>
          {actions && <footer className={styles.actions}>{actions}</footer>}
          {/* Last, so that what the dialog is about has the focus first. */}
          <Radix.Close asChild>
            <IconButton label="Close" shortcut="Esc" className={styles.close}>
              <X />
            </IconButton>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
