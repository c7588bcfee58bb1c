import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { Tooltip } from './tooltip.tsx'

interface ButtonProps extends ComponentProps<'button'> {
  /** `primary`: what a person most likely does next, one to a view. */
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet'
  readonly size?: 'small' | 'normal'
  readonly icon?: ReactNode
  /** Shows that it is being done, and takes no second press. */
  readonly busy?: boolean
}

export function Button({ look = 'plain', size = 'normal', icon, busy, children, className, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      className={[styles.button, styles[look], styles[size], className].filter(Boolean).join(' ')}
      disabled={props.disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <span className={styles.spinner} aria-hidden /> : icon}
      {children !== undefined && <span className={styles.text}>{children}</span>}
    </button>
  )
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  /** What it does: its name for screen readers, and its tooltip. */
  readonly label: string
  readonly shortcut?: string
  readonly children: ReactNode
}

export function IconButton({ label, shortcut, children, look = 'quiet', className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <Button
        look={look}
        {...props}
        aria-label={label}
        icon={children}
        className={[styles.icon, className].filter(Boolean).join(' ')}
      />
    </Tooltip>
  )
}
