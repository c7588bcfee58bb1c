import type { ReactNode } from 'react'
import styles from './progress.module.css'

interface Props {
  readonly label: string
  readonly done: number
  /** Undefined where that isn't known yet. */
  readonly of: number | undefined
  /** In words. */
  readonly children: ReactNode
}

/** How far something is, as a bar and in words. */
export function Progress({ label, done, of, children }: Props) {
  return (
    <div className={styles.progress}>
      <progress aria-label={label} {...(of !== undefined && { value: done, max: Math.max(of, done, 1) })} />
      {children}
    </div>
  )
}
