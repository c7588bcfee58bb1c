import type { ReactNode } from 'react'
import { Link, useRoute } from 'wouter'
import styles from './tabs.module.css'

interface TabsProps {
  readonly label: string
  readonly tabs: readonly { readonly href: string; readonly title: ReactNode }[]
}

/** Parts of a view that have an address each. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ href, title }) => (
        <Tab key={href} href={href}>
          {title}
        </Tab>
      ))}
    </nav>
  )
}

function Tab({ href, children }: { href: string; children: ReactNode }) {
  const [isHere] = useRoute(href)
  return (
    <Link href={href} className={styles.tab} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  )
}
