import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { messageOf } from '../api/client.ts'
import { Button } from './button.tsx'
import styles from './states.module.css'

interface EmptyProps {
  readonly icon?: ReactNode
  readonly title: string
  /** What to do about it. */
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** Where there is nothing: says why, and what can be done. */
export function Empty({ icon, title, children, actions }: EmptyProps) {
  return (
    <div className={styles.empty}>
      {icon && (
        <div className={styles.icon} aria-hidden>
          {icon}
        </div>
      )}
      <h2>{title}</h2>
      {children && <div className={styles.more}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}

/** Where something could not be loaded: the server's own words, and another try. */
export function Failed({ what, error, onRetry }: { what: string; error: unknown; onRetry?: () => unknown }) {
  return (
    <div role="alert">
      <Empty
        icon={<CircleAlert />}
        title={`${what} could not be loaded`}
        actions={onRetry && <Button onClick={() => void onRetry()}>Try again</Button>}
      >
        {messageOf(error)}
      </Empty>
    </div>
  )
}

/** Room for what is being loaded, in its shape. */
export function Skeleton({ height = '1em', width = '100%' }: { height?: string; width?: string }) {
  return <span className={styles.skeleton} style={{ height, width }} aria-hidden />
}

export function Loading({ what }: { what: string }) {
  return (
    <div className={styles.loading} role="status">
      <span className="unseen">Loading {what}</span>
      <Skeleton height="1.5rem" width="12rem" />
      <Skeleton height="8rem" />
      <Skeleton height="8rem" />
    </div>
  )
}
