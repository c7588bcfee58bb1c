import type { ReactNode } from 'react'
import styles from './page-head.module.css'
import { useTitle } from './title.ts'

interface PageHeadProps {
  readonly title: string
  readonly about?: ReactNode
  readonly actions?: ReactNode
  /** Whether the view takes all the room there is, and its head with it. */
  readonly wide?: boolean
}

/** The head of a view: its title, which the tab has too, and what can be done with all of it. */
export function PageHead({ title, about, actions, wide }: PageHeadProps) {
  useTitle(title)
  return (
    <header className={styles.head} data-wide={wide || undefined}>
      <div className={styles.words}>
        <h1>{title}</h1>
        {about && <p className={styles.about}>{about}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  )
}
